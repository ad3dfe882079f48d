import { needsBrowser, renderingOf } from '../challenge/appUi.ts';
import { type MethodName, suitsLimitedSdk } from '../challenge/methods.ts';
import type { AReq } from '../messages/types.ts';
import { isOfDs } from '../messages/versions.ts';
import type { CardFacts } from './cardFacts.ts';
import type { Decision, Tried } from './decision.ts';
import { decideDecoupled } from './decoupled.ts';
import { canDo, challenge, DEFAULT_POLICY, type IssuerPolicy, POLICY_RULES } from './issuerPolicy.ts';
import { type Asked, askedOf, findBrokenLaw, fitToVersion, isOfLimitedSdk } from './laws.ts';
import { type Outcome, outcomeElements } from './outcome.ts';
import { type ActiveRule, mismatch } from './rule.ts';
import { statusesOf } from './statuses.ts';

/** Who may decide besides the card. */
export interface Deciders {
  /** In the order in which they are tried: one-shots, then standing rules. */
  rules: readonly ActiveRule[];
  policy: IssuerPolicy;
}

/** Rules that do not match are named one by one until so many were tried; each run of further ones is counted in its place. */
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
    return decisionOf(outcome, card, areq, { because, explain: tried, ...more });
  };

  let unnamed = 0;
  const countUnnamed = () => {
    if (unnamed > 0) tried.push({ rule: unnamed === 1 ? '1 more rule' : `${unnamed} more rules`, verdict: 'does not apply' });
    unnamed = 0;
  };
  for (const rule of deciders.rules) {
    const differs = mismatch(rule.match, areq, card.cardHash ?? '');
    if (differs && tried.length < NAMED) {
      tried.push({ rule: rule.title, verdict: 'does not apply', why: `${differs} does not match` });
    } else if (differs) unnamed += 1;
    if (differs) continue;
    countUnnamed();
    const { why, mayBeForced } = objection(rule.outcome, card, areq, asked);
    if (why && !(rule.force && mayBeForced)) {
      tried.push({ rule: rule.title, verdict: 'passed over', why });
      continue;
    }
    return decided(rule.title, rule.outcome, `${rule.title} applies`, {
      ...(rule.id === undefined ? {} : { rule: rule.id }),
      ...(rule.delays ? { delays: rule.delays } : {}),
      ...(rule.faults ? { faults: rule.faults } : {}),
      ...(why ? { bent: why } : {}),
    });
  }
  countUnnamed();

  if (card.outcome) {
    const outcome = fitToVersion(card.outcome, asked.messageVersion);
    const why = whyClosed(card) ?? objection(outcome, card, areq, asked).why;
    if (!why) return decided('card', outcome, card.scripted ?? 'the card is scripted to this outcome');
    tried.push({ rule: 'card', verdict: 'passed over', why });
  } else {
    tried.push({ rule: 'card', verdict: 'does not apply', ...(card.scripted ? { why: card.scripted } : {}) });
  }

  for (const { name, because, decide: policyRule } of POLICY_RULES) {
    const answer = policyRule(areq, card, deciders.policy);
    if (!answer) {
      tried.push({ rule: `issuer: ${name}`, verdict: 'does not apply' });
      continue;
    }
    const { because: own, ...wanted } = presentable(areq, { because, ...answer });
    const outcome = fitToVersion(wanted, asked.messageVersion);
    const { why } = objection(outcome, card, areq, asked);
    if (!why) return decided(`issuer: ${name}`, outcome, own);
    tried.push({ rule: `issuer: ${name}`, verdict: 'passed over', why });
  }
  const because = 'the protocol rules out all that the issuer would answer';
  return decided(
    'issuer: nothing left',
    fitToVersion({ transStatus: 'U', transStatusReason: '22' }, asked.messageVersion),
    because,
  );
}

/** What stands against an outcome, and whether a tester may have it all the same: not what cannot be carried out. */
function objection(outcome: Outcome, card: CardFacts, areq: AReq, asked: Asked): { why?: string; mayBeForced?: boolean } {
  const cannot = outcome.transStatus === 'C' ? noChallenge(outcome, card, areq) : undefined;
  const law = findBrokenLaw(outcome, asked)?.says;
  if (law) return { why: law, mayBeForced: !cannot };
  if (cannot) return { why: cannot };
  const decoupled = outcome.transStatus === 'D' ? decideDecoupled(areq, card.decoupled ?? {}) : undefined;
  return decoupled && 'because' in decoupled ? { why: decoupled.because, mayBeForced: true } : {};
}

/** Why no challenge can be begun. Tries are limited over all transactions of a card: no rule opens a way round that. */
function noChallenge({ method }: Outcome, card: CardFacts, areq: AReq): string | undefined {
  const shut = whyClosed(card);
  if (shut) return `${shut}: no challenge is begun`;
  return notPresentable(areq, method ?? challenge(areq, card).method);
}

/** A card that nobody can use now has no outcome of its own. */
function whyClosed({ blocked, locked }: CardFacts): string | undefined {
  if (blocked) return 'the card is blocked';
  return locked && 'the card is locked for a time';
}

function decisionOf(outcome: Outcome, card: CardFacts, areq: AReq, more: Partial<Decision> & { because: string }): Decision {
  const { transStatus, transStatusReason, eci, challengeResult } = outcome;
  const elements = { ...statusesOf(areq, card, transStatus), ...outcomeElements(outcome, areq.messageVersion) };
  const answers = outcome.answers ?? card.decoupled?.answers;
  return {
    ...more,
    transStatus,
    ...(transStatusReason ? { transStatusReason } : {}),
    ...(transStatus === 'C' ? meansOf(outcome, card, areq) : {}),
    ...(transStatus === 'D' && answers ? { answers } : {}),
    ...(challengeResult ? { challengeResult } : {}),
    ...(Object.keys(elements).length > 0 ? { elements } : {}),
    ...(eci ? { eci } : {}),
  } as Decision;
}

/** The method of a challenge with the one that may take its place, and what the card makes of one without a human. */
function meansOf({ method, alternative, oobAppURL }: Outcome, card: CardFacts, areq: AReq) {
  const { automatic } = card;
  const taken = method ?? challenge(areq, card).method;
  return {
    method: taken,
    ...(alternative && mayBeOffered(alternative, taken, card, areq) ? { alternative } : {}),
    ...(oobAppURL ? { oobAppURL } : {}),
    ...(automatic && taken === 'automatic' ? { automatic } : {}),
  };
}

/** Whether a method can take the place of the one that the challenge begins with: an app keeps the interface that its ARes named. */
function mayBeOffered(alternative: MethodName, taken: MethodName, card: CardFacts, areq: AReq): boolean {
  if (alternative === taken || needsBrowser(alternative) || !canDo(alternative, card)) return false;
  if (isOfLimitedSdk(areq) && !suitsLimitedSdk(alternative)) return false;
  const { deviceChannel, deviceRenderOptions, messageVersion } = areq;
  if (deviceChannel !== '01') return notPresentable(areq, alternative) === undefined;
  const { acsInterface } = renderingOf(taken, deviceRenderOptions, messageVersion) ?? {};
  if (!deviceRenderOptions || !acsInterface) return false;
  return renderingOf(alternative, { ...deviceRenderOptions, sdkInterface: acsInterface }, messageVersion) !== undefined;
}

const NO_UI = 'the SDK can show no user interface that the challenge needs (deviceRenderOptions)';
const NO_BROWSER =
  'a channel of the DS (deviceChannel 80 to 99) is challenged only in a browser, and the AReq does not have all that one needs (notificationURL and the like)';

/**
 * Why a challenge cannot be shown: the app has no means, or in a channel of the DS nothing says that there is a browser. There,
 * an AReq has a notificationURL only if it would be right as that of a browser.
 */
function notPresentable(areq: AReq, method: MethodName): string | undefined {
  const { deviceChannel, deviceRenderOptions, notificationURL, messageVersion } = areq;
  if (deviceChannel === '01') {
    if (needsBrowser(method)) return `the method ${method} needs a browser: apps do not have it`;
    return renderingOf(method, deviceRenderOptions, messageVersion) ? undefined : NO_UI;
  }
  return isOfDs(deviceChannel) && notificationURL === undefined ? NO_BROWSER : undefined;
}

/** What the issuer answers where it would challenge and nothing can show it. */
function presentable(areq: AReq, answer: Outcome & { because: string }): Outcome & { because: string } {
  const why = answer.method && notPresentable(areq, answer.method);
  return why ? { transStatus: 'U', transStatusReason: '03', because: `${why}; else: ${answer.because}` } : answer;
}
