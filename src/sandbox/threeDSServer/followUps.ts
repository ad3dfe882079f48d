import { randomUUID } from 'node:crypto';
import type { RReq } from '../../messages/types.ts';
import { isSupported } from '../../messages/versions.ts';
import { areqOf, utc, type Wished } from './areq.ts';
import { authenticate } from './authenticate.ts';
import type { Server } from './server.ts';
import type { ServerTransaction } from './serverTransactions.ts';

/** How long the requestor has for its assertion (EMV 3DS 2.3.1.1, Req 454). */
const ASSERTION_MS = 9 * 60_000;

/** What came of Secure Payment Confirmation: the assertion, or why there is none (01 did not run, 02 cancelled, 03 timed out). */
export type SpcReport = { assertion: string | Record<string, unknown> } | { spcIncompInd: string };

/** After an ARes with S the requestor has nine minutes; then the second AReq says that they are over (Req 455). */
export function expectAssertion(server: Server, transaction: ServerTransaction): void {
  if (transaction.ares?.transStatus !== 'S') return;
  server.later.at(server.sandbox.now() + ASSERTION_MS, () => reportSpc(server, transaction, { spcIncompInd: '03' }));
}

/**
 * The second AReq of Secure Payment Confirmation, once: as the first one, with a fresh id, the assertion, and the transaction that it
 * answers (EMV 3DS 2.3.1.1, Req 444).
 * @returns the new transaction; undefined where the ARes was not S, or has been followed
 */
export function reportSpc(
  server: Server,
  transaction: ServerTransaction,
  report: SpcReport,
): Promise<ServerTransaction> | undefined {
  const first = server.transactions.requestOf(transaction.threeDSServerTransID);
  if (!first || transaction.ares?.transStatus !== 'S' || transaction.followedBy) return undefined;
  const timestamp = utc(server.sandbox.now(), 12);
  const prior = {
    threeDSReqPriorRef: transaction.ares.acsTransID,
    threeDSReqPriorAuthMethod: '05',
    threeDSReqPriorAuthTimestamp: timestamp,
  };
  const { threeDSRequestorAuthenticationInfo: _ofTheFirst, ...others } = first as unknown as Wished;
  const done = 'assertion' in report && {
    threeDSReqAuthMethod: '09',
    threeDSReqAuthTimestamp: timestamp,
    threeDSReqAuthData: report.assertion,
  };
  return follow(server, transaction, {
    ...others,
    ...(done ? { threeDSRequestorAuthenticationInfo: [done] } : report),
    threeDSRequestorPriorAuthenticationInfo: [prior],
  });
}

/**
 * The 3RI AReq after a challenge that ended in D (EMV 3DS 2.3.1.1, Req 467): it has to leave within 60 seconds of the RReq, and
 * leaves as soon as its RRes is out.
 */
export function sendFallbackAReq(server: Server, transaction: ServerTransaction, { transStatus, acsTransID }: RReq): void {
  if (transStatus !== 'D') return;
  server.later.at(server.sandbox.now(), () => {
    const first = server.transactions.requestOf(transaction.threeDSServerTransID);
    if (!first || transaction.followedBy) return;
    return follow(server, transaction, {
      ...(first as unknown as Wished),
      deviceChannel: '03',
      threeRIInd: '19',
      threeDSRequestorDecReqInd: 'Y',
      purchaseDate: utc(server.sandbox.now()),
      threeDSRequestorPriorAuthenticationInfo: [
        {
          threeDSReqPriorRef: acsTransID,
          threeDSReqPriorAuthMethod: '02',
          threeDSReqPriorAuthTimestamp: utc(server.sandbox.now(), 12),
        },
      ],
    });
  });
}

async function follow(server: Server, before: ServerTransaction, wished: Wished): Promise<ServerTransaction> {
  const { messageVersion, returnPath, language } = before;
  const threeDSServerTransID = randomUUID();
  const transaction: ServerTransaction = { threeDSServerTransID, messageVersion, returnPath, language, methodCompleted: false };
  before.followedBy = threeDSServerTransID;
  server.transactions.changed(before);
  server.transactions.open(transaction);
  if (!isSupported(messageVersion)) return transaction;
  const { urls, now } = server.sandbox;
  const message = areqOf({ messageVersion, threeDSServerTransID, wished, sandboxUrl: urls.sandbox, now: now() });
  await authenticate(server, transaction, message);
  return transaction;
}
