import type { Acs } from '../../acs.ts';
import { decryptChallenge, encryptChallenge, type JweHeader, readJweHeader } from '../../crypto/challengeJwe.ts';
import { type Encryption, isEncryption } from '../../crypto/compactJwe.ts';
import { findFirst } from '../../messages/checks.ts';
import type { ProtocolError } from '../../messages/errors.ts';
import { CHECKS_OF_BODY, CHECKS_OF_ENCRYPTION } from '../../transaction/creqChecks.ts';
import type { Transaction } from '../../transaction/transaction.ts';

/** A message that came encrypted, and the way to answer it: with the same encryption. */
export interface Secured {
  text: string;
  /** What is wrong with its encryption though it opens: told when it is known that the SDK speaks, so it ends the challenge. */
  fault: ProtocolError | undefined;
  /** @param counter the acsCounterAtoS of the answer */
  seal(answer: string, counter: string): string;
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
  const fault = findFirst(header, CHECKS_OF_BODY);
  if (!header || fault) throw fault?.knowing({ messageType: 'CReq' });
  const { alg, enc, kid } = header;
  return {
    kid,
    header: { alg: String(alg).slice(0, 40), enc: String(enc).slice(0, 40), kid },
    async open(acs, transaction) {
      const fault = findFirst({ header }, CHECKS_OF_ENCRYPTION);
      if (fault || !isEncryption(enc)) throw fault;
      return openSession(acs, transaction, body, { header, enc });
    },
  };
}

async function openSession(
  acs: Acs,
  { app, acsTransID }: Transaction,
  jwe: string,
  { header, enc }: { header: JweHeader; enc: Encryption },
): Promise<Secured> {
  if (!app?.sessionKey) throw new Error(`transaction ${acsTransID} has no session key`);
  const key = Buffer.from(acs.keys.unseal('seal of a session key', [acsTransID], app.sessionKey), 'base64url');
  const text = decryptChallenge(jwe, { key, enc, direction: 'SDK to ACS' });
  const fault = findFirst({ header, opened: { text } }, CHECKS_OF_ENCRYPTION);
  if (fault || text === undefined) throw fault;
  const seal: Secured['seal'] = (answer, counter) =>
    encryptChallenge(answer, { key, enc, direction: 'ACS to SDK', acsTransID, counter });
  return { text, fault: findFirst({ header, needsGcm: app.needsGcm }, CHECKS_OF_ENCRYPTION), seal };
}
