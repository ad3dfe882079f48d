import t from 'tap';
import { launchBrowser } from '../support/browser.ts';
import { CARDS } from '../support/cards.ts';
import { honestFlow } from '../support/honestFlow.ts';
import { makeLooks } from '../support/looks.ts';
import { startScenario } from '../support/scenario.ts';

t.test('every look of the transactions', async (t) => {
  const s = await startScenario(t);
  const url = (path: string) => `${s.simulator.urls.control}/console/transactions/${path}`;
  const looks = await makeLooks(await launchBrowser(t), [360, 1280]);
  await looks(t, 'transactions-empty', url('?'), [360]);
  const paid = await s.sendsAReq({ merchantName: '\u202Epohs lacirtcele' });
  await s.postsCReq(paid, {}, { challengeWindowSize: '9' });
  await s.ends(paid);
  await honestFlow(s);
  await s.sendsAReq({ acctNumber: CARDS.frictionless, merchantName: '<script>alert(1)</script>' });
  await looks(t, 'transactions', url('?'));
  await looks(t, 'transactions-problem', url('?card=1&'), [360]);
  await looks(t, 'transaction-erro', url(`${paid.acsTransID}?`));
  await looks(t, 'transaction-unknown', url('unknown?'), [360]);
});
