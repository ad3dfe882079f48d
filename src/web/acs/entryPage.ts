import type { Acs } from '../../acs.ts';
import { type StepName, sendsOf, stepsOf } from '../../challenge/methods.ts';
import { PICKS, reasonsFor } from '../../challenge/picks.ts';
import { optionValue } from '../../challenge/questions.ts';
import { maySend } from '../../transaction/judging.ts';
import { POLICY } from '../../transaction/policy.ts';
import type { Notice, Progress, Transaction } from '../../transaction/transaction.ts';
import { CHALLENGE_PATH, frame, refreshUrl } from './challengeFrame.ts';
import { pageToken } from './pageToken.ts';

/** A malformed entry is pointed out on the page that it came from; it is not part of the transaction. */
export type FieldError = `${StepName}Format`;

/** How a step looks: its template, what the page calls itself, and what it says besides what all steps say. */
interface Face {
  template: 'epin' | 'code' | 'select' | 'oob' | 'picker' | 'processing';
  page: string;
  says?: (acs: Acs, transaction: Transaction, language: string) => object;
}

/** How often a waiting page looks again. */
export const REFRESH_SECONDS = 1;
const LOOK_SECONDS = 2;

const minutesValid = POLICY.codeLifetimeMs / 60_000;

const FACES: Record<StepName, Face> = {
  ePin: { template: 'epin', page: 'epin' },
  code: { template: 'code', page: 'otp', says: () => ({ minutesValid }) },
  emailCode: { template: 'code', page: 'otp', says: () => ({ minutesValid }) },
  select: { template: 'select', page: 'select', says: (...args) => ({ question: question('select', ...args) }) },
  multiSelect: { template: 'select', page: 'multi-select', says: (...args) => ({ question: question('multiSelect', ...args) }) },
  oob: { template: 'oob', page: 'oob', says: (...args) => ({ minutesValid, watch: watch(...args) }) },
  automatic: {
    template: 'processing',
    page: 'processing',
    says: (...args) => ({ refresh: { url: refreshUrl(...args), seconds: REFRESH_SECONDS } }),
  },
  picker: { template: 'picker', page: 'picker', says: (_acs, { messageVersion }) => picks(messageVersion) },
};

/** What a wrong entry is called, by step: a wrong code of the guide, or a wrong answer. */
const WRONG: Partial<Record<StepName, string>> = { select: 'wrongAnswer', multiSelect: 'wrongAnswer' };

/** The page of the step on which a challenge stands. */
export function entryPage(
  acs: Acs,
  transaction: Transaction,
  progress: Progress,
  language: string,
  fieldError?: FieldError,
): { template: Face['template']; view: object } {
  const steps = stepsOf(transaction.method ?? 'sms');
  const step = steps[progress.step] ?? 'code';
  const { template, page, says } = FACES[step];
  const wrong = wrongOf(progress.notice, step);
  const isLast = progress.step + 1 === steps.length;
  return {
    template,
    view: {
      ...frame(acs, transaction, page, language),
      ...says?.(acs, transaction, language),
      ...(step === 'automatic' ? {} : { form: { action: CHALLENGE_PATH, token: pageToken(acs.keys, transaction) } }),
      step,
      steps: { current: progress.step + 1, total: steps.length },
      triesLeft: POLICY.maxTries - progress.wrongTries,
      canResend: sendsOf(step) !== undefined && maySend(transaction, POLICY),
      ...(transaction.offersTrustList && isLast ? { trustList: { checked: progress.trusts === true } } : {}),
      ...(progress.notice ? { notice: progress.notice } : {}),
      ...(wrong ? { wrong } : {}),
      ...(fieldError ? { fieldError } : {}),
      isError: Boolean(fieldError) || wrong !== undefined || isFailure(progress.notice),
    },
  };
}

function isFailure(notice: Notice | undefined): boolean {
  return notice === 'codeExpired' || notice === 'codeNotSent' || notice === 'ePinShut';
}

function wrongOf(notice: Notice | undefined, step: StepName): string | undefined {
  if (notice === 'wrongEntries') return 'wrongEntries';
  return notice === 'wrongCode' ? (WRONG[step] ?? 'wrongCode') : undefined;
}

function question(kind: 'select' | 'multiSelect', acs: Acs, transaction: Transaction, language: string) {
  const { asks, options } = acs.questionOf(transaction, kind);
  return {
    asks: asks[language] ?? asks.fr,
    type: kind === 'select' ? 'radio' : 'checkbox',
    options: options.map(({ says }, index) => ({ value: optionValue(index), text: says[language] ?? says.fr })),
  };
}

/** Asks whether this page is still the current one, without being loaded anew: a reader of the screen is not interrupted. */
function watch(acs: Acs, transaction: Transaction, language: string) {
  const token = pageToken(acs.keys, transaction);
  const url = `${CHALLENGE_PATH}/changed?${new URLSearchParams({ token })}`;
  return { url, next: refreshUrl(acs, transaction, language), seconds: LOOK_SECONDS };
}

function picks(version: Transaction['messageVersion']) {
  return { picks: Object.keys(PICKS), reasons: reasonsFor(version) };
}
