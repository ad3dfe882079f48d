import type { Acs } from '../acs.ts';
import type { DueErrand } from '../store/effects.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { complain, postRReq, type Report, repeat } from './rreq.ts';

/** What RReqs are sent with. */
export interface RReqParts {
  acs: Acs;
  allowedOrigins: readonly string[];
  /** For how long an RReq is tried again that cannot be delivered, in milliseconds of the simulator's clock. */
  rreqRetryMs: number;
}

/** No ARes is held back for longer (`aresMs` of a rule), and its RReq waits for it. */
const LONGEST_HOLD_MS = 60_000;

/** A DS that cannot be reached is tried once more at once, then every 10 s (EMV 3DS 2.2.0, Req 240). */
const RREQ_PAUSE_MS = 10_000;
/** So many tries the cardholder waits for, half a minute; the others are made when he has been sent on. The choice is ours. */
const TRIES_WAITED_FOR = 5;

/** Makes one try at the RReq of an ended transaction and takes the transaction on by what came of it. @throws where none can be made */
export async function sendRReq(parts: RReqParts, due: DueErrand): Promise<void> {
  const { acs, allowedOrigins } = parts;
  const { store, clock } = acs;
  const { id, acsTransID, attempts } = due;
  const heldARes = acs.heldARes.get(acsTransID);
  if (heldARes !== undefined) {
    // Else the claim would run out meanwhile, and each new one counts as a try.
    await store.effects.keep(id, clock.now() + LONGEST_HOLD_MS);
    await heldARes;
  }
  const saved = await store.transactions.find(acsTransID);
  if (!saved) return;
  const { transaction } = saved;
  const { attempt, messages, complaint, faultForApp } = await postRReq(acs, transaction, allowedOrigins, id);
  if (attempt.outcome === 'notConnected' && !isAcknowledged(transaction)) {
    // An app cannot wait for what is tried in ten seconds.
    await putOffRReq(parts, due, { attempt, messages });
    if (attempts > 1 && faultForApp) acs.reports.tell(acsTransID, { acknowledged: false, fault: faultForApp });
    return;
  }
  const type = attempt.outcome === 'acknowledged' ? 'RRes' : 'RReqFailed';
  await acs.advance(acsTransID, () => ({ type, at: clock.now() }), { messages, attempt, doneEffect: id });
  acs.reports.tell(acsTransID, faultForApp ? { acknowledged: false, fault: faultForApp } : { acknowledged: true });
  // After the step: a DS that hangs keeps the cardholder waiting for the RRes alone.
  if (complaint !== undefined) await complain(acs, transaction, complaint);
  if (transaction.faults?.rreq?.send === 'twice') await repeat(acs, transaction, allowedOrigins);
}

function isAcknowledged({ state }: Transaction): boolean {
  return state.name === 'final' && state.report === 'acknowledged';
}

/**
 * A try was in vain: the next one follows at once, or in ten seconds, while there is time for it. The cardholder waits for the
 * first of them; then the transaction is final, and the others are made without him.
 * @param tried absent where the RReq could not even be made: that is not tried for long
 */
export async function putOffRReq(
  { acs, rreqRetryMs }: RReqParts,
  { id, acsTransID, attempts }: DueErrand,
  tried?: Pick<Report, 'attempt' | 'messages'>,
): Promise<void> {
  const { store, clock, log } = acs;
  const at = clock.now();
  const next = attempts === 1 ? at : at + RREQ_PAUSE_MS;
  const first = await store.transactions.firstAttemptAt(id);
  const isWaitedFor = attempts < TRIES_WAITED_FOR;
  const hasTime = tried || first !== undefined ? next <= (first ?? at) + rreqRetryMs : isWaitedFor;
  const retryAt = attempts === 1 || hasTime ? next : undefined;
  if (tried) await store.transactions.addAttempt(acsTransID, tried.attempt, tried.messages, { id, retryAt });
  else if (retryAt !== undefined) await store.effects.retry(id, retryAt);
  // Both tries at once were in vain: in 2.3.1 the DS, and the cardholder with it, is told U from now on (Req 240).
  if (attempts >= 2) await acs.advance(acsTransID, () => ({ type: 'RReqUnreached', at }));
  const isLast = retryAt === undefined;
  if (isLast || !isWaitedFor) {
    await acs.advance(acsTransID, () => ({ type: 'RReqFailed', at }), isLast ? { doneEffect: id } : {});
  }
  if (isLast) log.error({ acsTransID, attempts }, 'RReq given up: a tester can have it sent again, in the console or by the API');
}
