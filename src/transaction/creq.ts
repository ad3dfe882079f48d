import { findFirst } from '../messages/checks.ts';
import type { ProtocolError } from '../messages/errors.ts';
import { CHECKS_OF_CREQ_NOW } from './creqChecks.ts';
import type { Policy } from './policy.ts';
import type { BrowserSession, Transaction } from './transaction.ts';

/**
 * Whether a well formed CReq may open this challenge, or open it again: undefined if so, else the fault to answer.
 * The same CReq again, as a browser's reload sends it, goes on where the challenge was.
 * @param resumes false for an ACS that takes no CReq twice, not even the same (314 in 2.3.1, 305 before)
 */
export function faultOfCReq(
  transaction: Transaction,
  session: BrowserSession,
  policy: Policy,
  resumes = true,
): ProtocolError | undefined {
  return findFirst({ transaction, session, policy, resumes }, CHECKS_OF_CREQ_NOW);
}
