// Lists of codes: what is listed is taken, what is left to the directory servers as well, what EMVCo reserves is 207, all else 203.
import t from 'tap';
import { findings, type MessageType } from '../../src/messages/schemas.ts';
import { example, type Json, verdict } from './example.ts';
import { build, parentsOf } from './oracle.ts';
import { type Element, elementsOf } from './table.ts';

const TYPES = 'AReq ARes CReq CRes RReq RRes PRes OReq ORes'.split(' ');
const withReserve = TYPES.flatMap((type) => elementsOf('2.3.1', type)).filter(({ codes }) =>
  codes.some((code) => code.includes('-')),
);

/** Outcomes, of which one has each element. */
const OUTCOMES: Json[] = [
  {},
  ...['Y', 'N', 'C', 'D', 'S'].map((transStatus) => ({ transStatus })),
  ...['01', '04', '05', '07'].map((acsUiType) => ({ challengeCompletionInd: 'N', acsUiType, transStatus: undefined })),
];

/** The kinds of fault that an element has in a message. */
function faultsIn(message: Json, { type, path }: Element): string[] {
  const all = findings('2.3.1', type as MessageType, JSON.parse(JSON.stringify(message)));
  return [...new Set(all.filter((found) => found.element === path).map(({ fault }) => fault))];
}

/** A message that may have an element, with all that it needs. */
function messageWith(element: Element): Json {
  const channel = ['01', '02', '03'].find((_each, at) => element.channels[at] !== '-') ?? '01';
  const all = OUTCOMES.map((outcome) =>
    build({ version: '2.3.1', type: element.type, channel, category: '01' }, element, outcome),
  );
  const found = all.find((message) => faultsIn(message, element).length === 0);
  if (!found) throw new Error(`${element.type} ${element.path} is in no message`);
  return found;
}

function faultsOf(base: Json, element: Element, code: unknown): string[] {
  const message = structuredClone(base);
  (parentsOf(message, element.parent)[0] as Json)[element.name] = element.kind === 'codes' ? [code] : code;
  return faultsIn(message, element);
}

t.test('Every list of codes of 2.3.1 with a reserve is judged by one rule', async (t) => {
  t.ok(withReserve.length > 50, `${withReserve.length} lists`);
  const wrong: string[] = [];
  for (const element of withReserve) {
    const { type, path, codes } = element;
    const base = messageWith(element);
    const isOfDs = codes.includes('80-99');
    const listed = codes.filter((code) => !code.includes('-'));
    const expect = (code: unknown, fault: 'reserved' | 'format') => {
      const found = faultsOf(base, element, code);
      if (String(found) !== fault) wrong.push(`${type} ${path} ${JSON.stringify(code)}: ${found} instead of ${fault}`);
    };
    const open = Array.from({ length: isOfDs ? 79 : 99 }, (_, at) => String(at + 1).padStart(2, '0'));
    for (const code of open.filter((each) => !listed.includes(each))) expect(code, 'reserved');
    for (const code of ['00', '1', '100', 'AA', '8A', 80, true]) expect(code, 'format');
    for (const code of isOfDs ? ['80', '99'] : [])
      if (faultsOf(base, element, code).length > 0) wrong.push(`${type} ${path} ${code} is refused`);
  }
  t.same(wrong, [], 'Req 434, A.4 207: in every list, reserved for EMVCo is 207, of the DSs is taken, anything else is 203');
});

t.test('The Erro names what has a reserved value', async (t) => {
  const areq = example('AReq-browser-payment', '2.3.1');
  const rows: [title: string, message: Json, code: string, detail: string][] = [
    [
      'Req 434, A.4 207: 207 names the elements',
      { ...areq, acctType: '04', payTokenSource: '79' },
      '207',
      'acctType,payTokenSource',
    ],
    ['Req 434: what is malformed besides comes first', { ...areq, acctType: '04', payTokenSource: 'x' }, '203', 'payTokenSource'],
    ['a value of the DSs is theirs to judge', { ...areq, acctType: '80' }, 'accepted', ''],
  ];
  for (const [title, message, ...expected] of rows) t.same(verdict('AReq', message), expected, title);
  const before = example('AReq-browser-payment', '2.2.0');
  t.same(verdict('AReq', { ...before, acctType: '04' }), ['203', 'acctType'], 'before 2.3.1, a reserved value is a wrong one');
});

t.test('An Erro may have any code of three characters', async (t) => {
  const erro = example('Erro', '2.3.1');
  const judged = (errorCode: unknown) => verdict('Erro', { ...erro, errorCode });
  for (const code of ['401', '999', '000', 'ABC', '20 ', 'é😀1'])
    t.same(judged(code), ['accepted', ''], 'Req 216: an errorCode that no table has is taken');
  for (const code of ['20', '2033', 203, ['203']]) t.same(judged(code), ['203', 'errorCode'], `${JSON.stringify(code)} is none`);
  t.same(judged(''), ['201', 'errorCode']);
  t.same(
    verdict('Erro', { ...example('Erro', '2.2.0'), errorCode: '999' }),
    ['203', 'errorCode'],
    'before 2.3.1, the table counts',
  );
});
