import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Acs } from '../../acs.ts';
import { type Bent, bend } from '../../decision/faults.ts';
import { decodeBase64url } from '../../messages/base64url.ts';
import { findFirst } from '../../messages/checks.ts';
import { type ErrorReason, erro, ProtocolError, ruleOfErro } from '../../messages/errors.ts';
import { causeOfField, causeOfIds, isPadded } from '../../messages/formField.ts';
import { isSameId } from '../../messages/ids.ts';
import { CREQ_FORM_BYTES } from '../../messages/limits.ts';
import { tryToRead } from '../../messages/read.ts';
import { objectOf } from '../../messages/subject.ts';
import type { Erro } from '../../messages/types.ts';
import { VERSIONS } from '../../messages/versions.ts';
import { incoming, type MessageRecord, outgoing } from '../../store/messageRecord.ts';
import { faultOfCReq } from '../../transaction/creq.ts';
import { CHECKS_OF_FORM } from '../../transaction/creqChecks.ts';
import { step } from '../../transaction/step.ts';
import type { BrowserSession, Transaction } from '../../transaction/transaction.ts';
import { allowOnly } from '../connections.ts';
import { type NotedMessage, noteRefused } from '../otherMessages.ts';
import { digestOfCReq } from './creqDigest.ts';
import type { Show } from './showPage.ts';

interface CReqForm {
  creq?: unknown;
  threeDSSessionData?: unknown;
}

/**
 * CReq → the first page of the challenge, at the acsURL of the ARes: find, read, open, answer. The order in which faults are looked
 * for stands in transaction/creqChecks.ts.
 */
export const creqRoutes: FastifyPluginAsync<{ acs: Acs; show: Show }> = async (app, { acs, show }) => {
  allowOnly(app, 'POST', '/3ds/creq');

  app.post<{ Body: CReqForm | undefined }>('/3ds/creq', { bodyLimit: CREQ_FORM_BYTES }, async (request, reply) => {
    const text = decodeBase64url(String(request.body?.creq ?? '').trim());
    const transaction = text === undefined ? undefined : await transactionOf(acs, text);
    if (text === undefined || !transaction) {
      noteRefused(request, await whyUnknown(acs, request.body, text));
      return show.unknown(reply);
    }
    if (transaction.app) {
      // It would be Erro 305, but an app has no notificationURL to bring one to.
      logCReq(acs, transaction, reply, 'CReq of a browser for a challenge in an app, which goes on');
      return show.unknown(reply);
    }
    const sessionData = request.body?.threeDSSessionData;
    const threeDSSessionData = typeof sessionData === 'string' ? sessionData : undefined;
    try {
      const session = readSession(acs, transaction, text, sessionData);
      const opened = await openOrFind(acs, transaction.acsTransID, session, cameIn(acs, text, request.body));
      logCReq(acs, opened, reply, `CReq answered by a page`);
      return show.redirect(reply, opened);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      // An Erro is never answered with an Erro; and no browser has one to send.
      if (error.about.messageType === 'Erro') return show.unknown(reply);
      const bent = await refuseCReqOfBrowser(acs, transaction, cameIn(acs, text, request.body), error, reply);
      return show.erro(reply, transaction, bent.message, threeDSSessionData);
    }
  });
};

/**
 * The transaction that a CReq names by both of its ids, before anything else in it is judged; by acsTransID alone where one is
 * awaited, or has come and a further one may end the challenge: that one is then told what is wrong with the other id.
 */
async function transactionOf(acs: Acs, text: string): Promise<Transaction | undefined> {
  let ids: { acsTransID?: unknown; threeDSServerTransID?: unknown } | null;
  try {
    ids = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof ids?.acsTransID !== 'string') return undefined;
  const saved = await acs.store.transactions.find(ids.acsTransID);
  if (!saved) return undefined;
  const { threeDSServerTransID, messageVersion, state } = saved.transaction;
  const isTold = state.name === 'awaitingCReq' || (state.name === 'challenging' && VERSIONS[messageVersion].secondCReqEnds);
  return isTold || isSameId(threeDSServerTransID, ids.threeDSServerTransID) ? saved.transaction : undefined;
}

/** Why a form is that of no transaction, for those who look for it: its sender is told one and the same of all of them. */
async function whyUnknown(acs: Acs, form: CReqForm | undefined, text: string | undefined): Promise<NotedMessage> {
  const unread = causeOfField('creq', { ...form });
  if (unread !== undefined || text === undefined)
    return { messageType: 'CReq', rule: 'A.3 creq/cres', cause: unread ?? 'not base64url', ...(text ? { body: text } : {}) };
  const message = objectOf(text);
  const { acsTransID } = message;
  const isKnown = typeof acsTransID === 'string' && (await acs.store.transactions.find(acsTransID)) !== undefined;
  return { messageType: 'CReq', rule: '5.9.6 not recognised', cause: causeOfIds(message, isKnown), body: text };
}

/** @throws ProtocolError of the first fault of the form and of the message in it (CHECKS_OF_FORM) */
function readSession({ readOptions }: Acs, transaction: Transaction, text: string, threeDSSessionData: unknown): BrowserSession {
  const { messageVersion: version } = transaction;
  const creq = digestOfCReq(text, version);
  const read = tryToRead('CReq', text, { ...readOptions, version, deviceChannel: '02' });
  const fault = findFirst({ transaction, creq, threeDSSessionData, read }, CHECKS_OF_FORM);
  if (fault || 'fault' in read) throw fault;
  return {
    creq,
    challengeWindowSize: read.message.challengeWindowSize,
    ...(typeof threeDSSessionData === 'string' ? { threeDSSessionData } : {}),
  };
}

/** A CReq for the record. One that is padded is taken, and is said to be. */
function cameIn({ clock }: Acs, text: string, form: CReqForm | undefined): MessageRecord {
  const mark = isPadded(form?.creq) ? { mark: 'came as base64url with padding: EMV 3DS has none (T1.3 Base64url)' } : {};
  return { ...incoming(clock.now(), 'CReq', text), ...mark };
}

/** Opens the challenge, or finds it open: the same CReq again changes nothing. */
async function openOrFind(acs: Acs, acsTransID: string, session: BrowserSession, came: MessageRecord): Promise<Transaction> {
  let fault: ProtocolError | undefined;
  const at = acs.clock.now();
  const opened = await acs.advance(
    acsTransID,
    (transaction) => {
      // A deadline that has passed counts first, also where no sweep has seen it yet.
      const current = step(transaction, { type: 'deadline', at }, acs.policy).transaction;
      fault = faultOfCReq(current, session, acs.policy, acs.issuer.resumesCReq);
      return fault ? { type: 'deadline', at } : { type: 'CReq', at, session, fresh: acs.freshCode(acsTransID) };
    },
    { messages: [came] },
  );
  if (fault) throw fault;
  if (!opened) throw new Error(`transaction ${acsTransID} has gone`);
  return opened;
}

/** Faults of a CReq that comes at the wrong time, not of the message. The further one that they name ends a challenge in 2.3.1. */
const LEAVES_ALONE = new Set<ErrorReason>([
  'TRANSACTION_DATA_NOT_VALID',
  'TRANSACTION_TIMED_OUT',
  'SECOND_CREQ',
  'CREQ_AFTER_RREQ',
]);

/**
 * Makes the Erro of a fault, and keeps it with what came. A broken first CReq ends its transaction (RReq U, challengeCancel 06; 10
 * in 2.3.1); one that comes later leaves it alone, in 2.3.1 only where nothing goes on any more.
 */
async function refuseCReqOfBrowser(
  acs: Acs,
  transaction: Transaction,
  came: MessageRecord,
  fault: ProtocolError,
  reply: FastifyReply,
): Promise<Bent<Erro>> {
  const { messageType = 'CReq' } = fault.about;
  const { acsTransID, threeDSServerTransID, dsTransID, messageVersion } = transaction;
  const answer = erro(fault.knowing({ messageType, messageVersion, acsTransID, threeDSServerTransID, dsTransID }));
  const bent = bend('erro', answer, transaction);
  const at = acs.clock.now();
  const mayEnd = !LEAVES_ALONE.has(fault.reason) || VERSIONS[messageVersion].secondCReqEnds;
  if (mayEnd) await acs.advance(acsTransID, () => ({ type: 'CReqFault', at, erro: answer }));
  await acs.store.transactions.addMessages(acsTransID, [came, outgoing(at, 'Erro', bent)]);
  const how = bent.mark ? `, ${bent.mark}` : '';
  const what = `CReq answered by Erro ${answer.errorCode} ${answer.errorDetail}${how}`;
  logCReq(acs, transaction, reply, what, ruleOfErro({ ...answer }));
  return bent;
}

function logCReq(
  acs: Acs,
  { acsTransID, threeDSServerTransID, messageVersion, state }: Transaction,
  reply: FastifyReply,
  what: string,
  rule?: string,
): void {
  acs.log.info(
    {
      messageType: 'CReq',
      messageVersion,
      acsTransID,
      threeDSServerTransID,
      state: state.name,
      ...(rule ? { rule } : {}),
      ms: Math.round(reply.elapsedTime),
    },
    what,
  );
}
