import type { Card } from '../issuer/card.ts';
import type { Outcome } from '../transaction/outcome.ts';
import type { Database } from './database.ts';
import type { Write } from './writer.ts';

export interface CardholderRecord {
  email: string;
  phone: string;
  /** The scrypt form. */
  ePin?: string;
}

export interface CardRecord {
  cardHash: string;
  maskedNumber: string;
  /** E-mail of the cardholder. */
  cardholder?: string;
  blocked: boolean;
  outcome?: Outcome;
}

export interface Cards {
  find(cardHash: string): Promise<Card | undefined>;
  /** The fingerprint of the fixtures that were loaded; undefined for a new store. */
  loaded(): Promise<string | undefined>;
  /** Fills a new store; one that is filled stays as it is. */
  load(cardholders: readonly CardholderRecord[], cards: readonly CardRecord[], fingerprint: string): Promise<void>;
  /** Remembers the fingerprint of the secret that this store is written with, and tells the one that it was written with first. */
  claimFingerprint(fingerprint: string): Promise<string>;
}

interface Row {
  cardHash: string;
  blocked: number;
  outcome: string | null;
  phone: string | null;
  ePin: string | null;
}

export function makeCards(database: Database, write: Write): Cards {
  const select = database.prepare<[string], Row>(`
    SELECT cardHash, blocked, outcome, phone, ePin FROM cards LEFT JOIN cardholders ON email = cardholder WHERE cardHash = ?`);
  const insertCardholder = database.prepare('INSERT INTO cardholders (email, phone, ePin) VALUES (?, ?, ?)');
  const insertCard = database.prepare(
    'INSERT INTO cards (cardHash, maskedNumber, cardholder, blocked, outcome) VALUES (?, ?, ?, ?, ?)',
  );
  const readMeta = database.prepare<[string], { value: string }>('SELECT value FROM meta WHERE name = ?');
  const addMeta = database.prepare('INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)');

  return {
    async find(cardHash) {
      const row = select.get(cardHash);
      return row && toCard(row);
    },
    async loaded() {
      return readMeta.get('fixturesLoaded')?.value;
    },
    load: (cardholders, cards, fingerprint) =>
      write(() => {
        if (addMeta.run('fixturesLoaded', fingerprint).changes === 0) return;
        for (const { email, phone, ePin } of cardholders) insertCardholder.run(email, phone, ePin ?? null);
        for (const { cardHash, maskedNumber, cardholder, blocked, outcome } of cards) {
          insertCard.run(cardHash, maskedNumber, cardholder ?? null, Number(blocked), outcome ? JSON.stringify(outcome) : null);
        }
      }),
    claimFingerprint: (fingerprint) =>
      write(() => {
        addMeta.run('keyFingerprint', fingerprint);
        return readMeta.get('keyFingerprint')?.value ?? fingerprint;
      }),
  };
}

function toCard({ cardHash, blocked, outcome, phone, ePin }: Row): Card {
  return {
    cardHash,
    blocked: blocked === 1,
    phone: phone ?? '',
    ...(outcome ? { outcome: JSON.parse(outcome) as Outcome } : {}),
    ...(ePin ? { ePin } : {}),
  };
}
