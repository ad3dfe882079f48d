import type { Acs } from '../../acs.ts';
import { uiTypeOf } from '../../challenge/appUi.ts';
import { type StepName, stepsOf } from '../../challenge/methods.ts';
import type { CRes } from '../../messages/types.ts';
import { formatAmount, isolate, maskCard, maskPhone, withoutDirectionMarks } from '../../pages/format.ts';
import { catalogue } from '../../pages/render.ts';
import { POLICY } from '../../transaction/policy.ts';
import type { Notice, Progress, Transaction } from '../../transaction/transaction.ts';
import type { AppHtml } from './html.ts';

/** The elements of a CRes that say what the SDK shows. */
export type Shown = Pick<
  CRes,
  | 'acsUiType'
  | 'acsHTML'
  | 'challengeInfoHeader'
  | 'challengeInfoLabel'
  | 'challengeInfoText'
  | 'challengeInfoTextIndicator'
  | 'challengeEntryBox'
  | 'submitAuthenticationLabel'
  | 'resendInformationLabel'
  | 'whyInfoLabel'
  | 'whyInfoText'
  | 'expandInfoLabel'
  | 'expandInfoText'
  | 'issuerImage'
  | 'psImage'
>;

/** What a step is shown from: values only, so native and HTML user interfaces say the same. */
export interface Question {
  step: StepName;
  language: string;
  header: string;
  label: string;
  /** What the cardholder has to do. */
  text: string;
  /** What came of the last entry or click, and whether it is a warning. */
  notice?: { text: string; isWarning: boolean };
  purchase: { merchant: string; amount: string; card: string };
  submit: string;
  resend?: string;
  /** Most characters of the entry. */
  length: number;
  isSecret: boolean;
}

/** What differs by step; a new step is one more row. The texts are app.STEP.header, .label and .text of the languages. */
const STEPS: Record<StepName, { length: number; isSecret: boolean; canResend: boolean; malformed: string }> = {
  ePin: { length: 4, isSecret: true, canResend: false, malformed: 'challenge.epin.format' },
  code: { length: 8, isSecret: false, canResend: true, malformed: 'challenge.code.format' },
};

/** Characters that the SDK takes (EMV 3DS 2.2.0, Table A.18). */
const LIMITS = { label: 45, info: 350, more: 256 };
/** More than any honest merchant or amount needs; the rest of the text has its room so. */
const PURCHASE_LIMIT = 40;

/** What an app is shown where its transaction stands: a function of the transaction, and of whether its last entry was none. */
export function shownToApp(acs: Acs, transaction: Transaction, html: AppHtml, isMalformed: boolean): Shown {
  const { app, state, method } = transaction;
  const step = method && state.name === 'challenging' ? stepsOf(method)[state.progress.step] : undefined;
  if (!app || !step || state.name !== 'challenging') throw new Error(`${transaction.acsTransID} shows nothing to an app`);
  const question = questionOf(acs, transaction, step, state.progress, isMalformed);
  const acsUiType = uiTypeOf(step, app.acsRenderingType);
  return acsUiType === '05' ? { acsUiType, acsHTML: html(question) } : { acsUiType, ...native(acs, transaction, question) };
}

function questionOf(acs: Acs, transaction: Transaction, step: StepName, progress: Progress, isMalformed: boolean): Question {
  const { purchase, phone, browserLanguage, method } = transaction;
  const language = catalogue.languageFor(browserLanguage);
  const { length, isSecret, canResend, malformed } = STEPS[step];
  const text = (key: string, values = {}) => catalogue.text(language, key, values);
  const total = stepsOf(method ?? 'sms').length;
  const where = total > 1 ? `${text('app.step', { current: progress.step + 1, total })} ` : '';
  const notice = isMalformed ? { text: text(malformed), isWarning: true } : noticeOf(progress, text);
  const amount = formatAmount(purchase.purchaseAmount, purchase.purchaseCurrency, Number(purchase.purchaseExponent), language);
  return {
    step,
    language,
    header: text(`app.${step}.header`),
    label: text(`app.${step}.label`),
    text: where + text(`app.${step}.text`, { issuer: acs.issuer.name, phone: maskPhone(phone) }),
    ...(notice ? { notice } : {}),
    purchase: {
      merchant: cut(withoutDirectionMarks(purchase.merchantName).trim(), PURCHASE_LIMIT),
      amount: cut(amount, PURCHASE_LIMIT),
      card: maskCard(purchase.maskedCard),
    },
    submit: text('app.submit'),
    ...(canResend && progress.sends < POLICY.maxSends ? { resend: text('app.resend') } : {}),
    length,
    isSecret,
  };
}

type Text = (key: string, values?: Record<string, unknown>) => string;

/** What is said of the last entry or click. */
const NOTICES: Record<Notice, { key: string; isWarning: boolean }> = {
  wrongCode: { key: 'challenge.wrongCode.again', isWarning: true },
  codeSent: { key: 'challenge.code.sentAgain', isWarning: false },
  codeExpired: { key: 'challenge.code.expired', isWarning: true },
  noMoreSends: { key: 'challenge.code.noMoreSends', isWarning: true },
};

function noticeOf({ notice, wrongTries }: Progress, text: Text): Question['notice'] {
  if (!notice) return undefined;
  const { key, isWarning } = NOTICES[notice];
  const left = notice === 'wrongCode' ? ` ${text('challenge.wrongCode.left', { count: POLICY.maxTries - wrongTries })}` : '';
  return { text: text(key) + left, isWarning };
}

/** The elements of the native text interface (01). SDKs refuse empty ones, so each is there with a text or not at all. */
function native(acs: Acs, { messageVersion }: Transaction, question: Question): Shown {
  const { language, header, label, notice, purchase, submit, resend } = question;
  const { issuer } = acs;
  const text = (key: string, values = {}) => catalogue.text(language, key, values);
  const lines = [notice?.text, text('app.purchase', { ...purchase, merchant: isolate(purchase.merchant) }), question.text].filter(
    (line) => line !== undefined,
  );
  const { name, phone } = issuer.customerService;
  return {
    challengeInfoHeader: cut(header, LIMITS.label),
    ...(messageVersion === '2.3.1'
      ? { challengeEntryBox: entryBox(question) }
      : { challengeInfoLabel: cut(label, LIMITS.label) }),
    challengeInfoText: cut(lines.join('\n\n'), LIMITS.info),
    ...(notice?.isWarning ? { challengeInfoTextIndicator: 'Y' as const } : {}),
    submitAuthenticationLabel: cut(submit, LIMITS.label),
    ...(resend ? { resendInformationLabel: cut(resend, LIMITS.label) } : {}),
    whyInfoLabel: cut(text('app.why.label'), LIMITS.label),
    whyInfoText: cut(text('app.why.text', { programme: issuer.scheme.programme, issuer: issuer.name }), LIMITS.more),
    expandInfoLabel: cut(text('app.help.label'), LIMITS.label),
    expandInfoText: cut(text('app.help.text', { service: name, phone }), LIMITS.more),
    ...imagesOf(issuer.appImages, messageVersion === '2.3.1'),
  };
}

/** The box of 2.3.1, which says more of the entry than a label. */
function entryBox({ label, length, isSecret }: Question): NonNullable<CRes['challengeEntryBox']> {
  return {
    challengeDataEntryLabel: cut(label, LIMITS.label),
    challengeDataEntryKeyboardType: '01',
    challengeDataEntryLengthMax: String(length).padStart(2, '0'),
    ...(isSecret
      ? { challengeDataEntryMasking: 'Y', challengeDataEntryToggle: 'Y' }
      : { challengeDataEntryMasking: 'N', challengeDataEntryAutofill: 'Y', challengeDataEntryAutofillType: '01' }),
  };
}

/** SDKs fetch pictures over https and cannot draw SVG, so only those that the issuer profile names are sent. */
function imagesOf(images: Acs['issuer']['appImages'], isBy231: boolean): Pick<Shown, 'issuerImage' | 'psImage'> {
  const form = (url: string) => (isBy231 ? { default: url } : { medium: url, high: url, extraHigh: url });
  return {
    ...(images?.issuer ? { issuerImage: form(images.issuer) } : {}),
    ...(images?.scheme ? { psImage: form(images.scheme) } : {}),
  };
}

/** A text of at most so many characters, as the schemas count them. */
function cut(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit
    ? text
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}
