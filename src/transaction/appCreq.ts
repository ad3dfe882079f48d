import { ANSWER_OF_UI, uiTypeOf } from '../challenge/appUi.ts';
import { stepsOf } from '../challenge/methods.ts';
import { rowOf, type StepName } from '../challenge/steps.ts';
import { findFirst } from '../messages/checks.ts';
import type { ProtocolError } from '../messages/errors.ts';
import type { CReq } from '../messages/types.ts';
import { CHECKS_OF_APP_CREQ, CHECKS_OF_APP_NOW } from './appCreqChecks.ts';
import { asksForTrust } from './judging.ts';
import type { Policy } from './policy.ts';
import type { Transaction } from './transaction.ts';

/** What a CReq of an app wants. */
export type Intent =
  | { name: 'open' }
  | { name: 'cancel'; challengeCancel: string }
  | { name: 'resend' }
  | { name: 'noEntry' }
  /** `trusts`: what a form of HTML says to the offer of the trust list; a native page has an element for it. */
  | { name: 'entry'; entry: string; trusts?: boolean };

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
  const step = transaction.state.name === 'awaitingCReq' ? undefined : awaitedStep(transaction);
  const asked = step && ANSWER_OF_UI[uiTypeOf(step.name, step.acsRenderingType)];
  const isNative = step?.acsRenderingType.acsInterface === '01';
  const about = { transaction, creq, asked, asksForTrust: isNative && asksForTrust(transaction), policy };
  const fault = findFirst(about, CHECKS_OF_APP_CREQ);
  if (fault) throw fault;
  // Published SDKs add challengeNoEntry to a cancel and to a resend: what is asked for counts.
  if (creq.challengeCancel !== undefined) return { name: 'cancel', challengeCancel: creq.challengeCancel };
  // A first CReq asks for nothing yet; published SDKs put challengeNoEntry into it.
  if (!step || !asked) return { name: 'open' };
  if (creq.resendChallenge === 'Y') return { name: 'resend' };
  const entry = creq[asked];
  if (entry === undefined) return { name: 'noEntry' };
  return asked === 'challengeHTMLDataEntry' ? intentOfForm(step.name, String(entry)) : { name: 'entry', entry: String(entry) };
}

/** The step that an app was shown last. */
function awaitedStep({ app, method, state, acsTransID }: Transaction) {
  const name = method && state.name === 'challenging' ? stepsOf(method)[state.progress.step] : undefined;
  if (!app || !name) throw new Error(`transaction ${acsTransID} awaits no answer of an app`);
  return { name, acsRenderingType: app.acsRenderingType };
}

/** The query that the form in our acsHTML makes, with or without a question mark before it; what was ticked is joined as in 03. */
function intentOfForm(step: StepName, query: string): Intent {
  const fields = new URLSearchParams(query);
  if (fields.get('action') === 'resend') return { name: 'resend' };
  const entry = fields.getAll(step).join(',').trim();
  return entry || rowOf(step).asks.kind === 'approval'
    ? { name: 'entry', entry, trusts: fields.get('trustList') === 'Y' }
    : { name: 'noEntry' };
}
