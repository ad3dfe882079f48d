import { type Keys, sameText } from '../crypto/keys.ts';

/** What a notification of the bank's app proves: that it was sent for this transaction, as the how manieth of it. */
export interface ApprovalToken {
  acsTransID: string;
  /** The number of the notification within its transaction: a newer one makes the older ones void. */
  push: number;
}

/** `acsTransID.push.proof`, for a link. Nothing that the challenge window shows leads to it. */
export function approvalToken(keys: Keys, { acsTransID, push }: ApprovalToken): string {
  return `${acsTransID}.${push}.${keys.approvalProof(acsTransID, String(push))}`;
}

/** The token as its text says; undefined for one that is not ours. */
export function readApprovalToken(keys: Keys, text: string): ApprovalToken | undefined {
  const [acsTransID = '', push = '', proof = ''] = text.split('.');
  return sameText(proof, keys.approvalProof(acsTransID, push)) ? { acsTransID, push: Number(push) } : undefined;
}
