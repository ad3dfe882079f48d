import type { Card } from '../issuer/card.ts';
import type { DecoupledFacts } from '../transaction/decoupled.ts';
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
  decoupled?: DecoupledFacts;
}

export interface Cards {
  find(cardHash: string): Promise<Card | undefined>;
  /** The fingerprint of the fixtures that were loaded; undefined for a new store. */
  loaded(): Promise<string | undefined>;
  /** Fills a new store; one that is filled stays as it is. ePins among it were chosen by the issuer, `at` that time. */
  load(cardholders: readonly CardholderRecord[], cards: readonly CardRecord[], fingerprint: string, at?: number): Promise<void>;
  /** Remembers the fingerprint of the secret that this store is written with, and tells the one that it was written with first. */
  claimFingerprint(fingerprint: string): Promise<string>;
}

interface Row {
  cardHash: string;
  blocked: number;
  outcome: string | null;
  decoupled: string | null;
  phone: string | null;
  ePin: string | null;
}

export function makeCards(database: Database, write: Write): Cards {
  const select = database.prepare<[string], Row>(`
    SELECT cardHash, blocked, outcome, decoupled, phone, ePin FROM cards LEFT JOIN cardholders ON email = cardholder WHERE cardHash = ?`);
  const insertCardholder = database.prepare('INSERT INTO cardholders (email, phone, ePin) VALUES (?, ?, ?)');
  const insertEnrolment = database.prepare(
    "INSERT INTO enrolments (email, chosenAt, chosenBy, changes) VALUES (?, ?, 'issuer', 1)",
  );
  const insertCard = database.prepare(
    'INSERT INTO cards (cardHash, maskedNumber, cardholder, blocked, outcome, decoupled) VALUES (?, ?, ?, ?, ?, ?)',
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
    load: (cardholders, cards, fingerprint, at = 0) =>
      write(() => {
        if (addMeta.run('fixturesLoaded', fingerprint).changes === 0) return;
        for (const { email, phone, ePin } of cardholders) {
          insertCardholder.run(email, phone, ePin ?? null);
          if (ePin) insertEnrolment.run(email, at);
        }
        for (const { cardHash, maskedNumber, cardholder, blocked, outcome, decoupled } of cards) {
          insertCard.run(cardHash, maskedNumber, cardholder ?? null, Number(blocked), json(outcome), json(decoupled));
        }
      }),
    claimFingerprint: (fingerprint) =>
      write(() => {
        addMeta.run('keyFingerprint', fingerprint);
        return readMeta.get('keyFingerprint')?.value ?? fingerprint;
      }),
  };
}

const json = (value: object | undefined) => (value ? JSON.stringify(value) : null);

function toCard({ cardHash, blocked, outcome, decoupled, phone, ePin }: Row): Card {
  return {
    cardHash,
    blocked: blocked === 1,
    phone: phone ?? '',
    ...(outcome ? { outcome: JSON.parse(outcome) as Outcome } : {}),
    ...(decoupled ? { decoupled: JSON.parse(decoupled) as DecoupledFacts } : {}),
    ...(ePin ? { ePin } : {}),
  };
}
