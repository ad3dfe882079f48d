import { setTimeout } from 'node:timers/promises';
import type { Acs } from '../acs.ts';
import type { CardholderMessage } from '../enrolment/cardholder.ts';
import type { DueEffect, DueErrand, DueNotice } from '../store/effects.ts';
import { troubleOf } from '../store/trouble.ts';
import type { Event, Sending } from '../transaction/events.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { type Delivery, NotDelivered } from './delivery.ts';
import { complain, type Report, repeat, report } from './rreq.ts';
import { codeEmail, codeMessage, pushMessage } from './texts.ts';

export interface WorkerOptions {
  allowedOrigins: readonly string[];
  delivery: Delivery;
  /** For how long an RReq is tried again that cannot be delivered, in milliseconds of the simulator's clock; an hour if absent. */
  rreqRetryMs?: number;
}

export interface Worker {
  /** Ends what is overdue and carries out what waits; resolves when both are done. */
  sweep(): Promise<void>;
  /** The same for what waits, without being waited for. */
  kick(): void;
  /** Resolves when the codes of a transaction have left, or cannot; at the latest after some seconds. */
  afterSending(acsTransID: string): Promise<void>;
  /** Resolves when nothing is being carried out any more. */
  idle(): Promise<void>;
}

/** A claim lasts a little longer than one try can take; after a crash the effect falls due again that soon. */
const LEASE_MS = 8000;
/** No ARes is held back for longer (`aresMs` of a rule), and its RReq waits for it. */
const LONGEST_HOLD_MS = 60_000;

/** A DS that cannot be reached is tried once more at once, then every 10 s (EMV 3DS 2.2.0, Req 240). */
const RREQ_PAUSE_MS = 10_000;
const RREQ_RETRY_MS = 3_600_000;
/** So many tries the cardholder waits for, half a minute; the others are made when he has been sent on. The choice is ours. */
const TRIES_WAITED_FOR = 5;

/**
 * Tries to send a code or a notification: so few and soon that the cardholder can be told while he waits for it. Tries to send a
 * notice, which nobody waits for: for ten minutes.
 */
const TRIES = {
  sms: { max: 3, pauseMs: 1000 },
  email: { max: 3, pauseMs: 1000 },
  push: { max: 3, pauseMs: 1000 },
  notice: { max: 60, pauseMs: 10_000 },
} as const satisfies Record<Exclude<DueEffect['effect']['kind'], 'rreq'>, object>;

/** How long a page waits for its code to be sent: three tries at a server that refuses. */
const SENDING_MS = 4000;
const LOOK_MS = 50;

/** Carries out what transactions and the portal leave to be done. What is claimed here is in the store until it is done. */
export function makeWorker(acs: Acs, { allowedOrigins, delivery, rreqRetryMs = RREQ_RETRY_MS }: WorkerOptions): Worker {
  const { store, clock, log, keys } = acs;
  const running = new Set<Promise<void>>();
  const inHand = new Set<number>();

  async function carryOutDue(): Promise<void> {
    for (;;) {
      const due = await store.effects.claim(clock.now(), clock.now() + LEASE_MS);
      if (due.length === 0) return;
      await Promise.all(due.map(carryOut));
    }
  }

  async function carryOut(due: DueEffect): Promise<void> {
    // A claim can run out while its try still goes on, where a tester moves the clock.
    if (inHand.has(due.id)) return;
    inHand.add(due.id);
    try {
      await (due.acsTransID === undefined ? sendNotice(due) : runErrand(due));
    } catch (err) {
      await failed(due, err);
    } finally {
      inHand.delete(due.id);
    }
  }

  async function failed(due: DueEffect, err: unknown): Promise<void> {
    // The claim runs out, and it falls due again: trouble of the store takes no try away.
    if (troubleOf(err)) return;
    const { id, acsTransID, attempts, effect } = due;
    const about = { acsTransID, effect: effect.kind, attempts };
    if (effect.kind === 'rreq') {
      log.error({ err, ...about }, 'an RReq could not be made');
      return putOff(due as DueErrand);
    }
    const { max, pauseMs } = TRIES[effect.kind];
    const what = effect.kind === 'notice' ? 'notice' : 'one-time code';
    if (err instanceof NotDelivered) log.warn({ ...about, why: err.message }, `${what} not sent (try ${attempts} of ${max})`);
    else log.error({ err, ...about }, `an effect failed, of ${max} tries`);
    if (attempts < max) await store.effects.retry(id, clock.now() + pauseMs);
    else await giveUp(due);
  }

  async function runErrand(due: DueErrand): Promise<void> {
    const saved = await store.transactions.find(due.acsTransID);
    if (!saved) throw new Error('its transaction is not in the store');
    await (due.effect.kind === 'rreq' ? sendRReq(due) : sendMessage(due, saved.transaction, due.effect));
  }

  async function sendNotice({ id, effect: { message } }: DueNotice): Promise<void> {
    await delivery.deliver(message, id);
    log.info({ channel: message.channel }, 'notice delivered');
  }

  async function sendMessage({ id, attempts }: DueErrand, transaction: Transaction, effect: Sending): Promise<void> {
    const { acsTransID } = transaction;
    // Nobody can enter it any more: it would only be mistaken for the newer one.
    if (attempts > 1 && 'code' in effect && !isNewest(transaction, effect.code)) {
      return store.effects.end(id, clock.now());
    }
    const message = messageOf(acs, transaction, effect);
    await delivery.deliver(message, id);
    const what = message.code ? 'one-time code delivered' : 'notification delivered';
    log.info({ channel: message.channel, acsTransID }, what);
  }

  function isNewest({ state, acsTransID }: Transaction, code: string): boolean {
    return state.name === 'challenging' && state.progress.code?.hash === keys.codeHash(acsTransID, code);
  }

  /** A cardholder is told that no code is coming. */
  async function giveUp(due: DueEffect): Promise<void> {
    const at = clock.now();
    if (due.acsTransID === undefined) {
      log.error({ channel: due.effect.message.channel, attempts: due.attempts }, 'a notice could not be sent; it is given up');
      return store.effects.end(due.id, at);
    }
    const { id, acsTransID, effect } = due;
    // A notification that is lost can be asked for again; the window stays open for it.
    if (!('code' in effect)) return store.effects.end(id, at);
    const event: Event = { type: 'codeNotSent', at, hash: keys.codeHash(acsTransID, effect.code) };
    await acs.advance(acsTransID, () => event, { doneEffect: id });
  }

  async function sendRReq(due: DueErrand): Promise<void> {
    const { id, acsTransID, attempts } = due;
    const heldARes = acs.heldARes.get(acsTransID);
    if (heldARes !== undefined) {
      // Else the claim would run out meanwhile, and each new one counts as a try.
      await store.effects.keep(id, clock.now() + LONGEST_HOLD_MS);
      await heldARes;
    }
    const saved = await store.transactions.find(acsTransID);
    if (!saved) return;
    const { transaction } = saved;
    const { attempt, messages, complaint, faultForApp } = await report(acs, transaction, allowedOrigins, id);
    if (attempt.outcome === 'notConnected' && !isAcknowledged(transaction)) {
      // An app cannot wait for what is tried in ten seconds.
      if (attempts > 1 && faultForApp) acs.reports.tell(acsTransID, { acknowledged: false, fault: faultForApp });
      return putOff(due, { attempt, messages });
    }
    const type = attempt.outcome === 'acknowledged' ? 'RRes' : 'RReqFailed';
    await acs.advance(acsTransID, () => ({ type, at: clock.now() }), { messages, attempt, doneEffect: id });
    acs.reports.tell(acsTransID, faultForApp ? { acknowledged: false, fault: faultForApp } : { acknowledged: true });
    // After the step: a DS that hangs keeps the cardholder waiting for the RRes alone.
    if (complaint !== undefined) await complain(acs, transaction, complaint);
    if (transaction.faults?.rreq?.send === 'twice') await repeat(acs, transaction, allowedOrigins);
  }

  /**
   * A try was in vain: the next one follows at once, or in ten seconds, while there is time for it. The cardholder waits for the
   * first of them; then the transaction is final, and the others are made without him.
   * @param tried absent where the RReq could not even be made: that is not tried for long
   */
  async function putOff({ id, acsTransID, attempts }: DueErrand, tried?: Pick<Report, 'attempt' | 'messages'>): Promise<void> {
    const at = clock.now();
    const next = attempts === 1 ? at : at + RREQ_PAUSE_MS;
    const first = await store.transactions.firstAttemptAt(id);
    const isWaitedFor = attempts < TRIES_WAITED_FOR;
    const hasTime = tried || first !== undefined ? next <= (first ?? at) + rreqRetryMs : isWaitedFor;
    const retryAt = attempts === 1 || hasTime ? next : undefined;
    if (tried) await store.transactions.addAttempt(acsTransID, tried.attempt, tried.messages, { id, retryAt });
    else if (retryAt !== undefined) await store.effects.retry(id, retryAt);
    const isLast = retryAt === undefined;
    if (isLast || !isWaitedFor) {
      await acs.advance(acsTransID, () => ({ type: 'RReqFailed', at }), isLast ? { doneEffect: id } : {});
    }
    if (isLast)
      log.error({ acsTransID, attempts }, 'RReq given up: a tester can have it sent again, in the console or by the API');
  }

  async function endOverdue(): Promise<void> {
    // The store hands out a thousand at a time; the same ones again are those that cannot be stepped on now.
    for (let before = ''; ; ) {
      const overdue = await store.transactions.due(clock.now());
      if (overdue.length === 0 || overdue.join() === before) return;
      before = overdue.join();
      await Promise.all(overdue.map(endAtDeadline));
    }
  }

  /** One transaction that cannot be stepped on does not hold up the others. */
  async function endAtDeadline(acsTransID: string): Promise<void> {
    try {
      await acs.advance(acsTransID, () => ({ type: 'deadline', at: clock.now() }));
    } catch (err) {
      if (!troubleOf(err)) log.error({ err, acsTransID }, 'a deadline could not be honoured yet');
    }
  }

  function track(work: Promise<void>): Promise<void> {
    const tracked = work
      .catch((err) => {
        // Trouble of the store is told once, where it is found.
        if (!troubleOf(err)) log.error({ err }, 'the sweep failed and will be repeated');
      })
      .finally(() => running.delete(tracked));
    running.add(tracked);
    return tracked;
  }

  return {
    async sweep() {
      await track(endOverdue().then(carryOutDue));
      // What a step left to do may have been taken in hand by a kick.
      await Promise.all(running);
    },
    kick() {
      void track(carryOutDue());
    },
    async afterSending(acsTransID) {
      const giveUp = performance.now() + SENDING_MS;
      // Looked up rather than listened to: another process on the same store may be the one that sends.
      while ((await store.effects.hasCodeToSend(acsTransID)) && performance.now() < giveUp) await setTimeout(LOOK_MS);
    },
    async idle() {
      await Promise.all(running);
    },
  };
}

function isAcknowledged({ state }: Transaction): boolean {
  return state.name === 'final' && state.report === 'acknowledged';
}

function messageOf(acs: Acs, transaction: Transaction, effect: Sending): CardholderMessage {
  switch (effect.kind) {
    case 'sms':
      return codeMessage(acs, transaction, effect.code);
    case 'email':
      return codeEmail(acs, transaction, effect.code);
    case 'push':
      return pushMessage(acs, transaction);
  }
}
