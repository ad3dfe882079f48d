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
 * Whether the screen of a device is wider than it is high, as a television's is: C008 of its deviceInfo, e.g. `1920x1080`
 * (EMV 3DS SDK Device Information). False where the device does not tell.
 */
export function isLandscape(deviceInfo: string | undefined): boolean {
  const [, width = '0', height = '0'] = /^(\d{1,6})\s?[x*]\s?(\d{1,6})$/i.exec(elementOf(deviceInfo, 'C008') ?? '') ?? [];
  return Number(width) > Number(height);
}

/**
 * The language that a device is set to, e.g. `fr-FR`: C005 of its deviceInfo (EMV 3DS SDK Device Information).
 * @param deviceInfo base64url of JSON, with what is known of the device in `DD`
 * @returns undefined where the device does not tell, or not in a form that can be read
 */
export function localeOf(deviceInfo: string | undefined): string | undefined {
  return elementOf(deviceInfo, 'C005')?.replaceAll('_', '-').slice(0, 35);
}

/** A text of what is known of a device. */
function elementOf(deviceInfo: string | undefined, name: string): string | undefined {
  try {
    const { DD } = JSON.parse(decodeBase64url(deviceInfo ?? '') ?? '');
    return typeof DD?.[name] === 'string' ? DD[name] : undefined;
  } catch {
    return undefined;
  }
}
