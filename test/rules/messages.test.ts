// How a message is read, chapter 5 and Table A.4: the same faults at the ACS, the DS and the 3DS Server. Each assertion names the
// rule that it shows.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { readWhole } from '../../src/messages/read.ts';
import type { Json } from '../support/json.ts';
import { longExtensions } from '../support/moodyDs.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const VERSIONS = ['2.1.0', '2.2.0', '2.3.1'] as const;
const example = (version: string, name: string): Json =>
  JSON.parse(readFileSync(shipped(`fixtures/messages/${version}/${name}.json`), 'utf8'));

/** A party that takes messages: where, which, and what it answers to one that is right. */
interface Party {
  name: string;
  component: string;
  type: 'AReq' | 'RReq';
  url(s: Scenario): string;
  message(s: Scenario, version: string): Json;
  right: Json;
  /** An element that is required, one with a format, one that is optional, and one that a condition asks for. */
  elements: { required: string; format: string; optional: string; conditional: [name: string, patch: Json] };
  /** The titles of the faults in the message as a whole. */
  says: { invalid: string; missing: string; unrecognised: string };
}

/** Of now: a DS takes no other date. */
const areqOf = (s: Scenario, version: string): Json => ({
  ...example(version, 'AReq-browser-payment'),
  purchaseDate: new Date(s.clock.now()).toISOString().replaceAll(/\D/g, '').slice(0, 14),
  ...{ dsURL: s.ds.url, threeDSServerTransID: randomUUID(), dsTransID: randomUUID() },
});
const OF_AREQ = {
  type: 'AReq' as const,
  right: { messageType: 'ARes' },
  elements: {
    ...{ required: 'mcc', format: 'notificationURL', optional: 'acctID' },
    conditional: ['purchaseInstalData', { threeDSRequestorAuthenticationInd: '03', purchaseInstalData: undefined }] as [
      string,
      Json,
    ],
  },
};

const PARTIES: Party[] = [
  {
    ...OF_AREQ,
    ...{ name: 'ACS', component: 'A', url: (s) => `${s.simulator.urls.acs}/3ds/areq`, message: areqOf },
    says: {
      invalid: '5.9.2 invalid, Req 102: an AReq with a bad element gets Erro A 203',
      missing: '5.9.2 missing, A.1 intro missing, T1.3 Missing: an AReq without a required element gets Erro A 201',
      unrecognised: '5.9.2 not recognised: what is no AReq gets Erro A 101',
    },
  },
  {
    ...OF_AREQ,
    ...{ name: 'DS', component: 'D', url: (s) => `${s.simulator.urls.sandbox}/ds/areq`, message: areqOf },
    says: {
      invalid: '5.9.1 invalid, Req 93: an AReq with a bad element gets Erro D 203',
      missing: '5.9.1 missing, Req 93: an AReq without a required element gets Erro D 201',
      unrecognised: '5.9.1 not recognised, Req 93: what is no AReq gets Erro D 101',
    },
  },
  {
    ...{ name: '3DSS', component: 'S', type: 'RReq', right: { errorCode: '301' } },
    url: (s) => `${s.simulator.urls.sandbox}/3ds-server/rreq`,
    message: (_s, version) => ({
      ...example(version, 'RReq-N'),
      ...{ threeDSServerTransID: randomUUID(), dsTransID: randomUUID(), acsTransID: randomUUID() },
    }),
    elements: {
      ...{ required: 'messageCategory', format: 'interactionCounter', optional: 'eci' },
      conditional: ['transStatusReason', { transStatusReason: undefined }],
    },
    says: {
      invalid: '5.9.9 invalid: an RReq with a bad element gets Erro S 203',
      missing: '5.9.9 missing: an RReq without a required element gets Erro S 201',
      unrecognised: '5.9.9 not recognised: what is no RReq gets Erro S 101',
    },
  },
];

const JSON_UTF8 = 'application/json; charset=utf-8';

async function send(url: string, body: string | Json, contentType = JSON_UTF8) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body: text });
  return { status: response.status, type: response.headers.get('content-type'), answer: (await response.json()) as Json };
}

/** The bytes of an HTTP request as they are, and of the answer. */
function exchange(url: string, head: string[], body: string): Promise<string> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        [`POST ${pathname} HTTP/1.1`, `Host: ${hostname}:${port}`, 'Connection: close', ...head, '', body].join('\r\n'),
      );
    });
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    socket.on('error', reject).on('close', () => resolve(text));
  });
}

for (const party of PARTIES) {
  const { name, component, type, elements, says } = party;
  const { required, format, optional, conditional } = elements;

  t.test(`${name}: faults of a message, in every version`, async (t) => {
    const s = await startScenario(t);
    const url = party.url(s);
    for (const messageVersion of VERSIONS) {
      const message = (patch: Json = {}) => ({ ...party.message(s, messageVersion), ...patch });
      const erro = async (body: string | Json) => {
        const { answer } = await send(url, body);
        t.ok(readWhole('Erro', JSON.stringify(answer)), 'Req 208, Req 196: a bad message is answered by an Erro');
        t.equal(answer.errorComponent, component, 'A.1 errorComponent: of the party that found it');
        return answer;
      };
      t.match((await send(url, message())).answer, { messageVersion, ...party.right }, 'Req 311, 1.7: each version is spoken');
      for (const none of ['no JSON', '[]', '{'])
        t.match(
          await erro(none),
          { errorCode: '101', errorDetail: 'Invalid Formatted Message' },
          'Req 198, A.4 101: no JSON object: 101',
        );
      t.match(
        await erro(message({ messageType: 'XReq' })),
        { errorCode: '101', errorDetail: 'Invalid Message Type' },
        says.unrecognised,
      );
      const other = await erro({ ...example('2.2.0', 'CRes'), messageVersion });
      t.match(
        other,
        { errorCode: '101', errorDetail: 'Invalid Message for the receiving component' },
        'Req 199, A.4 101: a message for others: 101',
      );
      t.match(
        await erro(message({ messageVersion: '2.9.0' })),
        { errorCode: '102', errorDetail: '2.3.1,2.2.0,2.1.0', messageVersion: '2.9.0' },
        'Req 195, 1.7, A.4 102: another version: 102 with all that are spoken',
      );
      for (const value of [undefined, null, '']) {
        const missing = await erro(message({ [required]: value }));
        t.match(missing, { errorCode: '201', errorDetail: required, errorMessageType: type }, says.missing);
        t.equal(missing.errorDetail, required, 'Req 204, Req 213, Req 218, A.4 201: absent, empty or null: 201 with its name');
      }
      const invalid = await erro(message({ [format]: 'x'.repeat(5000) }));
      t.match(invalid, { errorCode: '203', errorDetail: format }, says.invalid);
      t.equal(invalid.errorDetail, format, 'Req 206, Req 213, Req 218, A.4 203: type, length and value: 203 with its name');
      const asked = await erro(message(conditional[1]));
      t.match(
        asked,
        { errorCode: '201', errorDetail: conditional[0] },
        'Req 205: a condition that holds asks for its element: 201',
      );
      for (const value of [null, ''])
        t.match(
          await erro(message({ [optional]: value })),
          { errorCode: '203', errorDetail: optional },
          'Req 309: an optional element that is empty or null: 203',
        );
      const extension = { name: 'Test', id: 'of-nobody', criticalityIndicator: true, data: { x: '1' } };
      t.match(
        await erro(message({ messageExtension: [extension] })),
        { errorCode: '202', errorDetail: 'of-nobody' },
        'A.4 202: a critical extension: 202 with its id',
      );
      const fine = { messageExtension: [{ ...extension, criticalityIndicator: false }], ofNobody: { x: [1] } };
      t.match(
        (await send(url, message(fine))).answer,
        party.right,
        'Req 207, Req 210: unknown members and extensions are no fault',
      );
    }
  });

  t.test(`${name}: the bytes of a message`, async (t) => {
    const s = await startScenario(t);
    const url = party.url(s);
    const body = (patch: Json = {}) => JSON.stringify({ ...party.message(s, '2.2.0'), ...patch });
    const { status, type: contentType, answer } = await send(url, body());
    t.same([status, contentType], [200, JSON_UTF8], 'Req 189: the answer comes in the reply, with its Content-Type');
    t.match(answer, party.right, 'Req 185: JSON is answered by JSON');
    t.match(
      (await send(url, JSON.stringify(JSON.parse(body()), undefined, 4))).answer,
      party.right,
      'Req 186: white space between members is no fault',
    );
    const latin1 = Buffer.from(body({ threeDSRequestorName: 'Nouméa', ofNobody: 'é' }), 'latin1');
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': JSON_UTF8 }, body: latin1 });
    t.match(
      await response.json(),
      { messageType: 'Erro', errorCode: '101', errorComponent: component, errorDetail: 'Invalid Formatted Message' },
      'Req 186: bytes that are no UTF-8 are no message',
    );
    const text = body();
    const plain = await exchange(url, [`Content-Type: ${JSON_UTF8}`, `Content-Length: ${Buffer.byteLength(text)}`], text);
    t.match(plain, /^HTTP\/1\.1 200 /, 'Req 187: HTTP/1.1');
    t.match(plain, /content-length: \d+\r\n/i, 'Req 188: the answer has its Content-Length');
    const chunks = `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0\r\n\r\n`;
    t.match(
      await exchange(url, [`Content-Type: ${JSON_UTF8}`, 'Transfer-Encoding: chunked'], chunks),
      /^HTTP\/1\.1 200 /,
      'Req 188: a body in chunks needs none',
    );
  });
}

t.test('ACS: what an AReq may hold', async (t) => {
  const s = await startScenario(t);
  const sends = async (version: string, patch: Json) =>
    (await send(`${s.simulator.urls.acs}/3ds/areq`, { ...areqOf(s, version), ...patch })).answer;
  for (const version of VERSIONS) {
    for (const currency of ['955', '964', '999', '000'])
      t.match(
        await sends(version, { purchaseCurrency: currency }),
        { errorCode: '304', errorDetail: 'purchaseCurrency' },
        'A.5 currencies: no currency of purchases: 304',
      );
    for (const country of ['901', '999', '000'])
      t.match(
        await sends(version, { merchantCountryCode: country }),
        { errorCode: '304', errorDetail: 'merchantCountryCode' },
        'A.5 countries: no country: 304',
      );
    const long = longExtensions();
    t.match(
      await sends(version, { messageExtension: long }),
      { messageType: 'ARes' },
      'A.12 total: 81920 characters of extensions are taken',
    );
    const over = long.map((each, at) => ({
      ...each,
      name: 'x'.repeat(64),
      id: `${at}`.padEnd(64, 'x'),
      data: { text: 'x'.repeat(8048) },
    }));
    t.ok(JSON.stringify(over).length > 81_920);
    t.match(
      await sends(version, { messageExtension: over }),
      { errorCode: '203', errorDetail: 'messageExtension' },
      'A.12 total: more are 203',
    );
    t.match(
      await sends(version, { payTokenInd: false }),
      { errorCode: '203', errorDetail: 'payTokenInd' },
      'T1.3 EMV Payment Token: payTokenInd is true or absent',
    );
  }
  for (const version of VERSIONS)
    t.match(
      await sends(version, { threeDSRequestorURL: 'ftp://shop.example/' }),
      { errorCode: '203' },
      'T1.3 Fully Qualified URL scheme: ftp is 203',
    );
  const strict = await startScenario(t, { strictHttps: true });
  const url = `${strict.simulator.urls.acs}/3ds/areq`;
  const names = ['dsURL', 'notificationURL', 'payeeOrigin', 'threeDSRequestorURL', 'threeDSServerURL'];
  const withAll = (scheme: string) => ({
    ...areqOf(strict, '2.3.1'),
    ...Object.fromEntries(names.map((name) => [name, `${scheme}://a.example/`])),
  });
  const { answer } = await send(url, withAll('http'));
  t.match(
    answer,
    { errorCode: '203', errorDetail: /threeDSRequestorURL,threeDSServerURL,notificationURL,dsURL/ },
    'T1.3 Fully Qualified URL scheme: http is 203 where one is strict',
  );
  t.match((await send(url, withAll('https'))).answer, { messageType: 'ARes' }, 'T1.3 Fully Qualified URL scheme: https is taken');
});
