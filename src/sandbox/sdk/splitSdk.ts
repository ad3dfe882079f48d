import { readFileSync } from 'node:fs';
import { readCertificates, readPrivateKey } from '../../crypto/certificates.ts';
import type { Signature, Signer } from '../../crypto/jws.ts';
import { signSdkServerContent } from '../../crypto/sdkServerSignedContent.ts';
import { shipped } from '../../files.ts';
import type { AReq } from '../../messages/types.ts';
import { writeUtcTime } from '../../messages/utcTime.ts';

/** A split SDK, whose server signs for it (EMV 3DS 2.3.1, 6.2.2.3). */
export interface SplitSdk {
  /** 01 native client, the default; 02 browser, 03 shell, 80 to 99 of the DS. */
  sdkVariant?: string;
  /** Y: the ACS asks for no static passcode and no knowledge. */
  limitedInd?: 'Y';
  /** By default ES256. */
  alg?: Signature;
  /** The certificate of the server, PEM, then any that lead to a CA of the DS; by default a demo one under `ds-root.pem`. */
  certificates?: string;
  /** The key of that certificate, PEM. */
  privateKey?: string;
  /** What the DS calls the server, at most 32 characters. */
  splitSdkServerID?: string;
}

/** The elements of an AReq that tell of a split SDK. @param at milliseconds since 1970: when the server signs */
export function splitElements(
  split: SplitSdk,
  of: { sdkTransID: string; sdkReferenceNumber: string },
  at: number,
): Pick<AReq, 'sdkType' | 'splitSdkType' | 'sdkServerSignedContent'> {
  const { sdkVariant = '01', limitedInd, splitSdkServerID = 'HEADLESS_SDK_SERVER' } = split;
  const content = { ...of, splitSdkServerID, sdkSignatureTimestamp: writeUtcTime(at) };
  return {
    sdkType: '02',
    // Variants of a DS are texts of its own.
    splitSdkType: { sdkVariant, ...(limitedInd ? { limitedInd } : {}) } as NonNullable<AReq['splitSdkType']>,
    sdkServerSignedContent: signSdkServerContent(content, signerOf(split)),
  };
}

function signerOf({ alg = 'ES256', certificates = demo(`sdk-server-${alg}.pem`), privateKey: key }: SplitSdk): Signer {
  const privateKey = readPrivateKey(key ?? demo(`sdk-server-${alg}.key.pem`));
  if (!privateKey) throw new Error('split.privateKey is no private key in PEM');
  return { alg, privateKey, chain: readCertificates(certificates) };
}

const demo = (name: string) => readFileSync(shipped(`fixtures/keys/${name}`), 'utf8');
