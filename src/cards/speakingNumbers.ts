import { METHODS, type MethodName } from '../challenge/methods.ts';
import type { ChallengeResult, OwnAnswer } from '../decision/decision.ts';
import { type Outcome, TRANS_STATUSES, type TransStatus } from '../decision/outcome.ts';
import { luhnDigit } from '../messages/cardNumbers.ts';
import { nearestOf } from '../messages/nearest.ts';
import { reasonsOf } from '../messages/transStatusReason.ts';
import { isSupported, type MessageVersion, NEWEST, SUPPORTED_VERSIONS, VERSIONS } from '../messages/versions.ts';

/**
 * Card numbers that say what they do, 16 digits:
 * `497099 V M S RR E nnn L`: versions, 3DS Method, outcome, its reason or method, end of the challenge, any number, Luhn digit.
 */
export const PREFIX = '497099';

/** The values of digit 7 with which a card takes part in a version; 0 is all versions. */
const DIGITS_OF_VERSION = {
  '2.3.1': '035',
  '2.2.0': '0245',
  '2.1.0': '014',
} as const satisfies Record<MessageVersion, string>;

/** Digit 7: the versions that the card takes part in, newest first. */
export const VERSION_DIGITS: Record<string, readonly MessageVersion[]> = Object.fromEntries(
  [...new Set(Object.values(DIGITS_OF_VERSION).join(''))]
    .sort()
    .map((digit) => [digit, SUPPORTED_VERSIONS.filter((version) => DIGITS_OF_VERSION[version].includes(digit))]),
);

/** Digit 8: whether its range has a 3DS Method. */
export const METHOD_DIGITS: Record<string, boolean> = { 0: true, 1: false };

/** Digit 9: transStatus; 0 leaves it to the issuer. */
export const STATUS_DIGITS: Record<string, TransStatus | undefined> = {
  ...{ 0: undefined, 1: 'Y', 2: 'A', 3: 'N', 4: 'U', 5: 'R', 6: 'I', 7: 'C', 8: 'D', 9: 'S' },
};

/** Digits 10 and 11 with N, U, R and A: the reason; 00 is the usual one. */
export const USUAL_REASONS: Partial<Record<TransStatus, string>> = { N: '01', U: '22', R: '11' };

/** Digits 10 and 11 with C: the method of the challenge; 00 is the best that the cardholder is enrolled for. */
export const CHALLENGE_METHODS: Record<string, string> = Object.fromEntries(
  Object.entries(METHODS)
    .map(([name, { digits }]) => [name, digits] as const)
    .toSorted(([, one], [, other]) => one.localeCompare(other)),
);

/** Digits 10 and 11 with D: what the cardholder does by himself; 00 waits for a tester. */
export const ANSWER_DIGITS: Record<string, OwnAnswer | undefined> = {
  '00': undefined,
  '01': { answer: 'approved', afterSeconds: 10 },
  '02': { answer: 'refused', afterSeconds: 10 },
};

/** Digit 12 with C and D: how it ends where the cardholder does all that is asked; a time-out of D has challengeCancel 03. */
export const RESULT_DIGITS: Record<string, ChallengeResult | undefined> = {
  0: undefined,
  1: { transStatus: 'Y' },
  2: { transStatus: 'N', transStatusReason: '19' },
  3: { transStatus: 'N', transStatusReason: '01', challengeCancel: '01' },
  4: { transStatus: 'N', transStatusReason: '14', challengeCancel: '04' },
  5: { transStatus: 'U', transStatusReason: '22' },
  6: { transStatus: 'A' },
  7: { transStatus: 'R', transStatusReason: '11' },
};

/** What a card number of the grammar says. */
export interface CardNumberMeaning {
  versions: readonly MessageVersion[];
  threeDSMethod: boolean;
  outcome?: Outcome;
}

/** @returns undefined for a number of another prefix; a sentence for one whose digits have no meaning */
export function meaningOfNumber(acctNumber: string): CardNumberMeaning | string | undefined {
  const [, v = '', m = '', s = '', rr = '', e = ''] =
    new RegExp(`^${PREFIX}(\\d)(\\d)(\\d)(\\d\\d)(\\d)\\d{4}$`).exec(acctNumber) ?? [];
  if (v === '') return undefined;
  const versions = VERSION_DIGITS[v];
  if (!versions) return noMeaning('digit 7', `one of ${Object.keys(VERSION_DIGITS).join(', ')}`);
  const threeDSMethod = METHOD_DIGITS[m];
  if (threeDSMethod === undefined) return noMeaning('digit 8', '0 or 1');
  const transStatus = STATUS_DIGITS[s];
  const outcome = transStatus === undefined ? withoutOutcome(rr, e) : outcomeOfDigits(transStatus, rr, e);
  if (typeof outcome === 'string') return outcome;
  return { versions, threeDSMethod, ...(outcome ? { outcome } : {}) };
}

const noMeaning = (digits: string, rule: string) => `${digits} of the card number: must be ${rule}`;

function withoutOutcome(rr: string, e: string): string | undefined {
  return rr === '00' && e === '0' ? undefined : noMeaning('digits 10 to 12', '0 where digit 9 is 0');
}

function outcomeOfDigits(transStatus: TransStatus, rr: string, e: string): Outcome | string {
  if (transStatus === 'C' || transStatus === 'D') return challengeOfDigits(transStatus, rr, e);
  if (e !== '0') return noMeaning('digit 12', '0 where there is no challenge');
  const usual = USUAL_REASONS[transStatus];
  if (usual === undefined && transStatus !== 'A')
    return rr === '00' ? { transStatus } : noMeaning('digits 10 and 11', `0 with ${transStatus}`);
  if (rr === '00') return usual === undefined ? { transStatus } : { transStatus, transStatusReason: usual };
  return reasonsOf(NEWEST).includes(rr)
    ? { transStatus, transStatusReason: rr }
    : noMeaning('digits 10 and 11', `a transStatusReason: 01 to ${VERSIONS[NEWEST].lastReason}, 80 to 99, or 00`);
}

function challengeOfDigits(transStatus: 'C' | 'D', rr: string, e: string): Outcome | string {
  if (!(e in RESULT_DIGITS)) return noMeaning('digit 12', `one of ${Object.keys(RESULT_DIGITS).join(', ')}`);
  const challengeResult = resultOf(transStatus, e);
  const end = challengeResult ? { challengeResult } : {};
  if (transStatus === 'D') {
    const answers = ANSWER_DIGITS[rr];
    if (!(rr in ANSWER_DIGITS))
      return noMeaning('digits 10 and 11', `with D one of ${Object.keys(ANSWER_DIGITS).sort().join(', ')}`);
    return { transStatus, ...(answers ? { answers } : {}), ...end };
  }
  const [method] = Object.entries(CHALLENGE_METHODS).find(([, digits]) => digits === rr) ?? [];
  if (rr !== '00' && method === undefined) return noMeaning('digits 10 and 11', 'a method of this simulator, or 00');
  return { transStatus, ...(method === undefined ? {} : { method: method as MethodName }), ...end };
}

/** What digit 12 stands for; with D, the time-out is that of decoupled authentication. */
export function resultOf(transStatus: 'C' | 'D', digit: string): ChallengeResult | undefined {
  const result = RESULT_DIGITS[digit];
  return transStatus === 'D' && result?.challengeCancel === '04' ? { ...result, challengeCancel: '03' } : result;
}

/** What a card number should say. */
export interface CardNumberWish {
  /** The only versions that it takes part in; all if absent. */
  versions?: readonly string[];
  /** Whether its range has a 3DS Method; true if absent. */
  threeDSMethod?: boolean;
  /** transStatus of the ARes; left to the issuer if absent. */
  outcome?: TransStatus;
  /** Two digits; with N, U, R and A. */
  reason?: string;
  /** With C. */
  method?: MethodName;
  /** With D: what the cardholder does by himself after ten seconds; a tester answers if absent. */
  answer?: OwnAnswer['answer'];
  /** With C and D: `Y`, `N` (wrong codes), `cancel`, `timeout`, `U`, `A`, `R`; what the cardholder does if absent. */
  result?: ResultName;
  /** 0 to 999: cards that do the same. */
  serial?: number;
}

export const RESULT_NAMES = { Y: '1', N: '2', cancel: '3', timeout: '4', U: '5', A: '6', R: '7' } as const;
export type ResultName = keyof typeof RESULT_NAMES;

/**
 * A Luhn-valid card number of 16 digits that does what is wished for, wherever the simulator serves its range.
 * @throws RangeError with a sentence where no number says that
 */
export function cardNumberFor(wish: CardNumberWish = {}): string {
  const { versions = SUPPORTED_VERSIONS, threeDSMethod = true, outcome, reason, method, answer, result, serial = 0 } = wish;
  const wanted = versions.filter(isSupported).toSorted().join();
  const v = Object.keys(VERSION_DIGITS).find((digit) => VERSION_DIGITS[digit]?.toSorted().join() === wanted);
  if (v === undefined || wanted.length === 0) throw new RangeError(`no card number says versions ${versions.join(', ')}`);
  const s = Object.keys(STATUS_DIGITS).find((digit) => STATUS_DIGITS[digit] === outcome);
  if (s === undefined) throw notOne('outcome', String(outcome), TRANS_STATUSES);
  if (!(Number.isInteger(serial) && serial >= 0 && serial <= 999)) throw new RangeError('serial must be 0 to 999');
  if (reason !== undefined && (outcome === 'C' || outcome === 'D'))
    throw new RangeError('a challenge has no reason, but a result');
  if (method !== undefined && outcome !== 'C') throw new RangeError('a method goes with outcome C');
  const methods = Object.keys(METHODS);
  if (method !== undefined && !methods.includes(method)) throw notOne('method', method, methods);
  if (answer !== undefined && outcome !== 'D') throw new RangeError('an answer goes with outcome D');
  const answers = Object.entries(ANSWER_DIGITS).flatMap(([digits, own]) => (own ? [[own.answer, digits] as const] : []));
  const answerDigits = answers.find(([name]) => name === answer)?.[1] ?? '00';
  if (answer !== undefined && answerDigits === '00')
    throw notOne(
      'answer',
      answer,
      answers.map(([name]) => name),
    );
  if (result !== undefined && !Object.hasOwn(RESULT_NAMES, result)) throw notOne('result', result, Object.keys(RESULT_NAMES));
  if (reason !== undefined && !/^\d\d$/.test(reason)) throw new RangeError(`reason is ${reason}, must be two digits`);
  const rr = reason ?? (method === undefined ? answerDigits : CHALLENGE_METHODS[method]);
  const e = result === undefined ? '0' : RESULT_NAMES[result];
  const digits = `${PREFIX}${v}${threeDSMethod ? 0 : 1}${s}${rr}${e}${String(serial).padStart(3, '0')}`;
  const acctNumber = digits + luhnDigit(digits);
  const meaning = meaningOfNumber(acctNumber);
  if (typeof meaning === 'object') return acctNumber;
  throw new RangeError(meaning ?? `${acctNumber} is no such number`);
}

function notOne(name: string, value: string, allowed: readonly string[]): RangeError {
  const nearest = nearestOf(value, allowed);
  return new RangeError(
    `${name} is ${value}, must be one of ${allowed.join(', ')}${nearest ? ` (did you mean ${nearest}?)` : ''}`,
  );
}
