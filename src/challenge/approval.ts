import { type Keys, sameText } from '../crypto/keys.ts';

/** What a notification of the bank's app proves: that it was sent for this transaction, as the how manieth of it. */
export interface ApprovalToken {
  acsTransID: string;
  /** The number of the notification within its transaction: a newer one makes the older ones void. */
  push: number;
}

/** `acsTransID.push.proof`; there is one way to write a number. */
const TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(0|[1-9]\d{0,5})\.([\w-]{32})$/;

/** `acsTransID.push.proof`, for a link. Nothing that the challenge window shows leads to it. */
export function approvalToken(keys: Keys, { acsTransID, push }: ApprovalToken): string {
  return `${acsTransID}.${push}.${keys.proof('approval', acsTransID, String(push))}`;
}

/** The token as its text says; undefined for one that is not ours. */
export function readApprovalToken(keys: Keys, text: string): ApprovalToken | undefined {
  const [, acsTransID, push, proof] = TOKEN.exec(text) ?? [];
  if (acsTransID === undefined || push === undefined || proof === undefined) return undefined;
  return sameText(proof, keys.proof('approval', acsTransID, push)) ? { acsTransID, push: Number(push) } : undefined;
}
