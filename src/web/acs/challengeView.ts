import type { Acs } from '../../acs.ts';
import { type StepName, stepsOf } from '../../challenge/methods.ts';
import { encodeBase64url } from '../../messages/base64url.ts';
import type { CRes, Erro } from '../../messages/types.ts';
import { formatAmount, formatPurchaseDate, maskCard, maskPhone, withoutDirectionMarks } from '../../pages/format.ts';
import { cres } from '../../transaction/messages.ts';
import { POLICY } from '../../transaction/policy.ts';
import {
  canSendAgain,
  type Progress,
  type Purchase,
  type Result,
  type Transaction,
  wordingOf,
} from '../../transaction/transaction.ts';
import { themeOf } from './assets.ts';
import { pageToken } from './pageToken.ts';

/** A page to show: which template, and what it says. */
export interface ChallengePage {
  template: 'epin' | 'code' | 'processing' | 'success' | 'decoupled' | 'cancelled' | 'error';
  view: object;
}

/** A malformed entry is pointed out on the page that it came from; it is not part of the transaction. */
export type FieldError = 'ePinFormat' | 'codeFormat';

/** Where the pages post to. */
export const CHALLENGE_PATH = '/3ds/challenge';

/** How long the last page stays before it returns to the merchant by itself, and how often the waiting page looks again. */
const RETURN_AFTER_MS = 1500;
const REFRESH_SECONDS = 1;

const TEMPLATES = { ePin: 'epin', code: 'code' } as const satisfies Record<StepName, string>;
const PAGE_NAMES = {
  ...{ epin: 'epin', code: 'otp', processing: 'processing' },
  ...{ success: 'success', decoupled: 'decoupled', cancelled: 'cancelled' },
} as const;
const FINAL_TEMPLATES = { Y: 'success', D: 'decoupled', N: 'cancelled' } as const;

/** The page on which a transaction stands: a function of the transaction alone, so a reload shows the same. */
export function challengePage(acs: Acs, transaction: Transaction, language: string, fieldError?: FieldError): ChallengePage {
  const { state } = transaction;
  switch (state.name) {
    case 'challenging':
      return entryPage(acs, transaction, state.progress, language, fieldError);
    case 'ending':
      return {
        template: 'processing',
        view: {
          ...frame(acs, transaction, 'processing', language),
          refresh: { url: refreshUrl(acs, transaction, language), seconds: REFRESH_SECONDS },
        },
      };
    case 'final':
      return finalPage(acs, transaction, state.result, language);
    case 'awaitingCReq':
    case 'decoupled':
      return errorPage(acs);
  }
}

/** What is said of an unknown, a foreign and a forged transaction: always the same, and nothing of it. */
export function errorPage(acs: Acs): ChallengePage {
  return {
    template: 'error',
    view: { page: 'error', themeUrl: themeUrl(acs), issuer: issuerOf(acs), windowSize: '05', acsTransID: '', triesLeft: 0 },
  };
}

function entryPage(
  acs: Acs,
  transaction: Transaction,
  progress: Progress,
  language: string,
  fieldError?: FieldError,
): ChallengePage {
  const steps = stepsOf(transaction.method ?? 'sms');
  const template = TEMPLATES[steps[progress.step] ?? 'code'];
  return {
    template,
    view: {
      ...frame(acs, transaction, template, language),
      form: { action: CHALLENGE_PATH, token: pageToken(acs.keys, transaction) },
      steps: { current: progress.step + 1, total: steps.length },
      triesLeft: POLICY.maxTries - progress.wrongTries,
      canResend: template === 'code' && canSendAgain(progress),
      minutesValid: POLICY.codeLifetimeMs / 60_000,
      ...(progress.notice ? { notice: progress.notice } : {}),
      ...(fieldError ? { fieldError } : {}),
    },
  };
}

function finalPage(acs: Acs, transaction: Transaction, result: Result, language: string): ChallengePage {
  const { state } = transaction;
  const message = cres(transaction);
  const session = 'session' in state ? state.session : undefined;
  const template = FINAL_TEMPLATES[message.transStatus ?? 'N'];
  const final = finalForm(transaction, message, session && 'creq' in session ? session.threeDSSessionData : undefined);
  return { template, view: { ...frame(acs, transaction, template, language), final, why: whyNot(result) } };
}

/** The page that brings an Erro to the merchant: to the cardholder, the payment has failed. */
export function erroPage(
  acs: Acs,
  transaction: Transaction,
  language: string,
  answer: Erro,
  sessionData?: string,
): ChallengePage {
  const final = finalForm(transaction, answer, sessionData);
  return { template: 'cancelled', view: { ...frame(acs, transaction, 'cancelled', language), final, why: 'failed' } };
}

/** What the last page posts to the notificationURL. An Erro goes in the field `cres`, too, where its receivers read it. */
function finalForm({ notificationURL }: Transaction, message: CRes | Erro, sessionData: string | undefined) {
  const fields = [{ name: 'cres', value: encodeBase64url(JSON.stringify(message)) }];
  if (sessionData !== undefined) fields.push({ name: 'threeDSSessionData', value: sessionData });
  return { action: notificationURL, delayMs: RETURN_AFTER_MS, fields };
}

function whyNot({
  transStatus,
  transStatusReason,
  challengeCancel,
}: Result): 'tooManyTries' | 'cancelled' | 'timedOut' | 'failed' {
  if (transStatusReason === POLICY.reason.triesExceeded && !challengeCancel) return 'tooManyTries';
  if (challengeCancel === POLICY.cancel.byCardholder) return 'cancelled';
  return transStatus === 'N' && transStatusReason === POLICY.reason.timedOut ? 'timedOut' : 'failed';
}

/** What every page of a transaction shows. */
function frame(acs: Acs, transaction: Transaction, template: keyof typeof PAGE_NAMES, language: string) {
  const { purchase, state, acsTransID, phone } = transaction;
  const session = 'session' in state ? state.session : undefined;
  return {
    page: PAGE_NAMES[template],
    themeUrl: themeUrl(acs),
    windowSize: session && 'creq' in session ? session.challengeWindowSize : '05',
    acsTransID,
    issuer: issuerOf(acs),
    maxTries: POLICY.maxTries,
    triesLeft: 0,
    wording: wordingOf(transaction),
    summary: {
      merchant: withoutDirectionMarks(purchase.merchantName),
      ...purchaseOf(purchase, language),
      card: maskCard(purchase.maskedCard),
      phone: maskPhone(phone),
    },
  };
}

/** Non-payment authentication may be of no purchase at all; then there is nothing to show of one. */
function purchaseOf({ purchaseAmount, purchaseCurrency, purchaseExponent, purchaseDate }: Purchase, language: string) {
  return {
    ...(purchaseAmount && purchaseCurrency
      ? { amount: formatAmount(purchaseAmount, purchaseCurrency, Number(purchaseExponent), language) }
      : {}),
    ...(purchaseDate ? { date: formatPurchaseDate(purchaseDate) } : {}),
  };
}

/** Shown as text as well as linked, so the portal's address is a whole one. */
function issuerOf({ issuer, urls }: Acs) {
  return { ...issuer, portalUrl: new URL(issuer.portalUrl, urls.acs).href };
}

function themeUrl(acs: Acs): string {
  return `/3ds/assets/${themeOf(acs.issuer).name}`;
}

function refreshUrl(acs: Acs, transaction: Transaction, language: string): string {
  return `${CHALLENGE_PATH}?${new URLSearchParams({ token: pageToken(acs.keys, transaction), language })}`;
}
