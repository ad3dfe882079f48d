// PReq and PRes, and the card ranges of the DS: EMV 3DS 2.3.1.1, 5.6 and Table A.6.
import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { readWhole } from '../../src/messages/read.ts';
import { readDsRules } from '../../src/sandbox/ds/rules.ts';
import type { Json } from '../messages/example.ts';
import { areqToDs, aresFor, sandboxWith } from '../support/stubAcs.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 30, 12);

const servedRanges = [
  { start: '4000000000000', end: '4099999999999' },
  { start: '5100000000000000', end: '5199999999999999', versions: ['2.2.0', '2.1.0'] as const },
  { start: '6200000000000000000', end: '6299999999999999999', threeDSMethod: false as const },
];

const preqOf = (messageVersion: string, changes: Json = {}): Json => {
  const ids = { threeDSServerRefNumber: 'X', threeDSServerTransID: randomUUID() };
  return { messageType: 'PReq', messageVersion, ...ids, ...changes };
};

async function dsWith(
  t: Parameters<typeof sandboxWith>[0],
  rules: string[] = [],
  options: Parameters<typeof sandboxWith>[2] = {},
) {
  const kit = await sandboxWith(t, (areq) => aresFor(areq), {
    servedRanges,
    now: () => NOW,
    dsRules: readDsRules(rules),
    ...options,
  });
  const put = (ranges: unknown) =>
    kit.sandbox.inject({
      ...{ method: 'PUT', url: '/ds/card-ranges', headers: { 'content-type': 'application/json' } },
      payload: JSON.stringify({ ranges }),
    });
  return { ...kit, put };
}

t.test('a PRes without a serialNum in the PReq has all ranges, to be added', async (t) => {
  const { post, urls } = await dsWith(t, [], { acsInfoInd: ['01', '02', '03', '04', '07', '08'] });
  const threeDSMethodURL = `${urls.acs}/3ds/method`;
  const flat = { '2.1.0': undefined, '2.2.0': ['01', '02', '03', '04'] };
  for (const version of ['2.1.0', '2.2.0'] as const) {
    const pres = await post('/ds', preqOf(version));
    t.ok(readWhole('PRes', JSON.stringify(pres), { version }), version);
    t.match(pres, { dsStartProtocolVersion: '2.1.0', dsEndProtocolVersion: '2.3.1', serialNum: /^[0-9a-z]{1,20}$/ });
    const [first, second, third] = pres.cardRangeData as [Json, Json, Json];
    t.match(first, { startRange: '4000000000000', endRange: '4099999999999', actionInd: 'A', threeDSMethodURL });
    t.same(first.acsInfoInd, flat[version]);
    t.match(second, { acsStartProtocolVersion: '2.1.0', acsEndProtocolVersion: '2.2.0' });
    t.match(third, { startRange: '6200000000000000000', threeDSMethodURL: undefined }, 'up to 19 digits');
  }
  const pres = await post('/ds', preqOf('2.3.1'));
  t.ok(readWhole('PRes', JSON.stringify(pres), { version: '2.3.1' }), 'a PRes by its own tables');
  const data = pres.cardRangeData as { ranges: Json[]; actionInd: string; acsProtocolVersions: Json[] }[];
  t.same(
    data.flatMap(({ ranges }) => ranges),
    servedRanges.map(({ start, end }) => ({ start, end })),
    'Req 250, A.6 ranges[].start/end, 2.2.1 versions: every range, as start and end',
  );
  t.same([...new Set(data.map(({ actionInd }) => actionInd))], ['A'], 'Req 250: with actionInd A alone');
  t.match(
    data[0]?.acsProtocolVersions,
    [
      { version: '2.1.0', acsInfoInd: ['01', '02'], threeDSMethodURL },
      { version: '2.2.0', acsInfoInd: ['01', '02', '03', '04'] },
      { version: '2.3.1', acsInfoInd: ['01', '02', '03', '04', '07', '08'] },
    ],
    '2.2.1 versions: each with what the ACS does in it',
  );
  t.match(pres, { dsProtocolVersions: ['2.1.0', '2.2.0', '2.3.1'], readOrder: '01', dsUrlList: undefined });
});

t.test('A.1 serialNum changes: a PReq with a known serialNum gets the changes since', async (t) => {
  const { post, put } = await dsWith(t, ['preqs=any']);
  for (const version of ['2.1.0', '2.2.0', '2.3.1']) {
    await put(servedRanges);
    const { serialNum } = await post('/ds', preqOf(version));
    const same = await post('/ds', preqOf(version, { serialNum }));
    t.same(
      [same.messageType, same.serialNum, same.cardRangeData],
      ['PRes', serialNum, undefined],
      `${version}: nothing has changed`,
    );

    const [kept, modified] = servedRanges as [object, object];
    const added = { start: '7000000000000', end: '7999999999999', acs: false };
    t.equal((await put([kept, { ...modified, threeDSMethod: false }, added])).statusCode, 200);
    const changes = await post('/ds', preqOf(version, { serialNum }));
    t.ok(readWhole('PRes', JSON.stringify(changes), { version: version as '2.3.1' }));
    t.not(changes.serialNum, serialNum, 'another state has another serialNum');
    const told = (changes.cardRangeData as Json[]).flatMap(({ actionInd, startRange, ranges }) =>
      ((ranges as Json[]) ?? [{ start: startRange }]).map(({ start }) => [actionInd, start]),
    );
    const expected = [
      ['D', '6200000000000000000'],
      ['M', '5100000000000000'],
      ['A', '7000000000000'],
    ];
    t.same(told, expected, `A.1 serialNum changes: ${version}: what goes, what changes, what comes, and nothing else`);
    t.match(await post('/ds', preqOf(version, { serialNum: changes.serialNum })), { cardRangeData: undefined });
    await put(servedRanges);
    t.equal((await post('/ds', preqOf(version))).serialNum, serialNum, 'the same ranges have the same serialNum');
  }
});

t.test('a PReq that is refused', async (t) => {
  let now = NOW;
  const { post, put } = await dsWith(t, [], { now: () => now });
  for (const version of ['2.1.0', '2.2.0', '2.3.1']) {
    const rows = [
      ['Req 303: a bad element', { threeDSServerTransID: 'x' }, '203', 'threeDSServerTransID'],
      ['Req 303: a missing element', { threeDSServerRefNumber: undefined }, '201', 'threeDSServerRefNumber'],
      ['Req 303, A.4 307: a serialNum that was never given', { serialNum: 'abc' }, '307', /serialNum/],
    ] as const;
    for (const [title, change, errorCode, errorDetail] of rows) {
      const expected = { messageType: 'Erro', errorComponent: 'D', errorMessageType: 'PReq', errorCode, errorDetail };
      t.match(await post('/ds', preqOf(version, change)), expected, `${title}, in ${version}`);
    }
    const first = await post('/ds', preqOf(version));
    t.match(first, { messageType: 'PRes' }, 'those that were refused do not count');
    const limit = { errorCode: '103', errorComponent: 'D', errorMessageType: 'PReq' };
    t.match(await post('/ds', preqOf(version)), limit, `Req 303, A.4 103: a second PReq within an hour, in ${version}`);
    const other = preqOf(version, { threeDSServerRefNumber: 'Y', serialNum: first.serialNum });
    t.match(await post('/ds', other), { messageType: 'PRes' }, 'another 3DS Server may ask');
    now += HOUR - 1;
    t.match(await post('/ds', preqOf(version)), limit, 'Req 303, A.4 103: not before the hour is over');
    now += 1;
    t.match(await post('/ds', preqOf(version)), { messageType: 'PRes' }, 'A.4 103: after an hour again');
  }
  const { serialNum } = await post('/ds', preqOf('2.2.0', { threeDSServerRefNumber: 'Z' }));
  const inOther = preqOf('2.3.1', { threeDSServerRefNumber: 'Z', serialNum });
  t.match(await post('/ds', inOther), { errorCode: '307' }, 'A.4 307: a serialNum of another version is none of this one');
  for (let n = 0; n < 60; n++) await put([{ start: '4000000000000', end: String(4_000_000_000_000 + n) }]);
  const old = preqOf('2.2.0', { threeDSServerRefNumber: 'W', serialNum });
  t.match(await post('/ds', old), { errorCode: '307' }, 'Req 303, A.4 307: one that is too old is forgotten');
});

t.test('preqs=any lets a 3DS Server ask at any time', async (t) => {
  const { post } = await dsWith(t, ['preqs=any', 'readOrder=02', 'urlCountries=250+826']);
  for (let n = 0; n < 3; n++) t.match(await post('/ds', preqOf('2.3.1')), { messageType: 'PRes', readOrder: '02' });
  const pres = await post('/ds', preqOf('2.3.1'));
  t.match(pres.dsUrlList, [{ dsCountryCode: '250', threeDSServerToDsUrl: /\/ds$/ }, { dsCountryCode: '826' }], 'A.1 dsUrlList');
  t.ok(readWhole('PRes', JSON.stringify(pres), { version: '2.3.1' }));
});

t.test('card ranges as a file', async (t) => {
  const { post, sandbox } = await dsWith(t, ['preqs=any']);
  const pres = await post('/ds', preqOf('2.3.1', { cardRangeDataDownloadInd: 'Y' }));
  t.ok(readWhole('PRes', JSON.stringify(pres), { version: '2.3.1' }));
  t.same(
    [pres.cardRangeData, pres.serialNum],
    [undefined, undefined],
    'A.1 serialNum with file URL, A.1 cardRangeDataFileURL: the PRes of the DS has the address alone',
  );
  const url = new URL(String(pres.cardRangeDataFileURL)).pathname;
  const file = await sandbox.inject({ url });
  const { cardRangeData } = await post('/ds', preqOf('2.3.1'));
  t.same(file.json(), { cardRangeData }, 'Req 250: the file has what a PRes would have');
  t.same([file.headers['content-length'], file.headers['accept-ranges']], [String(file.body.length), 'bytes']);
  const size = file.body.length;
  const parts = [
    ['bytes=0-9', 206, file.body.slice(0, 10)],
    ['bytes=10-', 206, file.body.slice(10)],
    ['bytes=-5', 206, file.body.slice(-5)],
    [`bytes=${size - 1}-${size + 9}`, 206, file.body.slice(-1)],
    [`bytes=${size}-`, 416, ''],
    ['bytes=9-1', 416, ''],
    ['lines=1-2', 200, file.body],
  ] as const;
  for (const [range, status, body] of parts) {
    const part = await sandbox.inject({ url, headers: { range } });
    t.same([part.statusCode, part.body], [status, body], `a part of the file: ${range}`);
  }
  t.equal((await sandbox.inject({ url: '/ds/card-ranges/x.json' })).statusCode, 404);
  const none = await dsWith(t, ['rangeFile=none']);
  t.match(await none.post('/ds', preqOf('2.3.1', { cardRangeDataDownloadInd: 'Y' })), { serialNum: /./, cardRangeData: [{}] });
});

t.test('Req 426, Req 428: a PRes is compressed where the asker takes that, and nowhere else', async (t) => {
  const { sandbox } = await dsWith(t, ['preqs=any']);
  const rows = [
    ['gzip', true],
    ['br, gzip;q=0.5', true],
    ['*', false],
    ['gzip;q=0', false],
    [undefined, false],
  ] as const;
  for (const [accepts, isZipped] of rows) {
    const headers = { 'content-type': 'application/json', ...(accepts ? { 'accept-encoding': accepts } : {}) };
    const request = { method: 'POST', url: '/ds', headers, payload: JSON.stringify(preqOf('2.3.1')) } as const;
    const { headers: told, rawPayload } = await sandbox.inject(request);
    t.equal(told['content-encoding'], isZipped ? 'gzip' : undefined, `Accept-Encoding: ${accepts}`);
    t.match(JSON.parse((isZipped ? gunzipSync(rawPayload) : rawPayload).toString()), { messageType: 'PRes' });
  }
});

t.test('what testers may put in place of the ranges', async (t) => {
  const { put, post, get, received } = await dsWith(t);
  const [first] = servedRanges as [object];
  const rows = [
    ['Req 458: overlapping ranges', [first, { start: '4050000000000', end: '4050000000001' }], /overlap/],
    ['a short number', [{ start: '400000000000', end: '4099999999999' }], /^ranges\[0\]\.start: .*13 to 19/],
    ['an end before its start', [{ start: '4000000000001', end: '4000000000000' }], /^ranges\[0\]\.end: not below start/],
    ['an unknown version', [{ ...first, versions: ['9.9.9'] }], /^ranges\[0\]\.versions: .*2\.3\.1/],
    ['versions not highest first', [{ ...first, versions: ['2.1.0', '2.2.0'] }], /^ranges\[0\]\.versions: .*highest first/],
    ['an unknown member', [{ ...first, ACS: false }], /^ACS: not known here; known are start, end/],
    ['no range', [], /1 to 200000/],
    ['no list', {}, /1 to 200000/],
  ] as const;
  for (const [what, ranges, title] of rows) {
    const answer = await put(ranges);
    t.match([answer.statusCode, answer.json().title], [400, title], what);
  }
  t.same(await get('/ds/card-ranges'), { ranges: servedRanges }, 'nothing was changed');
  await put([{ start: '9900000000000', end: '9999999999999' }]);
  await post('/ds', areqToDs({ acctNumber: '9900000000000007' }));
  t.equal(received.length, 1, 'Req 20, Req 97, Req 459: AReqs go by the new ranges');
  t.match(await post('/ds', areqToDs()), { messageType: 'ARes', transStatus: 'U' });
});

t.test('Req 250: 100,000 ranges are sent piece by piece', async (t) => {
  const { sandbox, put, urls } = await dsWith(t, ['preqs=any']);
  const many = Array.from({ length: 100_000 }, (_, n) => {
    const start = String(4_000_000_000_000_000 + n * 1000);
    return { start, end: String(Number(start) + 999) };
  });
  t.equal((await put(many)).statusCode, 200);
  const response = await fetch(`${urls.sandbox}/ds`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json', 'accept-encoding': 'identity' } },
    body: JSON.stringify(preqOf('2.3.1')),
  });
  const { cardRangeData } = (await response.json()) as { cardRangeData: { ranges: Json[] }[] };
  t.same([cardRangeData.length, ...new Set(cardRangeData.map(({ ranges }) => ranges.length))], [20, 5000], '5,000 in one');
  const before = process.memoryUsage().rss;
  const { body } = await sandbox.inject({
    method: 'POST',
    url: '/ds',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(preqOf('2.2.0')),
  });
  t.equal(JSON.parse(body).cardRangeData.length, 100_000);
  t.ok(process.memoryUsage().rss - before < 400 * 1024 * 1024, 'in bounded memory');
  const start = performance.now();
  for (let n = 0; n < 200; n++)
    await sandbox.inject({
      method: 'POST',
      url: '/ds',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(areqToDs({ acctNumber: '4000000099999000' })),
    });
  t.comment(`200 AReqs: ${Math.round(performance.now() - start)} ms`);
});
