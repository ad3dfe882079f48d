import type { MethodName } from '../challenge/methods.ts';
import type { AReq } from '../messages/types.ts';
import { challenge, DEFAULT_POLICY, type IssuerPolicy, POLICY_RULES } from './issuerPolicy.ts';
import { type Asked, askedOf, brokenLaw, fitted } from './legality.ts';
import { type ChallengeResult, elementsOf, type Outcome, type OutcomeElements } from './outcome.ts';
import { type ActiveRule, type Delays, mismatch } from './rule.ts';

/** What a decision needs to know of the card. */
export interface CardFacts {
  /** Blocked for good, or locked for a time. */
  blocked: boolean;
  /** What the card is made for, whoever holds it. */
  outcome?: Outcome;
  /** Where that stands, or why the number says nothing; `the card is scripted to this outcome` if absent. */
  scripted?: string;
  /** Whatever stands for it; absent where none is enrolled. */
  ePin?: string;
  /** The keyed hash of the number; absent where no rule is about a card. */
  cardHash?: string;
  /** Whether the AReq holds the answer to the challenge of an ARes with S. */
  spcProven?: boolean;
}

/** One source that was asked for the outcome of an AReq. */
export interface Tried {
  /** E.g. `one-shot rule 12`, `card`, `issuer: blocked card`. */
  rule: string;
  verdict: 'decided' | 'passed over' | 'does not apply';
  /** What does not fit, or the rule of the protocol that stands against it. */
  why?: string;
}

/** The answer to an AReq, with the sentence that explains it. */
export type Decision = {
  because: string;
  /** All sources that were asked, in their order; the last one decided. */
  explain?: readonly Tried[];
  /** The rule of the store that decided. */
  rule?: number;
  elements?: OutcomeElements;
  eci?: string;
  delays?: Delays;
  /** The rule of the protocol that the answer breaks, as the tester wants it. */
  bent?: string;
} & (
  | { transStatus: 'C'; method: MethodName; challengeResult?: ChallengeResult }
  | { transStatus: 'D'; challengeResult?: ChallengeResult }
  | { transStatus: 'Y' | 'I' | 'S' }
  | { transStatus: 'A'; transStatusReason?: string }
  | { transStatus: 'N' | 'U' | 'R'; transStatusReason: string }
);

/** Who may decide besides the card. */
export interface Deciders {
  /** In the order in which they are tried: one-shots, then standing rules. */
  rules: readonly ActiveRule[];
  policy: IssuerPolicy;
}

/** What nobody can have in this version of the simulator, whatever the protocol allows. */
const NOT_SERVED: readonly { says: string; stops(outcome: Outcome, asked: Asked): boolean }[] = [
  {
    says: 'a challenge in an app is not served by this version of the simulator',
    stops: ({ transStatus }, { deviceChannel }) => transStatus === 'C' && deviceChannel === '01',
  },
  {
    says: 'a challenge without a purchase is not served by this version of the simulator',
    stops: ({ transStatus }, { messageCategory }) => transStatus === 'C' && messageCategory !== '01',
  },
  {
    says: 'decoupled authentication is not served by this version of the simulator',
    stops: ({ transStatus }) => transStatus === 'D',
  },
];

/** Rules that do not match are named one by one up to this many. */
const NAMED = 20;

/**
 * Decides an AReq for a card of a served range: rules, then the card itself, then the policy of the issuer; the first that
 * has a legal answer decides.
 */
export function decide(areq: AReq, card: CardFacts, deciders: Deciders = { rules: [], policy: DEFAULT_POLICY }): Decision {
  const asked = askedOf(areq);
  const tried: Tried[] = [];
  const decided = (rule: string, outcome: Outcome, because: string, more: Partial<Decision> = {}) => {
    tried.push({ rule, verdict: 'decided', ...(more.bent ? { why: more.bent } : {}) });
    return decisionOf(outcome, card, asked, { because, explain: tried, ...more });
  };

  let unnamed = 0;
  for (const rule of deciders.rules) {
    const differs = mismatch(rule.match, areq, card.cardHash ?? '');
    if (differs && tried.length < NAMED) {
      tried.push({ rule: rule.title, verdict: 'does not apply', why: `${differs} does not match` });
    } else if (differs) unnamed += 1;
    if (differs) continue;
    const { why, mayBeForced } = objection(rule.outcome, card, asked);
    if (why && !(rule.force && mayBeForced)) {
      tried.push({ rule: rule.title, verdict: 'passed over', why });
      continue;
    }
    return decided(rule.title, rule.outcome, `${rule.title} applies`, {
      ...(rule.id === undefined ? {} : { rule: rule.id }),
      ...(rule.delays ? { delays: rule.delays } : {}),
      ...(why ? { bent: why } : {}),
    });
  }
  if (unnamed > 0) tried.push({ rule: `${unnamed} more rules`, verdict: 'does not apply' });

  if (card.outcome) {
    const outcome = fitted(card.outcome, asked.messageVersion);
    const why = card.blocked ? 'the card is blocked' : objection(outcome, card, asked).why;
    if (!why) return decided('card', outcome, card.scripted ?? 'the card is scripted to this outcome');
    tried.push({ rule: 'card', verdict: 'passed over', why });
  } else {
    tried.push({ rule: 'card', verdict: 'does not apply', ...(card.scripted ? { why: card.scripted } : {}) });
  }

  for (const { name, because, decide: policyRule } of POLICY_RULES) {
    const answer = policyRule(areq, card, deciders.policy);
    const outcome = answer && fitted(answer, asked.messageVersion);
    const why = outcome && objection(outcome, card, asked).why;
    if (outcome && !why) return decided(`issuer: ${name}`, outcome, because);
    tried.push({ rule: `issuer: ${name}`, verdict: why ? 'passed over' : 'does not apply', ...(why ? { why } : {}) });
  }
  const because = 'the protocol rules out all that the issuer would answer';
  return decided('issuer: nothing left', fitted({ transStatus: 'U', transStatusReason: '22' }, asked.messageVersion), because);
}

/** What stands against an outcome, and whether a tester may have it all the same: not what cannot be carried out. */
function objection(outcome: Outcome, { blocked }: CardFacts, asked: Asked): { why?: string; mayBeForced?: boolean } {
  // Tries are limited over all transactions of a card: no rule opens a way round that.
  const lock = blocked && outcome.transStatus === 'C' ? 'the card is blocked: no challenge is begun' : undefined;
  const cannot = NOT_SERVED.find(({ stops }) => stops(outcome, asked))?.says ?? lock;
  const law = brokenLaw(outcome, asked)?.says;
  if (law) return { why: law, mayBeForced: !cannot };
  return cannot ? { why: cannot } : {};
}

function decisionOf(
  outcome: Outcome,
  card: CardFacts,
  { messageVersion }: Asked,
  more: Partial<Decision> & { because: string },
): Decision {
  const { transStatus, transStatusReason, eci, challengeResult } = outcome;
  const elements = elementsOf(outcome, messageVersion);
  const isChallenge = transStatus === 'C';
  return {
    ...more,
    transStatus,
    ...(transStatusReason ? { transStatusReason } : {}),
    ...(isChallenge ? { method: outcome.method ?? challenge(card).method } : {}),
    ...(challengeResult ? { challengeResult } : {}),
    ...(elements ? { elements } : {}),
    ...(eci ? { eci } : {}),
  } as Decision;
}
