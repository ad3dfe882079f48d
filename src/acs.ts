import { randomInt } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { Keys } from './crypto/keys.ts';
import { type Card, unknownCard } from './issuer/card.ts';
import { type CompatibleCards, madeFor } from './issuer/compatibility.ts';
import type { IssuerProfile } from './issuer/fixtures.ts';
import { type CardRange, isServed } from './issuer/ranges.ts';
import type { RuleBook } from './issuer/ruleBook.ts';
import { ProtocolError } from './messages/errors.ts';
import type { ReadOptions } from './messages/read.ts';
import type { Store } from './store/store.ts';
import type { MessageRecord } from './store/transactions.ts';
import { eciOf } from './transaction/eci.ts';
import type { AcsIdentity, Proof } from './transaction/messages.ts';
import { play } from './transaction/scripted.ts';
import type { Event, FreshCode } from './transaction/step.ts';
import type { Transaction } from './transaction/transaction.ts';

/** Where the three listeners answer, without a slash at the end; known once they listen. */
export interface Urls {
  acs: string;
  control: string;
  sandbox: string;
}

/** What the ACS is made of. */
export interface AcsParts {
  urls: Urls;
  issuer: IssuerProfile;
  servedRanges: readonly CardRange[];
  compatible: CompatibleCards;
  rules: RuleBook;
  keys: Keys;
  store: Store;
  clock: Clock;
  log: Logger;
  readOptions: ReadOptions;
  /** Called when effects wait to be carried out. */
  onEffects: () => void;
}

/** What is saved together with a step. */
interface WithStep {
  messages?: readonly MessageRecord[];
  doneEffect?: number;
}

/** The ACS as the web and the delivery see it. */
export interface Acs extends AcsParts {
  identity(): AcsIdentity;
  /** @throws ProtocolError 305 `acctNumber` where no served range holds the number */
  cardOf(acctNumber: string): Promise<Card>;
  freshCode(acsTransID: string): FreshCode;
  /** What proves a result: authenticationValue and ECI, the same each time for the same transaction. */
  proofOf(transaction: Transaction, transStatus: string): Proof;
  /**
   * Takes a transaction one step on: reads it, asks what happened, steps, saves. Where another step was saved meanwhile, all
   * of that is done again on the new state. Answers the transaction as it stands, or undefined for an unknown one.
   */
  advance(
    acsTransID: string,
    toEvent: (transaction: Transaction) => Promise<Event | undefined> | Event | undefined,
    alongside?: WithStep,
  ): Promise<Transaction | undefined>;
}

const MAX_RACES = 50;

export function makeAcs(parts: AcsParts): Acs {
  const { keys, store, clock, issuer } = parts;
  const inTurn = makeTurns();

  async function advanceInTurn(...[acsTransID, toEvent, alongside = {}]: Parameters<Acs['advance']>) {
    for (let race = 0; race < MAX_RACES; race += 1) {
      const saved = await store.transactions.find(acsTransID);
      if (!saved) return undefined;
      const event = await toEvent(saved.transaction);
      if (!event) return saved.transaction;
      const { transaction, effects } = play(saved.transaction, event);
      if (transaction === saved.transaction && alongside.doneEffect === undefined) return transaction;
      const { messages = [], doneEffect } = alongside;
      const change = { transaction, revision: saved.revision, at: clock.now(), effects, messages };
      if (await store.transactions.saveStep(doneEffect === undefined ? change : { ...change, doneEffect })) {
        if (effects.length > 0) parts.onEffects();
        return transaction;
      }
    }
    throw new Error(`transaction ${acsTransID} was changed by others ${MAX_RACES} times in a row`);
  }

  return {
    ...parts,
    identity: () => ({
      acsReferenceNumber: 'ACS_SIMULATOR_2026',
      acsOperatorID: 'ACS-SIMULATOR',
      acsURL: `${parts.urls.acs}/3ds/creq`,
    }),
    async cardOf(acctNumber) {
      if (!isServed(acctNumber, parts.servedRanges)) throw new ProtocolError('TRANSACTION_DATA_NOT_VALID', 'acctNumber');
      const cardHash = keys.cardHash(acctNumber);
      return (await store.cards.find(cardHash)) ?? { ...unknownCard(cardHash), ...madeFor(acctNumber, parts.compatible) };
    },
    freshCode(acsTransID) {
      const code = String(randomInt(100_000_000)).padStart(8, '0');
      return { code, hash: keys.codeHash(acsTransID, code) };
    },
    proofOf(transaction, transStatus) {
      const eci = eciOf(issuer.scheme.name, transStatus);
      const { acsTransID, cardHash, purchase } = transaction;
      const parts = [acsTransID, cardHash, purchase.purchaseAmount, purchase.purchaseCurrency, transStatus];
      return {
        ...(transStatus === 'Y' || transStatus === 'A' ? { authenticationValue: keys.authenticationValue(parts) } : {}),
        ...(eci ? { eci } : {}),
      };
    },
    advance: (...call) => inTurn(call[0], () => advanceInTurn(...call)),
  };
}

/** Runs what concerns one id one after the other. Two processes on one store are kept apart by the revisions instead. */
function makeTurns() {
  const last = new Map<string, Promise<unknown>>();
  return async function inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const mine = (last.get(id) ?? Promise.resolve()).then(work, work);
    last.set(id, mine);
    try {
      return await mine;
    } finally {
      if (last.get(id) === mine) last.delete(id);
    }
  };
}
