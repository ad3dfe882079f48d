import type { AddressInfo } from 'node:net';
import { makeAcs } from '../../src/acs.ts';
import { makeKeys, newSecret } from '../../src/crypto/keys.ts';
import { type Delivery, NotDelivered } from '../../src/delivery/delivery.ts';
import { makeWorker, type Worker } from '../../src/delivery/worker.ts';
import type { CardholderMessage } from '../../src/enrolment/cardholder.ts';
import { shipped } from '../../src/files.ts';
import { makeLog } from '../../src/log.ts';
import { makeRuleBook } from '../../src/rules/ruleBook.ts';
import { type IssuerProfile, readFixtures } from '../../src/settings/fixtures.ts';
import { loadFixtures } from '../../src/settings/loadFixtures.ts';
import { readSigningKeys } from '../../src/settings/signingKeys.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { makeAcsListener } from '../../src/web/acsListener.ts';
import { type TestClock, testClock } from './testClock.ts';

/** A test of tap, or whatever else tidies up at its end. */
interface Teardown {
  teardown(tidyUp: () => unknown): unknown;
}

/** A way to cardholders that a test holds in its hands. */
export interface StubDelivery extends Delivery {
  sent: CardholderMessage[];
  /** `email`: e-mails get lost; `hangs`: nothing is answered before the end of the test. */
  mood: 'works' | 'broken' | 'email' | 'hangs';
}

export interface PortalServer {
  url: string;
  clock: TestClock;
  store: Store;
  delivery: StubDelivery;
  logs: string[];
  /** Carries out what waits. */
  sweep(): Promise<void>;
}

/** The ACS listener with a delivery of the test's own, and an issuer changed as the test needs it. */
export async function startPortalServer(t: Teardown, issuer: Partial<IssuerProfile> = {}): Promise<PortalServer> {
  const fixtures = readFixtures(shipped('fixtures/'));
  const keys = makeKeys(newSecret());
  const store = await openStore(':memory:', keys, 'NORMAL');
  const clock = testClock();
  const logs: string[] = [];
  const urls = { acs: '', control: '', sandbox: '' };
  let worker: Worker | undefined;
  await loadFixtures(fixtures, store.cards, keys, clock.now());
  const acs = makeAcs({
    urls,
    keys,
    store,
    clock,
    log: makeLog('trace', { write: (line: string) => void logs.push(line) }),
    issuer: { ...fixtures.issuer, ...issuer },
    servedRanges: fixtures.servedRanges,
    schemes: fixtures.schemes,
    questions: fixtures.questions,
    compatible: fixtures.compatible,
    rules: makeRuleBook(store.rules, fixtures.scenarios, keys),
    signing: readSigningKeys(shipped('fixtures/'), 'ES256', clock.now()),
    readOptions: { strictHttps: false },
    onEffects: () => worker?.kick(),
  });
  const hung: (() => void)[] = [];
  const delivery: StubDelivery = {
    sent: [],
    mood: 'works',
    async deliver(message, effectId) {
      if (delivery.mood === 'hangs') return new Promise((resolve) => hung.push(resolve));
      if (delivery.mood === 'broken' || delivery.mood === message.channel) throw new NotDelivered('connection refused');
      delivery.sent.push(message);
      if (effectId !== undefined) await store.effects.end(effectId, clock.now());
    },
  };
  worker = makeWorker(acs, { delivery, allowedOrigins: [] });
  const app = makeAcsListener(acs, shipped('fixtures/'), { delivery, weakEPins: fixtures.weakEPins });
  await app.listen({ host: '127.0.0.1', port: 0 });
  urls.acs = `http://localhost:${(app.server.address() as AddressInfo).port}`;
  t.teardown(async () => {
    for (const end of hung) end();
    await app.close();
    await worker.idle();
    store.close();
  });
  return { url: urls.acs.replace('localhost', '127.0.0.1'), clock, store, delivery, logs, sweep: () => worker.sweep() };
}
