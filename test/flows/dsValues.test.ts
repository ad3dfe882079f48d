import { existsSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { readWhole } from '../../src/messages/read.ts';
import { SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { example } from '../messages/example.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const KINDS = ['browser-payment', 'browser-minimal', 'browser-nonpayment', '3ri-payment', '3ri-nonpayment'];

/** Values of the range that is left to the directory servers, where an element has one. */
const OF_THE_DS: [element: string, value: unknown, kinds: string][] = [
  ['messageCategory', '80', 'browser-payment'],
  ['messageCategory', '99', '3ri-nonpayment'],
  ['deviceChannel', '80', 'browser-payment'],
  ['deviceChannel', '99', '3ri-nonpayment'],
  ['threeDSRequestorAuthenticationInd', '85', 'browser-payment'],
  ['threeRIInd', '80', '3ri-nonpayment'],
  ['threeRIInd', '99', '3ri-payment'],
  ['acctType', '91', 'browser-payment'],
];

/** Sends an AReq made of an example of its kind. */
async function sends(s: Scenario, version: (typeof SUPPORTED_VERSIONS)[number], kind: string, patch: Json): Promise<Json> {
  const { dsURL, threeDSServerTransID, dsTransID } = s.areq();
  const body = JSON.stringify({ ...example(`AReq-${kind}`, version), dsURL, threeDSServerTransID, dsTransID, ...patch });
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return (await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', headers, body })).json() as Promise<Json>;
}

for (const version of SUPPORTED_VERSIONS) {
  const kinds = KINDS.filter((kind) => existsSync(shipped(`fixtures/messages/${version}/AReq-${kind}.json`)));

  t.test(`in ${version}, an AReq of every channel and category is answered by an ARes that is valid`, async (t) => {
    const s = await startScenario(t);
    for (const kind of kinds) {
      for (const acctNumber of Object.values(CARDS)) {
        const ares = await sends(s, version, kind, { acctNumber });
        t.match(readWhole('ARes', JSON.stringify(ares), { version }), { messageType: 'ARes' }, kind);
        if (kind.startsWith('3ri')) t.not(ares.transStatus, 'C', 'nobody is there to be challenged');
      }
    }
  });

  t.test(
    `in ${version}, a value of the directory servers (80 to 99) is taken, and answered by an ARes that is valid`,
    async (t) => {
      const s = await startScenario(t);
      const rows = OF_THE_DS.filter((row) => kinds.includes(row[2]));
      t.ok(rows.length > 1, `${rows.length} values`);
      for (const [element, value, kind] of rows) {
        const ares = await sends(s, version, kind, { [element]: value });
        const what = `${element} ${value} in ${kind}`;
        t.match(ares, { messageType: 'ARes' }, what);
        t.ok(readWhole('ARes', JSON.stringify(ares), { version }), what);
      }
      const errorCode = version === '2.3.1' ? '207' : '203';
      const reserved = { threeDSRequestorAuthenticationInd: '79' };
      t.match(await sends(s, version, 'browser-payment', reserved), { errorCode }, 'one that EMVCo reserves is not');
    },
  );
}

t.test('In a channel of the DS nobody is challenged without all that a browser needs, each valid', async (t) => {
  const s = await startScenario(t);
  for (const version of SUPPORTED_VERSIONS) {
    const asked = { deviceChannel: '85', acctNumber: CARDS.ePinThenSms };
    t.match(await sends(s, version, 'browser-payment', asked), { transStatus: 'C' }, `${version}: a browser is challenged`);
    for (const lacking of [
      { notificationURL: undefined },
      { notificationURL: 'javascript:alert(1)' },
      { notificationURL: { a: 1 } },
      { notificationURL: `http://localhost/${'x'.repeat(240)}` },
      { browserLanguage: ['fr'] },
      { browserUserAgent: 7 },
    ]) {
      const what = `${version} ${JSON.stringify(lacking).slice(0, 60)}`;
      const ares = await sends(s, version, 'browser-payment', { ...asked, ...lacking });
      t.match(ares, { messageType: 'ARes', transStatus: 'U', transStatusReason: '03', acsURL: undefined }, what);
      t.ok(readWhole('ARes', JSON.stringify(ares), { version }), what);
      t.match((await s.transaction(ares)).because, /channel of the DS .*notificationURL/, 'and it says why');
    }
  }
  const strict = await startScenario(t, { strictHttps: true });
  const http = { deviceChannel: '85', notificationURL: 'http://shop.example/' };
  const https = {
    dsURL: 'https://ds.example/',
    threeDSRequestorURL: 'https://shop.example/',
    threeDSServerURL: 'https://server.example/',
  };
  t.match(await sends(strict, '2.2.0', 'browser-payment', { ...https, ...http }), { transStatus: 'U' }, '--strict-https counts');
});

t.test('A rule that wants a challenge is passed over where a channel of the DS has no browser', async (t) => {
  const s = await startScenario(t);
  const next = await fetch(`${s.simulator.urls.control}/api/next`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ transStatus: 'C', force: true }),
  });
  t.ok(next.ok);
  const ares = await sends(s, '2.2.0', 'browser-payment', { deviceChannel: '99', notificationURL: undefined });
  t.match(ares, { messageType: 'ARes', transStatus: 'U', transStatusReason: '03' });
});
