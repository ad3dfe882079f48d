import type { Automatic, MethodName } from '../challenge/methods.ts';
import type { Card, ScriptedOutcome } from '../issuer/card.ts';
import type { Database } from './database.ts';
import type { Write } from './writer.ts';

export interface CardholderRecord {
  email: string;
  phone: string;
  /** The scrypt form. */
  ePin?: string;
  /** How he prefers to be challenged. */
  method?: MethodName;
}

export interface CardRecord {
  cardHash: string;
  maskedNumber: string;
  /** E-mail of the cardholder. */
  cardholder?: string;
  blocked: boolean;
  outcome?: ScriptedOutcome;
  method?: MethodName;
  automatic?: Automatic;
}

export interface Cards {
  find(cardHash: string): Promise<Card | undefined>;
  /** The fingerprint of the fixtures that were loaded; undefined for a new store. */
  loaded(): Promise<string | undefined>;
  /** Fills a new store; one that is filled stays as it is, but for what it lacks where it was filled with `before`. */
  load(
    cardholders: readonly CardholderRecord[],
    cards: readonly CardRecord[],
    fingerprint: string,
    before?: string,
  ): Promise<void>;
  /** Remembers the fingerprint of the secret that this store is written with, and tells the one that it was written with first. */
  claimFingerprint(fingerprint: string): Promise<string>;
}

interface Row {
  cardHash: string;
  blocked: number;
  outcome: string | null;
  phone: string | null;
  ePin: string | null;
  email: string | null;
  method: MethodName | null;
  automatic: string | null;
}

export function makeCards(database: Database, write: Write): Cards {
  const select = database.prepare<[string], Row>(`
    SELECT cardHash, blocked, outcome, phone, ePin, email, coalesce(cards.method, cardholders.method) AS method, automatic
    FROM cards LEFT JOIN cardholders ON email = cardholder WHERE cardHash = ?`);
  const insertCardholder = database.prepare('INSERT OR IGNORE INTO cardholders (email, phone, ePin, method) VALUES (?, ?, ?, ?)');
  const insertCard = database.prepare(`
    INSERT OR IGNORE INTO cards (cardHash, maskedNumber, cardholder, blocked, outcome, method, automatic)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const readMeta = database.prepare<[string], { value: string }>('SELECT value FROM meta WHERE name = ?');
  const addMeta = database.prepare('INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)');
  const changeMeta = database.prepare('UPDATE meta SET value = ? WHERE name = ? AND value = ?');

  return {
    async find(cardHash) {
      const row = select.get(cardHash);
      return row && toCard(row);
    },
    async loaded() {
      return readMeta.get('fixturesLoaded')?.value;
    },
    load: (cardholders, cards, fingerprint, before) =>
      write(() => {
        const isNew = addMeta.run('fixturesLoaded', fingerprint).changes > 0;
        if (!isNew && changeMeta.run(fingerprint, 'fixturesLoaded', before ?? '').changes === 0) return;
        for (const { email, phone, ePin, method } of cardholders)
          insertCardholder.run(email, phone, ePin ?? null, method ?? null);
        for (const { cardHash, maskedNumber, cardholder, blocked, outcome, method, automatic } of cards) {
          const scripts = [outcome, automatic].map((script) => (script ? JSON.stringify(script) : null));
          const [ofOutcome, ofAutomatic] = scripts;
          insertCard.run(cardHash, maskedNumber, cardholder ?? null, Number(blocked), ofOutcome, method ?? null, ofAutomatic);
        }
      }),
    claimFingerprint: (fingerprint) =>
      write(() => {
        addMeta.run('keyFingerprint', fingerprint);
        return readMeta.get('keyFingerprint')?.value ?? fingerprint;
      }),
  };
}

function toCard({ cardHash, blocked, outcome, phone, ePin, email, method, automatic }: Row): Card {
  return {
    cardHash,
    blocked: blocked === 1,
    phone: phone ?? '',
    ...(outcome ? { outcome: JSON.parse(outcome) as ScriptedOutcome } : {}),
    ...(ePin ? { ePin } : {}),
    ...(email ? { email } : {}),
    ...(method ? { method } : {}),
    ...(automatic ? { automatic: JSON.parse(automatic) as Automatic } : {}),
  };
}
