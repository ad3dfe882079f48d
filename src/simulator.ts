import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Acs, makeAcs } from './acs.ts';
import { asCallerSpells } from './callerSpells.ts';
import { type Clock, type ForwardClock, type MovableClock, makeForwardClock, makeMovableClock, systemClock } from './clock.ts';
import { type Config, spellingOf } from './config.ts';
import { openData, storeFile } from './dataFolder.ts';
import { type Delivery, type Inbox, makeDelivery, makeInbox, type Outside } from './delivery/delivery.ts';
import { makeSmsWebhook } from './delivery/smsWebhook.ts';
import { makeSmtp, readSender, readSmtpUrl, SMTP_URL_RULE } from './delivery/smtp.ts';
import { makeWorker, type Worker } from './delivery/worker.ts';
import { readDuration } from './duration.ts';
import { shipped } from './files.ts';
import { makeRuleBook } from './rules/ruleBook.ts';
import { makeSandbox } from './sandbox/sandbox.ts';
import { sandboxParts } from './sandboxParts.ts';
import { type Fixtures, type IssuerProfile, readFixtures } from './settings/fixtures.ts';
import { loadFixtures } from './settings/loadFixtures.ts';
import { readSigningKeys } from './settings/signingKeys.ts';
import { StartError } from './startError.ts';
import { storeRefused } from './store/refused.ts';
import type { Store } from './store/store.ts';
import { type Trouble, troubleOf } from './store/trouble.ts';
import type { Urls } from './urls.ts';
import { makeAcsListener } from './web/acsListener.ts';
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
export async function startSimulator(parts: SimulatorParts): Promise<Simulator> {
  try {
    return await start(parts);
  } catch (error) {
    throw asCallerSpells(parts.config, error);
  }
}

async function start(parts: SimulatorParts): Promise<Simulator> {
  const wired = await wire(parts);
  const { config, fixtures, notes, clock, acs, worker, ready } = wired;
  const { urls, store, log } = acs;
  const listeners = makeListeners(wired);
  const closeAll = async () => {
    ready.current = false;
    const late = setTimeout(CLOSE_MS, undefined, { ref: false });
    await Promise.all(Object.values(listeners).map((listener) => listener.close(CLOSE_REQUESTS_MS)));
    await Promise.race([worker.idle(), late]);
    store.close();
  };
  try {
    await prepareStore(wired);
    for (const [name, listener] of Object.entries(listeners)) urls[name as keyof Urls] = await listener.listen();
  } catch (error) {
    await closeAll().catch(() => {});
    throw storeRefused(storeFile(config.data), error);
  }
  ready.current = true;
  for (const note of notes) log.warn(note);
  // Not before: a start that is refused says so in one sentence.
  tellOfTrouble(store, log);
  const keepTime = makeTimeKeeper(clock, store, log);
  const sweep = async () => {
    if (store.health.known()) await store.health.look();
    await acs.rules.refresh().catch((error) => logUnlessTrouble(log, error, 'the rules could not be read again'));
    await keepTime();
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

/** The parts of a simulator that does not listen yet. */
interface Wired {
  config: Config;
  fixturesFolder: string;
  fixtures: Fixtures;
  sandbox: ReturnType<typeof sandboxParts>;
  /** For the log, once it is known that it starts. */
  notes: readonly string[];
  clock: ForwardClock;
  /** What the control API moves on; absent where a test suite has brought a clock of its own. */
  movable: MovableClock | undefined;
  inbox: Inbox;
  delivery: Delivery;
  /** Whether messages also go to real servers. */
  sends: boolean;
  acs: Acs;
  worker: Worker;
  /** Whether it is neither starting nor stopping. */
  ready: { current: boolean };
}

/** Reads the settings, opens the data folder and makes the parts known to each other. */
async function wire({ config, log, clock: given }: SimulatorParts): Promise<Wired> {
  const { allowedOrigins, strictHttps, refuseDsValues, lenientLanguage } = config;
  const rreqRetryMs = readDuration(config.rreqRetryFor) ?? 0;
  const fixturesFolder = config.fixtures ?? shipped('fixtures/');
  const fixtures = readFixtures(fixturesFolder, config.compat, spellingOf(config, 'compat'));
  const signing = readSigningKeys(fixturesFolder, config.signingAlg, (given ?? systemClock).now());
  const sandbox = sandboxParts(config, fixtures, { folder: fixturesFolder, rootPem: signing.rootPem });
  const outside = await openOutside(config, fixtures.issuer);
  const { keys, store, notes } = await openData(config);
  const movable = makeMovableClock(await store.clockOffset.read());
  const clock = given ? makeForwardClock(given) : movable;
  startTime(clock, store, log);
  const now = () => clock.now();
  const inbox = makeInbox(store.outbox, now);
  const delivery = makeDelivery(store.outbox, inbox, outside, now);
  const sends = Object.keys(outside).length > 0;
  let worker: Worker | undefined;
  const acs = makeAcs({
    urls: { acs: '', control: '', sandbox: '' },
    keys,
    store,
    clock,
    log,
    issuer: fixtures.issuer,
    servedRanges: fixtures.servedRanges,
    questions: fixtures.questions,
    compatible: fixtures.compatible,
    rules: makeRuleBook(store.rules, fixtures.scenarios, keys),
    schemes: fixtures.schemes,
    signing,
    readOptions: { strictHttps, refuseDsValues, lenientLanguage },
    choices: { undelivered: config.undeliveredResult, lenientSdks: config.lenientSdks },
    onEffects: () => worker?.kick(),
    afterSending: sends ? async (acsTransID) => worker?.afterSending(acsTransID) : undefined,
  });
  worker = makeWorker(acs, { delivery, allowedOrigins, rreqRetryMs });
  return {
    ...{ config, fixturesFolder, fixtures, sandbox, notes, clock, inbox, delivery, sends, acs, worker },
    movable: given ? undefined : movable,
    ready: { current: false },
  };
}

function makeListeners(wired: Wired): Record<keyof Urls, Listener> {
  const { config, fixturesFolder, fixtures, sandbox, movable, inbox, delivery, sends, acs, worker, ready } = wired;
  const { weakEPins, issuer } = fixtures;
  const { urls, store, log, clock } = acs;
  return {
    acs: makeListener({
      app: makeAcsListener(acs, fixturesFolder, { delivery, weakEPins }),
      host: 'localhost',
      port: config.port,
      flag: '--port',
      alsoReachedAt: [issuer.portalUrl],
    }),
    control: makeListener({
      app: makeControl({
        ...{ acs, inbox, sends },
        notReady: async () => (ready.current ? whyUnusable(await store.health.look()) : 'starting or stopping'),
        ...(movable ? { clock: movable } : {}),
        sweep: () => worker.sweep(),
      }),
      host: 'localhost',
      port: config.controlPort,
      flag: '--control-port',
    }),
    sandbox: makeListener({
      app: makeSandbox({ urls, ...sandbox, judgement: acs.readOptions, log, now: () => clock.now() }),
      host: '127.0.0.1',
      port: config.sandboxPort,
      flag: '--sandbox-port',
    }),
  };
}

/** Fills a new store, and takes up what the last process left. @throws StartError where it holds the cards of another folder */
async function prepareStore({ config, fixturesFolder, fixtures, acs }: Wired): Promise<void> {
  const { store, keys, clock, rules } = acs;
  if (!(await loadFixtures(fixtures, store.cards, keys, clock.now()))) {
    throw new StartError(
      `the store in ${config.data} was filled with other cards than those of ${fixturesFolder}: choose another folder with --data, or remove that one`,
    );
  }
  // What waited for its next try when the last process ended has waited long enough.
  await store.effects.hurry(clock.now());
  await rules.refresh();
}

function whyUnusable(trouble: Trouble | undefined): string | undefined {
  return trouble && `the store cannot be used: ${trouble.why}`;
}

/** Trouble of the store is told once, when it comes and when it is over. */
function tellOfTrouble(store: Store, log: Logger): void {
  store.health.follow((trouble) => {
    if (trouble) log.error(`${whyUnusable(trouble)}; nothing is lost, and what needs it is answered with "try again"`);
    else log.warn('the store can be used again');
  });
}

/** Lets time begin where it had come to with this store. */
function startTime(clock: ForwardClock, store: Store, log: Logger): void {
  const [now, seen] = [clock.now(), store.timeSeen.read()];
  if (seen > now) {
    const [its, ours] = [now, seen].map((time) => new Date(time).toISOString());
    log.warn(`the clock says ${its}, but this store has come to ${ours}: time goes on from there, it never runs backwards`);
    clock.atLeast(seen);
  }
  store.timeSeen.follow(() => clock.now());
}

/** What a set-back of the clock is told from. */
const TOLD_LEAD_MS = 1000;

/** Keeps time with the other processes on the store, and tells once where the clock was set back. */
function makeTimeKeeper(clock: ForwardClock, store: Store, log: Logger): () => Promise<void> {
  let told = Math.max(clock.leadMs, TOLD_LEAD_MS);
  return async () => {
    try {
      clock.atLeast(store.timeSeen.read());
      await store.timeSeen.keepUp();
    } catch (error) {
      logUnlessTrouble(log, error, 'the time could not be kept');
    }
    const lead = clock.leadMs;
    if (lead > told + TOLD_LEAD_MS) {
      log.warn(
        { leadMs: lead, now: new Date(clock.now()).toISOString() },
        'the clock is behind: time goes on, it never runs backwards',
      );
    }
    told = Math.max(lead, TOLD_LEAD_MS);
  };
}

function logUnlessTrouble(log: Logger, err: unknown, message: string): void {
  if (!troubleOf(err)) log.error({ err }, message);
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
