import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Acs } from '../../acs.ts';
import { decodeBase64url } from '../../messages/base64url.ts';
import { erro, ProtocolError } from '../../messages/errors.ts';
import { readMessage } from '../../messages/read.ts';
import { faultOfCReq } from '../../transaction/creq.ts';
import { step } from '../../transaction/step.ts';
import type { ChallengeSession, Transaction } from '../../transaction/transaction.ts';
import { allowOnly } from '../connections.ts';
import type { Show } from './showPage.ts';

interface CReqForm {
  creq?: unknown;
  threeDSSessionData?: unknown;
}

const MAX_SESSION_DATA = 1024;

/** CReq → the first page of the challenge, at the acsURL of the ARes. */
export const creqRoutes: FastifyPluginAsync<{ acs: Acs; show: Show }> = async (app, { acs, show }) => {
  allowOnly(app, 'POST', '/3ds/creq');

  app.post<{ Body: CReqForm | undefined }>('/3ds/creq', async (request, reply) => {
    const text = decodeBase64url(String(request.body?.creq ?? '').trim());
    const transaction = text === undefined ? undefined : await transactionOf(acs, text);
    if (text === undefined || !transaction) {
      acs.log.info({ messageType: 'CReq', ms: Math.round(reply.elapsedTime) }, 'CReq of an unknown transaction');
      return show.unknown(reply);
    }
    const sessionData = request.body?.threeDSSessionData;
    const threeDSSessionData = typeof sessionData === 'string' ? sessionData : undefined;
    try {
      const session = readSession(text, threeDSSessionData);
      const opened = await open(acs, transaction.acsTransID, session);
      tell(acs, opened, reply, `CReq answered by a page`);
      return await show.page(reply, opened);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      const { acsTransID, threeDSServerTransID, dsTransID, messageVersion } = transaction;
      const answer = erro(error.knowing({ messageType: 'CReq', messageVersion, acsTransID, threeDSServerTransID, dsTransID }));
      await recordFault(acs, transaction, error, JSON.stringify(answer));
      tell(acs, transaction, reply, `CReq answered by Erro ${answer.errorCode} ${answer.errorDetail}`);
      return show.erro(reply, transaction, answer, threeDSSessionData);
    }
  });
};

/** The transaction that a CReq names by both of its ids, before anything else in it is judged. */
async function transactionOf(acs: Acs, text: string): Promise<Transaction | undefined> {
  let ids: { acsTransID?: unknown; threeDSServerTransID?: unknown } | null;
  try {
    ids = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof ids?.acsTransID !== 'string') return undefined;
  const saved = await acs.store.transactions.find(ids.acsTransID);
  return saved?.transaction.threeDSServerTransID === ids.threeDSServerTransID ? saved?.transaction : undefined;
}

function readSession(text: string, threeDSSessionData: string | undefined): ChallengeSession {
  const { challengeWindowSize } = readMessage('CReq', text);
  if ((threeDSSessionData?.length ?? 0) > MAX_SESSION_DATA)
    throw new ProtocolError('ELEMENT_FORMAT_INVALID', 'threeDSSessionData');
  return { creq: text, challengeWindowSize, ...(threeDSSessionData === undefined ? {} : { threeDSSessionData }) };
}

/** Opens the challenge, or finds it open: the same CReq again changes nothing. */
async function open(acs: Acs, acsTransID: string, session: ChallengeSession): Promise<Transaction> {
  let fault: ProtocolError | undefined;
  const at = acs.clock.now();
  const opened = await acs.advance(
    acsTransID,
    (transaction) => {
      // A deadline that has passed counts first, also where no sweep has seen it yet.
      fault = faultOfCReq(step(transaction, { type: 'deadline', at }).transaction, session);
      return fault ? { type: 'deadline', at } : { type: 'CReq', at, session, fresh: acs.freshCode(acsTransID) };
    },
    { messages: [{ at, direction: 'in', type: 'CReq', body: session.creq }] },
  );
  if (fault) throw fault;
  if (!opened) throw new Error(`transaction ${acsTransID} has gone`);
  return opened;
}

/** A broken first CReq ends its transaction (RReq U, challengeCancel 06); one that comes later leaves it alone. */
async function recordFault(acs: Acs, { acsTransID }: Transaction, error: ProtocolError, body: string): Promise<void> {
  const at = acs.clock.now();
  const isMessageFault = error.reason !== 'TRANSACTION_DATA_NOT_VALID' && error.reason !== 'TRANSACTION_TIMED_OUT';
  if (isMessageFault) await acs.advance(acsTransID, () => ({ type: 'CReqFault', at }));
  await acs.store.transactions.addMessages(acsTransID, [{ at, direction: 'out', type: 'Erro', body }]);
}

function tell(
  acs: Acs,
  { acsTransID, threeDSServerTransID, messageVersion, state }: Transaction,
  reply: FastifyReply,
  what: string,
): void {
  acs.log.info(
    {
      messageType: 'CReq',
      messageVersion,
      acsTransID,
      threeDSServerTransID,
      state: state.name,
      ms: Math.round(reply.elapsedTime),
    },
    what,
  );
}
