// The channel between SDK and ACS, to the byte: IVs, the last counter, and what a split SDK may not do.
import t from 'tap';
import { signSdkServerContent } from '../../src/crypto/sdkServerSignedContent.ts';
import { shipped } from '../../src/files.ts';
import { makeSdk } from '../../src/index.ts';
import { SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { readSigningKeys } from '../../src/settings/signingKeys.ts';
import { opensApp, sendsAReqOfApp, valid } from '../support/app.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const signerOf = (alg: 'ES256' | 'PS256') => readSigningKeys(shipped('fixtures'), alg, Date.parse('2026-02-07')).signer;
const ivOf = (jwe: string) => Buffer.from(jwe.split('.')[2] ?? '', 'base64url').toString('hex');

t.test('6.2.4.4 GCM IV: each CRes by A128GCM has its acsCounterAtoS as IV, padded with FF', async (t) => {
  const s = await startScenario(t);
  for (const messageVersion of SUPPORTED_VERSIONS) {
    const { challenge } = await opensApp(s, { messageVersion, enc: 'A128GCM', areq: { acctNumber: CARDS.sms } });
    for (const counter of ['000', '001', '002']) {
      const creq = challenge.creq(counter === '000' ? {} : { resendChallenge: 'Y' });
      t.equal(creq.sdkCounterStoA, counter);
      const { body } = await challenge.posts(await challenge.seals(JSON.stringify(creq)));
      t.equal(ivOf(body), 'ff'.repeat(11) + counter.slice(1), `${messageVersion}, ${counter}`);
    }
  }
});

t.test(
  '6.2.4.3 counter wrap, 6.2.4.4 counter wrap: 254 is the last counter; 255 is answered by 302, and the challenge ends',
  async (t) => {
    const s = await startScenario(t);
    const areq = { acctNumber: CARDS.sms };
    const { ares, challenge } = await opensApp(s, { messageVersion: '2.3.1', enc: 'A128GCM', areq });
    const posts = async (elements: Json) => challenge.posts(await challenge.seals(JSON.stringify(challenge.creq(elements))));
    // A new code too many is no try, however often it is asked for.
    let last = await posts({});
    for (let counter = 1; counter <= 254; counter += 1) last = await posts({ resendChallenge: 'Y' });
    t.equal(ivOf(last.body), `${'ff'.repeat(11)}fe`, 'the CRes with 254');
    const answer = await posts({ resendChallenge: 'Y' });
    t.match(JSON.parse(answer.body), { messageType: 'Erro', errorCode: '302', errorComponent: 'A', errorDetail: /254/ });
    t.match(await rreqOf(s, ares), { transStatus: 'U', challengeCancel: '10' });
  },
);

async function rreqOf(s: Scenario, ares: Json): Promise<Json | undefined> {
  await s.simulator.sweep();
  return s.ds.rreqs().find(({ acsTransID }) => acsTransID === ares.acsTransID);
}

/** The AReq of a split SDK, signed as the test says. */
function splitAReq(change: Json, signer = signerOf('ES256')): Json {
  const { sdkTransID, sdkReferenceNumber } = makeSdk({ rootCertificates: '' }).areqElements();
  const content = { sdkTransID, sdkReferenceNumber, splitSdkServerID: 'S1', sdkSignatureTimestamp: '20260207212818', ...change };
  return {
    ...{ sdkTransID, sdkType: '02', splitSdkType: { sdkVariant: '01' }, defaultSdkType: undefined },
    sdkServerSignedContent: signSdkServerContent(content as never, signer),
  };
}

t.test(
  'A.1 sdkServerSignedContent, A.1 sdkSignatureTimestamp, A.1 splitSdkServerID, 6.2.2.3 chain: what an ACS takes of a split SDK',
  async (t) => {
    const s = await startScenario(t);
    const rsa = signerOf('PS256');
    const long = splitAReq({}, { ...rsa, chain: [...rsa.chain, ...rsa.chain, ...rsa.chain] });
    t.ok(String(long.sdkServerSignedContent).length > 6000, `${String(long.sdkServerSignedContent).length} characters`);
    const rows: [what: string, areq: Json, expected: Json][] = [
      ['PS256 with a long chain', long, { messageType: 'ARes', transStatus: 'C' }],
      ['32 characters of splitSdkServerID', splitAReq({ splitSdkServerID: 'é'.repeat(32) }), { transStatus: 'C' }],
      ['33 of them', splitAReq({ splitSdkServerID: 'S'.repeat(33) }), { errorCode: '203' }],
      ['a time in words', splitAReq({ sdkSignatureTimestamp: 'yesterday' }), { errorCode: '203' }],
      ['30 February', splitAReq({ sdkSignatureTimestamp: '20260230120000' }), { errorCode: '203' }],
      [
        'any time: that it is now is for the DS to see',
        splitAReq({ sdkSignatureTimestamp: '20010101120000' }),
        { transStatus: 'C' },
      ],
    ];
    for (const [what, areq, expected] of rows) {
      const { ares } = await sendsAReqOfApp(s, { messageVersion: '2.3.1', areq });
      t.match(ares, expected, what);
      if (expected.errorCode) t.match(valid('Erro', ares), { errorDetail: 'sdkServerSignedContent' }, what);
    }
  },
);

t.test('A.1 authenticationMethod: a limited split SDK is asked for no static passcode and no knowledge', async (t) => {
  const s = await startScenario(t);
  const asks = async (split: { limitedInd?: 'Y' }, acctNumber: string) => {
    const { ares, challenge } = await opensApp(s, { messageVersion: '2.3.1', split, areq: { acctNumber } });
    await challenge.start();
    return ares.authenticationMethod;
  };
  for (const [card, methods] of [
    [CARDS.ePinThenSms, ['01', '02']],
    ['4970720000120007', undefined],
    ['4970720000130006', undefined],
    ['4970720000140005', undefined],
  ] as const) {
    const free = (await asks({}, card)) as string[];
    const limited = (await asks({ limitedInd: 'Y' }, card)) as string[];
    if (methods) t.same(free, methods, `${card}: any other split SDK`);
    const isAllowed = !free.includes('01') && !free.includes('06');
    t.same(limited, isAllowed ? free : ['02'], `${card}: ${free.join(' ')}`);
  }
});

t.test('6.2.4.1 split SDK: a CReq of a split SDK by A128CBC-HS256 is answered by 310, and ends in an RReq U 10', async (t) => {
  const s = await startScenario(t);
  for (const before of [0, 1]) {
    const { ares, challenge } = await opensApp(s, { messageVersion: '2.3.1', split: {} });
    if (before) await challenge.start();
    const creq = challenge.creq(before ? { challengeDataEntry: '4826' } : {});
    const { body } = await challenge.posts(await challenge.seals(JSON.stringify(creq), 'A128CBC-HS256'));
    t.match(JSON.parse(body), { messageType: 'Erro', errorCode: '310', errorComponent: 'A' }, `after ${before}`);
    t.match(await rreqOf(s, ares), { transStatus: 'U', challengeCancel: '10' }, `after ${before}`);
  }
  const { challenge } = await opensApp(s, { messageVersion: '2.3.1', enc: 'A128CBC-HS256' });
  t.match(await challenge.start(), { acsUiType: '01' }, 'any other SDK may use it');
});
