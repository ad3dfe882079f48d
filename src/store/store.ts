import type { Keys } from '../crypto/keys.ts';
import type { Cardholders } from '../enrolment/cardholder.ts';
import { type BoundDevices, makeBoundDevices } from './boundDevices.ts';
import { makeCardholders } from './cardholders.ts';
import { type CardLocks, makeCardLocks } from './cardLocks.ts';
import { type Cards, makeCards } from './cards.ts';
import { type Changes, makeChanges } from './changes.ts';
import { type ClockOffset, makeClockOffset } from './clockOffset.ts';
import { type Database, type Durability, fingerprintIn, openDatabase } from './database.ts';
import { type Effects, makeEffects } from './effects.ts';
import { type Health, makeHealth, makeTroubleNote, reportTrouble } from './health.ts';
import { type MethodRuns, makeMethodRuns } from './methodData.ts';
import { makeNextDue, type NextDue } from './nextDue.ts';
import { makeOtherMessages, type OtherMessages } from './otherMessages.ts';
import { makeOutbox, type Outbox } from './outbox.ts';
import { makePortal, type Portal } from './portal.ts';
import { storeRefused } from './refused.ts';
import { makeRules, type Rules } from './rules.ts';
import { makeSearch, type Search } from './search.ts';
import { makeTimeSeen, type TimeKeeping, type TimeSeen } from './timeSeen.ts';
import { makeTransactions, type Transactions } from './transactions.ts';
import { watchFiles } from './trouble.ts';
import { makeTrustList, type TrustList } from './trustList.ts';
import { makeWriter } from './writer.ts';

/** Everything that outlives the process. Speaks of the domain; that there is SQL behind it is nobody else's business. */
export interface Store {
  cards: Cards;
  cardLocks: CardLocks;
  transactions: Transactions & Search;
  /** What transactions and the portal leave to be carried out. */
  effects: Effects;
  /** Of deadlines and of what is to be carried out. */
  nextDue: NextDue;
  outbox: Outbox;
  rules: Rules;
  trustList: TrustList;
  boundDevices: BoundDevices;
  changes: Changes;
  clockOffset: ClockOffset;
  timeSeen: TimeSeen;
  /** Whether it can be used now. */
  health: Health;
  methodRuns: MethodRuns;
  /** What came and belongs to no transaction. */
  otherMessages: OtherMessages;
  cardholders: Cardholders;
  portal: Portal;
  close(): void;
}

/** The keys for a store, by the fingerprint of those that it was written with. @throws StartError where they do not fit */
export type KeysFor = (written: string | undefined) => Keys;

/**
 * @param file path of the database, or `:memory:`
 * @param given the keys, or what finds them once it is known what the store was written with
 * @throws StartError where the file cannot be used
 */
export async function openStore(file: string, given: Keys | KeysFor, durability: Durability): Promise<Store> {
  let keys = typeof given === 'function' ? undefined : given;
  const claim = (written: string | undefined) => {
    keys = typeof given === 'function' ? given(written) : given;
    return keys.fingerprint;
  };
  const database = await openDatabase(file, durability, claim);
  keys ??= (given as KeysFor)(fingerprintIn(database, file));
  try {
    return makeStore(database, file, keys);
  } catch (error) {
    database.close();
    throw storeRefused(file, error);
  }
}

function makeStore(database: Database, file: string, keys: Keys): Store {
  const troubles = makeTroubleNote();
  reportTrouble(database, troubles.note);
  let keeping: TimeKeeping | undefined;
  const { write, flush } = makeWriter(database, {
    before: watchFiles(file),
    within: () => keeping?.keep(),
    failed(error) {
      troubles.note(error);
      keeping?.undone();
    },
  });
  const { keeping: ofTime, ...timeSeen } = makeTimeSeen(database, write);
  keeping = ofTime;
  const changes = makeChanges(makeTransactions(database, write, keys), makeOutbox(database, write, keys));
  return {
    cards: makeCards(database, write),
    cardLocks: makeCardLocks(database, write),
    transactions: { ...changes.transactions, ...makeSearch(database, keys) },
    effects: makeEffects(database, write, keys),
    nextDue: makeNextDue(database),
    outbox: changes.outbox,
    rules: makeRules(database, write, keys),
    trustList: makeTrustList(database, keys),
    boundDevices: makeBoundDevices(database),
    changes,
    clockOffset: makeClockOffset(database, write),
    timeSeen,
    health: makeHealth(database, write, ofTime, troubles),
    methodRuns: makeMethodRuns(database, write),
    otherMessages: makeOtherMessages(database, write, keys),
    cardholders: makeCardholders(database, write, keys),
    portal: makePortal(database, write, keys),
    close() {
      // Up to now: the next start must not live in a time that has passed.
      write(() => ofTime.keep(true)).catch(() => {});
      flush();
      database.close();
    },
  };
}
