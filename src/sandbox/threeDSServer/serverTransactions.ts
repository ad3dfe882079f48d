import type { ARes, CReq, CRes, Erro, RReq, RRes } from '../../messages/types.ts';
import type { MessageVersion } from '../../messages/versions.ts';
import { type Limits, Remembered } from '../remembered.ts';
import type { AReqToDs } from './areq.ts';
import type { Versioning } from './cardRanges.ts';

/** What the 3DS Server knows of one transaction; its card number is masked. */
export interface ServerTransaction {
  threeDSServerTransID: string;
  /** Of all its messages. */
  messageVersion: MessageVersion;
  /** The page of the shop to which the cardholder comes back. */
  returnPath: string;
  /** The language of the shop's pages. */
  language: string;
  methodCompleted: boolean;
  /** Milliseconds since 1970. */
  methodCompletedAt?: number;
  areq?: AReqToDs;
  ares?: ARes;
  creq?: CReq;
  rreq?: RReq;
  rres?: RRes;
  cres?: CRes;
  /** The Erro that answered the AReq, or that came back instead of a CRes. */
  erro?: Erro;
  /** The Erro that the DS sent in place of an RReq, or that answered an RReq: gone once there is a result. */
  rreqErro?: Erro;
  /** Whether the requestor goes on with the challenge of the ARes. */
  challengeAccepted?: boolean;
  /** Until when a result of decoupled authentication may come, ISO 8601 (EMV 3DS 2.3.1.1, Req 346, 348 and 354). */
  waitsUntil?: string;
  /** What the PRes said of the card. */
  versioning?: Versioning;
  /** threeDSServerTransID of the transaction that follows: after SPC, or after a challenge that ended in decoupled authentication. */
  followedBy?: string;
  /** Sent with the CReq, base64url. */
  threeDSSessionData?: string;
  threeDSSessionDataUnchanged?: boolean;
}

export interface ServerTransactions {
  open(transaction: ServerTransaction): void;
  get(threeDSServerTransID: string): ServerTransaction | undefined;
  /** To be told when something was added to a transaction. */
  changed(transaction: ServerTransaction): void;
  bySessionData(threeDSSessionData: string): ServerTransaction | undefined;
  /** Keeps the AReq as it left, with its card number, for one that follows; it is on no record. */
  keepRequest(areq: AReqToDs): void;
  requestOf(threeDSServerTransID: string): AReqToDs | undefined;
  /** The threeDSSessionData of a challenge: an id of our own, which comes back with the CRes. */
  sendsSessionData(transaction: ServerTransaction, threeDSSessionData: string): void;
}

/** @param limits of all transactions together */
export function makeServerTransactions(limits: Limits = {}): ServerTransactions {
  const byId = new Remembered<ServerTransaction>(limits);
  const requests = new Remembered<AReqToDs>(limits);
  const idsBySession = new Remembered<string>(limits);
  return {
    open: (transaction) => byId.set(transaction.threeDSServerTransID, transaction),
    get: (threeDSServerTransID) => byId.get(threeDSServerTransID.toLowerCase()),
    changed: ({ threeDSServerTransID }) => byId.changed(threeDSServerTransID),
    keepRequest: (areq) => requests.set(areq.threeDSServerTransID, areq),
    requestOf: (threeDSServerTransID) => requests.get(threeDSServerTransID),
    bySessionData: (threeDSSessionData) => byId.get(idsBySession.get(threeDSSessionData) ?? ''),
    sendsSessionData(transaction, threeDSSessionData) {
      transaction.threeDSSessionData = threeDSSessionData;
      idsBySession.set(threeDSSessionData, transaction.threeDSServerTransID);
      byId.changed(transaction.threeDSServerTransID);
    },
  };
}
