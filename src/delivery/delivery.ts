import { EventEmitter } from 'node:events';
import type { CardholderMessage, Outbox, OutboxFilter, OutboxMessage } from '../store/outbox.ts';

/** A way for messages to reach a cardholder. An effect's id comes along with what one asks for: so a repeated delivery can be told. */
export interface Delivery {
  deliver(message: CardholderMessage, effectId?: number): Promise<void>;
}

/** The tester's inbox: keeps messages instead of sending them, and lets tests wait for one. */
export interface Inbox extends Delivery {
  find(filter: OutboxFilter): Promise<OutboxMessage[]>;
  /** Answers as soon as there is a match, or with none when the time is over. */
  waitFor(filter: OutboxFilter, waitMs: number, signal: AbortSignal): Promise<OutboxMessage[]>;
  /** Lets everyone who waits go. */
  close(): void;
}

const MAX_MESSAGES = 200;

export function makeInbox(outbox: Outbox): Inbox {
  const arrivals = new EventEmitter().setMaxListeners(0);
  const find = (filter: OutboxFilter) => outbox.find(filter, MAX_MESSAGES);
  let closed = false;

  async function waitFor(filter: OutboxFilter, waitMs: number, signal: AbortSignal): Promise<OutboxMessage[]> {
    const deadline = performance.now() + waitMs;
    for (;;) {
      // Listens before it looks: what arrives in between is not missed.
      const arrival = nextArrival(deadline - performance.now(), signal);
      const found = await find(filter);
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
    async deliver(message, effectId) {
      await outbox.add(message, effectId);
      arrivals.emit('message');
    },
    find,
    waitFor,
    close() {
      closed = true;
      arrivals.emit('message');
    },
  };
}
