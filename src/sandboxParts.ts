import { randomBytes } from 'node:crypto';
import { publishedRanges } from './cards/ranges.ts';
import { schemeOfCard } from './cards/schemes.ts';
import type { Config } from './config.ts';
import { makeAuthenticationValue } from './crypto/authenticationValue.ts';
import { readCertificates } from './crypto/certificates.ts';
import { type CardRange, inOrder, overlapIn } from './messages/cardRanges.ts';
import { VERSIONS } from './messages/versions.ts';
import { readDsRules } from './sandbox/ds/rules.ts';
import type { SandboxOptions } from './sandbox/sandbox.ts';
import { readDeviceKeys } from './settings/dsKeys.ts';
import type { Fixtures, IssuerProfile } from './settings/fixtures.ts';
import { StartError } from './startError.ts';
import { eciOf, isProven } from './transaction/scheme.ts';

/** The loopback DS, as ECDH-ES names it (PartyVInfo): an identifier of the range that is nobody's. */
const DIRECTORY_SERVER_ID = 'F000000000';

/**
 * What the sandbox is told of the issuer and of the payment system.
 * @param rootPem the CA of the DS
 * @throws StartError where a key in the fixtures folder cannot be read, and where ranges without an ACS overlap others
 */
export function sandboxParts(
  { allowedOrigins, dsPassesAll, dsRules }: Config,
  fixtures: Fixtures,
  { folder, rootPem }: { folder: string; rootPem: string },
): Omit<SandboxOptions, 'urls' | 'log'> {
  const servedRanges = publishedRanges(fixtures.servedRanges);
  const rules = readDsRules(dsRules);
  refuseOverlap(servedRanges, rules.rangesWithoutAcs);
  return {
    cards: fixtures.cards,
    servedRanges,
    acsInfoInd: acsInfoIndOf(fixtures.issuer),
    allowedOrigins,
    dsPassesAll,
    dsRules: rules,
    dsKeys: {
      directoryServerID: DIRECTORY_SERVER_ID,
      deviceKeys: readDeviceKeys(folder),
      roots: readCertificates(rootPem),
    },
    proofOf: proofsOf(fixtures),
  };
}

/** No card is in two ranges (EMV 3DS 2.3.1.1, Req 458). */
function refuseOverlap(served: readonly CardRange[], withoutAcs: readonly CardRange[]): void {
  const overlap = overlapIn(inOrder([...served, ...withoutAcs]));
  if (!overlap) return;
  const [one, other] = overlap.map(({ start, end }) => `${start}-${end}`);
  throw new StartError(
    `the card ranges ${one} and ${other} overlap: of servedRanges in cards.json and rangesWithoutAcs in --ds-rules, change one`,
  );
}

/** The exemptions that an issuer grants, by the threeDSRequestorChallengeInd that asks for them (EMV 3DS 2.3.1.1, Table A.6). */
const EXEMPTIONS = { '05': '08', '10': '10', '11': '11' } as const;

/** What the ACS does: 01 authentication, 02 attempts, 03 decoupled, 04 trust list, 05 device binding, 07 SPC, and the exemptions of its policy. */
function acsInfoIndOf({ trustList, deviceBinding, policy: { challengeInd } }: IssuerProfile): string[] {
  const hasTrustList = trustList !== 'never';
  const exemptions = Object.entries(EXEMPTIONS).filter(([asked]) => challengeInd[asked] === 'Y');
  return [
    ...['01', '02', '03'],
    ...(hasTrustList ? ['04'] : []),
    ...(deviceBinding === 'never' ? [] : ['05']),
    '07',
    ...exemptions.map(([, info]) => info),
    ...(hasTrustList && challengeInd['08'] === 'Y' ? ['09'] : []),
  ].sort();
}

/** ECI and authentication value of an ARes that the DS makes, by the scheme of the card. */
function proofsOf({ schemes, issuer }: Fixtures): NonNullable<SandboxOptions['proofOf']> {
  return ({ acctNumber, messageCategory, messageVersion, dsTransID = '' }, transStatus) => {
    const scheme = schemeOfCard(acctNumber, schemes, issuer.scheme.name);
    const asked = { messageCategory };
    const eci = eciOf(scheme, asked, transStatus);
    if (!isProven(scheme, asked, transStatus)) return eci ? { eci } : {};
    const { prefix, bytes } = scheme.authenticationValue;
    const { protocolInValue: protocol } = VERSIONS[messageVersion];
    const parts = { prefix: prefix[transStatus] ?? prefix.Y, protocol, bytes, acsTransID: dsTransID, mac: randomBytes(32) };
    return { ...(eci ? { eci } : {}), authenticationValue: makeAuthenticationValue(parts) };
  };
}
