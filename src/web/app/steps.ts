import type { Acs } from '../../acs.ts';
import { uiTypeOf } from '../../challenge/appUi.ts';
import { choosesMany } from '../../challenge/entries.ts';
import { stepsOf } from '../../challenge/methods.ts';
import { optionValue } from '../../challenge/questions.ts';
import type { Asks } from '../../challenge/stepRow.ts';
import { rowOf, type StepName } from '../../challenge/steps.ts';
import { presentPurchase } from '../../pages/purchase.ts';
import { catalogue } from '../../pages/render.ts';
import { maySend, triesLeft } from '../../transaction/judging.ts';
import type { Policy } from '../../transaction/policy.ts';
import { type Progress, type StepNotice, type Transaction, wordingOf } from '../../transaction/transaction.ts';
import type { AppHtml } from './html.ts';
import { cut, nativeUi } from './native.ts';
import type { AppQuestion, Shown } from './question.ts';

/** What the form of the answer is drawn from. */
type Answer = Pick<AppQuestion, 'length' | 'isSecret' | 'isOneTimeCode' | 'choosesMany'> &
  Partial<Pick<AppQuestion, 'label' | 'options'>>;

/** More than any honest merchant or amount needs; the rest of the text has its room so. */
const PURCHASE_LIMIT = 40;

/** What an app is shown where its transaction stands: a function of the transaction, and of whether its last entry was none. */
export function shownToApp(acs: Acs, transaction: Transaction, html: AppHtml, isMalformed: boolean): Shown {
  const { app, state, method } = transaction;
  const step = method && state.name === 'challenging' ? stepsOf(method)[state.progress.step] : undefined;
  if (!app || !step || state.name !== 'challenging') throw new Error(`${transaction.acsTransID} shows nothing to an app`);
  const question = appQuestionOf(acs, transaction, step, state.progress, isMalformed);
  const acsUiType = uiTypeOf(step, app.acsRenderingType);
  if (acsUiType === '05') return { acsUiType, acsHTML: html(question) };
  return nativeUi(question, { issuer: acs.issuer, version: transaction.messageVersion, acsUiType });
}

function appQuestionOf(
  acs: Acs,
  transaction: Transaction,
  step: StepName,
  progress: Progress,
  isMalformed: boolean,
): AppQuestion {
  const { browserLanguage, method } = transaction;
  const language = catalogue.languageFor(browserLanguage);
  const { asks, app, sends } = rowOf(step);
  if (!app) throw new Error(`no app can show the step ${step}`);
  const text = (key: string, values = {}) => catalogue.text(language, key, values);
  const total = stepsOf(method ?? 'sms').length;
  const where = total > 1 ? `${text('app.step', { current: progress.step + 1, total })} ` : '';
  const isLast = progress.step + 1 === total;
  const { merchant, amount, card, phone, email } = presentPurchase(transaction, language);
  const values = { issuer: acs.issuer.name, phone, email };
  const notice = isMalformed ? { text: text(app.malformed), isWarning: true } : noticeOf(progress, text, acs.policy);
  return {
    step,
    language,
    header: text(`app.${step}.header`),
    label: text(`app.${step}.label`),
    text: where + text(`app.${step}.text`, values),
    ...(notice ? { notice } : {}),
    purchase: {
      merchant: cut(merchant, PURCHASE_LIMIT),
      ...(amount === undefined ? {} : { amount: cut(amount, PURCHASE_LIMIT) }),
      card,
    },
    wording: wordingOf(transaction),
    submit: text(app.submit),
    ...(asks.kind === 'digits' && sends && maySend(transaction, acs.policy) ? { resend: text('app.resend') } : {}),
    ...formOf(acs, transaction, asks, language),
    ...(transaction.offersTrustList && isLast ? { trust: text('app.trust') } : {}),
  };
}

/** The form of the answer. The words of a question are its label, its answers the options. */
function formOf(acs: Acs, transaction: Transaction, form: Asks, language: string): Answer {
  if (form.kind === 'digits') {
    const { length, isSecret, isOneTimeCode } = form;
    return { length, isSecret, ...(isOneTimeCode ? { isOneTimeCode } : {}) };
  }
  const nothingTyped = { length: 0, isSecret: false };
  if (form.kind !== 'choice') return nothingTyped;
  const { asks, options } = acs.questionOf(transaction, form.question);
  return {
    ...nothingTyped,
    label: asks[language] ?? asks.fr ?? '',
    options: options.map(({ says }, index) => ({ key: optionValue(index), label: says[language] ?? says.fr ?? '' })),
    ...(choosesMany(form) ? { choosesMany: true as const } : {}),
  };
}

type Text = (key: string, values?: Record<string, unknown>) => string;

/** What is said of the last entry or click. */
const NOTICES: Record<StepNotice, { key: string; isWarning: boolean }> = {
  wrongCode: { key: 'challenge.wrongCode.again', isWarning: true },
  codeSent: { key: 'challenge.code.sentAgain', isWarning: false },
  codeNotSent: { key: 'challenge.code.notSent', isWarning: true },
  codeExpired: { key: 'challenge.code.expired', isWarning: true },
  noMoreSends: { key: 'challenge.code.noMoreSends', isWarning: true },
  wrongEntries: { key: 'challenge.wrongEntries.again', isWarning: true },
  notApproved: { key: 'app.oob.notApproved', isWarning: true },
  ePinShut: { key: 'challenge.ePinShut', isWarning: true },
};

function noticeOf(progress: Progress, text: Text, policy: Policy): AppQuestion['notice'] {
  const { notice } = progress;
  if (!notice) return undefined;
  const { key, isWarning } = NOTICES[notice];
  const isWrong = notice === 'wrongCode' || notice === 'wrongEntries';
  const left = isWrong ? ` ${text('challenge.wrongCode.left', { count: triesLeft(progress, policy) })}` : '';
  return { text: text(key) + left, isWarning };
}
