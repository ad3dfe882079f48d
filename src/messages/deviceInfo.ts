import { decodeBase64url } from './base64url.ts';

/** Whether a deviceInfo is what it has to be: base64url of a JSON object. */
export function isDeviceInfo(deviceInfo: string): boolean {
  try {
    const info: unknown = JSON.parse(decodeBase64url(deviceInfo) ?? '');
    return typeof info === 'object' && info !== null && !Array.isArray(info);
  } catch {
    return false;
  }
}

/**
 * The language that a device is set to, e.g. `fr-FR`: C005 of its deviceInfo (EMV 3DS SDK Device Information).
 * @param deviceInfo base64url of JSON, with what is known of the device in `DD`
 * @returns undefined where the device does not tell, or not in a form that can be read
 */
export function localeOf(deviceInfo: string | undefined): string | undefined {
  try {
    const { DD } = JSON.parse(decodeBase64url(deviceInfo ?? '') ?? '');
    return typeof DD?.C005 === 'string' ? DD.C005.replaceAll('_', '-').slice(0, 35) : undefined;
  } catch {
    return undefined;
  }
}
