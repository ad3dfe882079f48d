import { needsBrowser } from '../challenge/appUi.ts';
import { METHODS, type MethodName } from '../challenge/methods.ts';
import type { Keys } from '../crypto/keys.ts';
import { idleFault } from '../decision/faults.ts';
import type { Outcome } from '../decision/outcome.ts';
import { alwaysBroken, type Match, type Rule } from '../decision/rule.ts';
import { maskMessage, maskNumber } from '../messages/masking.ts';
import { faultOf, type SchemaFault } from '../schemaFaults.ts';
import type { RuleRecord } from '../store/ruleRecord.ts';

/** A rule as people write it: with a card number, which is kept as a keyed hash alone. */
export type WrittenRule = Omit<Rule, 'match'> & { match?: Omit<Match, 'cardHash'> & { acctNumber?: string } };

/** A valid outcome for each member that the protocol ties to others. */
export const EXAMPLES: Record<string, Outcome> = {
  transStatus: { transStatus: 'N', transStatusReason: '11' },
  transStatusReason: { transStatus: 'N', transStatusReason: '11' },
  transStatusReasonInfo: { transStatus: 'N', transStatusReason: '11', transStatusReasonInfo: 'Reported stolen' },
  cardholderInfo: { transStatus: 'N', transStatusReason: '12', cardholderInfo: 'Call your bank' },
  trustListStatus: { transStatus: 'Y', trustListStatus: 'Y', trustListStatusSource: '03' },
  acsChallengeMandated: { transStatus: 'C', acsChallengeMandated: 'N' },
  acsDecConInd: { transStatus: 'Y', acsDecConInd: 'N' },
  eci: { transStatus: 'Y', eci: '05' },
  transChallengeExemption: { transStatus: 'Y', transChallengeExemption: '05' },
  broadInfo: { transStatus: 'Y', broadInfo: { category: '01', severity: '01', recipients: ['01'], source: '01' } },
  method: { transStatus: 'C', method: 'sms' },
  alternative: { transStatus: 'C', method: 'sms', alternative: 'email' },
  oobAppURL: { transStatus: 'C', method: 'oob', oobAppURL: 'https://app.bank.example/approve' },
  challengeResult: { transStatus: 'C', challengeResult: { transStatus: 'N', transStatusReason: '19' } },
  answers: { transStatus: 'D', answers: { answer: 'approved', afterSeconds: 10 } },
  'challengeResult.transStatusReason': {
    transStatus: 'C',
    challengeResult: { transStatus: 'R', transStatusReason: '11' },
  },
  'challengeResult.challengeCancel': {
    transStatus: 'C',
    challengeResult: { transStatus: 'N', transStatusReason: '01', challengeCancel: '01' },
  },
};

/** A rule in which a fault or a delay has its effect, by the member that has none. */
const BENT_EXAMPLES: Record<string, Pick<Rule, 'outcome' | 'faults' | 'delays'>> = {
  'faults.ares.errorCode': { outcome: { transStatus: 'Y' }, faults: { ares: { instead: 'erro', errorCode: '403' } } },
  'faults.rreq': { outcome: { transStatus: 'C' }, faults: { rreq: { send: 'twice' } } },
  'faults.cres': { outcome: { transStatus: 'C' }, faults: { cres: { send: 'never' } } },
  'faults.stepCRes': {
    outcome: { transStatus: 'C' },
    faults: { stepCRes: { patch: [{ op: 'remove', path: '/acsUiType' }] } },
  },
  'faults.erro': {
    outcome: { transStatus: 'C' },
    faults: { erro: { patch: [{ op: 'replace', path: '/errorCode', value: '999' }] } },
  },
  'faults.page': { outcome: { transStatus: 'C' }, faults: { page: 'oversize' } },
  'delays.rreqMs': { outcome: { transStatus: 'C' }, delays: { rreqMs: 5000 } },
  'delays.cresMs': { outcome: { transStatus: 'C' }, delays: { cresMs: 5000 } },
};

/** Any value may stand in a patch, but not one too deep to be kept, sent and shown. */
const MAX_DEPTH = 32;

/** What is wrong with a rule: its form, a method that is none, or an outcome that no AReq that it matches can have. */
export function faultOfRule(rule: unknown): SchemaFault | undefined {
  return faultOf('api/rule.json', rule) ?? faultOfContent(rule as WrittenRule);
}

function faultOfContent({ name, match = {}, outcome, faults, delays, force }: WrittenRule): SchemaFault | undefined {
  const { acctNumber, acquirerMerchantID: _mid, threeDSRequestorID: _id, purchaseAmount, ...texts } = match;
  if (faults && isDeeper(faults, MAX_DEPTH))
    return fault('faults', `must not nest deeper than ${MAX_DEPTH} levels`, { ares: { instead: 'drop' } });
  if (holdsCardNumber({ name, texts, outcome }))
    return fault('match', 'holds what looks like a card number outside of acctNumber', { acctNumber: '4970720000052226' });
  if (holdsCardNumber(faults))
    return fault('faults', 'holds what looks like a card number; a masked one can be sent', {
      ares: { patch: [{ op: 'add', path: '/acctNumber', value: '497072XXXXXX2226' }] },
    });
  if (typeof purchaseAmount === 'object' && (purchaseAmount.min ?? 0) > (purchaseAmount.max ?? Number.POSITIVE_INFINITY))
    return fault('match.purchaseAmount', 'max must not be below min', { min: 1000, max: 2000 });
  const never = faultOfMatch(match);
  if (never) return never;
  const ofMethod = faultOfMethod(outcome) ?? faultOfChannel(outcome, match);
  if (ofMethod) return ofMethod;
  const idle = idleFault(
    { ...(faults ? { faults } : {}), ...(delays ? { delays } : {}) },
    outcome.transStatus,
    match.deviceChannel,
  );
  if (idle) return fault(idle.field, idle.says, BENT_EXAMPLES[idle.field]);
  const law = force ? undefined : alwaysBroken(acctNumber ? { ...match, cardHash: '' } : match, outcome);
  return law && fault(`outcome.${law.field}`, law.says, EXAMPLES[law.field] ?? EXAMPLES.transStatus);
}

/** Conditions that no AReq fulfils together. */
function faultOfMatch({ acctNumber, acctNumberPrefix = '', deviceChannel, threeDSCompInd }: Match & { acctNumber?: string }) {
  if (acctNumber !== undefined && !acctNumber.startsWith(acctNumberPrefix))
    return fault('match.acctNumberPrefix', 'does not begin the acctNumber: one of them is enough', acctNumber.slice(0, 6));
  if (threeDSCompInd !== undefined && deviceChannel !== undefined && deviceChannel !== '02')
    return fault('match.threeDSCompInd', 'is of a browser: the deviceChannel must be 02, or absent', 'Y');
  return undefined;
}

function holdsCardNumber(value: unknown): boolean {
  const text = JSON.stringify(value) ?? '';
  return maskMessage(text) !== text;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

/** A method that this simulator does not have. */
export function faultOfMethod(of: Partial<Record<'method' | 'alternative', MethodName | undefined>>): SchemaFault | undefined {
  const unknown = (['method', 'alternative'] as const).find((name) => {
    const method = of[name];
    return method !== undefined && !Object.hasOwn(METHODS, method);
  });
  return unknown && fault(`outcome.${unknown}`, `must be one of ${Object.keys(METHODS).join(', ')}`, 'sms');
}

/** A method that no app has, for apps alone; that could not be forced either. */
function faultOfChannel({ method }: Outcome, { deviceChannel }: Match): SchemaFault | undefined {
  if (deviceChannel !== '01' || !method || !needsBrowser(method)) return undefined;
  return fault('outcome.method', `${method} needs a browser: no app (deviceChannel 01) has it`, 'oob');
}

function fault(field: string, rule: string, example: unknown): SchemaFault {
  return { field, path: `/${field.replaceAll('.', '/')}`, rule, example: JSON.stringify(example) };
}

/** A rule as it is kept: the card number as keyed hash and masked. */
export function toRecord({ match = {}, ...rule }: WrittenRule, keys: Keys): Omit<RuleRecord, 'id' | 'applied'> {
  const { acctNumber, ...others } = match;
  if (acctNumber === undefined) return { rule: { ...rule, match: others } };
  return {
    rule: { ...rule, match: { cardHash: keys.cardHash(acctNumber), ...others } },
    maskedNumber: maskNumber(acctNumber),
  };
}

/** A kept rule as it is shown: with the masked card number. */
export function toWritten({ rule: { match, ...rule }, maskedNumber }: Pick<RuleRecord, 'rule' | 'maskedNumber'>): WrittenRule {
  const { cardHash: _hash, ...others } = match;
  const shown = maskedNumber === undefined ? others : { acctNumber: maskedNumber, ...others };
  const { name, ...answer } = rule;
  return { ...(name === undefined ? {} : { name }), match: shown, ...answer };
}
