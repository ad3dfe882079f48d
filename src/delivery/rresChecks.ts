import { type Check, findFirst, REASONS_OF_MESSAGE } from '../messages/checks.ts';
import { ProtocolError } from '../messages/errors.ts';
import { isSameId } from '../messages/ids.ts';
import { type Reading, tryToRead } from '../messages/read.ts';
import type { RReq, RRes } from '../messages/types.ts';
import type { Posted } from '../posting.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** The DS has five seconds for its RRes (EMV 3DS 2.2.0, Req 241). */
export const RRES_MS = 5000;

/** What came back for an RReq that the DS was reached with. */
export interface AnswerToRReq {
  sent: RReq;
  posted: Posted;
  /** Absent where nothing came that could be read. */
  read?: Reading<'RRes' | 'Erro'>;
}

/**
 * The order in which faults of what answers an RReq are looked for. The DS is told of each by an Erro; where it could not be
 * reached, or says so by HTTP 5xx, nothing is judged: the RReq is sent again. An Erro is taken as it is, however broken.
 */
export const CHECKS_OF_RRES: readonly Check<AnswerToRReq, ProtocolError | undefined>[] = [
  {
    name: 'in time',
    rule: 'Req 242',
    reasons: ['TRANSACTION_TIMED_OUT'],
    source: 'EMV 3DS 2.2.0, Req 241 and Table A.4 (402)',
    find: ({ posted }) =>
      posted.outcome === 'noAnswer'
        ? new ProtocolError('TRANSACTION_TIMED_OUT', `No RRes within ${RRES_MS / 1000} seconds`)
        : undefined,
  },
  {
    name: 'a body that can be read',
    rule: '5.9.11 not recognised',
    reasons: ['MESSAGE_RECEIVED_INVALID'],
    source: 'EMV 3DS 2.2.0, 5.9.11 and Table A.4 (101)',
    find: ({ posted }) => (posted.outcome === 'unreadable' ? noMessage(posted.why) : undefined),
  },
  {
    name: 'no redirect',
    reasons: ['MESSAGE_RECEIVED_INVALID'],
    source: 'ours: what is sent to a dsURL goes nowhere else',
    find: ({ posted }) =>
      posted.outcome === 'answered' && isRedirect(posted.status) ? noMessage(`HTTP ${posted.status} is not followed`) : undefined,
  },
  {
    name: 'the message by itself',
    reasons: REASONS_OF_MESSAGE,
    source: 'EMV 3DS 2.2.0, 5.9.11; messages/checks.ts',
    find: ({ read }) => (read && 'fault' in read ? read.fault : undefined),
  },
  {
    name: 'ids of the RReq',
    rule: 'Req 212',
    reasons: ['TRANSACTION_ID_NOT_RECOGNISED'],
    source: 'EMV 3DS 2.2.0, 5.9.11 and Table A.4 (301)',
    find({ sent, read }) {
      const foreign = read && 'message' in read && read.message.messageType === 'RRes' ? foreignIds(sent, read.message) : [];
      return foreign.length > 0
        ? new ProtocolError('TRANSACTION_ID_NOT_RECOGNISED', foreign.join(','), { messageType: 'RRes' })
        : undefined;
    },
  },
];

/** What is wrong with the answer to an RReq, and the message that it is. */
export function judgeRRes(
  { deviceChannel, messageVersion: version }: Pick<Transaction, 'deviceChannel' | 'messageVersion'>,
  sent: RReq,
  posted: Posted,
): { fault?: ProtocolError; type?: 'RRes' | 'Erro' } {
  const isRead = posted.outcome === 'answered' && !isRedirect(posted.status);
  const read = isRead ? tryToRead(['RRes', 'Erro'], posted.body, { version, deviceChannel }) : undefined;
  const fault = findFirst({ sent, posted, ...(read ? { read } : {}) }, CHECKS_OF_RRES);
  const type = read && 'message' in read ? read.message.messageType : undefined;
  return { ...(fault ? { fault } : {}), ...(type ? { type } : {}) };
}

const isRedirect = (status: number) => status >= 300 && status < 400;

function noMessage(why: string): ProtocolError {
  return new ProtocolError('MESSAGE_RECEIVED_INVALID', `Invalid Formatted Message: ${why}`);
}

function foreignIds(sent: RReq, answer: RRes): string[] {
  const names = [
    'threeDSServerTransID',
    'acsTransID',
    'dsTransID',
    ...(sent.sdkTransID ? (['sdkTransID'] as const) : []),
  ] as const;
  return names.filter((name) => !isSameId(sent[name], answer[name]));
}
