import t from 'tap';
import { aresOfDs, CARD_RANGE, presFor, serverBeforeDs } from '../support/stubDs.ts';
import { until } from '../support/until.ts';

type Json = Record<string, unknown>;

const CARD = '4970720000052226';
const HOUR = 3_600_000;
const CHALLENGE = {
  ...{ transStatus: 'C', authenticationValue: undefined, eci: undefined, acsChallengeMandated: 'N' },
  ...{ authenticationMethod: ['02'], acsURL: 'http://localhost/3ds/creq' },
};
const RESULT = {
  ...{ transStatus: 'Y', authenticationValue: 'AAABBZEEBgAAAAAAAAQGAAAAAAA=', eci: '05', interactionCounter: '01' },
  ...{ messageCategory: '01', authenticationMethod: ['02'] },
};

function rreqFor({ ares }: Json, changes: Json = {}): Json {
  const { messageVersion, threeDSServerTransID, acsTransID, dsTransID } = ares as Json;
  return { messageType: 'RReq', messageVersion, threeDSServerTransID, acsTransID, dsTransID, ...RESULT, ...changes };
}

const wish = (elements: Json = {}) => ({ areq: { acctNumber: CARD, ...elements } });
const pays = '/3ds-server/authentications';
const toRReq = '/3ds-server/rreq';

t.test(
  '5.9.4 invalid ARes, Req 115, Req 116, Req 38, Req 298: of a bad ARes the DS is told by Erro S, and the requestor as well',
  async (t) => {
    const rows: [string, Json, (areq: Json) => object | string, string][] = [
      ['no message', {}, () => 'no JSON', '101'],
      ['another message', {}, (areq) => ({ ...aresOfDs(areq), messageType: 'RRes' }), '101'],
      ['a wrong form', {}, (areq) => aresOfDs(areq, { eci: 'xxx' }), '203'],
      ['an element that is missing', {}, (areq) => aresOfDs(areq, { acsTransID: undefined }), '201'],
      ['a payment without authenticationValue', {}, (areq) => aresOfDs(areq, { authenticationValue: undefined }), '201'],
      ['Req 320 (DS/3DSS): another messageVersion', {}, (areq) => aresOfDs(areq, { messageVersion: '2.2.0' }), '203'],
      [
        'D that nobody asked for',
        {},
        (areq) =>
          aresOfDs(areq, {
            ...CHALLENGE,
            transStatus: 'D',
            acsURL: undefined,
            acsDecConInd: 'Y',
            authenticationMethod: ['12'],
            cardholderInfo: { text: 'x' },
          }),
        '203',
      ],
      ['C in 3RI', { deviceChannel: '03' }, (areq) => aresOfDs(areq, CHALLENGE), '203'],
    ];
    for (const [title, elements, areq, errorCode] of rows) {
      const { posts, sent } = await serverBeforeDs(t, { areq });
      const told = { messageType: 'Erro', errorCode, errorComponent: 'S', messageVersion: '2.3.1' };
      const record = await posts(pays, wish(elements));
      t.match(record, { erro: told, outcome: 'error' }, `${title}: the requestor`);
      const erros = await until(
        () => sent('Erro'),
        ({ length }) => length > 0,
        'an Erro',
      );
      t.match(erros, [{ ...told, threeDSServerTransID: record.threeDSServerTransID }], `${title}: the DS`);
    }
    const { posts, sent } = await serverBeforeDs(t, {
      areq: () => ({ messageType: 'Erro', errorCode: '999', errorComponent: 'D' }),
    });
    t.match(
      await posts(pays, wish()),
      { erro: { errorCode: '999' }, outcome: 'error' },
      '5.9.4 Erro: an Erro is taken as it is, and the requestor is told',
    );
    t.same(sent('Erro'), [], 'and not answered');
  },
);

t.test('Req 430, Req 431, A.4 312, A.4 313, Req 132: which RReq the 3DS Server takes', async (t) => {
  const { posts, record } = await serverBeforeDs(t, {
    areq: (areq) => aresOfDs(areq, areq.acctNumber === CARD ? CHALLENGE : {}),
  });
  const challenged = await posts(pays, wish());
  t.match(await posts(toRReq, rreqFor(challenged)), { messageType: 'RRes', resultsStatus: '01' }, 'the first');
  const second = { messageType: 'Erro', errorCode: '312', errorComponent: 'S', messageVersion: '2.3.1' };
  t.match(await posts(toRReq, rreqFor(challenged)), second, 'the second');
  t.match(
    await posts(
      toRReq,
      rreqFor(challenged, { transStatus: 'N', transStatusReason: '19', authenticationValue: undefined, eci: undefined }),
    ),
    second,
    'another result',
  );
  t.match(
    await record(challenged.threeDSServerTransID),
    { rreq: { transStatus: 'Y' }, outcome: 'accepted' },
    'the first result stands',
  );
  const accepted = await posts(pays, wish({ acctNumber: '4970720000010000' }));
  t.match(await posts(toRReq, rreqFor(accepted)), { errorCode: '313', errorComponent: 'S' }, 'after Y');
  t.match(await record(accepted.threeDSServerTransID), { outcome: 'accepted' }, 'which hides nothing');
  const foreign = { threeDSServerTransID: 'a1b2c3d4-5e6f-4a7b-8c9d-0e1f2a3b4c5e' };
  t.match(
    await posts(toRReq, rreqFor(challenged, foreign)),
    { errorCode: '301', errorComponent: 'S' },
    'of a transaction that is not known',
  );
  const other = await posts(pays, wish());
  const rows = [
    [
      'Req 320 (DS/3DSS): another messageVersion',
      { messageVersion: '2.2.0', authenticationMethod: undefined, authenticationType: '02' },
      '203',
    ],
    ['another acsTransID', { acsTransID: 'a1b2c3d4-5e6f-4a7b-8c9d-0e1f2a3b4c5e' }, '301'],
    ['a wrong form', { transStatus: 'C' }, '203'],
    [
      'D as a fallback that nobody asked for',
      {
        transStatus: 'D',
        authenticationValue: undefined,
        eci: undefined,
        authenticationMethod: undefined,
        transStatusReason: '29',
      },
      '203',
    ],
  ] as const;
  for (const [title, changes, errorCode] of rows) {
    t.match(await posts(toRReq, rreqFor(other, changes)), { errorCode, errorComponent: 'S', messageVersion: '2.3.1' }, title);
    t.match(
      await record(other.threeDSServerTransID),
      { rreqErro: { errorCode }, outcome: 'error' },
      `${title}: the requestor is told`,
    );
  }
  t.match(await posts(toRReq, rreqFor(other)), { messageType: 'RRes' }, 'a right one is still the first');
  t.match(await record(other.threeDSServerTransID), { rreqErro: undefined, outcome: 'accepted' });
});

t.test('5.9.9 Erro, Req 201: an Erro in place of an RReq is not answered, and the requestor is told', async (t) => {
  const { posts, record } = await serverBeforeDs(t, { areq: (areq) => aresOfDs(areq, CHALLENGE) });
  const { threeDSServerTransID, ...challenged } = await posts(pays, wish());
  const erro = { messageType: 'Erro', messageVersion: '2.3.1', threeDSServerTransID, errorCode: '405', errorComponent: 'D' };
  t.same(await posts(toRReq, erro), {}, 'nothing comes back');
  t.match(await record(threeDSServerTransID), { rreqErro: { errorCode: '405' }, outcome: 'error' });
  t.match(await posts(toRReq, rreqFor(challenged)), { messageType: 'RRes' }, 'a result that comes after all');
  t.match(await record(threeDSServerTransID), { outcome: 'accepted' });
  await posts(toRReq, erro);
  t.match(await record(threeDSServerTransID), { outcome: 'accepted' }, 'an Erro hides no result');
  t.same(await posts('/3ds-server/any/rreq', erro), {});
  t.match(await posts(toRReq, { messageType: 'AReq', messageVersion: '2.3.1' }), { errorCode: '101', errorComponent: 'S' });
});

t.test(
  'Req 438 (ACS/3DSS), Req 439 (ACS/3DSS), Req 201: OReqs are judged, and the last of a sequence is answered by an ORes',
  async (t) => {
    const { posts } = await serverBeforeDs(t);
    const oreq = (seqNum: string, seqTotal = '02', changes: Json = {}): Json => ({
      ...{ messageType: 'OReq', messageVersion: '2.3.1', dsReferenceNumber: 'DS', opCategory: '01', opDescription: 'x' },
      ...{ dsTransID: '0f7a1c3e-5b2d-4a6f-8c9e-1d2b3a4c5e6f', opExpDate: '20271231', opSeverity: '01' },
      opSeq: { seqId: '3c0d2b1a-5d4c-4b3a-9f8e-1a2b3c4d5e6f', seqNum, seqTotal },
      ...changes,
    });
    t.match(await posts(toRReq, oreq('01', '01')), {
      messageType: 'ORes',
      opStatus: '01',
      threeDSServerRefNumber: String,
      threeDSServerTransID: String,
      dsTransID: String,
    });
    t.same(await posts('/3ds-server', oreq('01')), {}, 'one of two');
    t.match(await posts('/3ds-server', oreq('02')), { messageType: 'ORes', opStatus: '01' }, 'two of two');
    await posts(toRReq, oreq('01', '03'));
    t.match(await posts(toRReq, oreq('03', '03')), { messageType: 'ORes', opStatus: '02' }, 'the second of three is missing');
    t.match(await posts(toRReq, oreq('01', '01', { opSeverity: '9' })), {
      messageType: 'Erro',
      errorCode: '203',
      errorComponent: 'S',
    });
    t.match(await posts(toRReq, oreq('01', '01', { opSeq: undefined })), {
      messageType: 'Erro',
      errorCode: '201',
      errorDetail: 'opSeq',
    });
  },
);

t.test('Req 304, Req 385, A.4 205, A.4 206: of a PRes that is wrong the DS is told, and nothing of it counts', async (t) => {
  const group = {
    actionInd: 'A',
    acsProtocolVersions: [{ version: '2.3.1', acsInfoInd: ['01'] }],
    dsProtocolVersions: ['2.3.1'],
  };
  const other = { start: '5000000000000', end: '5099999999999999999' };
  const overlapping = [
    { ...group, ranges: [CARD_RANGE] },
    { ...group, ranges: [{ start: '4970000000000', end: '4979999999999' }] },
  ];
  const rows: [string, Json, string][] = [
    ['a wrong form', { readOrder: 'x' }, '203'],
    ['an element that is missing', { dsTransID: undefined }, '201'],
    ['ranges that overlap', { cardRangeData: overlapping }, '205'],
    ['a change of what is not known', { serialNum: '2', cardRangeData: [{ ...group, actionInd: 'M', ranges: [other] }] }, '206'],
    ['what is not known taken away', { serialNum: '2', cardRangeData: [{ ...group, actionInd: 'D', ranges: [other] }] }, '206'],
    ['what is known added', { serialNum: '2', cardRangeData: [{ ...group, ranges: [CARD_RANGE] }] }, '206'],
  ];
  for (const [title, changes, errorCode] of rows) {
    let second = false;
    const { posts, sent, time } = await serverBeforeDs(t, {
      preq: (preq) => presFor(preq, second ? changes : { serialNum: '1' }),
      areq: (areq) => aresOfDs(areq),
    });
    await posts('/3ds-server/versioning', { acctNumber: CARD });
    second = true;
    time.now += HOUR;
    const known = await posts('/3ds-server/versioning', { acctNumber: CARD });
    t.match(sent('PReq'), [{ serialNum: undefined }, { serialNum: '1' }], `${title}: the second PReq asks for what has changed`);
    t.match(known.messageVersion, '2.3.1', `${title}: what was known before counts`);
    const erros = await until(
      () => sent('Erro'),
      ({ length }) => length > 0,
      'an Erro',
    );
    t.match(erros, [{ errorCode, errorComponent: 'S' }], title);
  }
});

t.test('Req 385: changes of a PRes go by their actionInd, and without serialNum it replaces all', async (t) => {
  const acsProtocolVersions = [{ version: '2.2.0', acsInfoInd: ['01'] }];
  const group = { dsProtocolVersions: ['2.2.0'], acsProtocolVersions };
  const other = { start: '5000000000000', end: '5099999999999999999' };
  const steps: Json[] = [
    { serialNum: '1' },
    {
      serialNum: '2',
      cardRangeData: [
        { ...group, actionInd: 'A', ranges: [other] },
        { ...group, actionInd: 'M', ranges: [CARD_RANGE] },
      ],
    },
    { serialNum: '3', cardRangeData: [{ ...group, actionInd: 'D', ranges: [other] }] },
    { serialNum: undefined, cardRangeData: [{ ...group, actionInd: 'D', ranges: [other] }] },
  ];
  const expected = [
    ['2.3.1', undefined],
    ['2.2.0', '2.2.0'],
    ['2.2.0', undefined],
    [undefined, '2.2.0'],
  ];
  let step = 0;
  const { posts, time } = await serverBeforeDs(t, { preq: (preq) => presFor(preq, steps[step]) });
  for (const versions of expected) {
    for (const [at, acctNumber] of [CARD, '5012345678901234'].entries()) {
      const { acsProtocolVersions: known = [] } = await posts('/3ds-server/versioning', { acctNumber });
      t.equal((known as { version: string }[]).at(-1)?.version, versions[at], `step ${step + 1}: ${acctNumber}`);
    }
    step += 1;
    time.now += HOUR;
  }
});

t.test(
  'Req 82, Req 80, 2.6.2, Req 419, Req 422, Req 423: version lists go to the requestor, and the highest common version is taken',
  async (t) => {
    const speaks = (versions: string[]) =>
      serverBeforeDs(t, { preq: (preq) => presFor(preq, {}, versions), areq: (areq) => aresOfDs(areq) });
    const both = await speaks(['2.1.0', '2.2.0', '2.3.1']);
    t.match(await both.posts('/3ds-server/versioning', { acctNumber: CARD }), {
      acsProtocolVersions: [{ version: '2.1.0' }, { version: '2.2.0' }, { version: '2.3.1' }],
      ...{ dsProtocolVersions: ['2.1.0', '2.2.0', '2.3.1'], messageVersion: '2.3.1', threeDSServerTransID: String },
    });
    const rows = [
      ['ACS and DS speak all', both, undefined, '2.3.1'],
      ['the SDK speaks 2.2.0 at most', both, '2.2.0', '2.2.0'],
      ['the ACS speaks 2.1.0 alone', await speaks(['2.1.0']), '2.3.1', '2.1.0'],
    ] as const;
    for (const [title, server, messageVersion, taken] of rows) {
      for (const deviceChannel of ['02', '03']) {
        const { areq } = await server.posts(pays, wish({ messageVersion, deviceChannel }));
        t.match(areq, { messageVersion: taken, deviceChannel }, `${title} (${deviceChannel})`);
      }
    }
    const none = await speaks(['2.3.1']);
    t.match(await none.posts(pays, wish({ messageVersion: '2.1.0' })), { status: 422 }, 'none in common: nothing is sent');
    t.same(none.sent('AReq'), []);
  },
);

t.test('Req 229, Req 248, Req 249: a DS that cannot be reached is tried again at once, and for PReqs each minute', async (t) => {
  const { posts, ds, sent, time } = await serverBeforeDs(t, { areq: (areq) => aresOfDs(areq) });
  const { port } = ds.server.address() as { port: number };
  await ds.close();
  const record = await posts(pays, wish());
  t.match(record, { erro: { errorCode: '405', errorComponent: 'S' }, outcome: 'error' }, 'the requestor is told');
  t.same(sent('AReq'), []);
  const again = await serverBeforeDs(t, {}, { urls: { acs: '', sandbox: `http://127.0.0.1:${port}` }, now: () => time.now });
  let tries = 0;
  const { createServer } = await import('node:net');
  const broken = createServer((socket) => {
    tries += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => broken.listen(port, '127.0.0.1', resolve));
  t.teardown(() => broken.close());
  await again.posts('/3ds-server/versioning', { acctNumber: CARD });
  t.equal(tries, 2, 'twice at once');
  time.now += 60_000;
  await until(
    () => tries,
    (count) => count === 4,
    'the next tries',
  );
  t.pass('and twice after a minute, by itself');
});

t.test('Req 246: changes are asked for once an hour, all ranges every twelve hours', async (t) => {
  for (const [serialNum, hours] of [
    ['1', 1],
    [undefined, 12],
  ] as const) {
    const { posts, sent, time } = await serverBeforeDs(t, { preq: (preq) => presFor(preq, { serialNum }) });
    const asks = () => posts('/3ds-server/versioning', { acctNumber: CARD });
    await Promise.all([asks(), asks(), asks()]);
    time.now += hours * HOUR - 1;
    await asks();
    t.equal(sent('PReq').length, 1, `not before ${hours} hours`);
    time.now += 1;
    await asks();
    t.match(sent('PReq'), [{ serialNum: undefined }, { serialNum }], `after ${hours} hours`);
  }
});

t.test('Req 228, Req 231, Req 232: a DS that does not answer in time ends the transaction', async (t) => {
  const areq = () => new Promise<object>(() => {});
  const { posts } = await serverBeforeDs(t, { areq }, { timeouts: { dsMs: 300 } });
  t.match(await posts(pays, wish()), { erro: { errorCode: '402', errorComponent: 'S' }, outcome: 'error' });
});
