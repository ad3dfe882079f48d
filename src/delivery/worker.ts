import type { Acs } from '../acs.ts';
import type { CardholderMessage } from '../store/outbox.ts';
import type { DueEffect } from '../store/transactions.ts';
import type { Effect } from '../transaction/step.ts';
import type { Transaction } from '../transaction/transaction.ts';
import type { Delivery } from './delivery.ts';
import { codeEmail } from './email.ts';
import { pushMessage } from './push.ts';
import { complain, report } from './rreq.ts';
import { codeMessage } from './sms.ts';

export interface WorkerOptions {
  allowedOrigins: readonly string[];
  delivery: Delivery;
}

export interface Worker {
  /** Ends what is overdue and carries out what waits; resolves when both are done. */
  sweep(): Promise<void>;
  /** The same for what waits, without being waited for. */
  kick(): void;
  /** Resolves when nothing is being carried out any more. */
  idle(): Promise<void>;
}

/** A claim lasts a little longer than one try can take; after a crash the effect falls due again that soon. */
const LEASE_MS = 6000;

/** Tries to reach the DS: at once, once more at once, then every 10 s (EMV 3DS 2.2.0, Req 240; the limit is ours). */
const MAX_TRIES = 5;
const PAUSE_MS = 10_000;

/** Carries out what transactions leave to be done. What is claimed here is in the store until it is done. */
export function makeWorker(acs: Acs, { allowedOrigins, delivery }: WorkerOptions): Worker {
  const { store, clock, log } = acs;
  const running = new Set<Promise<void>>();
  const inHand = new Set<number>();

  async function carryOutDue(): Promise<void> {
    for (;;) {
      const due = await store.transactions.claimEffects(clock.now(), clock.now() + LEASE_MS);
      if (due.length === 0) return;
      await Promise.all(due.map(carryOut));
    }
  }

  async function carryOut(due: DueEffect): Promise<void> {
    // A claim can run out while its try still goes on, where a tester moves the clock.
    if (inHand.has(due.id)) return;
    inHand.add(due.id);
    try {
      const saved = await store.transactions.find(due.acsTransID);
      if (!saved) throw new Error('its transaction is not in the store');
      const message = messageOf(acs, saved.transaction, due.effect);
      if (message) {
        await delivery.deliver(message, due.id);
        const what = message.code ? 'one-time code delivered' : 'notification delivered';
        log.info({ channel: message.channel, acsTransID: due.acsTransID }, what);
      } else {
        await sendRReq(due);
      }
    } catch (err) {
      const { id, acsTransID, attempts } = due;
      log.error({ err, acsTransID, effect: due.effect.kind, attempts }, `an effect failed, of ${MAX_TRIES} tries`);
      if (attempts < MAX_TRIES) await store.transactions.retryEffect(id, clock.now() + PAUSE_MS);
      else await giveUp(due);
    } finally {
      inHand.delete(due.id);
    }
  }

  /** A transaction whose RReq cannot even be made must not wait for it for ever. */
  async function giveUp({ id, acsTransID, effect }: DueEffect): Promise<void> {
    if (effect.kind !== 'rreq') return store.transactions.endEffect(id, clock.now());
    await acs.advance(acsTransID, () => ({ type: 'RReqFailed', at: clock.now() }), { doneEffect: id });
  }

  async function sendRReq({ id, acsTransID, attempts }: DueEffect): Promise<void> {
    const saved = await store.transactions.find(acsTransID);
    if (!saved) return;
    const { outcome, messages, complaint } = await report(acs, saved.transaction, allowedOrigins);
    if (outcome === 'notConnected' && attempts < MAX_TRIES) {
      await store.transactions.retryEffect(id, clock.now() + (attempts === 1 ? 0 : PAUSE_MS));
      return;
    }
    const type = outcome === 'acknowledged' ? 'RRes' : 'RReqFailed';
    await acs.advance(acsTransID, () => ({ type, at: clock.now() }), { messages, doneEffect: id });
    // After the step: a DS that hangs keeps the cardholder waiting for the RRes alone.
    if (complaint !== undefined) await complain(saved.transaction, complaint);
  }

  async function endOverdue(): Promise<void> {
    const overdue = await store.transactions.due(clock.now());
    await Promise.all(overdue.map(endAtDeadline));
  }

  /** One transaction that cannot be stepped on does not hold up the others. */
  async function endAtDeadline(acsTransID: string): Promise<void> {
    try {
      await acs.advance(acsTransID, () => ({ type: 'deadline', at: clock.now() }));
    } catch (err) {
      log.error({ err, acsTransID }, 'a deadline could not be honoured yet');
    }
  }

  function track(work: Promise<void>): Promise<void> {
    const tracked = work
      .catch((err) => log.error({ err }, 'the sweep failed and will be repeated'))
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
    async idle() {
      await Promise.all(running);
    },
  };
}

/** What an effect sends to the cardholder; undefined for the RReq, which is not for him. */
function messageOf(acs: Acs, transaction: Transaction, effect: Effect): CardholderMessage | undefined {
  switch (effect.kind) {
    case 'sms':
      return codeMessage(acs, transaction, effect.code);
    case 'email':
      return codeEmail(acs, transaction, effect.code);
    case 'push':
      return pushMessage(acs, transaction);
    default:
      return undefined;
  }
}
