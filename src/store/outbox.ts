import type { Keys } from '../crypto/keys.ts';
import type { Database } from './database.ts';
import type { Write } from './writer.ts';

/** A message to a cardholder, as the tester's inbox shows it. */
export interface OutboxMessage {
  id: number;
  acsTransID: string;
  channel: 'sms' | 'email';
  to: string;
  text: string;
  /** The one-time code in it, ready to be typed. */
  code: string;
  /** Milliseconds since 1970. */
  time: number;
}

export interface OutboxFilter {
  /** Phone number or e-mail address; spaces and a plus sign make no difference. */
  to?: string;
  acsTransID?: string;
}

export interface Outbox {
  /** Keeps a message and marks its effect as done: once, however often the effect is carried out. */
  add(effectId: number, message: Omit<OutboxMessage, 'id'>): Promise<void>;
  /** The newest first. */
  find(filter: OutboxFilter, limit: number): Promise<OutboxMessage[]>;
}

interface Row {
  id: number;
  acsTransID: string;
  time: number;
  channel: 'sms' | 'email';
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
    add: (effectId, { acsTransID, time, channel, to, text, code }) =>
      write(() => {
        insert.run(effectId, acsTransID, time, channel, to, keys.seal(JSON.stringify({ text, code })));
        markDone.run(time, effectId);
      }),
    async find({ to, acsTransID }, limit) {
      const rows = select.all({ to: to?.replaceAll(/[\s+]/g, '') ?? null, acsTransID: acsTransID ?? null, limit });
      return rows.map(({ recipient, sealed, ...row }) => {
        const { text, code } = JSON.parse(keys.unseal(sealed)) as { text: string; code: string };
        return { ...row, to: recipient, text, code };
      });
    },
  };
}
