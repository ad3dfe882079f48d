import { judgedElements } from '../../messages/schemas.ts';
import type { AReq } from '../../messages/types.ts';
import { type MessageVersion, VERSIONS } from '../../messages/versions.ts';
import { type BrowserElements, inVersion } from './browser.ts';

/** The AReq as a 3DS Server sends it: the elements of the DS are added by the DS. */
export type AReqToDs = Omit<AReq, 'dsTransID' | 'dsReferenceNumber' | 'dsURL'>;

export const THREE_DS_SERVER_REF_NUMBER = 'SANDBOX_3DSS_REFERENCE_NUMBER';

/** What a merchant asks its 3DS Server to have authenticated. */
export interface Purchase {
  acctNumber: string;
  /** Minor units. */
  purchaseAmount: string;
  /** ISO 4217, numeric. */
  purchaseCurrency: string;
  purchaseExponent: string;
}

/** What a requestor says: elements of an AReq. Whatever it leaves out is MyTestMerchantACS3's. */
export type Wished = { acctNumber: string } & Partial<Record<string, unknown>>;

export interface AReqParts {
  messageVersion: MessageVersion;
  threeDSServerTransID: string;
  wished: Wished;
  /** Origin of the sandbox, no trailing slash. */
  sandboxUrl: string;
  /** Milliseconds since 1970. */
  now: number;
}

const NEW_CALEDONIA = '540';
const PAYMENT = '01';

/** The AReq of a payment (01) in a browser (02) at MyTestMerchantACS3, Nouméa, in the words of its version. */
export function makeAReq({
  purchase,
  browser,
  threeDSCompInd,
  ...parts
}: Omit<AReqParts, 'wished'> & {
  threeDSCompInd: 'Y' | 'N' | 'U';
  purchase: Purchase;
  browser: BrowserElements;
}): AReqToDs {
  return areqOf({ ...parts, wished: { ...purchase, ...browser, threeDSCompInd, deviceChannel: '02' } });
}

/**
 * The AReq of a requestor's wish, of any channel and category (EMV 3DS 2.3.1.1, Table B.1): without elements that it does not have
 * there. The ids, addresses and numbers of the 3DS Server are its own, whatever is wished.
 */
export function areqOf({ messageVersion, threeDSServerTransID, wished, sandboxUrl, now }: AReqParts): AReqToDs {
  const { deviceChannel = '02' } = wished;
  const { purchaseIn3RI, acquirerCountryCode } = VERSIONS[messageVersion];
  const { messageCategory = deviceChannel === '03' && !purchaseIn3RI ? '02' : PAYMENT } = wished;
  const isPayment = messageCategory === PAYMENT;
  const message = {
    threeDSRequestorID: 'MyTestMerchantACS3',
    threeDSRequestorName: 'MyTestMerchantACS3',
    threeDSRequestorURL: `${sandboxUrl}/shop/`,
    acquirerBIN: '497099',
    acquirerMerchantID: 'MYTESTMERCHANTACS3',
    mcc: '5999',
    merchantCountryCode: NEW_CALEDONIA,
    merchantName: 'MyTestMerchantACS3',
    ...(isPayment ? { purchaseAmount: '29900', purchaseCurrency: '978', purchaseExponent: '2' } : {}),
    ...(isPayment ? { purchaseDate: utc(now) } : {}),
    // 01: the acquirer says so.
    ...(acquirerCountryCode ? { acquirerCountryCode: NEW_CALEDONIA, acquirerCountryCodeSource: '01' } : {}),
    ...ofChannel(String(deviceChannel), isPayment, sandboxUrl),
    ...(deviceChannel === '02' ? inVersion(messageVersion, wished as unknown as BrowserElements) : wished),
    messageType: 'AReq',
    messageVersion,
    messageCategory,
    deviceChannel,
    threeDSServerRefNumber: THREE_DS_SERVER_REF_NUMBER,
    threeDSServerTransID,
    threeDSServerURL: `${sandboxUrl}/3ds-server/rreq`,
  };
  const isElement = judgedElements(messageVersion, 'AReq', message);
  const known = (name: string) => (isElement(name) && !OF_THE_DS.includes(name)) || name === 'sdkEncData';
  return Object.fromEntries(Object.entries(message).filter(([name]) => known(name))) as unknown as AReqToDs;
}

const OF_THE_DS: readonly string[] = ['dsTransID', 'dsReferenceNumber', 'dsURL'];

function ofChannel(deviceChannel: string, isPayment: boolean, sandboxUrl: string): object {
  // 11: another payment; 05: account verification.
  if (deviceChannel === '03') return { threeRIInd: isPayment ? '11' : '05' };
  const authentication = { threeDSRequestorAuthenticationInd: isPayment ? '01' : '04' };
  if (deviceChannel === '01') return authentication;
  return { ...authentication, threeDSCompInd: 'U', notificationURL: `${sandboxUrl}/3ds-server/notification` };
}

/** YYYYMMDDHHMMSS in UTC; of less digits, its beginning. */
export function utc(time: number, digits = 14): string {
  return new Date(time).toISOString().replaceAll(/\D/g, '').slice(0, digits);
}
