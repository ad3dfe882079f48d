import type { Acs } from '../../acs.ts';
import type { Delivery } from '../../delivery/delivery.ts';
import type { CardholderMessage } from '../../enrolment/cardholder.ts';

/** What the portal sends. */
export interface Outgoing {
  /** Delivers all of them; false where one could not be delivered. */
  deliver(messages: readonly CardholderMessage[]): Promise<boolean>;
  /** The same, without being waited for. */
  deliverLater(messages: readonly CardholderMessage[]): void;
  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void>;
}

export function makeOutgoing({ log }: Pick<Acs, 'log'>, delivery: Delivery): Outgoing {
  const running = new Set<Promise<unknown>>();

  async function deliverOne(message: CardholderMessage): Promise<boolean> {
    try {
      await delivery.deliver(message);
      return true;
    } catch (error) {
      log.error({ channel: message.channel, why: (error as Error).message }, 'portal: a message could not be delivered');
      return false;
    }
  }

  async function deliver(messages: readonly CardholderMessage[]): Promise<boolean> {
    const delivered = await Promise.all(messages.map(deliverOne));
    return !delivered.includes(false);
  }

  return {
    deliver,
    deliverLater(messages) {
      const work = deliver(messages).finally(() => running.delete(work));
      running.add(work);
    },
    async idle() {
      await Promise.all(running);
    },
  };
}
