import { readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { makeSdk } from '../../src/index.ts';
import type { ARes } from '../../src/messages/types.ts';
import { startCli } from '../support/cli.ts';
import { codeFor, EPIN_CARD, sendAReq, stubDs, transactionOf } from './outside.ts';

const rootCertificates = readFileSync(shipped('fixtures/keys/ds-root.pem'), 'utf8');
const example = JSON.parse(readFileSync(shipped('fixtures/messages/2.2.0/AReq-app-payment.json'), 'utf8'));

t.test('a challenge in an app goes on after kill -9 at every point of it', async (t) => {
  const ds = await stubDs(t);
  let cli = await startCli(t);
  const { acs, control } = cli.urls;
  const crash = async () => {
    t.equal((await cli.kill9()).signal, 'SIGKILL', 'killed');
    cli = await cli.again();
  };
  const sdk = makeSdk({ rootCertificates, enc: 'A128GCM' });
  const { browserLanguage: _ofBrowsers, ...elements } = { ...example, ...sdk.areqElements() };
  const ares = await sendAReq(acs, ds.url, { ...elements, dsURL: ds.url, acctNumber: EPIN_CARD.acctNumber });
  const { acsTransID = '' } = ares;
  const challenge = await sdk.open(ares as unknown as ARes);

  await crash();
  t.match(await challenge.start(), { challengeInfoHeader: 'Password authentication' });
  await crash();
  t.match(await challenge.enters('0000'), { challengeInfoTextIndicator: 'Y' });
  await crash();
  t.match(await challenge.enters(EPIN_CARD.ePin), { challengeInfoHeader: 'SMS authentication', acsCounterAtoS: '002' });
  await crash();
  t.match(await challenge.enters(await codeFor(control, acsTransID)), { transStatus: 'Y', acsCounterAtoS: '003' });
  t.equal(ds.received.length, 1, 'one RReq');
  t.match(JSON.parse(ds.received[0] ?? ''), { transStatus: 'Y', interactionCounter: '03', sdkTransID: sdk.sdkTransID });
  t.match(await transactionOf(control, acsTransID), { state: 'final', report: 'acknowledged' });
  t.equal((await cli.stop()).code, 0);
});
