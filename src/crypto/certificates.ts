import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

/** Every certificate of a PEM text, in its order. */
export function readCertificates(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

/** The certificates of a JWS header: standard base64 of DER, the leaf first; undefined where one is none. */
export function readX5c(x5c: unknown): X509Certificate[] | undefined {
  if (!Array.isArray(x5c) || x5c.length === 0) return undefined;
  try {
    return x5c.map((text) => {
      const der = Buffer.from(String(text), 'base64');
      if (der.toString('base64') !== text) throw new Error('no standard base64');
      return new X509Certificate(der);
    });
  } catch {
    return undefined;
  }
}

/** As x5c has it. */
export function x5cOf(chain: readonly X509Certificate[]): string[] {
  return chain.map(({ raw }) => raw.toString('base64'));
}

/**
 * Why a chain, the leaf first, does not lead from its leaf to one of the roots; undefined where it does. Looks at signatures,
 * names, validity and who may issue (RFC 5280, 6.1); nothing is asked about revocation.
 * @param at milliseconds since 1970
 */
export function faultOfChain(
  chain: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  at: number,
): string | undefined {
  for (const [index, certificate] of chain.entries()) {
    if (!isValidAt(certificate, at)) return `${subjectOf(certificate)} is not valid now`;
    if (index > 0 && !certificate.ca) return `${subjectOf(certificate)} may not issue certificates`;
    if (roots.some((root) => root.fingerprint256 === certificate.fingerprint256)) return undefined;
    const issuer = chain[index + 1];
    if (issuer && isIssuedBy(certificate, issuer)) continue;
    const root = roots.find((candidate) => isIssuedBy(certificate, candidate));
    if (!root) return `the issuer of ${subjectOf(certificate)} is not in the chain, and is no root that is trusted`;
    return isValidAt(root, at) ? undefined : `the root ${subjectOf(root)} is not valid now`;
  }
  return 'there is no certificate';
}

function isValidAt({ validFrom, validTo }: X509Certificate, at: number): boolean {
  return Date.parse(validFrom) <= at && at <= Date.parse(validTo);
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** The subject on one line, for people. */
export function subjectOf({ subject }: X509Certificate): string {
  return subject.replaceAll('\n', ', ');
}

/** A private key in PEM; undefined where the text is none. */
export function readPrivateKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
