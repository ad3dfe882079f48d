// What the loopback DS does with an AReq by itself: EMV 3DS 2.3.1.1, 3.1 to 3.4, 5.5.2.1, 5.10 and 6.2.2.
import { randomUUID } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import t from 'tap';
import { readWhole } from '../../src/messages/read.ts';
import type { MessageVersion } from '../../src/messages/versions.ts';
import { isDsRule, readDsRules } from '../../src/sandbox/ds/rules.ts';
import { example, type Json } from '../messages/example.ts';
import { areqToDs, aresFor, DS_KEYS, sandboxWith } from '../support/stubAcs.ts';

const NOW = Date.UTC(2026, 10, 30, 12);
const purchaseDate = '20261130120000';

/** The example AReq as a 3DS Server sends it, at NOW; of an app, with device information in the clear. */
function areqOf(kind: string, version: MessageVersion = '2.3.1', changes: Json = {}): Json {
  const { dsTransID: _a, dsReferenceNumber: _b, dsURL: _c, ...others } = example(`AReq-${kind}`, version);
  const date = others.purchaseDate === undefined ? {} : { purchaseDate };
  return { ...others, ...date, threeDSServerTransID: randomUUID(), ...changes };
}

/** A DS with rules, whose clock says NOW; the ACS answers Y. */
function dsWith(t: Parameters<typeof sandboxWith>[0], rules: string[] = [], options: Parameters<typeof sandboxWith>[2] = {}) {
  const dsRules = readDsRules(['deviceInfo=clear', ...rules]);
  const answer = (areq: Parameters<typeof aresFor>[0]) => aresFor(areq, { messageVersion: areq.messageVersion });
  return sandboxWith(t, answer, { now: () => NOW, dsRules, dsKeys: DS_KEYS, ...options });
}

const KINDS = [
  ['app-payment', '2.1.0', 'Req 20, Req 421'],
  ['app-nonpayment', '2.2.0', 'Req 20, Req 421'],
  ['app-payment', '2.3.1', 'Req 20, Req 421'],
  ['app-nonpayment', '2.3.1', 'Req 20, Req 421'],
  ['browser-payment', '2.1.0', 'Req 97, Req 411'],
  ['browser-payment', '2.2.0', 'Req 97, Req 411'],
  ['browser-nonpayment', '2.2.0', 'Req 97, Req 411'],
  ['browser-payment', '2.3.1', 'Req 97, Req 411'],
  ['browser-nonpayment', '2.3.1', 'Req 97, Req 411'],
  ['3ri-nonpayment', '2.1.0', 'Req 282, Req 412'],
  ['3ri-payment', '2.2.0', 'Req 282, Req 412'],
  ['3ri-payment', '2.3.1', 'Req 282, Req 412'],
  ['3ri-nonpayment', '2.3.1', 'Req 282, Req 412'],
] as const;

t.test('a card in no range gets an ARes of the DS, with the transStatus of its rules', async (t) => {
  const proofOf = (_areq: object, transStatus: string) =>
    transStatus === 'A' || transStatus === 'Y' ? { eci: '06', authenticationValue: 'AAABBZEEBgAAAAAAAAQGAAAAAAA=' } : {};
  for (const transStatus of ['U', 'A', 'N', 'R', 'Y']) {
    const { post, received } = await dsWith(t, [`notServed=${transStatus}`], { proofOf });
    for (const [kind, version, rules] of KINDS) {
      const areq = areqOf(kind, version, { acctNumber: '9999999999999995' });
      const ares = await post('/ds', areq);
      const { threeDSServerTransID } = areq;
      const title = `${rules}: ${kind} in ${version} gets ${transStatus} of the DS`;
      t.match(ares, { messageType: 'ARes', messageVersion: version, transStatus, threeDSServerTransID }, title);
      t.same(
        [ares.acsReferenceNumber, ares.acsTransID],
        [ares.dsReferenceNumber, ares.dsTransID],
        `${rules.slice(-7)}: the ids of the ACS are those of the DS`,
      );
      t.match(ares.dsTransID, /^[0-9a-f-]{36}$/);
      const deviceChannel = String(areq.deviceChannel);
      t.ok(readWhole('ARes', JSON.stringify(ares), { version, deviceChannel }), 'an ARes by its own tables');
    }
    t.same(received, [], 'none of them reached the ACS');
  }
});

t.test('an Erro for a card in no range, by the rules of the DS alone', async (t) => {
  const { post } = await dsWith(t, ['notServed=Erro']);
  const answer = await post('/ds', areqOf('browser-payment', '2.3.1', { acctNumber: '9999999999999995' }));
  t.match(answer, { messageType: 'Erro', errorCode: '305', errorComponent: 'D', errorDetail: 'acctNumber' });
  t.notMatch(JSON.stringify(answer), /9999999999/, 'no card number in the answer');
});

t.test('a range without an ACS', async (t) => {
  const rules = ['rangesWithoutAcs=9900000000000-9900009999999', 'withoutAcs=A'];
  const { post, received, get } = await dsWith(t, rules);
  const rows = [
    ['Req 21', 'app-payment'],
    ['Req 98', 'browser-payment'],
    ['Req 283', '3ri-payment'],
  ] as const;
  for (const [rule, kind] of rows) {
    const areq = areqOf(kind, '2.3.1', { acctNumber: '9900001234567890' });
    const ares = await post('/ds', areq);
    t.match(ares, { messageType: 'ARes', transStatus: 'A', acsTransID: ares.dsTransID }, `${rule}: the DS answers by an ARes`);
    const { messages } = await get(`/ds/transactions/${areq.threeDSServerTransID}`);
    t.match(messages.at(-1), { type: 'ARes', direction: 'DS → 3DSServer' }, 'which is on the record');
  }
  t.same(received, []);
});

t.test('the rules of the DS refuse an AReq before the ACS sees it', async (t) => {
  const lists = ['threeDSServers=3DSS', 'sdks=SDK+SDK2', 'allowedSdks=01:SDK+SDK2+OTHER', 'requestors=REQ', 'mccs=5999+5411'];
  const known = { threeDSServerRefNumber: '3DSS', threeDSRequestorID: 'REQ', mcc: '5411' };
  const ofSdk = { ...known, sdkReferenceNumber: 'SDK', sdkType: '01' };
  const servedRanges = [
    { start: '4000000000000', end: '4999999999999', versions: ['2.2.0', '2.1.0'] as const },
    { start: '5000000000000', end: '5999999999999' },
  ];
  const { post, received } = await dsWith(t, lists, { servedRanges });
  const old = { acctNumber: '4111111111111111' };
  const rows = [
    ['Req 19, 2.2.1 validation', 'app-payment', { ...ofSdk, threeDSServerRefNumber: 'NOBODY' }, '303', /threeDSServerRefNumber/],
    ['Req 96', 'browser-payment', { ...known, threeDSServerRefNumber: 'NOBODY' }, '303', /threeDSServerRefNumber/],
    ['Req 281', '3ri-payment', { ...known, threeDSServerRefNumber: 'NOBODY' }, '303', /threeDSServerRefNumber/],
    ['2.2.1 validation', 'browser-payment', { ...known, threeDSRequestorID: 'NOBODY' }, '303', /threeDSRequestorID/],
    ['Req 19', 'app-payment', { ...ofSdk, sdkReferenceNumber: 'OTHER' }, '303', /sdkReferenceNumber/],
    ['Req 19', 'app-payment', { ...ofSdk, mcc: '0001' }, '306', 'mcc'],
    ['Req 96', 'browser-payment', { ...known, mcc: '0001' }, '306', 'mcc'],
    ['Req 281', '3ri-payment', { ...known, mcc: '0001' }, '306', 'mcc'],
    ['Req 394', 'app-payment', { ...ofSdk, sdkReferenceNumber: 'NOBODY' }, '305', /sdkReferenceNumber/],
    ['Req 18', 'app-payment', { ...ofSdk, ...old }, '102', '2.2.0,2.1.0'],
    ['Req 95', 'browser-payment', { ...known, ...old }, '102', '2.2.0,2.1.0'],
    ['Req 280', '3ri-payment', { ...known, ...old }, '102', '2.2.0,2.1.0'],
  ] as const;
  for (const [rule, kind, changes, errorCode, errorDetail] of rows) {
    const answer = await post('/ds', areqOf(kind, '2.3.1', { acctNumber: '5100000000000008', ...changes }));
    const expected = { messageType: 'Erro', errorComponent: 'D', errorCode, errorDetail };
    t.match(answer, expected, `${rule}: the DS answers ${kind} with ${JSON.stringify(changes)} by Erro D ${errorCode}`);
  }
  t.same(received, [], 'the ACS saw none of them');
  for (const [kind, changes] of [
    ['app-payment', ofSdk],
    ['app-payment', { ...ofSdk, sdkReferenceNumber: 'SDK2' }],
    ['browser-payment', known],
    ['3ri-payment', known],
  ] as const)
    t.match(
      await post('/ds', areqOf(kind, '2.3.1', { acctNumber: '5100000000000008', ...changes })),
      { messageType: 'ARes' },
      kind,
    );
});

t.test('Req 18, Req 95, Req 280: the DS may answer another version by an ARes', async (t) => {
  const servedRanges = [{ start: '4000000000000', end: '4999999999999', versions: ['2.2.0'] as const }];
  const { post } = await dsWith(t, ['otherVersion=U'], { servedRanges });
  t.match(await post('/ds', areqOf('browser-payment', '2.3.1', { acctNumber: '4111111111111111' })), { transStatus: 'U' });
});

t.test('dates are compared with the clock of the simulator', async (t) => {
  const minutes = 60_000;
  let now = NOW;
  const { post } = await dsWith(t, [], { now: () => now });
  const rows = [
    [0, 'ARes'],
    [30 * minutes, 'ARes'],
    [-30 * minutes, 'ARes'],
    [30 * minutes + 1000, 'Erro'],
    [-30 * minutes - 1000, 'Erro'],
    [365 * 24 * 60 * minutes, 'Erro'],
  ] as const;
  for (const [off, messageType] of rows) {
    now = NOW + off;
    for (const kind of ['browser-payment', 'app-payment', '3ri-payment']) {
      const answer = await post('/ds', areqOf(kind));
      const expected = messageType === 'Erro' ? { errorCode: '203', errorDetail: 'purchaseDate', errorComponent: 'D' } : {};
      const title = `Req 416: purchaseDate ${off / 1000} s off the clock of the DS is answered by ${messageType} (${kind})`;
      t.match(answer, { messageType, ...expected }, title);
    }
  }
  t.match(await post('/ds', areqOf('browser-payment', '2.2.0')), { messageType: 'ARes' }, '2.2.0 has no such rule');
  const any = await dsWith(t, ['dates=any'], { now: () => now });
  t.match(await any.post('/ds', areqOf('browser-payment')), { messageType: 'ARes' }, 'dates=any turns it off');
});

t.test('Req 209 (DS): an AReq goes on without elements that it does not have', async (t) => {
  const { post, received } = await dsWith(t);
  const extension = { name: 'x', id: 'A000000999-x', criticalityIndicator: false, data: { value: 'kept' } };
  const unknown = { fooBar: { deep: 1 }, sdkAppID: 'of an app', messageExtension: [extension] };
  t.match(await post('/ds', areqOf('browser-payment', '2.3.1', unknown)), { messageType: 'ARes' }, 'the message is valid');
  const [arrived] = received as unknown as Json[];
  t.same([arrived?.fooBar, arrived?.sdkAppID], [undefined, undefined], 'neither an unknown one nor one of another channel');
  t.same(arrived?.messageExtension, [extension], 'extensions are handed on');

  const nested = {
    acctInfo: { chAccAgeInd: '02', fooBar: 1 },
    threeDSRequestorAuthenticationInfo: [{ threeDSReqAuthMethod: '02', fooBar: { deep: 1 } }],
  };
  t.match(await post('/ds', areqOf('browser-payment', '2.3.1', nested)), { messageType: 'ARes' });
  const { acctInfo, threeDSRequestorAuthenticationInfo } = (received as unknown as Json[])[1] ?? {};
  t.same(
    [acctInfo, threeDSRequestorAuthenticationInfo],
    [{ chAccAgeInd: '02' }, [{ threeDSReqAuthMethod: '02' }]],
    'Req 209 (DS): nor are unknown members of objects, also in lists',
  );
  await post('/ds', areqOf('app-payment', '2.3.1'));
  const {
    dsTransID: _a,
    dsReferenceNumber: _b,
    dsURL: _c,
    deviceInfo: _d,
    threeDSServerTransID: _e,
    ...sent
  } = areqOf('app-payment');
  t.match((received as unknown as Json[])[2], sent, 'all that the tables have goes on');

  const passing = await dsWith(t, ['unknownElements=passed']);
  await passing.post('/ds', areqOf('browser-payment', '2.3.1', unknown));
  t.match(passing.received[0], { fooBar: { deep: 1 } }, 'unknownElements=passed turns it off');
});

t.test('an ACS that cannot be reached, or is late', async (t) => {
  const nobody = 'http://127.0.0.1:9';
  for (const [rules, expected] of [
    [[], { messageType: 'Erro', errorCode: '405', errorComponent: 'D' }],
    [['notReached=U'], { messageType: 'ARes', transStatus: 'U', transStatusReason: '22' }],
  ] as const) {
    const { post, urls } = await dsWith(t, [...rules]);
    urls.acs = nobody;
    t.match(await post('/ds', areqOf('browser-payment')), expected, `Req 233: nobody answers, the rules are ${rules.join()}`);
  }

  const late = await sandboxWith(t, () => new Promise<object>(() => {}), {
    ...{ now: () => NOW, timeouts: { aresMs: 100 }, dsRules: readDsRules(['late=A']) },
  });
  t.match(
    await late.post('/ds', areqOf('browser-payment')),
    { messageType: 'ARes', transStatus: 'A' },
    'Req 235: an ARes instead',
  );
  for (let i = 0; i < 50 && late.received.length < 2; i++) await new Promise((resolve) => setTimeout(resolve, 20));
  const told = { messageType: 'Erro', errorCode: '402', errorComponent: 'D' };
  t.match(late.received[1], told, 'Req 235: and the ACS is told that it was too late');
});

t.test('Req 233: a connection that fails is tried once more at once, and an answer is none of those', async (t) => {
  let tries = 0;
  // A handshake of TLS that breaks each time.
  const broken = createServer((socket) => {
    tries += 1;
    socket.on('error', () => {});
    socket.destroy();
  });
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
  t.teardown(() => broken.close());
  const { post, urls } = await dsWith(t);
  urls.acs = `https://127.0.0.1:${(broken.address() as AddressInfo).port}`;
  t.match(await post('/ds', areqOf('browser-payment')), { messageType: 'Erro', errorCode: '405', errorComponent: 'D' });
  t.equal(tries, 2, 'Req 233: the second failure is the last');

  const fails = () => Promise.reject(new Error('HTTP status 500'));
  const { received, post: send } = await sandboxWith(t, fails, { now: () => NOW });
  t.match(await send('/ds', areqOf('browser-payment')), { messageType: 'Erro', errorCode: '405' });
  t.equal(received.length, 1, 'what has been answered is not sent again');
});

t.test('an ARes of an ACS that does not take part', async (t) => {
  const rows = [
    ['Req 305', 'app-payment'],
    ['Req 306', 'browser-payment'],
    ['Req 308', '3ri-payment'],
  ] as const;
  const refusing = await dsWith(t, ['acss=OTHER']);
  const answering = await dsWith(t, ['acss=OTHER', 'unknownAcs=N']);
  const knowing = await dsWith(t, ['acss=OTHER+STUB_ACS']);
  for (const [rule, kind] of rows) {
    const erro = { messageType: 'Erro', errorCode: '303', errorComponent: 'D', errorDetail: /acsReferenceNumber/ };
    t.match(await refusing.post('/ds', areqOf(kind)), erro, `${rule}: Erro D 303`);
    const ares = await answering.post('/ds', areqOf(kind));
    t.match(ares, { messageType: 'ARes', transStatus: 'N', acsTransID: ares.dsTransID }, `${rule}: or an ARes of the DS`);
    t.match(await knowing.post('/ds', areqOf(kind)), { messageType: 'ARes', acsReferenceNumber: 'STUB_ACS' }, kind);
  }
});

t.test('the rules are read by name', async (t) => {
  const rules = readDsRules([
    'notServed=A',
    'mccs=5999+5411',
    'rangesWithoutAcs=1234567890123-1234567890124',
    'no rule',
    'dates=x',
  ]);
  t.match(rules, { notServed: 'A', mccs: ['5999', '5411'], dates: 'now', withoutAcs: 'U', threeDSServers: undefined });
  t.same(rules.rangesWithoutAcs, [{ start: '1234567890123', end: '1234567890124' }]);
  t.match(
    await (await dsWith(t)).post('/ds', areqToDs({ messageVersion: '2.4.0' })),
    { errorCode: '102' },
    'no version of the DS',
  );
  t.same(
    [isDsRule('rangesWithoutAcs=1234567890123-1234567890124'), isDsRule('rangesWithoutAcs=1234567890124-1234567890123')],
    [true, false],
    'a range that ends before it begins is none',
  );
});
