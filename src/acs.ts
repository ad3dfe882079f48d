import { randomInt } from 'node:crypto';
import type { Logger } from 'pino';
import { type Advance, makeAdvance } from './advance.ts';
import { type Card, unknownCard, withCardholder } from './cards/card.ts';
import { type CompatibleCards, madeFor } from './cards/compatibility.ts';
import { makeEPins } from './cards/ePins.ts';
import { faceOfScheme, type SchemeFace, type SchemeOfCards, schemeNamed, schemeOfCard } from './cards/schemes.ts';
import { type Question, questionFor } from './challenge/questions.ts';
import { CODE_LENGTH } from './challenge/steps.ts';
import type { Clock } from './clock.ts';
import { isEPin } from './crypto/ePin.ts';
import type { Keys } from './crypto/keys.ts';
import { type MethodBehaviour, NORMAL } from './decision/methodBehaviour.ts';
import type { CardRange } from './messages/cardRanges.ts';
import type { ReadOptions } from './messages/read.ts';
import { makeReports, type Reports } from './reports.ts';
import type { RuleBook } from './rules/ruleBook.ts';
import type { IssuerProfile } from './settings/fixtures.ts';
import type { SigningKeys } from './settings/signingKeys.ts';
import type { Store } from './store/store.ts';
import { awaitsVerdict } from './transaction/approval.ts';
import { type CardLock, isLocked } from './transaction/cardLock.ts';
import { entryEvent, type Given } from './transaction/entry.ts';
import type { Event, FreshCode } from './transaction/events.ts';
import type { AcsIdentity, Proof } from './transaction/messages.ts';
import { POLICY, type Policy } from './transaction/policy.ts';
import { proofOf } from './transaction/proof.ts';
import type { Scheme } from './transaction/scheme.ts';
import type { Place, Transaction, Verdict } from './transaction/transaction.ts';
import type { Urls } from './urls.ts';

/** What the ACS is made of. */
export interface AcsParts {
  urls: Urls;
  issuer: IssuerProfile;
  servedRanges: readonly CardRange[];
  questions: readonly Question[];
  compatible: CompatibleCards;
  rules: RuleBook;
  schemes: readonly SchemeOfCards[];
  keys: Keys;
  signing: SigningKeys;
  store: Store;
  clock: Clock;
  log: Logger;
  readOptions: ReadOptions;
  /** What the settings choose in the place of the policy's own. */
  choices?: Pick<Policy, 'undelivered' | 'lenientSdks'>;
  /** Called when effects wait to be carried out. */
  onEffects: () => void;
  /**
   * Resolves when the codes of a transaction that were to leave have left or cannot, at the latest after some seconds. Absent
   * where codes only go to the tester's inbox.
   */
  afterSending?: ((acsTransID: string) => Promise<void>) | undefined;
}

/** How a verdict goes in that does not come from whoever may say anything. */
export interface Approval {
  verdict: Verdict;
  /** Whether he trusts the merchant, where he was asked. */
  trusts?: boolean;
  /** Whether the device that he pays with is to be remembered, where he was asked. */
  binds?: boolean;
  /** Whether it is meant for the transaction as it stands; by default for any. */
  isFor?: (transaction: Transaction) => boolean;
}

/** The ACS as the web and the delivery see it. */
export interface Acs extends AcsParts {
  /** The numbers and the choices that the protocol leaves open, with what the issuer profile says of them. */
  policy: Policy;
  /** What came of the RReqs. */
  reports: Reports;
  identity(): AcsIdentity;
  /** By acsTransID, each ARes that is held back on purpose now: resolves when it leaves. No RReq overtakes it. */
  heldARes: Map<string, Promise<void>>;
  /** How the 3DS Method behaves now; a tester changes it. */
  threeDSMethod: { current: MethodBehaviour };
  /** The card of a number that a range of the issuer holds. */
  cardOf(acctNumber: string): Promise<Card>;
  /** The scheme that a card number belongs to. */
  schemeOf(acctNumber: string): Scheme;
  freshCode(acsTransID: string): FreshCode;
  /** What a cardholder is asked by the methods select and multiSelect. */
  questionOf(transaction: Transaction, kind: Question['kind']): Question;
  /** What an entry from a page or from an app means to a transaction; undefined where there is nothing to enter there. */
  judge(transaction: Transaction, place: Place, given: Given, cardLock?: CardLock): Promise<Event | undefined>;
  /** What the pages show of the scheme of a card, by its name. */
  faceOfScheme(name: string): SchemeFace;
  /** What proves a result: authenticationValue and ECI, the same each time for the same transaction. */
  proofOf(transaction: Transaction, transStatus: string): Proof;
  /** Takes a transaction one step on. */
  advance: Advance;
  /**
   * Says what the cardholder decided outside of the challenge window: in the bank's app, or a tester in his place.
   * @returns whether it counted: not where no verdict is awaited, also because it was given before; undefined for an unknown
   *   transaction
   */
  approve(acsTransID: string, approval: Approval): Promise<{ counted: boolean; transaction: Transaction } | undefined>;
}

export function makeAcs(parts: AcsParts): Acs {
  const { keys, store, clock, issuer, schemes } = parts;
  const policy = { ...POLICY, ...parts.choices, ...cardPolicy(issuer) };
  const advance = makeAdvance({ ...parts, policy });
  const freshCode = (acsTransID: string): FreshCode => {
    const code = String(randomInt(10 ** CODE_LENGTH)).padStart(CODE_LENGTH, '0');
    return { code, hash: keys.codeHash(acsTransID, code) };
  };

  const ePinOf = makeEPins(parts);
  const questionOf: Acs['questionOf'] = ({ email }, kind) => questionFor(parts.questions, kind, email);
  const judge: Acs['judge'] = (transaction, place, given, cardLock) => {
    const { acsTransID, cardHash } = transaction;
    const outside = {
      now: () => clock.now(),
      freshCode: () => freshCode(acsTransID),
      isEPin: async (ePin: string) => isEPin(ePin, await ePinOf(cardHash), keys),
      hashCode: (code: string) => keys.codeHash(acsTransID, code),
      question: (kind: Question['kind']) => questionOf(transaction, kind),
    };
    return entryEvent(transaction, place, given, outside, cardLock);
  };

  return {
    ...parts,
    policy,
    reports: makeReports(),
    identity: () => ({
      acsReferenceNumber: 'ACS_SIMULATOR_2026',
      acsOperatorID: 'ACS-SIMULATOR',
      acsURL: `${parts.urls.acs}/3ds/creq`,
    }),
    heldARes: new Map(),
    threeDSMethod: { current: NORMAL },
    async cardOf(acctNumber) {
      const cardHash = keys.cardHash(acctNumber);
      const enrolled = await store.cards.find(cardHash);
      const card = enrolled ? withCardholder(enrolled) : { ...unknownCard(cardHash), ...madeFor(acctNumber, parts.compatible) };
      const isShut = isLocked(await store.cardLocks.find(cardHash), clock.now());
      return isShut ? { ...card, locked: policy.lockedCard } : card;
    },
    freshCode,
    questionOf,
    judge,
    schemeOf: (acctNumber) => schemeOfCard(acctNumber, schemes, issuer.scheme.name),
    faceOfScheme: (name) => faceOfScheme(name, schemes, issuer),
    proofOf: (transaction, transStatus) =>
      proofOf(transaction, transStatus, schemeNamed(transaction.scheme, schemes, issuer.scheme.name), keys),
    advance,
    async approve(acsTransID, { verdict, trusts, binds, isFor = () => true }) {
      let counted = false;
      const transaction = await advance(acsTransID, (current) => {
        const at = clock.now();
        // Of verdicts that come together the first one counts: the others find that none is awaited any more.
        counted = awaitsVerdict(current, at) && isFor(current);
        const said = { type: 'verdict', at, verdict, fresh: freshCode(acsTransID) } as const;
        if (!counted) return undefined;
        return { ...said, ...(trusts === undefined ? {} : { trusts }), ...(binds === undefined ? {} : { binds }) };
      });
      return transaction && { counted, transaction };
    },
  };
}

/** What the issuer profile says of locks, in the place of the policy's own. */
function cardPolicy({ cardLock }: IssuerProfile): Partial<Pick<Policy, 'cardLock' | 'lockedCard'>> {
  if (!cardLock) return {};
  const { maxWrongEPins, minutes, answer } = cardLock;
  return { cardLock: { maxWrongEPins, lockMs: minutes * 60_000 }, ...(answer ? { lockedCard: answer } : {}) };
}
