// Ids and names that are lawful and seldom seen: UUIDs in capital letters or of zeros, a member without a name.
import t from 'tap';
import { valid } from '../support/app.ts';
import { areqOf, sends, validARes } from '../support/areqs.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { startScenario } from '../support/scenario.ts';

const VERSIONS = ['2.1.0', '2.2.0', '2.3.1'] as const;
const NIL = '00000000-0000-0000-0000-000000000000';

t.test('ids of a CReq are the same in capital letters', async (t) => {
  const s = await startScenario(t);
  for (const messageVersion of VERSIONS) {
    const ares = validARes(await sends(s, areqOf(s, messageVersion, 'browser-payment', { acctNumber: CARDS.sms })));
    const capitals = {
      ...{ acsTransID: String(ares.acsTransID).toUpperCase() },
      ...{ threeDSServerTransID: String(ares.threeDSServerTransID).toUpperCase() },
    };
    const page = await s.postsCReq(ares, {}, capitals);
    const answer = await s.posts(page, { code: await s.code(ares) });
    t.match(
      (await s.finalPage(ares, answer)).final?.message,
      { transStatus: 'Y' },
      `T1.3 UUID: a browser CReq of ${messageVersion}`,
    );
  }
});

t.test('an AReq with a member without a name, or an SDK that is called by zeros, is judged as any other', async (t) => {
  const s = await startScenario(t);
  for (const version of VERSIONS) {
    const unnamed = areqOf(s, version, 'browser-payment', { acctNumber: CARDS.sms, '': 1 });
    t.match(
      await sends(s, unnamed),
      { messageType: 'ARes', transStatus: 'C' },
      `Req 209 (ACS): ${version}: a member without a name is unknown`,
    );
    const zeros = areqOf(s, version, 'app-payment', { acctNumber: CARDS.sms, sdkTransID: NIL });
    const ares = (await sends(s, zeros)) as Json;
    t.match(ares, { messageType: 'ARes', transStatus: 'C', sdkTransID: NIL }, `T1.3 UUID: ${version}: zeros are a UUID`);
    valid('ARes', ares);
  }
});
