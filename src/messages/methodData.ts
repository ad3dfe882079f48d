import { decodeBase64url } from './base64url.ts';
import { dataFindings } from './schemas.ts';
import { objectOf } from './subject.ts';
import { isUrl } from './urls.ts';

/** What the form field threeDSMethodData tells the ACS (EMV 3DS 2.2.0, 5.8.1). */
export interface MethodData {
  threeDSServerTransID: string;
  threeDSMethodNotificationURL: string;
}

/** The elements of threeDSMethodData that are missing or malformed. @param encoded base64url of a JSON object */
export function faultsOfMethodData(encoded: string): string[] {
  const data = objectOf(decodeBase64url(encoded.trim()) ?? '');
  const found = dataFindings('threeDSMethodData', { ...data }).map(({ element }) => element);
  const { threeDSMethodNotificationURL: url } = data;
  const hasUrl = typeof url === 'string' && isUrl(url);
  return [...new Set([...found, ...(hasUrl ? [] : ['threeDSMethodNotificationURL'])])];
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
