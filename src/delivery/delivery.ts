import { EventEmitter } from 'node:events';
import type { CardholderMessage } from '../enrolment/cardholder.ts';
import type { Outbox, OutboxFilter, OutboxMessage } from '../store/outbox.ts';

/** A way for messages to reach a cardholder. */
export interface Delivery {
  /**
   * Keeps a message in the tester's inbox and, where a real server is set for its channel, sends it there. An effect's id comes
   * along with what one asks for: so a repeated delivery can be told.
   * @throws NotDelivered where the server did not take it. The inbox has it all the same, marked as failed.
   */
  deliver(message: CardholderMessage, effectId?: number): Promise<void>;
}

/** Hands one message over to a real server; resolves when that has taken it, and rejects with a reason that holds no secret. */
export type Send = (message: CardholderMessage) => Promise<void>;

/** The real servers, by channel; what has none stays in the inbox. */
export type Outside = Partial<Record<CardholderMessage['channel'], Send>>;

/** A hand-over is over within this time, whatever the other side does. */
export const SEND_MS = 5000;

/** A message did not leave. The reason is for the log and the tester, not for the cardholder. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';
}

/** The tester's inbox: keeps messages, and lets tests wait for one. */
export interface Inbox {
  find(filter: OutboxFilter): Promise<OutboxMessage[]>;
  /** Finds messages and removes them, so that nobody finds them again. */
  take(filter: OutboxFilter): Promise<OutboxMessage[]>;
  /**
   * Answers as soon as there is a match, or with none when the time is over.
   * @param look `find` or `take`
   */
  waitFor(filter: OutboxFilter, waitMs: number, signal: AbortSignal, look?: Inbox['find']): Promise<OutboxMessage[]>;
  /** Answers how many there were. */
  remove(filter: OutboxFilter): Promise<number>;
  /** Lets everyone who waits look again. */
  arrived(): void;
  /** Lets everyone who waits go. */
  close(): void;
}

/** So many are found, or taken, at a time. */
export const MAX_MESSAGES = 200;

/** The inbox first, whatever comes of the rest: a tester sees each message at once, also one that a real server refuses. */
export function makeDelivery(outbox: Outbox, inbox: Inbox, outside: Outside, now: () => number): Delivery {
  /** Effects whose message has left although the store could not be told. */
  const left = new Map<number, number>();

  async function reportSent(id: number, effectId: number | undefined): Promise<void> {
    if (effectId !== undefined) left.set(effectId, id);
    await outbox.report(id, { state: 'sent', at: now() }, effectId);
    if (effectId !== undefined) left.delete(effectId);
  }

  return {
    async deliver(message, effectId) {
      const send = outside[message.channel];
      const before = effectId === undefined ? undefined : left.get(effectId);
      // Nothing leaves twice because a disk was full when it left first.
      if (before !== undefined) return reportSent(before, effectId);
      const id = await outbox.add(message, effectId, send && { state: 'sending', at: now() });
      inbox.arrived();
      if (!send) return;
      try {
        await send(message);
      } catch (error) {
        const why = (error as Error).message;
        await outbox.report(id, { state: 'failed', at: now(), why });
        throw new NotDelivered(`${message.channel === 'sms' ? 'SMS' : 'e-mail'} not sent: ${why}`);
      }
      await reportSent(id, effectId);
    },
  };
}

export function makeInbox(outbox: Outbox, now: () => number): Inbox {
  const arrivals = new EventEmitter().setMaxListeners(0);
  const find = (filter: OutboxFilter) => outbox.find(filter, MAX_MESSAGES);
  let closed = false;

  async function waitFor(filter: OutboxFilter, waitMs: number, signal: AbortSignal, look = find): Promise<OutboxMessage[]> {
    const deadline = performance.now() + waitMs;
    for (;;) {
      // Listens before it looks: what arrives in between is not missed.
      const arrival = nextArrival(deadline - performance.now(), signal);
      const found = signal.aborted ? [] : await look(filter);
      if (found.length > 0 || closed || signal.aborted || performance.now() >= deadline) {
        arrival.stop();
        return found;
      }
      await arrival.done;
    }
  }

  function nextArrival(waitMs: number, signal: AbortSignal) {
    let stop = () => {};
    const done = new Promise<void>((resolve) => {
      const timer = setTimeout(() => stop(), Math.max(waitMs, 0));
      stop = () => {
        clearTimeout(timer);
        arrivals.off('message', stop);
        signal.removeEventListener('abort', stop);
        resolve();
      };
      arrivals.once('message', stop);
      signal.addEventListener('abort', stop);
    });
    return { done, stop: () => stop() };
  }

  return {
    find,
    take: (filter) => outbox.take(filter, MAX_MESSAGES, now()),
    waitFor,
    remove: (filter) => outbox.remove(filter, now()),
    arrived: () => void arrivals.emit('message'),
    close() {
      closed = true;
      arrivals.emit('message');
    },
  };
}
