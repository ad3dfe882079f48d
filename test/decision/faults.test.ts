import fc from 'fast-check';
import t from 'tap';
import type { Faults } from '../../src/decision/decision.ts';
import { bend, idleFault } from '../../src/decision/faults.ts';
import { patchMessage, summaryOfPatch } from '../../src/messages/patch.ts';

const ARES = { messageType: 'ARes', transStatus: 'C', acsURL: 'https://acs.example/3ds/creq' };

t.test('a patch changes a copy, all of it or nothing', async (t) => {
  t.same(patchMessage(ARES, [{ op: 'remove', path: '/acsURL' }]), { message: { messageType: 'ARes', transStatus: 'C' } });
  const half = patchMessage(ARES, [
    { op: 'replace', path: '/transStatus', value: 'Y' },
    { op: 'remove', path: '/eci' },
  ]);
  t.same(half, { problem: 'remove /eci does not apply' });
  t.match(patchMessage(ARES, [{ op: 'test', path: '/transStatus', value: 'Y' }]), {
    problem: 'test /transStatus does not apply',
  });
  t.equal(ARES.transStatus, 'C', 'the message itself is as it was');
  const value = { deep: ['x'] };
  const twice = patchMessage({}, [
    { op: 'add', path: '/a', value },
    { op: 'add', path: '/a/deep/-', value: 'y' },
  ]);
  t.same(twice, { message: { a: { deep: ['x', 'y'] } } });
  t.same(value, { deep: ['x'] }, 'and so is the patch, which is of the next message, too');
});

t.test('a patch neither grows nor nests without end', async (t) => {
  const doubling = Array.from({ length: 20 }, () => ({ op: 'copy', from: '/a', path: '/a/-' }) as const);
  t.match(patchMessage({ a: ['x'.repeat(1000)] }, doubling), { problem: 'copy /a/- makes it too large' });
  t.match(patchMessage({ a: [] }, [{ op: 'add', path: '/a/0', value: arrays(40_000) }]), { problem: /too deeply$/ });
});

/** Arrays in arrays. */
const arrays = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

t.test('a patch reaches the members of the message alone, whatever its path', async (t) => {
  const message = { transStatus: 'C', list: ['x'], constructor: { acsURL: 'u' } };
  const { call, length } = Object.prototype.toString;
  const value = 'evil';
  for (const path of [
    ...['/__proto__', '/__proto__/x', '/constructor/prototype/x', '/constructor/acsURL', '/toString', '/toString/call'],
    ...['/hasOwnProperty/x', '/toString/length', '/list/push/x', '/list/length', '/list/-/x', '/list/01', '/transStatus/x'],
  ]) {
    const problem = (op: string) => ({ problem: `${op} ${path} does not apply` });
    t.same(patchMessage(message, [{ op: 'replace', path, value }]), problem('replace'));
    t.same(patchMessage(message, [{ op: 'remove', path }]), problem('remove'));
    t.same(patchMessage(message, [{ op: 'test', path, value: 0 }]), problem('test'));
    t.same(patchMessage(message, [{ op: 'copy', from: path, path: '/toJSON' }]), { problem: 'copy /toJSON does not apply' });
    if (path.split('/').length > 2 && path !== '/list/length')
      t.same(patchMessage(message, [{ op: 'add', path, value }]), problem('add'));
  }
  t.same(patchMessage(message, [{ op: 'add', path: '/list/length', value: 9 }]), { problem: 'add /list/length does not apply' });
  t.same(
    [Object.prototype.toString.call, Object.prototype.toString.length],
    [call, length],
    'what all objects share is as it was',
  );
  for (const name of ['x', 'evil'])
    t.notOk(name in Object.prototype.hasOwnProperty || name in {} || name in Array.prototype.push);
  t.match(patchMessage({ list: ['x'] }, [{ op: 'add', path: '/list/-', value }]), { message: { list: ['x', 'evil'] } });
  t.match(patchMessage({ 'a/b~': 1 }, [{ op: 'replace', path: '/a~1b~0', value }]), { message: { 'a/b~': 'evil' } });
});

t.test('an array grows by one element in its place, or at its end', async (t) => {
  const list = ['a', 'b'];
  for (const [path, expected] of [
    ['/list/0', ['a', 'a', 'b']],
    ['/list/2', ['a', 'b', 'a']],
    ['/list/-', ['a', 'b', 'a']],
  ] as const)
    t.same(patchMessage({ list }, [{ op: 'copy', from: '/list/0', path }]), { message: { list: expected } }, path);
  for (const path of ['/list/3', '/list/x', '/list/length', '/list/01', '/list/1e0', '/list/'])
    t.match(patchMessage({ list }, [{ op: 'copy', from: '/list/0', path }]), { problem: /does not apply$/ }, path);
});

t.test('whatever a patch says, what leaves is a message or the problem is told', async (t) => {
  const message = { ...ARES, messageExtension: [{ id: '1', data: { valueOne: 'x' } }] };
  const names = [
    ...Object.keys(message),
    'id',
    'data',
    '0',
    '1',
    '-',
    'length',
    'push',
    '__proto__',
    'constructor',
    'toString',
    'toJSON',
  ];
  const pointer = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
  const operation = fc.oneof(
    fc.record({ op: fc.constantFrom('add', 'replace', 'test'), path: pointer, value: fc.jsonValue() }),
    fc.record({ op: fc.constant('remove'), path: pointer }),
    fc.record({ op: fc.constantFrom('move', 'copy'), path: pointer, from: pointer }),
  );
  const shared = [Object.prototype, Array.prototype, String.prototype, Object, Object.prototype.toString, Array.prototype.push];
  const look = () => shared.map((one) => Object.getOwnPropertyNames(one).join());
  const before = look();
  fc.assert(
    fc.property(fc.array(operation, { minLength: 1, maxLength: 20 }), (operations) => {
      const result = patchMessage(message, operations as Parameters<typeof patchMessage>[1]);
      const left = 'message' in result ? JSON.parse(JSON.stringify(result.message)) : message;
      return typeof left === 'object' && !Array.isArray(left);
    }),
  );
  t.same(look(), before, 'and what all objects share is as it was');
});

t.test('a patch is summed up by its paths, without its values', async (t) => {
  const remove = (path: string) => ({ op: 'remove', path }) as const;
  t.equal(summaryOfPatch([remove('/acsURL'), { op: 'add', path: '/eci', value: 'secret' }]), 'remove /acsURL, add /eci');
  t.equal(summaryOfPatch(['/a', '/b', '/c', '/d', '/e'].map(remove)), 'remove /a, remove /b, remove /c and 2 more');
});

const patch = [{ op: 'remove', path: '/acsURL' }] as const;
const rows: [string, Parameters<typeof bend>[0], { faults?: Faults; delays?: object; bent?: string }, string | undefined][] = [
  ['nothing', 'ares', {}, undefined],
  ['another message', 'ares', { faults: { rreq: { send: 'never' } } }, undefined],
  ['a patch', 'ares', { faults: { ares: { patch } } }, 'mutated on purpose: remove /acsURL'],
  [
    'no answer',
    'ares',
    { faults: { ares: { instead: 'drop' } } },
    'dropped on purpose: the connection was closed without an answer',
  ],
  ['a delay', 'rreq', { delays: { rreqMs: 5 } }, 'delayed on purpose by 5 ms'],
  ['the delay of another', 'rreq', { delays: { aresMs: 5 } }, undefined],
  ['the first of two', 'rreq', { faults: { rreq: { send: 'twice' } } }, undefined],
  ['never', 'cres', { faults: { cres: { send: 'never' } } }, 'never sent on purpose'],
  ['a forced outcome', 'ares', { bent: 'D is new' }, 'forced on purpose, against the protocol: D is new'],
  ['a forced outcome', 'rreq', { bent: 'D is new' }, 'forced on purpose, against the protocol: D is new'],
  ['another message of it', 'cres', { bent: 'D is new' }, undefined],
  [
    'several',
    'ares',
    { faults: { ares: { patch, instead: 'truncated' } }, delays: { aresMs: 9 } },
    'mutated on purpose: remove /acsURL; truncated on purpose: half of it left; delayed on purpose by 9 ms',
  ],
];
t.test('what befell a message is marked', async (t) => {
  for (const [what, name, bending, mark] of rows) t.equal(bend(name, ARES, bending).mark, mark, what);
  const failed = bend('ares', ARES, { faults: { ares: { patch: [{ op: 'remove', path: '/eci' }] } } });
  t.same(failed, { message: ARES, mark: 'patch not applied, the message is as it was: remove /eci does not apply' });
  t.equal(bend('ares', ARES, {}).message, ARES, 'without a fault nothing is even copied');
});

t.test('a fault or delay that no transaction of its outcome could show is found', async (t) => {
  const send: Faults = { rreq: { send: 'never' } };
  t.match(idleFault({ faults: send }, 'Y'), { field: 'faults.rreq' });
  t.same([idleFault({ faults: send }, 'C'), idleFault({ faults: send }, 'D')], [undefined, undefined]);
  for (const faults of [{ cres: { send: 'never' } }, { page: 'oversize' }, { stepCRes: { patch } }] as Faults[]) {
    t.match(idleFault({ faults }, 'D'), { field: `faults.${Object.keys(faults)[0]}` });
    t.equal(idleFault({ faults }, 'C'), undefined);
  }
  const step: Faults = { stepCRes: { patch } };
  t.match(idleFault({ faults: step }, 'C', '02'), { field: 'faults.stepCRes', says: /is of an app/ });
  t.equal(idleFault({ faults: step }, 'C', '01'), undefined);
  t.match(idleFault({ faults: step }, 'Y', '02'), { field: 'faults.stepCRes', says: /follows transStatus C alone$/ });
  t.match(idleFault({ faults: { page: 'oversize' } }, 'C', '01'), { field: 'faults.page', says: /is of a browser/ });
  t.equal(idleFault({ faults: { page: 'oversize' } }, 'C', '02'), undefined);
  for (const faults of [{ rreq: { send: 'never' } }, { rreq: { send: 'twice' } }, { rreq: { patch } }] as Faults[]) {
    t.same(
      idleFault({ faults }, 'Y'),
      { field: 'faults.rreq', says: 'is of an RReq, which follows transStatus C and D alone' },
      JSON.stringify(faults),
    );
    t.same([idleFault({ faults }, 'C'), idleFault({ faults }, 'D')], [undefined, undefined], 'it follows C and D');
  }
  t.match(idleFault({ faults: send, delays: { rreqMs: 5 } }, 'Y'), { field: 'faults.rreq' }, 'the fault before its delay');
  t.match(idleFault({ delays: { rreqMs: 5 } }, 'Y'), { field: 'delays.rreqMs' });
  t.match(idleFault({ delays: { cresMs: 5 } }, 'D'), { field: 'delays.cresMs' });
  for (const transStatus of ['C', 'D']) t.equal(idleFault({ delays: { aresMs: 5, rreqMs: 5 } }, transStatus), undefined);
  t.equal(idleFault({ delays: { aresMs: 5, rreqMs: 0, cresMs: 0 } }, 'Y'), undefined);
  t.match(idleFault({ faults: { ares: { errorCode: '403' } } }, 'Y'), { field: 'faults.ares.errorCode' });
  t.equal(idleFault({ faults: { ares: { errorCode: '403', instead: 'erro' } } }, 'Y'), undefined);
});
