import { decodeBase64url } from '../messages/base64url.ts';
import { currencyOf } from '../messages/isoCodes.ts';
import type { AReq, ARes } from '../messages/types.ts';
import { reportsSpc } from './legality.ts';

/** What Secure Payment Confirmation shows of the issuer, and what the authenticator signs. */
export interface SpcOffer {
  /** 43 characters of base64url, bound to the transaction. */
  challenge: string;
  /** The relying party of the credential: the host of the ACS. */
  rpID: string;
  /** Name of the card, at most 40 characters. */
  displayName: string;
  /** URL of a picture of the card. */
  icon: string;
}

const TIMEOUT_MS = 300_000;

/** The elements that an ARes with S needs (EMV 3DS 2.3.1, spcTransData and webAuthnCredList). */
export function spcElements(areq: AReq, { challenge, rpID, displayName, icon }: SpcOffer): Partial<ARes> {
  const { purchaseAmount = '0', purchaseCurrency = '', payeeOrigin, merchantName } = areq;
  const currency = currencyOf(purchaseCurrency);
  const payeeName = merchantName?.slice(0, 40);
  return {
    spcTransData: {
      challenge,
      currency: currency?.code ?? 'XXX',
      displayName: displayName.slice(0, 40),
      icon,
      timeout: TIMEOUT_MS,
      value: inMajorUnits(purchaseAmount, currency?.exponent ?? 0),
      ...(payeeName ? { payeeName } : {}),
      ...(payeeOrigin ? { payeeOrigin } : {}),
    },
    // No credential was ever registered here: one made of the challenge stands for it.
    webAuthnCredList: [{ rpID, credentialIds: challenge.slice(0, 22) }],
  };
}

/** The amount as a decimal number: `29900` with exponent 2 is `299.00`. */
function inMajorUnits(amount: string, exponent: number): string {
  const digits = BigInt(amount)
    .toString()
    .padStart(exponent + 1, '0');
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** The assertion that an AReq brings, as far as it can be judged without the credential's public key. */
export interface Assertion {
  /** acsTransID of the transaction whose ARes said S. */
  acsTransID: string;
  /** The challenge that was signed. */
  challenge: string;
}

/**
 * The assertion of the second AReq (threeDSReqAuthMethod 09), with the transaction that it belongs to (threeDSReqPriorRef).
 * @returns undefined where the AReq has none, or one that cannot be read
 */
export function assertionOf(areq: AReq): Assertion | undefined {
  if (!reportsSpc(areq)) return undefined;
  const data = [areq.threeDSRequestorAuthenticationInfo ?? []]
    .flat()
    .find(({ threeDSReqAuthMethod }) => threeDSReqAuthMethod === '09')?.threeDSReqAuthData;
  const acsTransID = [areq.threeDSRequestorPriorAuthenticationInfo ?? []].flat().find((prior) => prior.threeDSReqPriorRef);
  const challenge = challengeIn(asObject(data));
  return challenge && acsTransID?.threeDSReqPriorRef ? { acsTransID: acsTransID.threeDSReqPriorRef, challenge } : undefined;
}

/** Browsers' libraries hand the assertion on as an object, as its JSON, or as base64url of that. */
function asObject(data: unknown): Record<string, unknown> | undefined {
  if (typeof data === 'object' && data !== null) return data as Record<string, unknown>;
  if (typeof data !== 'string') return undefined;
  const text = data.startsWith('{') ? data : decodeBase64url(data);
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The challenge in clientDataJSON, which stands in the assertion or in its `response` (WebAuthn). */
function challengeIn(assertion: Record<string, unknown> | undefined): string | undefined {
  const response = (assertion?.response ?? assertion) as Record<string, unknown> | undefined;
  const clientData = asObject(response?.clientDataJSON);
  return typeof clientData?.challenge === 'string' ? clientData.challenge : undefined;
}
