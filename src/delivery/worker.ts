import { setTimeout } from 'node:timers/promises';
import type { Acs } from '../acs.ts';
import type { DueEffect, DueErrand } from '../store/effects.ts';
import { troubleOf } from '../store/trouble.ts';
import type { Delivery } from './delivery.ts';
import { putOffMessage, sendMessage, sendNotice } from './messageTries.ts';
import { putOffRReq, sendRReq } from './rreqTries.ts';

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
const RREQ_RETRY_MS = 3_600_000;

/** How long a page waits for its code to be sent: three tries at a server that refuses. */
const SENDING_MS = 4000;
const LOOK_MS = 50;

/** What the worker works with. */
interface WorkerParts extends Required<WorkerOptions> {
  acs: Acs;
  /** The ids of what is being carried out. */
  inHand: Set<number>;
}

/** Carries out what transactions and the portal leave to be done. What is claimed here is in the store until it is done. */
export function makeWorker(acs: Acs, { rreqRetryMs = RREQ_RETRY_MS, ...options }: WorkerOptions): Worker {
  const parts: WorkerParts = { acs, ...options, rreqRetryMs, inHand: new Set() };
  const running = new Set<Promise<void>>();

  function track(work: Promise<void>): Promise<void> {
    const tracked = work
      .catch((err) => {
        // Trouble of the store is told once, where it is found.
        if (!troubleOf(err)) acs.log.error({ err }, 'the sweep failed and will be repeated');
      })
      .finally(() => running.delete(tracked));
    running.add(tracked);
    return tracked;
  }

  return {
    async sweep() {
      await track(endOverdue(acs).then(() => carryOutDue(parts)));
      // What a step left to do may have been taken in hand by a kick.
      await Promise.all(running);
    },
    kick() {
      void track(carryOutDue(parts));
    },
    async afterSending(acsTransID) {
      const giveUp = performance.now() + SENDING_MS;
      // Looked up rather than listened to: another process on the same store may be the one that sends.
      while ((await acs.store.effects.hasCodeToSend(acsTransID)) && performance.now() < giveUp) await setTimeout(LOOK_MS);
    },
    async idle() {
      await Promise.all(running);
    },
  };
}

async function endOverdue(acs: Acs): Promise<void> {
  // The store hands out a thousand at a time; the same ones again are those that cannot be stepped on now.
  for (let before = ''; ; ) {
    const overdue = await acs.store.transactions.due(acs.clock.now());
    if (overdue.length === 0 || overdue.join() === before) return;
    before = overdue.join();
    await Promise.all(overdue.map((acsTransID) => endAtDeadline(acs, acsTransID)));
  }
}

/** One transaction that cannot be stepped on does not hold up the others. */
async function endAtDeadline(acs: Acs, acsTransID: string): Promise<void> {
  try {
    await acs.advance(acsTransID, () => ({ type: 'deadline', at: acs.clock.now() }));
  } catch (err) {
    if (!troubleOf(err)) acs.log.error({ err, acsTransID }, 'a deadline could not be honoured yet');
  }
}

async function carryOutDue(parts: WorkerParts): Promise<void> {
  const { store, clock } = parts.acs;
  for (;;) {
    const due = await store.effects.claim(clock.now(), clock.now() + LEASE_MS);
    if (due.length === 0) return;
    await Promise.all(due.map((one) => carryOut(parts, one)));
  }
}

async function carryOut(parts: WorkerParts, due: DueEffect): Promise<void> {
  const { inHand } = parts;
  // A claim can run out while its try still goes on, where a tester moves the clock.
  if (inHand.has(due.id)) return;
  inHand.add(due.id);
  try {
    await (due.acsTransID === undefined ? sendNotice(parts, due) : runErrand(parts, due));
  } catch (err) {
    await putOff(parts, due, err);
  } finally {
    inHand.delete(due.id);
  }
}

async function runErrand(parts: WorkerParts, due: DueErrand): Promise<void> {
  const saved = await parts.acs.store.transactions.find(due.acsTransID);
  if (!saved) throw new Error('its transaction is not in the store');
  await (due.effect.kind === 'rreq' ? sendRReq(parts, due) : sendMessage(parts, due, saved.transaction, due.effect));
}

async function putOff(parts: WorkerParts, due: DueEffect, err: unknown): Promise<void> {
  // The claim runs out, and it falls due again: trouble of the store takes no try away.
  if (troubleOf(err)) return;
  const { acsTransID, attempts, effect } = due;
  if (effect.kind !== 'rreq') return putOffMessage(parts.acs, due, effect.kind, err);
  parts.acs.log.error({ err, acsTransID, effect: effect.kind, attempts }, 'an RReq could not be made');
  await putOffRReq(parts, due as DueErrand);
}
