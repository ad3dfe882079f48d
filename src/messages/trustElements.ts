import type { ARes } from './types.ts';
import { type MessageVersion, VERSIONS } from './versions.ts';

/** The elements of an ARes and an RReq that say whether the cardholder trusts the merchant, and who says so. */
export type TrustElements = Partial<
  Pick<ARes, 'whiteListStatus' | 'whiteListStatusSource' | 'trustListStatus' | 'trustListStatusSource'>
>;

/** By the names of the version: whiteListStatus in 2.2.0, nothing in 2.1.0. @param source 01 3DS Server, 02 DS, 03 ACS */
export function trustElements(version: MessageVersion, status: string, source = '03'): TrustElements {
  const { trustList: names } = VERSIONS[version];
  return names ? ({ [names.status]: status, [names.source]: source } as TrustElements) : {};
}
