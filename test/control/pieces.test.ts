import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import t from 'tap';
import { curlOf } from '../../src/web/control/curl.ts';
import { triedRules } from '../../src/web/control/explain.ts';
import { type JsonNode, jsonTree, visible } from '../../src/web/control/jsonTree.ts';
import { type MessageView, messageViews, type ReadingContext } from '../../src/web/control/messageView.ts';
import type { Arrow } from '../../src/web/control/sequence.ts';
import { diagramOf, mermaidOf, PARTIES, wayOf } from '../../src/web/control/sequence.ts';

t.test('the rules that were tried are read in whatever shape they come', async (t) => {
  const because = 'the card is blocked';
  const shown = (explain: unknown) =>
    triedRules(explain, because).map(({ rule, verdict, why, decided }) => [rule, verdict, why, decided]);
  t.same(shown(undefined), [], 'none were kept');
  t.same(shown('soon'), [], 'no list');
  t.same(shown([]), []);
  t.same(
    shown([
      { rule: 'the amount is large', verdict: 'passed', why: 'purchaseAmount 100 < 50000' },
      { because, verdict: 'N', why: 'blocked since 2026' },
      { rule: 'the last rule' },
    ]),
    [
      ['the amount is large', 'passed', 'purchaseAmount 100 < 50000', false],
      [because, 'N', 'blocked since 2026', true],
      ['the last rule', '', '', false],
    ],
    'the one that gave the sentence decided',
  );
  t.same(shown([{ rule: 'one', verdict: false }, null, 7, { rule: 'two', verdict: { transStatus: 'Y' } }]), [
    ['one', 'false', '', false],
    ['two', '{"transStatus":"Y"}', '', true],
  ]);
});

t.test('a message becomes a tree with a place to link to for each element', async (t) => {
  const message = { a: 'x', info: { ind: '05', list: [{ id: 1 }, null, true] }, 'no link': { in: 2 }, empty: {} };
  const lines: string[] = [];
  const walk = (nodes: readonly JsonNode[]) => {
    for (const { id = '-', path, kind, text, members } of nodes) {
      lines.push(`${id} ${path} ${kind} ${text}`);
      walk(members);
    }
  };
  walk(jsonTree(message, 'AReq'));
  t.same(lines, [
    'AReq.a a string "x"',
    'AReq.info info object 2',
    'AReq.info.ind info.ind string "05"',
    'AReq.info.list info.list list 3',
    'AReq.info.list.0 info.list object 1',
    'AReq.info.list.0.id info.list.id number 1',
    'AReq.info.list.1 info.list null null',
    'AReq.info.list.2 info.list boolean true',
    '- no link object 1',
    '- no link.in number 2',
    'AReq.empty empty object 0',
  ]);
  t.same(jsonTree('no JSON', 'AReq'), []);
});

t.test('a tree has an end, however large or deep the message', async (t) => {
  const count = (nodes: readonly JsonNode[]): number => nodes.reduce((sum, { members }) => sum + 1 + count(members), 0);
  const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`e${index}`, index]));
  t.equal(count(jsonTree(wide, 'AReq')), 2001);
  t.equal(jsonTree(wide, 'AReq').at(-1)?.kind, 'cut');
  const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`);
  t.ok(count(jsonTree(deep, 'AReq')) < 20);
  t.ok((jsonTree({ a: 'x'.repeat(100_000) }, 'AReq')[0]?.text.length ?? 0) < 2100);
});

t.test('what cannot be seen is spelt as JSON may spell it', async (t) => {
  t.equal(visible('a\u202Eb\u2067\u200B\u0000\u2028\u{E0001}'), String.raw`a\u202eb\u2067\u200b\u0000\u2028\udb40\udc01`);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0x10ffff })), (points) => {
      const text = String.fromCodePoint(...points);
      const json = visible(JSON.stringify(text));
      return JSON.parse(json) === text && !/[\p{Cc}\p{Cf}]/u.test(json);
    }),
  );
});

t.test('a pasted curl posts the message, and nothing in it is run', async (t) => {
  const hostile = `{"merchantName":"'; touch /tmp/x; $(id) \`id\` \\u0027 $HOME"}`;
  const argumentsOf = (body: string) => {
    const command = `curl() { for one in "$@"; do printf '%s\\n' "$one"; done; }; ${curlOf('http://localhost:8080/3ds/areq', body)}`;
    return execFileSync('sh', ['-c', command], { encoding: 'utf8' }).split('\n');
  };
  const [silent, , type, data, body, url] = argumentsOf(hostile);
  t.same([silent, type, data, url], ['-s', 'content-type: application/json', '-d', 'http://localhost:8080/3ds/areq']);
  t.equal(body, hostile);
  t.equal(argumentsOf('{\n "a": 1\r\n}')[4], '{  "a": 1 }', 'in one line');
});

const step = (change: Partial<Arrow>): Arrow => ({
  ...{ href: '#AReq', label: 'AReq', from: 'ds', to: 'acs', offsetMs: 0, isError: false },
  ...change,
});

t.test('an arrow goes from its sender to its receiver, each below the one before', async (t) => {
  const { arrows, lanes, width, height, laneEnd } = diagramOf([
    step({}),
    step({ from: 'acs', to: 'ds' }),
    step({ from: 'acs', to: 'cardholder' }),
  ]);
  const x = Object.fromEntries(lanes.map((lane) => [lane.party, lane.x]));
  t.same(
    lanes.map(({ party }) => party),
    [...PARTIES],
  );
  t.same(
    arrows.map(({ fromX, toX }) => [fromX, toX]),
    [
      [x.ds, x.acs],
      [x.acs, x.ds],
      [x.acs, x.cardholder],
    ],
  );
  for (const [index, arrow] of arrows.entries()) {
    const [tip = '', back = ''] = arrow.head.split(' ');
    t.equal(tip, `${arrow.toX},${arrow.y}`, 'its head is at the receiver');
    t.equal(Number(back.split(',')[0]) < arrow.toX, arrow.toX > arrow.fromX, 'and points there');
    t.ok(arrow.y < laneEnd && laneEnd < height && arrow.toX < width && arrow.hitWidth > 0);
    t.ok(index === 0 || arrow.y - (arrows[index - 1]?.y ?? 0) >= 44, 'far enough from the one before to be hit');
  }
  t.equal(diagramOf([]).arrows.length, 0);
});

t.test('an Erro goes to whom the message concerned that it is about', async (t) => {
  const rows = [
    ['AReq', 'in', undefined, 'ds acs'],
    ['ARes', 'out', undefined, 'acs ds'],
    ['CReq', 'in', undefined, 'client acs'],
    ['CRes', 'out', undefined, 'acs client'],
    ['RReq', 'out', undefined, 'acs ds'],
    ['RRes', 'in', undefined, 'ds acs'],
    ['invalid', 'in', undefined, 'ds acs'],
    ['Erro', 'out', 'CReq', 'acs client'],
    ['Erro', 'in', 'CRes', 'client acs'],
    ['Erro', 'in', 'RReq', 'ds acs'],
    ['Erro', 'out', 'RRes', 'acs ds'],
    ['Erro', 'in', undefined, 'ds acs'],
  ] as const;
  for (const [type, direction, about, way] of rows) {
    t.equal(wayOf({ type, direction }, about).join(' '), way, `${type} ${direction}${about ? ` about ${about}` : ''}`);
  }
});

t.test('the sequence as Mermaid text', async (t) => {
  const names = { ds: '3DS Server / DS', acs: 'ACS', client: 'Browser', cardholder: 'Cardholder' };
  const steps = [
    step({}),
    step({ from: 'acs', to: 'client', label: 'Erro 203', offsetMs: 12.4, isError: true, mark: 'mutated; #1\nend' }),
  ];
  t.equal(
    mermaidOf(steps, names),
    [
      'sequenceDiagram',
      '    participant ds as 3DS Server / DS',
      '    participant acs as ACS',
      '    participant client as Browser',
      '    participant cardholder as Cardholder',
      '    ds ->> acs: AReq, +0 ms',
      '    acs -x client: Erro 203, +12 ms, mutated   1 end',
    ].join('\n'),
  );
});

const CONTEXT: ReadingContext = {
  ...{ readOptions: {}, messageVersion: '2.2.0', deviceChannel: '02', areqUrl: 'http://localhost:8080/3ds/areq' },
};
const IDS = {
  threeDSServerTransID: '8a880dc0-d2d2-4067-bcb1-b08d1690b26e',
  acsTransID: '019c3a0e-8a32-4f6b-9d5b-24808a95e4b1',
};
const CREQ = { messageType: 'CReq', messageVersion: '2.2.0', ...IDS, challengeWindowSize: '05' };

function view(message: unknown, type = 'CReq', more: object = {}): MessageView {
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  const [first] = messageViews([{ at: 0, direction: 'in', type, body, ...more }], CONTEXT);
  if (!first) throw new Error('a message has a view');
  return first;
}
const faultsAt = ({ tree }: MessageView, name: string) =>
  tree.find((node) => node.name === name)?.faults.map(({ errorCode, detail }) => `${errorCode} ${detail}`);

t.test('a message is judged by the readers of the ACS, element by element', async (t) => {
  const fine = view(CREQ);
  t.match([fine.judged, fine.hasFaults, fine.faults], [true, false, []]);
  const broken = view({ ...CREQ, challengeWindowSize: '9', acsTransID: undefined, threeDSRequestorAppURL: '' });
  t.same(faultsAt(broken, 'challengeWindowSize'), ['203 challengeWindowSize']);
  t.match(broken.faults, [{ errorCode: '201', detail: 'acsTransID' }], 'what is absent stands above');
  t.same(faultsAt(view(JSON.stringify(CREQ).replace('}', ',"acsTransID":"x"}')), 'acsTransID'), [
    '204 acsTransID',
    '203 acsTransID',
  ]);
  t.match(view({ ...CREQ, messageVersion: '9.9.9' }).faults, [{ errorCode: '102', detail: '2.3.1,2.2.0,2.1.0' }]);
  t.match(view('<html>', 'invalid'), { faults: [{ errorCode: '101' }], tree: [], isError: true, text: '<html>' });
  t.equal(view({ any: 'thing' }, 'other').judged, false, 'what is of no type that is known is not judged');
  t.equal(view({ ...CREQ, messageVersion: '2.1.0' }).hasFaults, true, 'nor is one of another version than its transaction');
});

t.test('a fault in a list stands once, at the list', async (t) => {
  const extension = { name: 'x', id: 'A', criticalityIndicator: false, data: {} };
  const { tree, faults } = view({
    ...CREQ,
    messageExtension: [extension, { ...extension, name: '' }, { ...extension, name: '' }],
  });
  const list = tree.find(({ name }) => name === 'messageExtension');
  const shown = list?.members.flatMap(({ members }) => members.flatMap((node) => node.faults));
  t.equal(shown?.length, 1);
  t.same(faults, []);
});

t.test('a masked card number is no fault', async (t) => {
  const { readFileSync } = await import('node:fs');
  const example = readFileSync('fixtures/messages/2.2.0/AReq-browser-payment.json', 'utf8');
  for (const masked of ['497072XXXXXX2226', '49707XXXX2226', '497072XXXXXXXXX2226']) {
    const areq = view(example.replace('4970720000052226', masked), 'AReq');
    t.equal(areq.hasFaults, false, masked);
    t.match(areq.curl, masked);
  }
});

t.test('each message has a name of its own, and shows what was done to it', async (t) => {
  const record = { at: 0, direction: 'in', type: 'CReq', body: '{}' } as const;
  const views = messageViews([record, record, { ...record, type: 'Erro', body: '{"errorCode":"203"}' }], CONTEXT);
  t.same(
    views.map(({ id, label }) => [id, label]),
    [
      ['CReq', 'CReq'],
      ['CReq-2', 'CReq'],
      ['Erro', 'Erro 203'],
    ],
  );
  t.equal(view(CREQ, 'CReq', { mark: 'mutated\u202E on purpose' }).mark, String.raw`mutated\u202e on purpose`);
  t.equal(view(CREQ).mark, undefined);
  t.equal(view({ transStatus: '<b>too long</b>' }, 'ARes').label, 'ARes', 'a status that is none is not shown as one');
});
