// The headless SDK with the loopback DS and the ACS: what it seals and signs gets to where it belongs.
import t from 'tap';
import { createSimulator, type DsOfSdk, exampleAReq, makeSdk, type SdkOptions } from '../../src/index.ts';
import type { ARes } from '../../src/messages/types.ts';

type Json = Record<string, unknown>;

t.test(
  '6.2.2.1 encryption, 6.2.2.2 RSA, 6.2.2.2 ECDH-ES, 6.2.2.2 deviceInfo, 6.2.2.3 signature: an app pays through DS and ACS',
  async (t) => {
    const simulator = await createSimulator();
    t.teardown(() => simulator.close());
    const { acs, sandbox } = simulator.urls;
    const rootCertificates = await (await fetch(`${acs}/3ds/certificates/ds-root.pem`)).text();
    const ds = (await (await fetch(`${sandbox}/ds/keys`)).json()) as DsOfSdk;
    t.same(ds.keys.map(({ kty }) => kty).toSorted(), ['EC', 'RSA'], 'the DS has a key of each kind');

    const pays = async (options: Partial<SdkOptions>, change: Json = {}) => {
      const sdk = makeSdk({ rootCertificates, messageVersion: '2.3.1', ds, locale: 'en-NZ', ...options });
      const {
        deviceInfo: _1,
        dsTransID: _2,
        dsURL: _3,
        dsReferenceNumber: _4,
        defaultSdkType: _5,
        ...areq
      } = exampleAReq({
        ...{ sandbox, deviceChannel: '01', messageVersion: '2.3.1' },
      }) as unknown as Json;
      const body = JSON.stringify({ ...areq, ...sdk.areqElements(), ...change });
      const headers = { 'content-type': 'application/json' };
      const answer = (await (await fetch(`${sandbox}/ds/areq`, { method: 'POST', headers, body })).json()) as ARes;
      return answer.transStatus === 'C' ? (await sdk.open(answer)).start() : (answer as unknown as Json);
    };

    for (const key of ds.keys)
      for (const enc of ['A128CBC-HS256', 'A128GCM'] as const) {
        const cres = await pays({ ds: { ...ds, keys: [key] }, enc });
        t.match(cres, { acsUiType: '01', submitAuthenticationLabel: 'Confirm' }, `${key.kty}, ${enc}: in the language of C005`);
      }
    for (const alg of ['ES256', 'PS256'] as const) t.match(await pays({ split: { alg } }), { acsUiType: '01' }, alg);
    const foreign = { ...ds, keys: ds.keys.map((key) => ({ ...key, kid: 'other' })) };
    t.match(await pays({ ds: foreign }), { messageType: 'Erro', errorCode: '311', errorComponent: 'D' }, 'a kid of nobody');
    const signed = String(
      makeSdk({ rootCertificates, messageVersion: '2.3.1', split: {} }).areqElements().sdkServerSignedContent,
    );
    const forged = { sdkServerSignedContent: `${signed.slice(0, -8)}AAAAAAAA` };
    t.match(await pays({ split: {} }, forged), { errorCode: '308', errorComponent: 'D' }, 'a signature of nobody');
    const late = { now: () => Date.now() - 31 * 60_000 };
    t.match(await pays({ split: {}, ...late }), { errorCode: '203', errorComponent: 'D', errorDetail: /sdkSignatureTimestamp/ });
  },
);
