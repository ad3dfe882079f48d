/** The form of threeDSServerTransID, acsTransID, dsTransID and sdkTransID (RFC 4122). */
export const TRANS_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a value has that form. */
export function isTransID(value: unknown): value is string {
  return typeof value === 'string' && TRANS_ID.test(value);
}
