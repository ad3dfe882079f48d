import { holdsPrivateJwk } from './jwk.ts';
import { type JwsFault, readJws } from './jws.ts';

const MEMBERS = ['sdkReferenceNumber', 'sdkSignatureTimestamp', 'sdkTransID', 'splitSdkServerID'] as const;

/**
 * What is wrong with the sdkServerSignedContent of a split SDK; undefined where nothing is (EMV 3DS 2.3.1, Table A.1). The
 * signature has to be that of its x5c[0]; a simulator knows no list of SDK servers, so any may have issued that certificate.
 * @param expected sdkTransID and sdkReferenceNumber of the AReq, which the signed ones have to equal
 */
export function faultOfSdkServerSignedContent(
  signed: string,
  expected: { sdkTransID: unknown; sdkReferenceNumber: unknown },
): JwsFault | undefined {
  const jws = readJws(signed);
  if (typeof jws === 'string') return jws;
  const { header, payload } = jws;
  if (holdsPrivateJwk([header, payload])) return 'malformed';
  const isWhole = MEMBERS.every((name) => typeof payload[name] === 'string' && payload[name] !== '');
  const isOfThis = payload.sdkTransID === expected.sdkTransID && payload.sdkReferenceNumber === expected.sdkReferenceNumber;
  return isWhole && isOfThis ? undefined : 'malformed';
}
