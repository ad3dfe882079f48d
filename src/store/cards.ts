import type { Card } from '../cards/card.ts';
import type { Automatic, MethodName } from '../challenge/methods.ts';
import type { DecoupledFacts } from '../decision/decision.ts';
import type { Outcome } from '../decision/outcome.ts';
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
  outcome?: Outcome;
  method?: MethodName;
  automatic?: Automatic;
  decoupled?: DecoupledFacts;
}

export interface Cards {
  find(cardHash: string): Promise<Card | undefined>;
  /** The fingerprint of the fixtures that were loaded; undefined for a new store. */
  loaded(): Promise<string | undefined>;
  /**
   * Fills a new store; one that is filled stays as it is, but for what it lacks where it was filled with `before`. ePins among
   * it were chosen by the issuer, `at` that time.
   */
  load(
    cardholders: readonly CardholderRecord[],
    cards: readonly CardRecord[],
    fingerprint: string,
    at?: number,
    before?: string,
  ): Promise<void>;
}

interface Row {
  cardHash: string;
  blocked: number;
  outcome: string | null;
  decoupled: string | null;
  phone: string | null;
  ePin: string | null;
  email: string | null;
  method: MethodName | null;
  automatic: string | null;
}

export function makeCards(database: Database, write: Write): Cards {
  const select = database.prepare<[string], Row>(`
    SELECT cardHash, blocked, outcome, decoupled, phone, ePin, email, coalesce(cards.method, cardholders.method) AS method, automatic
    FROM cards LEFT JOIN cardholders ON email = cardholder WHERE cardHash = ?`);
  const insertCardholder = database.prepare('INSERT OR IGNORE INTO cardholders (email, phone, ePin, method) VALUES (?, ?, ?, ?)');
  const insertEnrolment = database.prepare(
    "INSERT INTO enrolments (email, chosenAt, chosenBy, changes) VALUES (?, ?, 'issuer', 1)",
  );
  const insertCard = database.prepare(`
    INSERT OR IGNORE INTO cards (cardHash, maskedNumber, cardholder, blocked, outcome, method, automatic, decoupled)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
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
    load: (cardholders, cards, fingerprint, at = 0, before = '') =>
      write(() => {
        const isNew = addMeta.run('fixturesLoaded', fingerprint).changes > 0;
        if (!isNew && changeMeta.run(fingerprint, 'fixturesLoaded', before).changes === 0) return;
        for (const { email, phone, ePin, method } of cardholders) {
          const added = insertCardholder.run(email, phone, ePin ?? null, method ?? null).changes > 0;
          if (added && ePin) insertEnrolment.run(email, at);
        }
        for (const { cardHash, maskedNumber, cardholder, blocked, method, ...scripts } of cards) {
          const [outcome, automatic, decoupled] = [scripts.outcome, scripts.automatic, scripts.decoupled].map(json);
          const about = [cardHash, maskedNumber, cardholder ?? null, Number(blocked)];
          insertCard.run(...about, outcome, method ?? null, automatic, decoupled);
        }
      }),
  };
}

const json = (value: object | undefined) => (value ? JSON.stringify(value) : null);

function toCard({ cardHash, blocked, outcome, decoupled, phone, ePin, email, method, automatic }: Row): Card {
  return {
    cardHash,
    blocked: blocked === 1,
    phone: phone ?? '',
    ...(outcome ? { outcome: JSON.parse(outcome) as Outcome } : {}),
    ...(decoupled ? { decoupled: JSON.parse(decoupled) as DecoupledFacts } : {}),
    ...(ePin ? { ePin } : {}),
    ...(email ? { email } : {}),
    ...(method ? { method } : {}),
    ...(automatic ? { automatic: JSON.parse(automatic) as Automatic } : {}),
  };
}
