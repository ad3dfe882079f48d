import type { Acs } from '../../acs.ts';
import { stepsOf } from '../../challenge/methods.ts';
import { rowOf } from '../../challenge/steps.ts';
import { type Bent, bend } from '../../decision/faults.ts';
import { encodeBase64url } from '../../messages/base64url.ts';
import type { CRes, Erro } from '../../messages/types.ts';
import { cres } from '../../transaction/messages.ts';
import type { Policy } from '../../transaction/policy.ts';
import type { Result, Transaction } from '../../transaction/transaction.ts';
import { frame, issuerOf, pageUrl, processingTemplate, themeUrl } from './challengeFrame.ts';
import { entryPage, type FieldError, REFRESH_SECONDS } from './entryPage.ts';

/** A page to show: which template, and what it says. */
export interface ChallengePage {
  /** Of templates/challenge/. */
  template: string;
  view: object;
  /** Whether it asks by itself if something has happened elsewhere. */
  watches?: boolean;
}

/** How long the last page stays before it returns to the merchant by itself. */
const RETURN_AFTER_MS = 1500;

const FINAL_TEMPLATES = { Y: 'success', D: 'decoupled', N: 'cancelled' } as const;

/** What a page shows that is no part of its transaction. */
interface Looked {
  fieldError?: FieldError | undefined;
  /** Whether the last page goes on to the merchant without a click: the first time alone, so that coming back posts no second CRes. */
  leavesByItself: boolean;
}

/** The page on which a transaction stands. */
export function challengePage(
  acs: Acs,
  transaction: Transaction,
  language: string,
  looked: Looked = { leavesByItself: false },
): ChallengePage {
  const { state } = transaction;
  switch (state.name) {
    case 'challenging':
      return entryPage(acs, transaction, state.progress, language, looked.fieldError);
    case 'ending':
      return {
        template: processingTemplate(acs),
        view: {
          ...frame(acs, transaction, 'processing', language),
          refresh: { url: pageUrl(acs, transaction, language), seconds: REFRESH_SECONDS },
        },
      };
    case 'final':
      return finalPage(acs, transaction, state.result, { language, ...looked });
    case 'awaitingCReq':
    case 'awaitingSecondAReq':
    case 'decoupled':
      return errorPage(acs);
  }
}

/** The final CRes as it goes to the merchant. */
export function finalCRes({ policy }: Acs, transaction: Transaction): Bent<CRes> {
  return bend('cres', cres(transaction, policy), transaction);
}

/** What is said of an unknown, a foreign and a forged transaction: always the same, and nothing of it. */
export function errorPage(acs: Acs): ChallengePage {
  return {
    template: 'error',
    view: { page: 'error', themeUrl: themeUrl(acs), issuer: issuerOf(acs), windowSize: '05', acsTransID: '', triesLeft: 0 },
  };
}

function finalPage(
  acs: Acs,
  transaction: Transaction,
  result: Result,
  { language, leavesByItself }: { language: string; leavesByItself: boolean },
): ChallengePage {
  const { state } = transaction;
  const session = 'session' in state ? state.session : undefined;
  const template = FINAL_TEMPLATES[cres(transaction, acs.policy).transStatus ?? 'N'];
  const sessionData = session && 'creq' in session ? session.threeDSSessionData : undefined;
  // Without it, the page stays where it is.
  const isPosted = transaction.faults?.cres?.send !== 'never';
  const message = finalCRes(acs, transaction).message;
  const final = isPosted ? { ...finalForm(transaction, message, sessionData), leavesByItself } : undefined;
  const reason = whyNot(result, acs.policy);
  const why = reason === 'tooManyTries' && approves(transaction) ? 'neverApproved' : reason;
  return { template, view: { ...frame(acs, transaction, template, language), final, why } };
}

/**
 * The page that brings an Erro to the merchant: to the cardholder, the payment has failed. Of a transaction without a challenge, which
 * anybody may name by its ids, it shows nothing.
 */
export function erroPage(
  acs: Acs,
  transaction: Transaction,
  language: string,
  answer: Erro,
  sessionData?: string,
): ChallengePage {
  const final = { ...finalForm(transaction, answer, sessionData), leavesByItself: true };
  const { summary, ...others } = frame(acs, transaction, 'cancelled', language);
  const shown = transaction.method ? { summary } : {};
  return { template: 'cancelled', view: { ...others, ...shown, final, why: 'failed' } };
}

/** What the last page posts to the notificationURL. An Erro goes in the field `cres`, too, where its receivers read it. */
function finalForm({ notificationURL }: Transaction, message: CRes | Erro, sessionData: string | undefined) {
  const fields = [{ name: 'cres', value: encodeBase64url(JSON.stringify(message)) }];
  if (sessionData !== undefined) fields.push({ name: 'threeDSSessionData', value: sessionData });
  return { action: notificationURL, delayMs: RETURN_AFTER_MS, fields };
}

/** Whether the cardholder was to approve elsewhere: then nothing that he entered was wrong. */
function approves({ method }: Transaction): boolean {
  const last = method && stepsOf(method).at(-1);
  return last !== undefined && rowOf(last).asks.kind === 'approval';
}

function whyNot(
  { transStatus, transStatusReason, challengeCancel, refused }: Result,
  { reason, cancel }: Policy,
): 'tooManyTries' | 'cancelled' | 'refused' | 'timedOut' | 'failed' {
  if (refused && transStatus === 'N') return 'refused';
  if (transStatus === 'N' && transStatusReason === reason.triesExceeded && !challengeCancel) return 'tooManyTries';
  if (challengeCancel === cancel.byCardholder) return 'cancelled';
  return transStatus === 'N' && transStatusReason === reason.timedOut ? 'timedOut' : 'failed';
}
