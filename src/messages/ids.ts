/** The form of threeDSServerTransID, acsTransID, dsTransID and sdkTransID (RFC 4122). */
export const TRANS_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Whether two ids name the same: UUIDs do without regard to case (RFC 4122), anything else as it is. Ids are echoed as they came: some
 * SDKs compare them to the letter.
 */
export function isSameId(one: unknown, other: unknown): boolean {
  return one === other || (isTransID(one) && isTransID(other) && one.toLowerCase() === other.toLowerCase());
}

/** Whether a value has that form. */
export function isTransID(value: unknown): value is string {
  return typeof value === 'string' && TRANS_ID.test(value);
}
