import type { Keys } from '../crypto/keys.ts';
import type { CardholderMessage } from '../enrolment/cardholder.ts';
import { maskText } from '../messages/masking.ts';
import type { Database } from './database.ts';
import type { Write } from './writer.ts';

/** What became of a message on its way to a real server. */
export interface DeliveryOutcome {
  state: 'sending' | 'sent' | 'failed';
  /** Milliseconds since 1970. */
  at: number;
  /** Why it failed. */
  why?: string;
}

/** A message to a cardholder, as the tester's inbox shows it. */
export interface OutboxMessage extends CardholderMessage {
  id: number;
  /** Absent where messages of its channel only go to the inbox. */
  delivery?: DeliveryOutcome;
}

export interface OutboxFilter {
  /** Phone number or e-mail address; spaces and a plus sign make no difference. */
  to?: string;
  acsTransID?: string;
  /** Messages of then or later (milliseconds since 1970). */
  since?: number;
}

export interface Outbox {
  /**
   * Keeps a message and answers its id: once per effect, however often that is carried out. What goes nowhere else marks its
   * effect as done.
   */
  add(message: CardholderMessage, effectId?: number, delivery?: DeliveryOutcome): Promise<number>;
  /** What became of it outside; one that was sent marks its effect as done. */
  report(id: number, delivery: DeliveryOutcome, effectId?: number): Promise<void>;
  /** The newest first. */
  find(filter: OutboxFilter, limit: number): Promise<OutboxMessage[]>;
  /** The same, and nobody finds them again. */
  take(filter: OutboxFilter, limit: number, at: number): Promise<OutboxMessage[]>;
  /** Answers how many there were. */
  remove(filter: OutboxFilter, at: number): Promise<number>;
}

type Statement = ReturnType<Database['prepare']>;

interface Row {
  id: number;
  acsTransID: string | null;
  time: number;
  channel: OutboxMessage['channel'];
  recipient: string;
  sealed: string;
  delivery: string | null;
}

type NewRow = Omit<Row, 'id' | 'delivery'>;

type FilterValues = Partial<{ to: string; acsTransID: string; since: number }>;

/** Without spaces and plus signs, as it is looked for. The index has the same expression. */
const RECIPIENT = "replace(replace(recipient, ' ', ''), '+', '') COLLATE NOCASE";

/** Only what is asked for stands in the condition: an index serves no "or anything". */
const CONDITIONS: Record<keyof OutboxFilter, string> = {
  acsTransID: 'acsTransID = :acsTransID',
  to: `${RECIPIENT} = :to`,
  since: 'time >= :since',
};

function where(values: FilterValues): string {
  const asked = (Object.keys(CONDITIONS) as (keyof OutboxFilter)[]).filter((name) => values[name] !== undefined);
  const conditions = asked.map((name) => CONDITIONS[name]);
  return ['removedAt IS NULL', ...conditions].join(' AND ');
}

/** The index that reads the fewest: a transaction has a few messages, a tester's phone perhaps all of them. */
function indexFor(names: readonly (keyof OutboxFilter)[]): string {
  if (names.includes('acsTransID')) return 'outboxByTransaction';
  if (names.includes('to')) return names.includes('since') ? 'outboxByRecipientAndTime' : 'outboxByRecipient';
  return names.includes('since') ? 'outboxByTime' : 'outboxThere';
}

/** Texts and codes are sealed in the file: the inbox is the one place that shows them. */
export function makeOutbox(database: Database, write: Write, keys: Keys): Outbox {
  const rows = prepareRows(database);
  const filtered = prepareFiltered(database);
  const find = (filter: OutboxFilter, limit: number) => filtered.select(filter, limit).map((row) => unsealMessage(row, keys));

  return {
    add: (message, effectId, delivery) => write(() => rows.add(sealMessage(message, keys), effectId, delivery)),
    report: (id, delivery, effectId) => write(() => rows.report(id, delivery, effectId)),
    async find(filter, limit) {
      return find(filter, limit);
    },
    async take(filter, limit, at) {
      // Looked for before a write is asked for: who waits in vain does not touch the file.
      if (find(filter, 1).length === 0) return [];
      return write(() => {
        const found = find(filter, limit);
        for (const { id } of found) rows.remove(id, at);
        return found;
      });
    },
    remove: (filter, at) => write(() => filtered.remove(filter, at)),
  };
}

/** The row stays without its content: an effect that is tried again finds that its message has been kept before. */
const EMPTY = "SET removedAt = :at, sealed = ''";

/** What is done with one message. To be done inside a write. */
function prepareRows(database: Database) {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO outbox (effectId, acsTransID, time, channel, recipient, sealed, delivery) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const ofEffect = database.prepare<[number | null], { id: number }>('SELECT id FROM outbox WHERE effectId = ?');
  const setDelivery = database.prepare('UPDATE outbox SET delivery = ? WHERE id = ?');
  const markDone = database.prepare('UPDATE effects SET doneAt = ? WHERE id = ?');
  const remove = database.prepare<[{ at: number; id: number }]>(`UPDATE outbox ${EMPTY} WHERE id = :id`);

  return {
    add({ acsTransID, time, channel, recipient, sealed }: NewRow, effectId?: number, delivery?: DeliveryOutcome): number {
      const outcome = delivery ? JSON.stringify(delivery) : null;
      const added = insert.run(effectId ?? null, acsTransID, time, channel, recipient, sealed, outcome);
      const id = added.changes === 1 ? Number(added.lastInsertRowid) : (ofEffect.get(effectId ?? null)?.id ?? 0);
      if (delivery && added.changes === 0) setDelivery.run(outcome, id);
      if (!delivery && effectId !== undefined) markDone.run(time, effectId);
      return id;
    },
    report(id: number, delivery: DeliveryOutcome, effectId?: number): void {
      // A reason may name an address, or what the other side said.
      const { why, ...outcome } = delivery;
      setDelivery.run(JSON.stringify({ ...outcome, ...(why === undefined ? {} : { why: maskText(why) }) }), id);
      if (delivery.state === 'sent' && effectId !== undefined) markDone.run(delivery.at, effectId);
    },
    remove: (id: number, at: number) => void remove.run({ at, id }),
  };
}

/** What is done with the messages that fit a filter: a statement for each choice of its elements. */
function prepareFiltered(database: Database) {
  const [selects, removals] = [new Map<string, Statement>(), new Map<string, Statement>()];
  for (const names of filtersAsked()) {
    const condition = where(Object.fromEntries(names.map((name) => [name, ''])));
    selects.set(
      condition,
      database.prepare(`
        SELECT id, acsTransID, time, channel, recipient, sealed, delivery FROM outbox INDEXED BY ${indexFor(names)}
        WHERE ${condition} ORDER BY id DESC LIMIT :limit`),
    );
    removals.set(condition, database.prepare(`UPDATE outbox INDEXED BY ${indexFor(names)} ${EMPTY} WHERE ${condition}`));
  }

  return {
    select(filter: OutboxFilter, limit: number): Row[] {
      const values = valuesOf(filter);
      return (selects.get(where(values))?.all({ ...values, limit }) ?? []) as Row[];
    },
    /** To be done inside a write. @returns how many there were */
    remove(filter: OutboxFilter, at: number): number {
      const values = valuesOf(filter);
      return removals.get(where(values))?.run({ ...values, at }).changes ?? 0;
    },
  };
}

function sealMessage({ acsTransID, time, channel, to, ...content }: CardholderMessage, keys: Keys): NewRow {
  const owner = { acsTransID: acsTransID ?? null, time, channel, recipient: to };
  return { ...owner, sealed: keys.seal('seal of a message to a cardholder', ownerOf(owner), JSON.stringify(content)) };
}

function unsealMessage(row: Row, keys: Keys): OutboxMessage {
  const { id, time, channel, recipient, sealed, acsTransID, delivery } = row;
  const text = keys.unseal('seal of a message to a cardholder', ownerOf(row), sealed);
  const content = JSON.parse(text) as Pick<CardholderMessage, 'subject' | 'text' | 'code' | 'link'>;
  return {
    ...{ id, time, channel },
    to: recipient,
    ...(acsTransID ? { acsTransID } : {}),
    ...content,
    ...(delivery ? { delivery: JSON.parse(delivery) as DeliveryOutcome } : {}),
  };
}

/** What the content of a message is sealed with: whom it is for, and what it belongs to. */
function ownerOf({ acsTransID, time, channel, recipient }: Pick<Row, 'acsTransID' | 'time' | 'channel' | 'recipient'>): string[] {
  return [acsTransID ?? '', String(time), channel, recipient];
}

function valuesOf({ to, acsTransID, since }: OutboxFilter): FilterValues {
  return {
    ...(to === undefined ? {} : { to: to.replaceAll(/[\s+]/g, '') }),
    ...(acsTransID === undefined ? {} : { acsTransID }),
    ...(since === undefined ? {} : { since }),
  };
}

/** Every choice of the elements of a filter. */
function filtersAsked(): (keyof OutboxFilter)[][] {
  const either = (name: keyof OutboxFilter) => [[], [name]];
  return either('acsTransID').flatMap((first) =>
    either('to').flatMap((second) => either('since').map((third) => [...first, ...second, ...third])),
  );
}
