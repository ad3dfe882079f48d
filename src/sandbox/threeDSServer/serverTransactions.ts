import type { ARes, CReq, CRes, Erro, RReq, RRes } from '../../messages/types.ts';
import type { MessageVersion } from '../../messages/versions.ts';
import { type Limits, Remembered } from '../remembered.ts';
import type { AReqToDs } from './areq.ts';

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
  areq?: AReqToDs;
  ares?: ARes;
  creq?: CReq;
  rreq?: RReq;
  rres?: RRes;
  cres?: CRes;
  /** The Erro that answered the AReq, or that came back instead of a CRes. */
  erro?: Erro;
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
  /** The threeDSSessionData of a challenge: an id of our own, which comes back with the CRes. */
  sendsSessionData(transaction: ServerTransaction, threeDSSessionData: string): void;
}

/** @param limits of all transactions together */
export function makeServerTransactions(limits: Limits = {}): ServerTransactions {
  const byId = new Remembered<ServerTransaction>(limits);
  const idsBySession = new Remembered<string>(limits);
  return {
    open: (transaction) => byId.set(transaction.threeDSServerTransID, transaction),
    get: (threeDSServerTransID) => byId.get(threeDSServerTransID),
    changed: ({ threeDSServerTransID }) => byId.changed(threeDSServerTransID),
    bySessionData: (threeDSSessionData) => byId.get(idsBySession.get(threeDSSessionData) ?? ''),
    sendsSessionData(transaction, threeDSSessionData) {
      transaction.threeDSSessionData = threeDSSessionData;
      idsBySession.set(threeDSSessionData, transaction.threeDSServerTransID);
      byId.changed(transaction.threeDSServerTransID);
    },
  };
}
