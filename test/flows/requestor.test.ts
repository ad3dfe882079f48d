import { readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { makeSdk, type Sdk, type SdkOptions } from '../../src/index.ts';
import { type MessageVersion, SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { valid } from '../support/app.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { MINUTE, SECOND } from '../support/testClock.ts';
import { until } from '../support/until.ts';

const rootCertificates = readFileSync(shipped('fixtures/keys/ds-root.pem'), 'utf8');
/** Decoupled authentication is possible, and is approved by itself after ten seconds. */
const BY_ITSELF = '4970720000210006';
/** It waits for the cardholder. */
const WAITS = '4970720000220005';

const records = async (s: Scenario, id: unknown): Promise<Json> =>
  (await fetch(`${s.simulator.urls.sandbox}/3ds-server/transactions/${id}`)).json() as Promise<Json>;

async function asks(s: Scenario, areq: Json, more: Json = {}): Promise<Json> {
  const response = await fetch(`${s.simulator.urls.sandbox}/3ds-server/authentications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ areq, ...more }),
  });
  return (await response.json()) as Json;
}

/** An SDK that seals what it knows of the device for the DS of the sandbox. */
async function appOf(s: Scenario, messageVersion: MessageVersion): Promise<Sdk> {
  const ds = (await (await fetch(`${s.simulator.urls.sandbox}/ds/keys`)).json()) as NonNullable<SdkOptions['ds']>;
  return makeSdk({ rootCertificates, now: () => s.clock.now(), messageVersion, ds });
}

const settles = (s: Scenario, { threeDSServerTransID }: Json) =>
  until(
    () => records(s, threeDSServerTransID),
    ({ outcome }) => outcome !== 'waiting',
    'a result',
  );

for (const messageVersion of SUPPORTED_VERSIONS) {
  t.test(`an app pays in ${messageVersion} through the 3DS Server of the sandbox`, async (t) => {
    const s = await startScenario(t);
    const sdk = () => appOf(s, messageVersion);

    const frictionless = await asks(s, { acctNumber: CARDS.frictionless, ...(await sdk()).areqElements() });
    const proof = { transStatus: 'Y', eci: String, authenticationValue: String };
    t.match(frictionless, { ares: proof, outcome: 'accepted' }, 'Req 39: what proves the payment is handed on');
    const ofServer = { threeDSRequestorID: String, threeDSServerRefNumber: String, acquirerBIN: String, deviceChannel: '01' };
    t.match(frictionless.areq, { messageVersion, ...ofServer }, 'Req 9, Req 13, Req 14, Req 419: the AReq of the 3DS Server');

    const app = await sdk();
    const asked = await asks(s, {
      acctNumber: CARDS.ePinThenSms,
      threeDSServerTransID: frictionless.threeDSServerTransID,
      ...app.areqElements(),
    });
    t.not(asked.threeDSServerTransID, frictionless.threeDSServerTransID, 'Req 8: a fresh id, whatever was said');
    t.match(
      asked,
      { ares: { transStatus: 'C', acsSignedContent: String }, challengeAccepted: true },
      'Req 40: the challenge goes to the app',
    );
    const challenge = await app.open(valid('ARes', asked.ares as Json));
    await challenge.start();
    await challenge.enters(EPIN);
    t.match(await challenge.enters(await s.code(asked.ares as Json)), { transStatus: 'Y' });
    const rres = { messageType: 'RRes', resultsStatus: '01', messageVersion };
    t.match(
      await settles(s, asked),
      { outcome: 'accepted', rreq: proof, rres },
      'Req 70, Req 71: the result is judged and acknowledged',
    );
  });
}

t.test('Req 10, Req 88, Req 273: without what an AReq needs nothing is sent', async (t) => {
  const s = await startScenario(t);
  const rows = [
    ['an app without its SDK', { deviceChannel: '01', acctNumber: CARDS.sms }, /deviceInfo|sdkTransID/],
    ['3RI with a threeRIInd that there is not', { deviceChannel: '03', threeRIInd: 'x', acctNumber: CARDS.sms }, /threeRIInd/],
    ['a browser with a wrong element', { purchaseAmount: 'much', acctNumber: CARDS.sms }, /purchaseAmount/],
  ] as const;
  for (const [title, areq, fault] of rows) {
    const { status, faults } = await asks(s, areq);
    t.match([status, String(faults)], [422, fault], title);
  }
  t.match(await asks(s, {}), { status: 422, field: 'areq.acctNumber', example: /acctNumber/ });
  const acctNumber = CARDS.sms;
  const misspelt = { status: 422, field: 'areq.threeDSRequestorChalengeInd' };
  t.match(await asks(s, { acctNumber, threeDSRequestorChalengeInd: '06' }), misspelt, 'an element of no version');
  t.match(await asks(s, { acctNumber, messageVersion: '9.9.9' }), { status: 422, field: 'areq.messageVersion' });
  const willing = { status: 422, field: 'acceptsChallenge', rule: /always, ifMandated, never/ };
  t.match(await asks(s, { acctNumber }, { acceptsChallenge: 'sometimes' }), willing);
  t.match(await asks(s, { acctNumber }, { aceptsChallenge: 'never' }), { status: 400, field: 'aceptsChallenge' });
  t.same(await (await fetch(`${s.simulator.urls.control}/api/transactions`)).json(), [], 'the ACS has seen none');
});

t.test(
  'Req 40, Req 41, Req 117, Req 355: a challenge may be declined, and what the ACS tells the cardholder is handed on',
  async (t) => {
    const s = await startScenario(t);
    const mandated = await asks(s, { acctNumber: CARDS.sms }, { acceptsChallenge: 'ifMandated' });
    t.match(mandated, { ares: { acsChallengeMandated: 'Y' }, challengeAccepted: true, creq: { messageType: 'CReq' } });
    const declined = await asks(s, { acctNumber: CARDS.sms }, { acceptsChallenge: 'never' });
    t.match(declined, { ares: { transStatus: 'C' }, challengeAccepted: false });
    t.notOk('creq' in declined, 'no CReq is made');
    s.clock.forward(31 * SECOND);
    const ofDeclined = { rreq: { transStatus: 'N', challengeCancel: '05' }, rres: { messageType: 'RRes', resultsStatus: '02' } };
    t.match(await settles(s, declined), ofDeclined, 'its RReq is taken all the same');
    const ofApp = await asks(
      s,
      { acctNumber: CARDS.sms, ...(await appOf(s, '2.2.0')).areqElements() },
      { acceptsChallenge: 'never' },
    );
    t.match(ofApp, { ares: { transStatus: 'C' }, challengeAccepted: false }, 'Req 40: also in an app');
    s.clock.forward(31 * SECOND);
    t.match(await settles(s, ofApp), ofDeclined, 'Req 40: where its RReq is taken as well');
    const outcome = { transStatus: 'N', transStatusReason: '11', cardholderInfo: 'Call your bank.' };
    const next = await fetch(`${s.simulator.urls.control}/api/next`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(outcome),
    });
    t.equal(next.status < 300, true);
    const app = await appOf(s, '2.2.0');
    const refused = await asks(s, { acctNumber: CARDS.frictionless, ...app.areqElements() });
    t.match(refused, { ares: outcome, outcome: 'refused' });
  },
);

t.test('Req 272, Req 276, Req 277, Req 299, Req 423: 3RI in each version', async (t) => {
  const s = await startScenario(t);
  for (const messageVersion of SUPPORTED_VERSIONS) {
    const record = await asks(s, { acctNumber: CARDS.frictionless, deviceChannel: '03', messageVersion });
    t.match(record, { ares: { transStatus: 'Y' }, outcome: 'accepted' }, messageVersion);
    t.match(record.areq, { messageVersion, deviceChannel: '03', threeRIInd: String, threeDSServerRefNumber: String });
    t.notOk('browserAcceptHeader' in (record.areq as Json), 'it has nothing of a browser');
    const { threeDSServerTransID } = record;
    const again = await asks(s, { acctNumber: CARDS.frictionless, deviceChannel: '03', messageVersion, threeDSServerTransID });
    t.match(again, { ares: { transStatus: 'Y' } });
    t.not(again.threeDSServerTransID, threeDSServerTransID, 'Req 302: a fresh id, whatever was said');
  }
});

t.test(
  'Req 323, Req 327, Req 335, Req 336, Req 337, Req 346, Req 348, Req 354: decoupled authentication, in each channel',
  async (t) => {
    const s = await startScenario(t);
    const decoupled = { threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00060' };
    for (const messageVersion of ['2.2.0', '2.3.1'] as const) {
      const app = await appOf(s, messageVersion);
      const channels = { app: app.areqElements(), browser: { deviceChannel: '02' }, '3RI': { deviceChannel: '03' } };
      for (const [channel, elements] of Object.entries(channels)) {
        const asked = await asks(s, { acctNumber: BY_ITSELF, messageVersion, ...decoupled, ...elements });
        t.match(asked, { ares: { transStatus: 'D', acsDecConInd: 'Y' }, outcome: 'waiting' }, `${channel}, ${messageVersion}`);
        const waits = Date.parse(String(asked.waitsUntil)) - s.clock.now();
        t.equal(waits, 120 * MINUTE + 30 * SECOND, 'an hour and 30 seconds more than threeDSRequestorDecMaxTime');
        s.clock.forward(11 * SECOND);
        t.match(await settles(s, asked), { rreq: { transStatus: 'Y' }, rres: { resultsStatus: '01' }, outcome: 'accepted' });
      }
    }
  },
);

t.test('Req 466, Req 467, A.1 resultsStatus 04: after a challenge that ends in D, a 3RI follows by itself', async (t) => {
  const s = await startScenario(t);
  const asked = await asks(s, { acctNumber: WAITS, threeDSRequestorDecReqInd: 'F', threeDSRequestorDecMaxTime: '00060' });
  const { ares, creq } = asked as { ares: Json; creq: Json };
  t.match(asked, { ares: { transStatus: 'C' }, challengeAccepted: true });
  const form = { creq: Buffer.from(JSON.stringify(creq)).toString('base64url') };
  const page = await s.postsForm('/3ds/creq', form);
  await s.posts(page, { action: 'cancel' });
  const ended = await until(
    () => records(s, asked.threeDSServerTransID),
    ({ followedBy }) => followedBy !== undefined,
    'the 3RI',
  );
  t.match(ended, { rreq: { transStatus: 'D' }, rres: { resultsStatus: '04' } });
  const follows = await until(
    () => records(s, ended.followedBy),
    (record) => 'ares' in record || 'erro' in record,
    'its ARes',
  );
  t.match(follows.areq, {
    ...{ deviceChannel: '03', threeRIInd: '19', threeDSRequestorDecReqInd: 'Y', acctNumber: /^x+0005$/ },
    threeDSRequestorPriorAuthenticationInfo: [{ threeDSReqPriorRef: ares.acsTransID, threeDSReqPriorAuthMethod: '02' }],
  });
  t.match(follows, { ares: { transStatus: 'D' }, outcome: 'waiting' });
});

t.test('Req 463: after the challenge of an app that ends in D, the RReq is answered by 04', async (t) => {
  const s = await startScenario(t);
  const app = await appOf(s, '2.3.1');
  const wish = { threeDSRequestorDecReqInd: 'F', threeDSRequestorDecMaxTime: '00060' };
  const asked = await asks(s, { acctNumber: WAITS, ...wish, ...app.areqElements() });
  t.match(asked, { ares: { transStatus: 'C' }, challengeAccepted: true });
  const challenge = await app.open(valid('ARes', asked.ares as Json));
  await challenge.start();
  const told = await challenge.cancels('01');
  if (told.acsUiType === '07') await challenge.answers({ infoContinueIndicator: true });
  const ended = await until(
    () => records(s, asked.threeDSServerTransID),
    ({ followedBy }) => followedBy !== undefined,
    'the 3RI',
  );
  t.match(ended, { rreq: { transStatus: 'D' }, rres: { resultsStatus: '04' } });
});

t.test('data only: the requestor shares data, and is told I', async (t) => {
  const s = await startScenario(t);
  for (const [messageVersion, wish] of [
    ['2.2.0', '06'],
    ['2.3.1', ['06']],
  ] as const) {
    const record = await asks(s, { acctNumber: CARDS.sms, messageVersion, threeDSRequestorChallengeInd: wish });
    t.match(record, { ares: { transStatus: 'I' } }, messageVersion);
  }
});

t.test(
  'Req 443, Req 444, Req 448: SPC through DS and ACS, with the assertion that the authenticator of the simulator signs',
  async (t) => {
    const s = await startScenario(t);
    const first = await asks(s, { acctNumber: '4970990090000001', threeDSRequestorSpcSupport: 'Y' });
    t.match(first, { ares: { transStatus: 'S', spcTransData: Object }, outcome: 'waiting' });
    const { acsTransID } = first.ares as Json;
    const { control, sandbox } = s.simulator.urls;
    const signed = (await (await fetch(`${control}/api/transactions/${acsTransID}/spc-assertion`)).json()) as {
      threeDSRequestorAuthenticationInfo: { threeDSReqAuthData: object }[];
    };
    const assertion = signed.threeDSRequestorAuthenticationInfo[0]?.threeDSReqAuthData;
    const second = await fetch(`${sandbox}/3ds-server/transactions/${first.threeDSServerTransID}/spc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ assertion }),
    });
    t.match(await second.json(), { ares: { transStatus: 'Y', authenticationValue: String }, outcome: 'accepted' });
  },
);
