import { randomUUID } from 'node:crypto';
import { brokenBound } from '../../messages/bounds.ts';
import { isInRange } from '../../messages/cardRanges.ts';
import { duplicateElements } from '../../messages/duplicates.ts';
import { ProtocolError } from '../../messages/errors.ts';
import { isTransID } from '../../messages/ids.ts';
import { aboutOf, readWhole } from '../../messages/read.ts';
import type { AReq } from '../../messages/types.ts';
import type { Judgement } from '../../messages/validators.ts';
import type { Sandbox } from '../options.ts';
import { ares } from './ares.ts';
import { call } from './call.ts';
import type { DsTransaction, DsTransactions } from './routedTransactions.ts';

const DS_REFERENCE_NUMBER = 'SANDBOX_DS_REFERENCE_NUMBER';

/**
 * Leg 3DS Server → DS → ACS: the DS adds its elements, judges the whole and passes it to the ACS of the card range.
 * @param raw the AReq of a 3DS Server; dsTransID, dsReferenceNumber and dsURL in it are replaced
 * @returns the text of the ARes or Erro of the ACS, unchanged
 * @throws ProtocolError for faults that the DS finds itself: in the message, 302 sdkEncData, 305 no range, 402 too late, 405 not
 * reached
 */
export async function areq(sandbox: Sandbox, transactions: DsTransactions, raw: string): Promise<string> {
  const dsTransID = randomUUID();
  const text = withDsElements(raw, {
    dsTransID,
    dsReferenceNumber: DS_REFERENCE_NUMBER,
    dsURL: `${sandbox.urls.sandbox}/ds/rreq`,
  });
  const transaction = open(transactions, text, dsTransID);
  const message = readFirstLeg(text, sandbox.judgement);
  if (transaction) transaction.threeDSServerURL = message.threeDSServerURL;
  const about = { ...aboutOf({ ...message }), dsTransID };
  if (!sandbox.servedRanges.some((range) => isInRange(message.acctNumber, range))) {
    throw new ProtocolError('TRANSACTION_DATA_NOT_VALID', 'acctNumber', about);
  }
  const body = await call('ACS', `${sandbox.urls.acs}/3ds/areq`, text, sandbox.timeouts.aresMs, about);
  return ares(sandbox, transactions, { sent: message, body, transaction, about });
}

/** Any deviceInfo that is right, while the one in sdkEncData is sealed. */
const SEALED = Buffer.from('{"DV":"1.7"}').toString('base64url');

/** An app seals deviceInfo for the DS of its card range. This one has no key for that: everything else in the message is judged. */
function readFirstLeg(text: string, judgement: Judgement = {}): AReq {
  const { deviceChannel, deviceInfo, sdkEncData, ...others } = parse(text) ?? {};
  if (deviceChannel !== '01' || !sdkEncData || deviceInfo !== undefined) return readWhole('AReq', text, judgement);
  const message = readWhole('AReq', JSON.stringify({ ...others, deviceChannel, deviceInfo: SEALED }), judgement);
  const detail = 'sdkEncData: this DS has no key for it; send what is in it as deviceInfo instead';
  throw new ProtocolError('DATA_DECRYPTION_FAILURE', detail, aboutOf({ ...message }));
}

/** Nothing of what is refused as it is, without a look inside. */
function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject && !brokenBound(text) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The message with the elements of the DS; all others stay as they came, unknown ones included. */
function withDsElements(raw: string, elements: Pick<AReq, 'dsTransID' | 'dsReferenceNumber' | 'dsURL'>): string {
  const message = parse(raw);
  if (!message) return raw;
  const doubled = duplicateElements(raw, message);
  // Written anew, a doubled element would be gone: it is found here.
  if (doubled.length > 0) throw new ProtocolError('DUPLICATE_ELEMENT', doubled.join(','), aboutOf({ ...message }));
  return JSON.stringify({ ...message, ...elements });
}

/** Remembers the message as soon as it can be named, so that testers find refused ones as well. */
function open(transactions: DsTransactions, text: string, dsTransID: string): DsTransaction | undefined {
  const message = parse(text) ?? {};
  const { threeDSServerTransID } = message;
  if (!isTransID(threeDSServerTransID)) return undefined;
  const transaction = { threeDSServerTransID, dsTransID, messages: [] };
  transactions.open(transaction);
  transactions.saw(transaction, '3DSServer → DS → ACS', message);
  return transaction;
}
