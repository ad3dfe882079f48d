import { ANSWER_OF_UI, uiTypeOf } from '../challenge/appUi.ts';
import { stepsOf } from '../challenge/methods.ts';
import type { StepName } from '../challenge/steps.ts';
import { ProtocolError } from '../messages/errors.ts';
import type { CReq } from '../messages/types.ts';
import { POLICY } from './policy.ts';
import { placeOf, type Transaction } from './transaction.ts';

/** What a CReq of an app wants. */
export type Intent =
  | { name: 'open' }
  | { name: 'cancel'; challengeCancel: string }
  | { name: 'resend' }
  | { name: 'noEntry' }
  | { name: 'entry'; entry: string };

/** What an SDK says of a challenge that it ends; the other values are for the RReq alone. Those from 80 on are the DS's. */
const CANCELS_OF_SDK = /^(01|07|08|[89]\d)$/;

/**
 * Why no CReq of an app can be taken by this transaction at all, which leaves it as it is: 402 after a time-out, else 305;
 * undefined where one is awaited.
 */
export function faultOfApp({ app, state }: Transaction): ProtocolError | undefined {
  if (!app) return new ProtocolError('TRANSACTION_DATA_NOT_VALID', 'acsTransID');
  if (state.name === 'awaitingCReq' || state.name === 'challenging') return undefined;
  return 'result' in state && state.result.transStatusReason === POLICY.reason.timedOut
    ? new ProtocolError('TRANSACTION_TIMED_OUT', 'The challenge timed out before this CReq came')
    : new ProtocolError('TRANSACTION_DATA_NOT_VALID', 'acsTransID');
}

/**
 * What a well formed CReq wants of the transaction as it is now.
 * @throws ProtocolError that ends the challenge: 301 foreign ids, 302 a counter that is not the next one, 203 and 201 where it
 *   wants nothing, several things, or one that was not offered (EMV 3DS 2.3.1, Table A.16)
 */
export function intentOf(transaction: Transaction, creq: CReq): Intent {
  const foreign = (['threeDSServerTransID', 'acsTransID'] as const).filter((name) => creq[name] !== transaction[name]);
  const ids = creq.sdkTransID === transaction.app?.sdkTransID ? foreign : [...foreign, 'sdkTransID'];
  if (ids.length > 0) throw new ProtocolError('TRANSACTION_ID_NOT_RECOGNISED', ids.join(','));
  const counter = placeOf(transaction)?.creqs;
  if (Number(creq.sdkCounterStoA) !== counter)
    throw new ProtocolError('DATA_DECRYPTION_FAILURE', `sdkCounterStoA is not the next one, which is ${threeDigits(counter)}`);
  return transaction.state.name === 'awaitingCReq' ? intentOfFirst(creq) : intentOfNext(transaction, creq);
}

/** A counter of messages as they carry it. */
function threeDigits(counter = 0): string {
  return String(counter).padStart(3, '0');
}

/** A first CReq asks for nothing yet; published SDKs put challengeNoEntry into it. */
function intentOfFirst(creq: CReq): Intent {
  refuseUnasked(creq, undefined);
  if (creq.resendChallenge === 'Y') throw new ProtocolError('ELEMENT_FORMAT_INVALID', 'resendChallenge');
  return cancelOf(creq) ?? { name: 'open' };
}

function intentOfNext(transaction: Transaction, creq: CReq): Intent {
  const { app, method, state } = transaction;
  const step = method && state.name === 'challenging' ? stepsOf(method)[state.progress.step] : undefined;
  if (!app || !step) throw new Error(`transaction ${transaction.acsTransID} awaits no answer of an app`);
  const answer = ANSWER_OF_UI[uiTypeOf(step, app.acsRenderingType)];
  refuseUnasked(creq, answer);
  // Published SDKs add challengeNoEntry to a cancel and to a resend: what is asked for counts.
  const cancel = cancelOf(creq);
  if (cancel) return cancel;
  if (creq.resendChallenge === 'Y') return { name: 'resend' };
  const entry = creq[answer];
  if (entry !== undefined)
    return answer === 'challengeHTMLDataEntry' ? intentOfForm(step, String(entry)) : { name: 'entry', entry: String(entry) };
  // Up to 2.1.0 there is no challengeNoEntry: a CReq with nothing in it says the same.
  if (creq.challengeNoEntry === 'Y' || creq.messageVersion === '2.1.0') return { name: 'noEntry' };
  throw answer === 'challengeDataEntry'
    ? new ProtocolError('ELEMENT_FORMAT_INVALID', answer)
    : new ProtocolError('REQUIRED_ELEMENT_MISSING', answer);
}

function cancelOf({ challengeCancel }: CReq): Intent | undefined {
  if (challengeCancel === undefined) return undefined;
  if (!CANCELS_OF_SDK.test(challengeCancel)) throw new ProtocolError('ELEMENT_FORMAT_INVALID', 'challengeCancel');
  return { name: 'cancel', challengeCancel };
}

const ANSWERS = [
  'challengeDataEntry',
  'challengeDataEntryTwo',
  'challengeHTMLDataEntry',
  'oobContinue',
  'infoContinueIndicator',
  'challengeAddCode',
] as const satisfies (keyof CReq)[];

/** Answers to what was not asked. Other elements that nobody asked for are ignored (EMV 3DS 2.2.0, Req 209). */
function refuseUnasked(creq: CReq, asked: (typeof ANSWERS)[number] | undefined): void {
  const unasked = ANSWERS.filter((name) => name !== asked && creq[name] !== undefined);
  if (unasked.length > 0) throw new ProtocolError('ELEMENT_FORMAT_INVALID', unasked.join(','));
}

/** The query that the form in our acsHTML makes, with or without a question mark before it; what was ticked is joined as in 03. */
function intentOfForm(step: StepName, query: string): Intent {
  const fields = new URLSearchParams(query);
  if (fields.get('action') === 'resend') return { name: 'resend' };
  const entry = fields.getAll(step).join(',').trim();
  return entry ? { name: 'entry', entry } : { name: 'noEntry' };
}
