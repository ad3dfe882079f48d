import type { Keys } from '../crypto/keys.ts';
import type { Cardholder, Cardholders, Enrolment } from '../enrolment/cardholder.ts';
import { prepareCardLocks } from './cardLocks.ts';
import type { Database } from './database.ts';
import { prepareEffects } from './effects.ts';
import type { Write } from './writer.ts';

interface Row {
  email: string;
  phone: string;
  ePin: string | null;
  chosenAt: number | null;
  chosenBy: Enrolment['chosenBy'] | null;
  changes: number | null;
}

export function makeCardholders(database: Database, write: Write, keys: Keys): Cardholders {
  const select = database.prepare<[string], Row>(`
    SELECT email, phone, ePin, chosenAt, chosenBy, changes FROM cardholders LEFT JOIN enrolments USING (email)
    WHERE email = ? COLLATE NOCASE`);
  const selectCards = database.prepare<[string], { maskedNumber: string }>(
    'SELECT maskedNumber FROM cards WHERE cardholder = ? ORDER BY rowid',
  );
  const selectChanges = database.prepare<[string], { changes: number }>('SELECT changes FROM enrolments WHERE email = ?');
  const locks = prepareCardLocks(database);
  const selectEPin = database.prepare<[string], { ePin: string | null }>('SELECT ePin FROM cardholders WHERE email = ?');
  const effects = prepareEffects(database, keys);
  const updateEPin = database.prepare('UPDATE cardholders SET ePin = ? WHERE email = ?');
  const replaceEnrolment = database.prepare(`
    INSERT INTO enrolments (email, chosenAt, chosenBy, changes) VALUES (?, ?, ?, ?)
    ON CONFLICT (email) DO UPDATE SET chosenAt = excluded.chosenAt, chosenBy = excluded.chosenBy, changes = excluded.changes`);

  return {
    async find(email) {
      const row = select.get(email);
      return row && { ...toCardholder(row), cards: selectCards.all(row.email).map(({ maskedNumber }) => maskedNumber) };
    },
    setEPin: (email, ePin, { chosenAt, chosenBy }, seenChanges, notices) =>
      write(() => {
        if ((selectChanges.get(email)?.changes ?? 0) !== seenChanges) return false;
        updateEPin.run(ePin, email);
        replaceEnrolment.run(email, chosenAt, chosenBy, seenChanges + 1);
        locks.unlockCardsOf(email, chosenAt);
        effects.addNotices(notices);
        return true;
      }),
    confirmEPin: (email, ePin, at) =>
      write(() => {
        if (selectEPin.get(email)?.ePin !== ePin) return false;
        locks.unlockCardsOf(email, at);
        return true;
      }),
  };
}

function toCardholder({ email, phone, ePin, chosenAt, chosenBy, changes }: Row): Omit<Cardholder, 'cards'> {
  return {
    email,
    phone,
    changes: changes ?? 0,
    ...(ePin ? { ePin } : {}),
    ...(chosenAt !== null && chosenBy ? { enrolment: { chosenAt, chosenBy } } : {}),
  };
}
