import { openSdkEncData } from '../../crypto/sdkEncData.ts';
import { formFaultOfSdkServerSignedContent, verifySdkServerSignedContent } from '../../crypto/sdkServerSignedContent.ts';
import { encodeBase64url } from '../../messages/base64url.ts';
import type { ErrorReason } from '../../messages/errors.ts';
import type { AReq } from '../../messages/types.ts';
import { readUtcTime } from '../../messages/utcTime.ts';
import { SUPPORTED_VERSIONS, VERSIONS } from '../../messages/versions.ts';
import type { Sandbox } from '../options.ts';
import { kidOf } from './dsKeys.ts';
import type { FirstLeg } from './firstLeg.ts';
import type { DsRange } from './rangeBook.ts';
import type { DsAnswer, DsRules, KnownList } from './rules.ts';

/** An AReq that is right by itself, and what the DS knows besides. */
export interface AReqToCheck extends FirstLeg {
  sandbox: Sandbox;
  /** That of the card; undefined where it lies in none. */
  range: DsRange | undefined;
}

/** Why the DS does not pass an AReq on, and what it answers. */
export interface DsRefusal {
  reason: ErrorReason;
  detail: string;
  /** By default an Erro. */
  answer?: DsAnswer;
}

interface DsCheck {
  /** The rules of EMV 3DS 2.3.1.1. */
  source: string;
  find(judged: AReqToCheck): DsRefusal | undefined;
}

/** What the DS looks for in an AReq that is right by itself, in the order of 3.1 to 3.4. The first that is found is answered. */
const CHECKS: readonly DsCheck[] = [
  { source: 'Req 416', find: dateOff },
  { source: 'Req 390, 6.2.2.4', find: notSigned },
  { source: 'Req 394', find: notAllowed },
  { source: 'Req 420, Req 17, 6.2.2.2', find: notOpened },
  { source: 'Req 18, Req 95, Req 280', find: otherVersion },
  { source: 'Req 19, Req 96, Req 281, 2.2.1', find: notKnown },
  { source: 'Req 20, Req 97, Req 282', find: notServed },
  { source: 'Req 21, Req 98, Req 283', find: withoutAcs },
];

/** The first thing for which the DS does not pass an AReq on; undefined where it does. */
export function refusalOf(judged: AReqToCheck): DsRefusal | undefined {
  for (const { find } of CHECKS) {
    const refusal = find(judged);
    if (refusal) return refusal;
  }
  return undefined;
}

const MAX_OFF_MS = 30 * 60_000;

function dateOff({ message: { messageVersion, purchaseDate }, sandbox }: AReqToCheck): DsRefusal | undefined {
  if (!VERSIONS[messageVersion].datesAreNow || sandbox.dsRules.dates === 'any') return undefined;
  const at = readUtcTime(purchaseDate);
  const isNow = at === undefined || Math.abs(sandbox.now() - at) <= MAX_OFF_MS;
  return isNow ? undefined : { reason: 'ELEMENT_FORMAT_INVALID', detail: 'purchaseDate' };
}

function notSigned({ message, sandbox }: AReqToCheck): DsRefusal | undefined {
  const { messageVersion, sdkType, sdkServerSignedContent: signed, sdkTransID, sdkReferenceNumber } = message;
  if (!VERSIONS[messageVersion].sdkTypes || sdkType !== '02' || signed === undefined) return undefined;
  const { roots } = sandbox.dsKeys;
  const ofAReq = { sdkTransID, sdkReferenceNumber };
  const fault = verifySdkServerSignedContent(signed, { ...ofAReq, roots, at: sandbox.now() });
  const isOfDate = fault?.detail.endsWith('.sdkSignatureTimestamp') && !formFaultOfSdkServerSignedContent(signed, ofAReq);
  return isOfDate && sandbox.dsRules.dates === 'any' ? undefined : fault;
}

function notAllowed({ message, sandbox }: AReqToCheck): DsRefusal | undefined {
  const { messageVersion, deviceChannel, sdkType, sdkReferenceNumber = '' } = message;
  const { allowedSdks } = sandbox.dsRules;
  if (!allowedSdks || deviceChannel !== '01' || !VERSIONS[messageVersion].sdkTypes) return undefined;
  const isAllowed = allowedSdks.some((item) => item === sdkReferenceNumber || item === `${sdkType}:${sdkReferenceNumber}`);
  return isAllowed ? undefined : { reason: 'TRANSACTION_DATA_NOT_VALID', detail: 'sdkType,sdkReferenceNumber' };
}

const OF_SEALED = {
  malformed: ['DATA_DECRYPTION_FAILURE', 'is no compact JWE'],
  kid: ['KID_INCORRECT', 'its kid names no key of this DS: GET /ds/keys has them'],
  algorithm: ['CRYPTO_ALGORITHM_WRONG', 'alg is RSA-OAEP-256 or ECDH-ES, by the key; enc is A128CBC-HS256 or A128GCM'],
  decryption: ['DATA_DECRYPTION_FAILURE', 'the key that its kid names does not open it'],
} as const satisfies Record<string, readonly [ErrorReason, string]>;

/** Opens the device information for the ACS: `message` gets it. */
function notOpened({ message, sdkEncData, sandbox }: AReqToCheck): DsRefusal | undefined {
  if (sdkEncData === undefined) return undefined;
  const { deviceKeys, directoryServerID } = sandbox.dsKeys;
  const opened = openSdkEncData(sdkEncData, {
    keyOf: (kid) => deviceKeys.find((key) => kidOf(key) === kid.toLowerCase()),
    directoryServerID,
  });
  if ('fault' in opened) {
    const [reason, detail] = OF_SEALED[opened.fault];
    return { reason, detail: `sdkEncData: ${detail}` };
  }
  message.deviceInfo = encodeBase64url(opened.text);
  return undefined;
}

function otherVersion({ message: { messageVersion }, range, sandbox }: AReqToCheck): DsRefusal | undefined {
  const versions = range?.versions ?? SUPPORTED_VERSIONS;
  if (versions.includes(messageVersion)) return undefined;
  const { otherVersion: answer } = sandbox.dsRules;
  return { reason: 'MESSAGE_VERSION_NOT_SUPPORTED', detail: versions.join(','), answer };
}

/** Elements that name a party, or a kind of merchant, by the rule that lists those that are known. */
const PARTIES: readonly (readonly [keyof AReq & string, keyof DsRules, ErrorReason])[] = [
  ['threeDSServerRefNumber', 'threeDSServers', 'ACCESS_DENIED'],
  ['sdkReferenceNumber', 'sdks', 'ACCESS_DENIED'],
  ['threeDSRequestorID', 'requestors', 'ACCESS_DENIED'],
  ['mcc', 'mccs', 'MCC_NOT_VALID'],
];

function notKnown({ message, sandbox }: AReqToCheck): DsRefusal | undefined {
  for (const [element, rule, reason] of PARTIES) {
    const listed = sandbox.dsRules[rule] as KnownList;
    const value = message[element];
    if (listed === undefined || value === undefined || listed.some((one) => one === value)) continue;
    return { reason, detail: reason === 'ACCESS_DENIED' ? `${element} is not known to this DS` : element };
  }
  return undefined;
}

function notServed({ range, sandbox }: AReqToCheck): DsRefusal | undefined {
  if (range) return undefined;
  return { reason: 'TRANSACTION_DATA_NOT_VALID', detail: 'acctNumber', answer: sandbox.dsRules.notServed };
}

function withoutAcs({ range, sandbox }: AReqToCheck): DsRefusal | undefined {
  if (range?.acs !== false) return undefined;
  return { reason: 'TRANSACTION_DATA_NOT_VALID', detail: 'acctNumber', answer: sandbox.dsRules.withoutAcs };
}
