import type { FastifyReply } from 'fastify';
import type { Acs } from '../../acs.ts';
import { type Bent, bend, statusInLog } from '../../decision/faults.ts';
import { erro, type ProtocolError } from '../../messages/errors.ts';
import { responseHeaders } from '../../messages/headers.ts';
import type { CReq, CRes } from '../../messages/types.ts';
import type { Reports } from '../../reports.ts';
import { type MessageRecord, outgoing } from '../../store/messageRecord.ts';
import { faultOfApp } from '../../transaction/appCreq.ts';
import { cresOfApp, finalCresOfApp } from '../../transaction/messages.ts';
import { notReported } from '../../transaction/notReported.ts';
import { step } from '../../transaction/step.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import { afterSending } from '../acs/showPage.ts';
import { drop } from '../brokenAnswers.ts';
import { BentFault } from '../errors.ts';
import type { Hold } from '../hold.ts';
import type { Secured } from './secured.ts';
import { type AppMeans, shownToApp } from './steps.ts';
import { type CameIn, erroOf, keeping, knownIn, type Taken } from './take.ts';
import { keepUnproven, needsProof } from './unproven.ts';

/**
 * How long a final CRes waits for the RRes. The SDK waits ten seconds for it (EMV 3DS 2.2.0, Req 239); five are the DS's, and one
 * more try is made where it could not be reached.
 */
const FINAL_MS = 8500;
/** How often the store is asked, in case another process on it has reported the result. */
const LOOK_MS = 500;

interface Answering {
  taken: Taken;
  secured: Secured;
  creq: CReq;
  report: ReturnType<Reports['listen']>;
  face: AppMeans;
  hold: Hold;
  reply: FastifyReply;
}

/**
 * Answers a CReq that was taken: what to show next, or the result once the DS has it.
 * @throws ProtocolError in place of the final CRes where the DS does not have it: 402 no RRes, 403 an Erro, 405 not reached; for an
 *   invalid RRes what the DS is told in 2.3.1 (101, 201, 203 …), 403 before
 */
export async function answerCReq(
  acs: Acs,
  { taken, secured, creq, report, face, hold, reply }: Answering,
): Promise<FastifyReply> {
  const { transaction, event } = taken;
  const acsCounterAtoS = creq.sdkCounterStoA ?? '';
  const isFinal = transaction.state.name !== 'challenging';
  const honest: Omit<CRes, 'transStatus'> = isFinal
    ? finalCresOfApp(await waitUntilReported(acs, transaction.acsTransID, report), acsCounterAtoS, acs.policy)
    : {
        ...cresOfApp(transaction, acsCounterAtoS),
        ...shownToApp(acs, await waitUntilSent(acs, transaction), face, {
          isMalformed: event === 'malformed',
          opensApps: creq.oobAppURLInd === '01',
        }),
      };
  const bent = bend(isFinal ? 'cres' : 'stepCRes', honest, transaction);
  const jwe = secured.seal(JSON.stringify(bent.message), acsCounterAtoS);
  if (isFinal && transaction.delays) await hold(reply, transaction.delays.cresMs);
  await acs.store.transactions.addMessages(transaction.acsTransID, [outgoing(acs.clock.now(), 'CRes', bent)]);
  logAnswer(acs, transaction, reply, event, bent);
  if (isFinal && transaction.faults?.cres?.send === 'never') return drop(reply);
  return reply.headers(headersOf(transaction)).type('application/jose; charset=UTF-8').send(jwe);
}

/** The transaction when its code has left, or could not; as it was, where another CReq has ended it meanwhile. */
async function waitUntilSent(acs: Acs, transaction: Transaction): Promise<Transaction> {
  const later = await afterSending(acs, transaction);
  return later.state.name === 'challenging' ? later : transaction;
}

/** The transaction when the DS has acknowledged its result. */
async function waitUntilReported(acs: Acs, acsTransID: string, report: Answering['report']): Promise<Transaction> {
  const until = performance.now() + FINAL_MS;
  for (;;) {
    const told = await report.within(Math.min(LOOK_MS, until - performance.now()));
    if (told && !told.acknowledged) throw told.fault;
    const saved = await acs.store.transactions.find(acsTransID);
    if (saved?.transaction.state.name === 'final') {
      if (saved.transaction.state.report === 'acknowledged') return saved.transaction;
      throw notReported('TRANSIENT_SYSTEM_FAILURE');
    }
    if (performance.now() >= until) throw notReported('TRANSACTION_TIMED_OUT');
  }
}

/**
 * Ends the challenge by a fault, where it goes on, and keeps what came and left. One that has begun is not ended by what anybody
 * may send who knows its acsTransID.
 * @returns the fault with all that is known of its transaction, to be thrown
 */
export async function refuseCReq(acs: Acs, transaction: Transaction, fault: ProtocolError, came: CameIn): Promise<ProtocolError> {
  const { acsTransID } = transaction;
  const at = acs.clock.now();
  const saved = came.isProven ? undefined : await acs.store.transactions.find(acsTransID);
  if (saved && needsProof(acs, step(saved.transaction, { type: 'deadline', at }, acs.policy).transaction))
    return refuseUnproven(acs, saved.transaction, fault, came.message);
  const answered = erroOf(transaction, fault);
  const bent = bend('erro', answered, transaction);
  const after = await acs.advance(
    acsTransID,
    (current) => {
      const goesOn = faultOfApp(step(current, { type: 'deadline', at }, acs.policy).transaction, acs.policy) === undefined;
      return goesOn ? { type: 'CReqFault', at, erro: answered } : undefined;
    },
    keeping(came),
  );
  await acs.store.transactions.addMessages(acsTransID, [...(came.isKept ? [] : [came.message]), outgoing(at, 'Erro', bent)]);
  const known = knownIn(after ?? transaction, fault);
  return bent.mark ? new BentFault(known, bent.message, bent.mark) : known;
}

/** The other ids of the transaction are not told: with one of them an Erro in the clear would end the challenge. */
async function refuseUnproven(
  acs: Acs,
  transaction: Transaction,
  fault: ProtocolError,
  message: MessageRecord,
): Promise<ProtocolError> {
  const { acsTransID, messageVersion } = transaction;
  const known = fault.knowing({ acsTransID, messageType: 'CReq', messageVersion });
  const bent = bend('erro', erro(known), transaction);
  await keepUnproven(acs, transaction, [message, outgoing(acs.clock.now(), 'Erro', bent)]);
  return bent.mark ? new BentFault(known, bent.message, bent.mark) : known;
}

/** Since 2.3.1 an answer names both ends (EMV 3DS 2.3.1, Table A.29). */
function headersOf({ messageVersion, app, acsTransID }: Transaction): Record<string, string> {
  return app ? responseHeaders(messageVersion, acsTransID, app.sdkTransID) : {};
}

function logAnswer(
  acs: Acs,
  transaction: Transaction,
  reply: FastifyReply,
  event: string,
  { message, mark }: Bent<Partial<CRes>>,
): void {
  const { acsTransID, threeDSServerTransID, messageVersion, state } = transaction;
  const { acsUiType } = message;
  const transStatus = state.name === 'challenging' ? undefined : statusInLog(message);
  const wrongTries = state.name === 'challenging' ? state.progress.wrongTries : undefined;
  acs.log.info(
    {
      messageType: 'CReq',
      messageVersion,
      acsTransID,
      threeDSServerTransID,
      state: state.name,
      wrongTries,
      acsUiType,
      transStatus,
      ...(mark ? { mark } : {}),
      ms: Math.round(reply.elapsedTime),
    },
    `app: ${event} answered by ${transStatus ? `final CRes ${transStatus}` : 'a CRes'}${mark ? `, ${mark}` : ''}`,
  );
}
