import type { Acs } from '../../acs.ts';
import { choosesMany } from '../../challenge/entries.ts';
import { stepsOf } from '../../challenge/methods.ts';
import { PICKS, reasonsFor } from '../../challenge/picks.ts';
import { optionValue } from '../../challenge/questions.ts';
import type { Asks, BrowserFace } from '../../challenge/stepRow.ts';
import { rowOf, type StepName } from '../../challenge/steps.ts';
import { mayTakeAlternative } from '../../transaction/alternative.ts';
import { triesLeft } from '../../transaction/endings.ts';
import { offersOf } from '../../transaction/entry.ts';
import { maySend } from '../../transaction/judging.ts';
import type { Progress, StepNotice, Transaction } from '../../transaction/transaction.ts';
import { CHALLENGE_PATH, frame, pageUrl, processingTemplate } from './challengeFrame.ts';
import { pageToken } from './pageToken.ts';

/** A malformed entry is pointed out on the page that it came from; it is not part of the transaction. */
export type FieldError = `${StepName}Format`;

/** How often a waiting page looks again. */
export const REFRESH_SECONDS = 1;
const LOOK_SECONDS = 2;

/** What a page says of what it asks for. */
const SAYS: {
  [K in Asks['kind']]: (acs: Acs, transaction: Transaction, language: string, asks: Extract<Asks, { kind: K }>) => object;
} = {
  digits: () => ({}),
  choice: (acs, transaction, language, asks) => ({ question: question(acs, transaction, language, asks) }),
  approval: (acs, transaction, language) => ({ watch: watch(acs, transaction, language) }),
  pick: (_acs, { messageVersion }) => picks(messageVersion),
  nothing: (acs, transaction, language) => ({
    refresh: { url: pageUrl(acs, transaction, language), seconds: REFRESH_SECONDS },
  }),
};

function saysOf(acs: Acs, transaction: Transaction, language: string, asks: Asks): object {
  const says = SAYS[asks.kind] as (...given: [Acs, Transaction, string, Asks]) => object;
  return says(acs, transaction, language, asks);
}

/** The page of the step on which a challenge stands. */
export function entryPage(
  acs: Acs,
  transaction: Transaction,
  progress: Progress,
  language: string,
  fieldError?: FieldError,
): { template: string; view: object; watches: boolean } {
  const steps = stepsOf(transaction.method ?? 'sms');
  const step = steps[progress.step] ?? 'code';
  const { asks, sends, browser } = rowOf(step);
  const { template, page } = browser;
  const wrong = wrongOf(progress.notice, browser);
  const offers = offersOf(transaction);
  const other = transaction.alternative && mayTakeAlternative(transaction, acs.policy) && stepsOf(transaction.alternative)[0];
  return {
    template: template === 'processing' ? processingTemplate(acs) : template,
    watches: asks.kind === 'approval',
    view: {
      ...frame(acs, transaction, page, language),
      ...(sends ? { minutesValid: acs.policy.codeLifetimeMs / 60_000 } : {}),
      ...saysOf(acs, transaction, language, asks),
      isVeiled: acs.issuer.processingScreen !== 'worded' && (fieldError !== undefined || isLater(progress)),
      ...(asks.kind === 'nothing' ? {} : { form: { action: CHALLENGE_PATH, token: pageToken(acs.keys, transaction) } }),
      step,
      steps: { current: progress.step + 1, total: steps.length },
      triesLeft: triesLeft(progress, acs.policy),
      canResend: sends !== null && maySend(transaction, acs.policy),
      ...(other ? { alternative: other } : {}),
      ...(offers.trustList ? { trustList: { checked: progress.trusts === true } } : {}),
      ...(offers.deviceBinding ? { deviceBinding: { checked: progress.binds === true } } : {}),
      ...(progress.notice ? { notice: progress.notice } : {}),
      ...(wrong ? { wrong } : {}),
      ...(fieldError ? { fieldError } : {}),
      isError: Boolean(fieldError) || wrong !== undefined || isFailure(progress.notice),
    },
  };
}

/**
 * Whether another page came before it in this challenge: then the processing screen is seen for a second before it (EMV 3DS 2.3.1,
 * Req 178, 182), also when it is loaded again.
 */
function isLater({ step, wrongTries, interactions, sends, looks = 0, switches = 0, notice }: Progress): boolean {
  return step + wrongTries + interactions + looks + switches > 0 || sends > 1 || notice !== undefined;
}

function isFailure(notice: StepNotice | undefined): boolean {
  return notice === 'codeExpired' || notice === 'codeNotSent' || notice === 'ePinShut';
}

function wrongOf(notice: StepNotice | undefined, { wrong }: BrowserFace): string | undefined {
  if (notice === 'wrongEntries') return 'wrongEntries';
  return notice === 'wrongCode' ? (wrong ?? undefined) : undefined;
}

function question(acs: Acs, transaction: Transaction, language: string, choice: Extract<Asks, { kind: 'choice' }>) {
  const { asks, options } = acs.questionOf(transaction, choice.question);
  return {
    asks: asks[language] ?? asks.fr,
    type: choosesMany(choice) ? 'checkbox' : 'radio',
    options: options.map(({ says }, index) => ({ value: optionValue(index), text: says[language] ?? says.fr })),
  };
}

/** Asks whether this page is still the current one, without being loaded anew: a reader of the screen is not interrupted. */
function watch(acs: Acs, transaction: Transaction, language: string) {
  const token = pageToken(acs.keys, transaction);
  const url = `${CHALLENGE_PATH}/changed?${new URLSearchParams({ token })}`;
  return { url, next: pageUrl(acs, transaction, language), seconds: LOOK_SECONDS };
}

function picks(version: Transaction['messageVersion']) {
  return { picks: Object.keys(PICKS), reasons: reasonsFor(version) };
}
