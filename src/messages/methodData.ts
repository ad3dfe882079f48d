import { decodeBase64url } from './base64url.ts';
import { dataFindings } from './schemas.ts';
import { isUrl } from './urls.ts';

/** What the form field threeDSMethodData tells the ACS (EMV 3DS 2.2.0, 5.8.1). */
export interface MethodData {
  threeDSServerTransID: string;
  threeDSMethodNotificationURL: string;
}

/** The form field threeDSMethodData of a call of the 3DS Method; undefined where it is none. */
export function readMethodData(encoded: string): MethodData | undefined {
  let data: Partial<MethodData> | null;
  try {
    data = JSON.parse(decodeBase64url(encoded.trim()) ?? '');
  } catch {
    return undefined;
  }
  if (typeof data !== 'object' || data === null || dataFindings('threeDSMethodData', { ...data }).length > 0) return undefined;
  const { threeDSServerTransID = '', threeDSMethodNotificationURL = '' } = data;
  return isUrl(threeDSMethodNotificationURL) ? { threeDSServerTransID, threeDSMethodNotificationURL } : undefined;
}
