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

export interface AReqParts {
  messageVersion: MessageVersion;
  threeDSServerTransID: string;
  threeDSCompInd: 'Y' | 'N' | 'U';
  purchase: Purchase;
  browser: BrowserElements;
  /** Origin of the sandbox, no trailing slash. */
  sandboxUrl: string;
  /** Milliseconds since 1970. */
  now: number;
}

const NEW_CALEDONIA = '540';

/** The AReq of a payment (01) in a browser (02) at MyTestMerchantACS3, Nouméa, in the words of its version. */
export function areq(parts: AReqParts): AReqToDs {
  const { messageVersion, threeDSServerTransID, threeDSCompInd, purchase, browser, sandboxUrl, now } = parts;
  return {
    messageType: 'AReq',
    messageVersion,
    messageCategory: '01',
    deviceChannel: '02',
    threeDSCompInd,
    threeDSRequestorAuthenticationInd: '01',
    threeDSRequestorID: 'MyTestMerchantACS3',
    threeDSRequestorName: 'MyTestMerchantACS3',
    threeDSRequestorURL: `${sandboxUrl}/shop/`,
    threeDSServerRefNumber: THREE_DS_SERVER_REF_NUMBER,
    threeDSServerTransID,
    threeDSServerURL: `${sandboxUrl}/3ds-server/rreq`,
    notificationURL: `${sandboxUrl}/3ds-server/notification`,
    acquirerBIN: '497099',
    acquirerMerchantID: 'MYTESTMERCHANTACS3',
    mcc: '5999',
    merchantCountryCode: NEW_CALEDONIA,
    merchantName: 'MyTestMerchantACS3',
    ...purchase,
    purchaseDate: purchaseDate(now),
    // 01: the acquirer says so.
    ...(VERSIONS[messageVersion].acquirerCountryCode
      ? { acquirerCountryCode: NEW_CALEDONIA, acquirerCountryCodeSource: '01' as const }
      : {}),
    ...inVersion(messageVersion, browser),
  };
}

/** YYYYMMDDHHMMSS in UTC. */
function purchaseDate(now: number): string {
  return new Date(now).toISOString().replaceAll(/\D/g, '').slice(0, 14);
}
