/**
 * The layout of the simulated authentication values, whatever the scheme: prefix (2 bytes), version (1), the begin of the
 * acsTransID (8), and a MAC for the rest. No scheme can verify one: docs/authentication-values.md.
 */
export interface ValueParts {
  /** Four hexadecimal digits, by scheme and transStatus. */
  prefix: string;
  /** Of the messageVersion: 0 to 15. */
  protocol: number;
  acsTransID: string;
  /** 20 bytes make 28 characters with padding, 21 make 28 without. */
  bytes: 20 | 21;
  mac: Buffer;
}

/** The high half of the version byte says that it is this layout, the low half which protocol (EMV 3DS) it was made under. */
const LAYOUT = 7;

const LOCATOR_BYTES = 8;
const HEAD_BYTES = 3;

/** 28 characters of base64, as ARes and RReq of every version take them. */
export function makeAuthenticationValue({ prefix, protocol, acsTransID, bytes, mac }: ValueParts): string {
  const version = Buffer.of((LAYOUT << 4) | protocol);
  const locator = Buffer.from(acsTransID.replaceAll('-', ''), 'hex').subarray(0, LOCATOR_BYTES);
  const head = Buffer.concat([Buffer.from(prefix, 'hex'), version, locator]);
  return Buffer.concat([head, mac.subarray(0, bytes - head.length)]).toString('base64');
}

/** The form of an authenticationValue: 28 characters of base64. */
export const AUTHENTICATION_VALUE = /^[A-Za-z0-9+/]{27}[A-Za-z0-9+/=]$/;

/** How the acsTransID begins that a value belongs to: 16 digits of it, with its hyphens. Any value has some. */
export function acsTransIDIn(authenticationValue: string): string {
  const bytes = Buffer.from(authenticationValue, 'base64').subarray(HEAD_BYTES, HEAD_BYTES + LOCATOR_BYTES);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})$/, '$1-$2-$3');
}
