import type { SignedAssertion } from '../crypto/credential.ts';
import { decodeBase64url } from '../messages/base64url.ts';
import { currencyOf } from '../messages/isoCodes.ts';
import { maskText } from '../messages/masking.ts';
import type { AReq, ARes } from '../messages/types.ts';
import { reportsSpc } from './laws.ts';

/** What Secure Payment Confirmation shows of the issuer, and what the authenticator signs. */
export interface SpcOffer {
  /** 43 characters of base64url, bound to the transaction. */
  challenge: string;
  /** The relying party of the credential: the host of the ACS. */
  rpID: string;
  /** The credential of the card, base64url. */
  credentialId: string;
  /** Name of the card, at most 40 characters. */
  displayName: string;
  /** URL of a picture of the card. */
  icon: string;
}

const TIMEOUT_MS = 300_000;

/** What a non-payment shows that names no currency: its amount is 0, and any currency will do (EMV 3DS 2.3.1, spcTransData). */
const CURRENCY_OF_NO_PAYMENT = 'EUR';

/** The elements that an ARes with S needs (EMV 3DS 2.3.1, spcTransData and webAuthnCredList). */
export function spcElements(areq: AReq, { challenge, rpID, credentialId, displayName, icon }: SpcOffer): Partial<ARes> {
  const { payeeOrigin } = areq;
  const payeeName = payeeNameOf(areq);
  return {
    spcTransData: {
      challenge,
      ...priceOf(areq),
      displayName: displayName.slice(0, 40),
      icon,
      timeout: String(TIMEOUT_MS),
      ...(payeeName ? { payeeName } : {}),
      ...(payeeOrigin ? { payeeOrigin } : {}),
    },
    webAuthnCredList: [{ rpID, credentialIds: credentialId }],
  };
}

/** The amount as a decimal number: `29900` with exponent 2 is `299.00`. */
function inMajorUnits(amount: string, exponent: number): string {
  const digits = BigInt(amount)
    .toString()
    .padStart(exponent + 1, '0');
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** What an ARes with S offered, as it left. */
export type OfferedSpc = Pick<ARes, 'spcTransData' | 'webAuthnCredList'>;

/** The assertion that an AReq brings, with the transaction that it belongs to. */
export interface Assertion extends SignedAssertion {
  /** acsTransID of the transaction whose ARes said S. */
  acsTransID: string;
  /** What clientDataJSON says. */
  clientData: Json;
}

/** What came of an assertion. */
export type SpcVerdict = 'proven' | { fault: string };

type Json = Record<string, unknown>;

/**
 * The assertion of the second AReq (threeDSReqAuthMethod 09), with the transaction that it belongs to (threeDSReqPriorRef).
 * @returns undefined where the AReq brings none
 */
export function assertionOf(areq: AReq): Assertion | { fault: string } | undefined {
  if (!reportsSpc(areq)) return undefined;
  const about = [areq.threeDSRequestorAuthenticationInfo ?? []].flat().find(isOfSpc);
  if (!about) return undefined;
  const prior = priorInfoOf(areq);
  if (!prior?.threeDSReqPriorRef) return { fault: 'threeDSReqPriorRef does not say which ARes with S it answers' };
  const data = asObject(about.threeDSReqAuthData);
  const response = (data?.response ?? data) as Json | undefined;
  const { clientDataJSON, authenticatorData, signature } = response ?? {};
  const clientData = asObject(clientDataJSON);
  if (!isText(clientDataJSON) || !clientData) return { fault: 'threeDSReqAuthData has no clientDataJSON that can be read' };
  if (!isText(authenticatorData)) return { fault: 'threeDSReqAuthData has no authenticatorData' };
  if (!isText(signature)) return { fault: 'threeDSReqAuthData has no signature' };
  return { acsTransID: prior.threeDSReqPriorRef, clientData, clientDataJSON, authenticatorData, signature };
}

/** What the AReq says of the transaction before it: of several, of that by Secure Payment Confirmation (05). */
export function priorInfoOf(areq: AReq): PriorInfo | undefined {
  const all: PriorInfo[] = [areq.threeDSRequestorPriorAuthenticationInfo ?? []].flat().filter((info) => info.threeDSReqPriorRef);
  return all.find(({ threeDSReqPriorAuthMethod }) => threeDSReqPriorAuthMethod === '05') ?? all[0];
}

interface PriorInfo {
  threeDSReqPriorRef?: string;
  threeDSReqPriorAuthMethod?: string;
  threeDSReqPriorAuthTimestamp?: string;
}

function isOfSpc({ threeDSReqAuthMethod }: { threeDSReqAuthMethod?: string }): boolean {
  return threeDSReqAuthMethod === '09';
}

/** The JSON that a browser makes of what an ARes with S offered, for the authenticator to sign (Secure Payment Confirmation, clientDataJSON). */
export function clientDataOf({ spcTransData, webAuthnCredList }: OfferedSpc, origin: string): string {
  const { challenge, currency, value, displayName, icon, payeeName, payeeOrigin } = spcTransData ?? {};
  return JSON.stringify({
    type: 'payment.get',
    challenge,
    origin,
    crossOrigin: false,
    payment: {
      rpId: webAuthnCredList?.[0]?.rpID,
      topOrigin: origin,
      ...(payeeName ? { payeeName } : {}),
      ...(payeeOrigin ? { payeeOrigin } : {}),
      total: { currency, value },
      instrument: { displayName, icon },
    },
  });
}

/** What of the signed JSON is not what was offered, or undefined. The picture is not compared: a browser may leave it out. */
export function faultOfClientData(clientData: Json, { spcTransData, webAuthnCredList }: OfferedSpc): string | undefined {
  if (!spcTransData) return 'the ARes with S had no spcTransData';
  const payment = child(clientData, 'payment');
  const total = child(payment, 'total');
  // An earlier draft, which browsers implemented, says `rp`.
  const rows: [string, unknown, unknown][] = [
    ['type', clientData.type, 'payment.get'],
    ['challenge', clientData.challenge, spcTransData.challenge],
    ['payment.rpId', payment.rpId ?? payment.rp, webAuthnCredList?.[0]?.rpID],
    ['payment.total.currency', total.currency, spcTransData.currency],
    ['payment.total.value', total.value, spcTransData.value],
    ['payment.payeeName', payment.payeeName ?? spcTransData.payeeName, spcTransData.payeeName],
    ['payment.payeeOrigin', payment.payeeOrigin, spcTransData.payeeOrigin],
    ['payment.instrument.displayName', child(payment, 'instrument').displayName, spcTransData.displayName],
  ];
  const [name, is, offered] = rows.find(([, is, offered]) => is !== offered) ?? [];
  return name && `${name} of clientDataJSON is ${quoteValue(is)}; the ARes with S offered ${quoteValue(offered)}`;
}

/** What of the payment in the second AReq is not what the cardholder saw and signed, or undefined. */
export function faultOfPayment(areq: AReq, { spcTransData }: OfferedSpc): string | undefined {
  const { currency, value } = priceOf(areq);
  if (currency !== spcTransData?.currency || value !== spcTransData.value)
    return `this AReq is about ${value} ${currency}; the cardholder confirmed ${spcTransData?.value} ${spcTransData?.currency}`;
  const { payeeOrigin = spcTransData.payeeOrigin } = areq;
  const rows = [
    ['merchantName', payeeNameOf(areq), spcTransData.payeeName],
    ['payeeOrigin', payeeOrigin, spcTransData.payeeOrigin],
  ] as const;
  const [name, is, offered] = rows.find(([, is, offered]) => is !== offered) ?? [];
  return name && `${name} of this AReq is ${quoteValue(is)}; the cardholder confirmed a payment to ${quoteValue(offered)}`;
}

/** The name of the merchant as the browser shows it. */
function payeeNameOf({ merchantName }: AReq): string | undefined {
  return merchantName ? maskText(merchantName, 'valid').slice(0, 40) : undefined;
}

/** What is to be paid: of a non-payment 0, whatever amount it names. */
function priceOf({ messageCategory, purchaseAmount = '0', purchaseCurrency = '' }: AReq): { currency: string; value: string } {
  const { code = CURRENCY_OF_NO_PAYMENT, exponent = 0 } = currencyOf(purchaseCurrency) ?? {};
  return { currency: code, value: messageCategory === '02' ? '0' : inMajorUnits(purchaseAmount, exponent) };
}

function child(object: Json, name: string): Json {
  const value = object[name];
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function quoteValue(value: unknown): string {
  return value === undefined ? 'nothing' : maskText(JSON.stringify(value), 'valid').slice(0, 100);
}

/** Browsers' libraries hand the assertion on as an object, as its JSON, or as base64url of that. */
function asObject(data: unknown): Json | undefined {
  if (typeof data === 'object' && data !== null) return data as Json;
  if (typeof data !== 'string') return undefined;
  const text = data.startsWith('{') ? data : decodeBase64url(data);
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}
