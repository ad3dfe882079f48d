import type { Keys } from '../crypto/keys.ts';
import type { Database } from './database.ts';
import type { Write } from './writer.ts';

/** What a cardholder is sent. */
export interface CardholderMessage {
  /** The transaction that it belongs to; absent for what the portal sends. */
  acsTransID?: string;
  channel: 'sms' | 'email' | 'push';
  /** International phone number (also that of the bank's app) or e-mail address. */
  to: string;
  /** Of an e-mail. */
  subject?: string;
  text: string;
  /** The one-time code in it, ready to be typed; absent in notices. */
  code?: string;
  /** Where a notification leads, ready to be opened. */
  link?: string;
  /** Milliseconds since 1970. */
  time: number;
}

/** A message to a cardholder, as the tester's inbox shows it. */
export interface OutboxMessage extends CardholderMessage {
  id: number;
}

export interface OutboxFilter {
  /** Phone number or e-mail address; spaces and a plus sign make no difference. */
  to?: string;
  acsTransID?: string;
}

export interface Outbox {
  /** Keeps a message. With an effect, marks that as done: once, however often the effect is carried out. */
  add(message: CardholderMessage, effectId?: number): Promise<void>;
  /** The newest first. */
  find(filter: OutboxFilter, limit: number): Promise<OutboxMessage[]>;
}

interface Row {
  id: number;
  acsTransID: string | null;
  time: number;
  channel: OutboxMessage['channel'];
  recipient: string;
  sealed: string;
}

/** Texts and codes are sealed in the file: the inbox is the one place that shows them. */
export function makeOutbox(database: Database, write: Write, keys: Keys): Outbox {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO outbox (effectId, acsTransID, time, channel, recipient, sealed) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const markDone = database.prepare('UPDATE effects SET doneAt = ? WHERE id = ?');
  const select = database.prepare<[{ to: string | null; acsTransID: string | null; limit: number }], Row>(`
    SELECT id, acsTransID, time, channel, recipient, sealed FROM outbox
    WHERE (:acsTransID IS NULL OR acsTransID = :acsTransID)
      AND (:to IS NULL OR replace(replace(recipient, ' ', ''), '+', '') = :to COLLATE NOCASE)
    ORDER BY id DESC LIMIT :limit`);

  return {
    add: ({ acsTransID, time, channel, to, ...content }, effectId) =>
      write(() => {
        insert.run(effectId ?? null, acsTransID ?? null, time, channel, to, keys.seal(JSON.stringify(content)));
        if (effectId !== undefined) markDone.run(time, effectId);
      }),
    async find({ to, acsTransID }, limit) {
      const rows = select.all({ to: to?.replaceAll(/[\s+]/g, '') ?? null, acsTransID: acsTransID ?? null, limit });
      return rows.map(({ recipient, sealed, acsTransID: ofTransaction, ...row }) => {
        const content = JSON.parse(keys.unseal(sealed)) as Pick<CardholderMessage, 'subject' | 'text' | 'code' | 'link'>;
        return { ...row, to: recipient, ...(ofTransaction ? { acsTransID: ofTransaction } : {}), ...content };
      });
    },
  };
}
