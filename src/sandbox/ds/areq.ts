import { randomUUID } from 'node:crypto';
import { type About, erro, ProtocolError } from '../../messages/errors.ts';
import { isTransID } from '../../messages/ids.ts';
import { aboutOf } from '../../messages/read.ts';
import { objectOf } from '../../messages/subject.ts';
import type { AReq } from '../../messages/types.ts';
import { type DsRefusal, refusalOf } from './areqChecks.ts';
import { takeARes } from './ares.ts';
import { call, callTwice } from './call.ts';
import { DS_REFERENCE_NUMBER, type Ds } from './context.ts';
import { objectOfAReq, readFirstLeg, withDsElements } from './firstLeg.ts';
import { madeAres } from './madeAres.ts';
import type { DsTransaction, DsTransactions } from './routedTransactions.ts';

/**
 * Leg 3DS Server → DS → ACS: the DS adds its elements, judges the whole and passes it to the ACS of the card range.
 * @param raw the AReq of a 3DS Server; dsTransID, dsReferenceNumber and dsURL in it are replaced
 * @returns the text of the ARes or Erro of the ACS, or the ARes that the DS makes in its place
 * @throws ProtocolError for faults that the DS finds itself: in the message, and by its rules (areqChecks.ts); 402 too late, 405 not
 *   reached
 */
export async function takeAReq(ds: Ds, raw: string): Promise<string> {
  const { sandbox, transactions, ranges } = ds;
  const dsTransID = randomUUID();
  const text = withDsElements(raw, {
    dsTransID,
    dsReferenceNumber: DS_REFERENCE_NUMBER,
    dsURL: `${sandbox.urls.sandbox}/ds/rreq`,
  });
  const transaction = openTransactionOfDs(transactions, text, dsTransID);
  const firstLeg = readFirstLeg(text, sandbox);
  const { message } = firstLeg;
  const about = { ...aboutOf({ ...message }), dsTransID };
  const refusal = refusalOf({ ...firstLeg, sandbox, range: ranges.find(message.acctNumber) });
  if (refusal) return answerOfDs(ds, { refusal, message, transaction, about });
  if (transaction) transaction.threeDSServerURL = message.threeDSServerURL;
  const body = await forward(ds, { message, transaction, about });
  if (typeof body !== 'string') return body.made;
  const unknown = unknownAcs(ds, body);
  if (unknown) return answerOfDs(ds, { refusal: unknown, message, transaction, about });
  return takeARes(sandbox, transactions, { sent: message, body, transaction, about });
}

/** An ARes of an ACS that does not take part (EMV 3DS 2.3.1.1, Req 305, Req 306, Req 308). */
function unknownAcs({ sandbox: { dsRules } }: Ds, body: string): DsRefusal | undefined {
  const { messageType, acsReferenceNumber } = objectOf(body);
  if (!dsRules.acss || messageType !== 'ARes' || dsRules.acss.some((known) => known === acsReferenceNumber)) return undefined;
  return { reason: 'ACCESS_DENIED', detail: 'acsReferenceNumber is not known to this DS', answer: dsRules.unknownAcs };
}

interface OnItsWay {
  message: AReq;
  transaction: DsTransaction | undefined;
  about: About;
}

/** @returns the text of the answer of the ACS, or the ARes that was made in its place */
async function forward(ds: Ds, way: OnItsWay): Promise<string | { made: string }> {
  const { sandbox } = ds;
  const { notReached, late } = sandbox.dsRules;
  try {
    return await callTwice('ACS', acsUrl(ds), JSON.stringify(way.message), sandbox.timeouts.aresMs, way.about);
  } catch (error) {
    const isLate = error instanceof ProtocolError && error.reason === 'TRANSACTION_TIMED_OUT';
    if (!(error instanceof ProtocolError)) throw error;
    const made = answerOfDs(ds, { refusal: { ...error, answer: isLate ? late : notReached }, ...way });
    // Who made an ARes in its place tells the ACS that its own comes too late (Req 235).
    if (isLate) call('ACS', acsUrl(ds), JSON.stringify(erro(error, 'D')), sandbox.timeouts.aresMs, way.about).catch(() => {});
    return { made };
  }
}

const acsUrl = ({ sandbox }: Ds) => `${sandbox.urls.acs}/3ds/areq`;

/** The ARes of the DS. @throws ProtocolError where its rules have an Erro instead */
function answerOfDs({ sandbox, transactions }: Ds, { refusal, message, transaction, about }: OnItsWay & { refusal: DsRefusal }) {
  const { reason, detail, answer: transStatus = 'Erro' } = refusal;
  if (transStatus === 'Erro') throw new ProtocolError(reason, detail, about);
  const made = madeAres(sandbox, message, { transStatus, why: reason });
  if (transaction) transactions.saw(transaction, 'DS → 3DSServer', made);
  return JSON.stringify(made);
}

/** Remembers the message as soon as it can be named, so that testers find refused ones as well. */
function openTransactionOfDs(transactions: DsTransactions, text: string, dsTransID: string): DsTransaction | undefined {
  const message = objectOfAReq(text) ?? {};
  const { threeDSServerTransID } = message as Record<string, unknown>;
  if (!isTransID(threeDSServerTransID)) return undefined;
  const transaction = { threeDSServerTransID, dsTransID, messages: [] };
  transactions.open(transaction);
  transactions.saw(transaction, '3DSServer → DS → ACS', message);
  return transaction;
}
