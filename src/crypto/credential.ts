import { createECDH, createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/**
 * A credential as an authenticator would hold it for a card: a P-256 key pair with its id. It is simulated: whoever holds the
 * secret of the simulator, or asks its control port, can sign with it.
 */
export interface Credential {
  /** 16 bytes in base64url. */
  credentialId: string;
  privateKey: KeyObject;
}

/** What an authenticator answers (WebAuthn Level 3, AuthenticatorAssertionResponse), each in base64url. */
export interface SignedAssertion {
  clientDataJSON: string;
  authenticatorData: string;
  signature: string;
}

export const CREDENTIAL_SEED_BYTES = 64;

/** The order of the P-256 group (SEC 2, 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const ID_BYTES = 16;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;

/** The credential that belongs to a seed; the same one every time. 16 bytes more than the key has keep it from being biased (FIPS 186-5, A.2.1). */
export function credentialFrom(seed: Buffer): Credential {
  const scalar = (BigInt(`0x${seed.subarray(ID_BYTES).toString('hex')}`) % (ORDER - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(d);
  const point = curve.getPublicKey();
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33), y: point.subarray(33), d };
  const encoded = Object.fromEntries(
    Object.entries(jwk).map(([name, value]) => [name, typeof value === 'string' ? value : value.toString('base64url')]),
  );
  return {
    credentialId: seed.subarray(0, ID_BYTES).toString('base64url'),
    privateKey: createPrivateKey({ key: encoded, format: 'jwk' }),
  };
}

/** Signs as an authenticator does whose user was present and verified. @param clientDataJSON the JSON that the browser made */
export function signAssertion({ privateKey }: Credential, rpID: string, clientDataJSON: string): SignedAssertion {
  const client = Buffer.from(clientDataJSON, 'utf8');
  // Flags, then a signature counter of 0: this authenticator counts nothing.
  const data = Buffer.concat([sha256(rpID), Buffer.from([USER_PRESENT | USER_VERIFIED, 0, 0, 0, 0])]);
  return {
    clientDataJSON: client.toString('base64url'),
    authenticatorData: data.toString('base64url'),
    signature: sign('sha256', Buffer.concat([data, sha256(client)]), privateKey).toString('base64url'),
  };
}

/**
 * What is wrong with an assertion that this credential should have signed, or undefined (WebAuthn Level 3, 7.2, steps 14 to 24).
 * What clientDataJSON says is not looked at here.
 */
export function faultOfAssertion({ privateKey }: Credential, rpID: string, assertion: SignedAssertion): string | undefined {
  const client = Buffer.from(assertion.clientDataJSON, 'base64url');
  const data = Buffer.from(assertion.authenticatorData, 'base64url');
  if (data.length < 37) return 'authenticatorData has fewer than 37 bytes';
  if (!data.subarray(0, 32).equals(sha256(rpID))) return `authenticatorData is not of the relying party ${rpID}`;
  const flags = data.readUInt8(32);
  if (!(flags & USER_PRESENT)) return 'authenticatorData says that no user was present (flag UP)';
  if (!(flags & USER_VERIFIED)) return 'authenticatorData says that the user was not verified (flag UV)';
  const signature = Buffer.from(assertion.signature, 'base64url');
  const isSigned = verify('sha256', Buffer.concat([data, sha256(client)]), createPublicKey(privateKey), signature);
  return isSigned ? undefined : 'the signature is not one of the credential in webAuthnCredList';
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
