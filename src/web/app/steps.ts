import type { Acs } from '../../acs.ts';
import { choosesMany } from '../../challenge/entries.ts';
import { stepsOf } from '../../challenge/methods.ts';
import { optionValue } from '../../challenge/questions.ts';
import type { Asks, Box } from '../../challenge/stepRow.ts';
import { rowOf, type StepName } from '../../challenge/steps.ts';
import { presentPurchase } from '../../pages/purchase.ts';
import { catalogue } from '../../pages/render.ts';
import { askedOfApp, showsAlternative } from '../../transaction/appCreq.ts';
import { triesLeft } from '../../transaction/endings.ts';
import { offersOf } from '../../transaction/entry.ts';
import { currentStep, maySend } from '../../transaction/judging.ts';
import type { Policy } from '../../transaction/policy.ts';
import { type Progress, type StepNotice, type Transaction, wordingOf } from '../../transaction/transaction.ts';
import type { AppHtml } from './html.ts';
import { nativeUi, shorten } from './native.ts';
import type { AppPictures, AppQuestion, Shown, ShownBox } from './question.ts';

/** What the app's screen is drawn with. */
export interface AppMeans {
  html: AppHtml;
  /** The pictures of the issuer and of a scheme, by its name. */
  picturesOf: (scheme: string) => AppPictures;
}

/** What of the CReq that is answered makes a difference to what is shown. */
export interface ShownFor {
  /** Its entry was none. */
  isMalformed?: boolean;
  /** The SDK can open the bank's app by its address (oobAppURLInd 01). */
  opensApps?: boolean;
}

/** What an app is shown where its transaction stands: a function of the transaction, and of what the last CReq was. */
export function shownToApp(acs: Acs, transaction: Transaction, { html, picturesOf }: AppMeans, shownFor: ShownFor = {}): Shown {
  const { state, messageVersion: version } = transaction;
  if (!transaction.app || state.name !== 'challenging') throw new Error(`${transaction.acsTransID} shows nothing to an app`);
  const { acsUiType } = askedOfApp(transaction, acs.policy);
  const step = currentStep(transaction);
  const common = commonOf(acs, transaction);
  const question = step
    ? { ...common, ...questionOf(acs, transaction, step, state.progress, shownFor) }
    : { ...common, ...informationOf(common.language) };
  if (acsUiType === '05' || acsUiType === '06') {
    const { oobApp } = question;
    return { acsUiType, acsHTML: html(question), ...(acsUiType === '06' && oobApp ? { oobAppURL: oobApp.url } : {}) };
  }
  const pictures = isFirst(transaction) ? { pictures: picturesOf(transaction.scheme) } : {};
  return nativeUi({ ...question, ...pictures }, { issuer: acs.issuer, version, acsUiType });
}

/** Whether the CRes is the first of the challenge. */
function isFirst({ state }: Transaction): boolean {
  return state.name === 'challenging' && 'creqs' in state.session && state.session.creqs === 1;
}

/** More than any honest merchant or amount needs; the rest of the text has its room so. */
const PURCHASE_LIMIT = 40;

type Common = Pick<AppQuestion, 'language' | 'purchase' | 'wording' | 'scheme' | 'togglesAbove'>;

/** What every page says. */
function commonOf(acs: Acs, transaction: Transaction): Common {
  const language = catalogue.languageFor(transaction.browserLanguage);
  const { merchant, amount, card } = presentPurchase(transaction, language);
  return {
    language,
    purchase: {
      merchant: shorten(merchant, PURCHASE_LIMIT),
      ...(amount === undefined ? {} : { amount: shorten(amount, PURCHASE_LIMIT) }),
      card,
    },
    wording: wordingOf(transaction),
    scheme: acs.faceOfScheme(transaction.scheme),
    togglesAbove: acs.issuer.togglePosition === 'above',
  };
}

/** The page before a challenge ends and the bank asks in another way (2.3.1, Req 461). */
function informationOf(language: string): Omit<AppQuestion, keyof Common> {
  const text = (key: string) => catalogue.text(language, key);
  return {
    header: text('challenge.decoupled.title'),
    label: text('challenge.decoupled.title'),
    text: text('challenge.decoupled.text'),
    submit: text('challenge.continue'),
    boxes: [],
  };
}

function questionOf(
  acs: Acs,
  transaction: Transaction,
  step: StepName,
  progress: Progress,
  { isMalformed = false, opensApps = false }: ShownFor,
): Omit<AppQuestion, keyof Common> {
  const { browserLanguage, method, alternative, oobAppURL } = transaction;
  const language = catalogue.languageFor(browserLanguage);
  const { asks, app, sends } = rowOf(step);
  if (!app) throw new Error(`no app can show the step ${step}`);
  const text = (key: string, values = {}) => catalogue.text(language, key, values, wordingOf(transaction));
  const total = stepsOf(method ?? 'sms').length;
  const where = total > 1 ? `${text('app.step', { current: progress.step + 1, total })} ` : '';
  const { phone, email } = presentPurchase(transaction, language);
  const values = { issuer: acs.issuer.name, phone, email };
  const left = () => text('challenge.wrongCode.left', { count: triesLeft(progress, acs.policy) });
  const notice = isMalformed
    ? { text: `${text(app.malformed)} ${left()}`, isWarning: true }
    : noticeOf(step, progress, { text, language }, acs.policy);
  const offers = offersOf(transaction);
  const other = alternative && showsAlternative(transaction, acs.policy) ? stepsOf(alternative)[0] : undefined;
  return {
    step,
    header: text(`app.${step}.header`),
    label: text(`app.${step}.label`),
    text: where + text(`app.${step}.text`, values),
    ...(notice ? { notice } : {}),
    submit: text(app.submit),
    ...(asks.kind === 'digits' && sends && maySend(transaction, acs.policy) ? { resend: text('app.resend') } : {}),
    ...(other ? { alternative: text('app.alternative', { other: text(`app.${other}.header`) }) } : {}),
    ...(asks.kind === 'approval' && opensApps && oobAppURL ? { oobApp: { label: text('app.oob.open'), url: oobAppURL } } : {}),
    ...formOf(acs, transaction, step, language),
    ...(offers.trustList ? { trust: text('app.trust') } : {}),
    ...(offers.deviceBinding ? { binding: text('app.binding') } : {}),
  };
}

/** The form of the answer. The words of a question are its label, its answers the options. */
function formOf(
  acs: Acs,
  transaction: Transaction,
  step: StepName,
  language: string,
): Pick<AppQuestion, 'boxes' | 'choosesMany'> & Partial<Pick<AppQuestion, 'label' | 'options'>> {
  const { asks } = rowOf(step);
  if (asks.kind === 'digits') return { boxes: boxesOf(step, asks, language) };
  if (asks.kind !== 'choice') return { boxes: [] };
  const { asks: words, options } = acs.questionOf(transaction, asks.question);
  return {
    boxes: [],
    label: words[language] ?? words.fr ?? '',
    options: options.map(({ says }, index) => ({ key: optionValue(index), label: says[language] ?? says.fr ?? '' })),
    ...(choosesMany(asks) ? { choosesMany: true as const } : {}),
  };
}

function boxesOf(step: StepName, asks: Extract<Asks, { kind: 'digits' }>, language: string): ShownBox[] {
  const { sends } = rowOf(step);
  const shown = ({ length, isSecret, isOneTimeCode }: Box, label: string): ShownBox => ({
    label: catalogue.text(language, `app.${step}.${label}`),
    length,
    isSecret,
    ...(isOneTimeCode && (sends === 'sms' || sends === 'email') ? { sentBy: sends } : {}),
  });
  return [shown(asks, 'label'), ...(asks.second ? [shown(asks.second, 'labelTwo')] : [])];
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

/** A choice that was wrong is no wrong code, and a code by e-mail none by SMS. */
function noticeOf(
  step: StepName,
  progress: Progress,
  { text, language }: { text: Text; language: string },
  policy: Policy,
): AppQuestion['notice'] {
  const { notice } = progress;
  if (!notice) return undefined;
  const { key, isWarning } = NOTICES[notice];
  const { wrong } = rowOf(step).browser;
  const isWrong = notice === 'wrongCode' || notice === 'wrongEntries' || notice === 'notApproved';
  const left = isWrong ? ` ${text('challenge.wrongCode.left', { count: triesLeft(progress, policy) })}` : '';
  const own = notice === 'wrongCode' && wrong ? `challenge.${wrong}.again` : key.replace('.code.', `.${step}.`);
  return { text: text(catalogue.find(language, own) ? own : key) + left, isWarning };
}
