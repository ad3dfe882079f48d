import type { Acs } from '../../acs.ts';
import { decryptChallenge, type Encryption, encryptChallenge, isEncryption, readJweHeader } from '../../crypto/challengeJwe.ts';
import { ProtocolError } from '../../messages/errors.ts';
import type { Transaction } from '../../transaction/transaction.ts';

/** A message that came encrypted, and the way to answer it: with the same encryption. */
export interface Secured {
  text: string;
  seal(answer: string): Promise<string>;
}

/** A JWE whose header can be read; nothing in it is proven yet. */
export interface Jwe {
  kid: string;
  header: object;
  /** @throws ProtocolError 310 (302 before 2.3.1) for another alg or enc, 302 where it is not encrypted with the key */
  open(acs: Acs, transaction: Transaction): Promise<Secured>;
}

/** @throws ProtocolError 101 for anything but a compact JWE with a kid */
export function readJwe(body: string): Jwe {
  const header = readJweHeader(body);
  if (!header) throw new ProtocolError('MESSAGE_RECEIVED_INVALID', 'Invalid Formatted Message', { messageType: 'CReq' });
  const { alg, enc, kid } = header;
  return {
    kid,
    header: { alg: String(alg).slice(0, 40), enc: String(enc).slice(0, 40), kid },
    open(acs, transaction) {
      if (alg !== 'dir') throw new ProtocolError('CRYPTO_ALGORITHM_WRONG', 'alg is not dir');
      if (!isEncryption(enc)) throw new ProtocolError('CRYPTO_ALGORITHM_WRONG', 'enc is neither A128CBC-HS256 nor A128GCM');
      return open(acs, transaction, body, enc);
    },
  };
}

async function open(acs: Acs, { app, acsTransID }: Transaction, jwe: string, enc: Encryption): Promise<Secured> {
  if (!app?.sessionKey) throw new Error(`transaction ${acsTransID} has no session key`);
  const key = Buffer.from(acs.keys.unseal('seal of a session key', [acsTransID], app.sessionKey), 'base64url');
  const text = await decryptChallenge(jwe, { key, enc, direction: 'SDK to ACS' });
  if (text === undefined)
    throw new ProtocolError('DATA_DECRYPTION_FAILURE', 'The CReq is not encrypted with the key of this transaction');
  return { text, seal: (answer) => encryptChallenge(answer, { key, enc, direction: 'ACS to SDK', acsTransID }) };
}
