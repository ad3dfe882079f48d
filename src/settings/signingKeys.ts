import type { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultOfChain, readCertificates, readPrivateKey, subjectOf } from '../crypto/certificates.ts';
import { fits, type Signature, type Signer } from '../crypto/jws.ts';
import { shipped } from '../files.ts';
import { StartError } from '../startError.ts';

/** What the ACS signs acsSignedContent with, and what an SDK has to trust to verify it. */
export interface SigningKeys {
  signer: Signer;
  /** The root certificate of the DS, PEM. */
  rootPem: string;
}

/**
 * Reads `keys/` of a fixtures folder; a folder without one uses the demo keys that ship.
 * @param at milliseconds since 1970, when the certificates have to be valid
 * @throws StartError naming the file and what is wrong with it
 */
export function readSigningKeys(fixturesFolder: string, alg: Signature, at: number): SigningKeys {
  const own = join(fixturesFolder, 'keys');
  const folder = existsSync(own) ? own : shipped('fixtures/keys');
  const [rootFile, chainFile, keyFile] = ['ds-root.pem', `acs-signing-${alg}.pem`, `acs-signing-${alg}.key.pem`].map((name) =>
    join(folder, name),
  ) as [string, string, string];

  const rootPem = read(rootFile);
  const roots = certificatesOf(rootFile, rootPem);
  const chain = certificatesOf(chainFile, read(chainFile));
  const [leaf] = chain as [X509Certificate];
  const privateKey = readPrivateKey(read(keyFile));
  if (!privateKey) throw new StartError(`${keyFile} holds no private key in PEM, must be one without a passphrase`);
  if (!leaf.checkPrivateKey(privateKey))
    throw new StartError(`${keyFile} is not the key of the first certificate in ${chainFile} (${subjectOf(leaf)})`);
  if (!fits(privateKey, alg))
    throw new StartError(`${keyFile} cannot sign ${alg}, must be ${alg === 'ES256' ? 'EC P-256' : 'RSA of 2048 bits or more'}`);
  const fault = faultOfChain(chain, roots, at);
  if (fault) throw new StartError(`${chainFile} does not lead to ${rootFile} at ${new Date(at).toISOString()}: ${fault}`);
  return { signer: { alg, privateKey, chain }, rootPem };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `${file} ${code === 'ENOENT' ? 'is missing' : `cannot be read (${code})`}: keys/ holds ds-root.pem and, per algorithm, acs-signing-ES256.pem and acs-signing-ES256.key.pem`,
    );
  }
}

function certificatesOf(file: string, pem: string): X509Certificate[] {
  let certificates: X509Certificate[] = [];
  try {
    certificates = readCertificates(pem);
  } catch {
    // Told below, as one that is not there.
  }
  if (certificates.length === 0) throw new StartError(`${file} holds no certificate that can be read, must be PEM`);
  return certificates;
}
