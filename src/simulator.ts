import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { makeAcs, type Urls } from './acs.ts';
import { type Clock, makeMovableClock, systemClock } from './clock.ts';
import { type Config, spellingOf } from './config.ts';
import { readOrMakeSecret } from './crypto/keyFile.ts';
import { makeKeys, newSecret } from './crypto/keys.ts';
import { makeDelivery, makeInbox, type Outside } from './delivery/delivery.ts';
import { makeSmsWebhook } from './delivery/smsWebhook.ts';
import { makeSmtp, readSender, readSmtpUrl, SMTP_URL_RULE } from './delivery/smtp.ts';
import { makeWorker, type Worker } from './delivery/worker.ts';
import { shipped } from './files.ts';
import { type Fixtures, type IssuerProfile, readFixtures } from './issuer/fixtures.ts';
import { loadFixtures } from './issuer/loadFixtures.ts';
import { publishedRanges } from './issuer/ranges.ts';
import { makeRuleBook } from './issuer/ruleBook.ts';
import { readSigningKeys } from './issuer/signingKeys.ts';
import { makeSandbox } from './sandbox/sandbox.ts';
import { StartError } from './startError.ts';
import { openStore, type Store } from './store/store.ts';
import { makeAcsListener } from './web/acs/acsListener.ts';
import { makeControl } from './web/control/control.ts';
import { type Listener, makeListener } from './web/listener.ts';

export interface SimulatorParts {
  config: Config;
  log: Logger;
  /** By default the machine's own, which the control API moves on. */
  clock?: Clock;
}

/** A running simulator. */
export interface Simulator {
  /** Where its listeners answer, e.g. `http://localhost:8080`. */
  urls: Readonly<Urls>;
  fixtures: Fixtures;
  /** Ends what is overdue by the clock and carries out what waits, now instead of within a second. */
  sweep(): Promise<void>;
  /** Answers what is in flight, then stops. */
  close(): Promise<void>;
}

/** The domain of a simulated bank has no mailboxes. */
const NO_REPLY = 'no-reply@acs-simulator.invalid';

const SWEEP_MS = 500;
/** What is still busy after this long is cut off: the process has to be gone within ten seconds. */
const CLOSE_REQUESTS_MS = 6000;
/** An RReq that waits longer for its answer is sent again after the next start. */
const CLOSE_MS = 7000;

/**
 * Wires the parts and starts them.
 * @throws StartError with one sentence where something in its surroundings is missing or taken
 */
export async function startSimulator({ config, log, clock: given }: SimulatorParts): Promise<Simulator> {
  const fixturesFolder = config.fixtures ?? shipped('fixtures/');
  const fixtures = readFixtures(fixturesFolder, config.compat, spellingOf(config, 'compat'));
  const signing = readSigningKeys(fixturesFolder, config.signingAlg, (given ?? systemClock).now());
  const outside = await openOutside(config, fixtures.issuer);
  const { keys, store } = await openData(config);
  const movable = makeMovableClock(await store.clockOffset.read());
  const clock = given ?? movable;
  const urls: Urls = { acs: '', control: '', sandbox: '' };
  const rules = makeRuleBook(store.rules, fixtures.scenarios, keys);
  const sends = Object.keys(outside).length > 0;
  const now = () => clock.now();
  const inbox = makeInbox(store.outbox, now);
  const delivery = makeDelivery(store.outbox, inbox, outside, now);
  let worker: Worker | undefined;
  let ready = false;

  const acs = makeAcs({
    urls,
    keys,
    store,
    clock,
    log,
    issuer: fixtures.issuer,
    servedRanges: fixtures.servedRanges,
    questions: fixtures.questions,
    compatible: fixtures.compatible,
    rules,
    schemes: fixtures.schemes,
    signing,
    readOptions: { strictHttps: config.strictHttps },
    onEffects: () => worker?.kick(),
    afterSending: sends ? async (acsTransID) => worker?.afterSending(acsTransID) : undefined,
  });
  worker = makeWorker(acs, { delivery, allowedOrigins: config.allowedOrigins });

  const { cards } = fixtures;
  const ranges = { servedRanges: publishedRanges(fixtures.servedRanges), hasTrustList: fixtures.issuer.trustList !== 'never' };
  const listeners: Record<keyof Urls, Listener> = {
    acs: makeListener({
      app: makeAcsListener(acs, fixturesFolder, { delivery, weakEPins: fixtures.weakEPins }),
      host: 'localhost',
      port: config.port,
      flag: '--port',
    }),
    control: makeListener({
      app: makeControl({
        ...{ acs, inbox, sends, isReady: () => ready },
        ...(given ? {} : { clock: movable }),
        sweep: async () => worker?.sweep(),
      }),
      host: 'localhost',
      port: config.controlPort,
      flag: '--control-port',
    }),
    sandbox: makeListener({
      app: makeSandbox({ urls, cards, ...ranges, log, now }),
      host: '127.0.0.1',
      port: config.sandboxPort,
      flag: '--sandbox-port',
    }),
  };

  const closeAll = async () => {
    ready = false;
    const late = setTimeout(CLOSE_MS, undefined, { ref: false });
    await Promise.all(Object.values(listeners).map((listener) => listener.close(CLOSE_REQUESTS_MS)));
    await Promise.race([worker.idle(), late]);
    store.close();
  };
  try {
    if (!(await loadFixtures(fixtures, store.cards, keys, clock.now()))) {
      throw new StartError(
        `the store in ${config.data} was filled with other cards than those of ${fixturesFolder}: choose another folder with --data, or remove that one`,
      );
    }
    // What waited for its next try when the last process ended has waited long enough.
    await store.effects.hurry(clock.now());
    await rules.refresh();
    for (const [name, listener] of Object.entries(listeners)) urls[name as keyof Urls] = await listener.listen();
  } catch (error) {
    await closeAll();
    throw error;
  }
  ready = true;
  const sweep = async () => {
    await rules.refresh().catch((error) => log.error({ err: error }, 'the rules could not be read again'));
    await worker.sweep();
  };
  void sweep();
  const sweeping = setInterval(() => void sweep(), SWEEP_MS);
  return {
    urls,
    fixtures,
    sweep,
    async close() {
      clearInterval(sweeping);
      await closeAll();
    },
  };
}

/** The real servers for e-mails and text messages, where any are set. */
async function openOutside({ smtpUrl, smtpFrom, smsWebhook, allowedOrigins }: Config, issuer: IssuerProfile): Promise<Outside> {
  const outside: Outside = {};
  if (smsWebhook) outside.sms = makeSmsWebhook(smsWebhook, allowedOrigins);
  if (smtpUrl) {
    const server = readSmtpUrl(smtpUrl);
    if (!server) throw new StartError(`the SMTP URL must be ${SMTP_URL_RULE}`);
    const sender = readSender(smtpFrom ?? '') ?? { name: issuer.name, address: NO_REPLY };
    outside.email = await makeSmtp(server, sender);
  }
  return outside;
}

/** The key file and the store of a data folder; both in memory for `:memory:`. */
async function openData({ data, durability }: Config): Promise<{ keys: ReturnType<typeof makeKeys>; store: Store }> {
  if (data === ':memory:') {
    const keys = makeKeys(newSecret());
    return { keys, store: await openStore(':memory:', keys, durability) };
  }
  const keys = makeKeys(secretOf(data));
  const store = await openStore(join(data, 'acs.sqlite'), keys, durability);
  if ((await store.cards.claimFingerprint(keys.fingerprint)) === keys.fingerprint) return { keys, store };
  store.close();
  throw new StartError(
    `${join(data, 'key')} is not the key that ${join(data, 'acs.sqlite')} was written with: put that key back, or choose another folder with --data`,
  );
}

function secretOf(folder: string): Buffer {
  try {
    makeFolder(folder);
    return readOrMakeSecret(join(folder, 'key'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code) throw new StartError(message);
    throw new StartError(
      `the data folder ${folder} cannot be written (${code}): choose another one with --data, or --data :memory:`,
    );
  }
}

/** Like mkdir -p. Node's own `recursive` never returns where the system refuses a folder as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  if (!existsSync(dirname(folder))) makeFolder(dirname(folder));
  mkdirSync(folder);
}
