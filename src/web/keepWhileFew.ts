import type { Acs } from '../acs.ts';
import type { MessageRecord } from '../store/messageRecord.ts';

/** How many messages a transaction may have for further ones that change nothing to be kept with it; the log tells of all. */
const MAX_MESSAGES = 100;

/** Keeps messages that change nothing, as long as the transaction has few: whoever sends them may go on for ever. */
export async function keepWhileFew({ store }: Acs, acsTransID: string, messages: readonly MessageRecord[]): Promise<void> {
  if ((await store.transactions.messagesOf(acsTransID)).length >= MAX_MESSAGES) return;
  await store.transactions.addMessages(acsTransID, messages);
}
