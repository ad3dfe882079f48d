import { ANSWERS_OF_UI, uiTypeOf, uiTypeOfInformation } from '../challenge/appUi.ts';
import { rowOf } from '../challenge/steps.ts';
import { findFirst } from '../messages/checks.ts';
import type { ProtocolError } from '../messages/errors.ts';
import type { CReq } from '../messages/types.ts';
import { VERSIONS } from '../messages/versions.ts';
import { mayTakeAlternative } from './alternative.ts';
import { type AskedOfApp, CHECKS_OF_APP_CREQ } from './appCreqChecks.ts';
import { CHECKS_OF_APP_NOW } from './creqChecks.ts';
import { offersOf } from './entry.ts';
import { currentStep } from './judging.ts';
import type { Policy } from './policy.ts';
import type { Consents, Transaction } from './transaction.ts';

/** What a CReq of an app wants. */
export type Intent =
  | { name: 'open' }
  | { name: 'cancel'; challengeCancel: string }
  | { name: 'resend' }
  | { name: 'alternative' }
  | { name: 'informed' }
  | { name: 'noEntry' }
  /** A text for each box; none where nothing is typed. What was ticked besides, where HTML says it. */
  | ({ name: 'entry'; entry: readonly string[] } & Consents);

/**
 * Why no CReq of an app can be taken by this transaction at all, which leaves it as it is: 301 where there is none, 402 after a
 * time-out, else 305; undefined where one is awaited.
 */
export function faultOfApp(transaction: Transaction | undefined, policy: Policy): ProtocolError | undefined {
  return findFirst({ transaction, policy }, CHECKS_OF_APP_NOW);
}

/**
 * What a well formed CReq wants of the transaction as it is now.
 * @throws ProtocolError that ends the challenge (CHECKS_OF_APP_CREQ): 301 foreign ids, 302 a counter that is not the next one, 203
 *   and 201 where it wants nothing, several things, or one that was not offered
 */
export function intentOf(transaction: Transaction, creq: CReq, policy: Policy): Intent {
  const asked = transaction.state.name === 'awaitingCReq' ? undefined : askedOfApp(transaction, policy);
  const fault = findFirst({ transaction, creq, asked, policy }, CHECKS_OF_APP_CREQ);
  if (fault) throw fault;
  // Published SDKs add challengeNoEntry to a cancel and to a resend: what is asked for counts.
  if (creq.challengeCancel !== undefined) return { name: 'cancel', challengeCancel: creq.challengeCancel };
  // A first CReq asks for nothing yet; published SDKs put challengeNoEntry into it.
  if (!asked) return { name: 'open' };
  if (creq.resendChallenge === 'Y') return { name: 'resend' };
  if (creq.challengeAddCode === 'Y') return { name: 'alternative' };
  if (creq.infoContinueIndicator) return { name: 'informed' };
  if (creq.challengeHTMLDataEntry !== undefined) return intentOfForm(transaction, creq.challengeHTMLDataEntry);
  if (creq.oobContinue !== undefined) return { name: 'entry', entry: [] };
  const { challengeDataEntry, challengeDataEntryTwo } = creq;
  if (challengeDataEntry === undefined && challengeDataEntryTwo === undefined) return { name: 'noEntry' };
  return { name: 'entry', entry: [challengeDataEntry ?? '', challengeDataEntryTwo ?? ''] };
}

/** How the page that an app was shown last can be answered. */
export function askedOfApp(transaction: Transaction, policy: Policy): AskedOfApp {
  const { app, state, acsTransID, messageVersion, oobAppURL } = transaction;
  if (!app || state.name !== 'challenging') throw new Error(`transaction ${acsTransID} awaits no answer of an app`);
  const step = currentStep(transaction);
  const acsUiType = step ? uiTypeOf(step, app, messageVersion) : (uiTypeOfInformation(app, messageVersion) ?? '07');
  const asks = step && rowOf(step).asks;
  const isNative = acsUiType !== '05' && acsUiType !== '06';
  const offers = offersOf(transaction);
  return {
    acsUiType,
    answers: [
      ...ANSWERS_OF_UI[acsUiType],
      ...(isNative && asks?.kind === 'digits' && asks.second ? (['challengeDataEntryTwo'] as const) : []),
      ...(isNative && showsAlternative(transaction, policy) ? (['challengeAddCode'] as const) : []),
    ],
    switches: oobAppURL !== undefined,
    // In HTML they are part of its form.
    trustList: isNative && offers.trustList,
    deviceBinding: isNative && offers.deviceBinding,
  };
}

/** Whether the other method is offered to an app: native ones have a button for it since 2.3.1, and stay native. */
export function showsAlternative(transaction: Transaction, policy: Policy): boolean {
  const { app, messageVersion } = transaction;
  return app !== undefined && VERSIONS[messageVersion].challengeAddLabel && mayTakeAlternative(transaction, policy);
}

/** The query that the form in our acsHTML makes, with or without a question mark before it; what was ticked is joined as in 03. */
function intentOfForm(transaction: Transaction, query: string): Intent {
  const fields = new URLSearchParams(query);
  const action = fields.get('action');
  const step = currentStep(transaction);
  if (!step) return { name: 'informed' };
  if (action === 'resend' || action === 'alternative') return { name: action };
  const { asks } = rowOf(step);
  const ticked = { trusts: fields.get('trustList') === 'Y', binds: fields.get('deviceBinding') === 'Y' };
  if (asks.kind === 'approval') return { name: 'entry', entry: [], ...ticked };
  const entry = [fields.getAll(step).join(',').trim(), (fields.get(`${step}Two`) ?? '').trim()];
  return entry.some(Boolean) ? { name: 'entry', entry, ...ticked } : { name: 'noEntry' };
}
