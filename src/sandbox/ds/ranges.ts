import type { PRes } from '../../messages/types.ts';
import { type MessageVersion, NEWEST, OLDEST, SUPPORTED_VERSIONS, VERSIONS } from '../../messages/versions.ts';
import type { Sandbox, ServedRange } from '../options.ts';

/** Authentication, attempts, decoupled authentication, and the trust list where there is one. */
const ACS_INFO_IND = ['01', '02', '03'] as const;
const WITH_TRUST_LIST = [...ACS_INFO_IND, '04'] as const;

/** The card ranges of a PRes since 2.3.1: those that have all else in common stand together. */
export interface CardRanges {
  ranges: { start: string; end: string }[];
  actionInd?: 'A' | 'D' | 'M';
  dsProtocolVersions?: string[];
  acsProtocolVersions: { version: string; acsInfoInd?: string[]; threeDSMethodURL?: string }[];
}

/**
 * What a PRes says of versions and card ranges, in the form of its own version: what the ACS serves, which versions DS and ACS
 * speak, and where the 3DS Method is.
 */
export function rangesOf(version: MessageVersion, { servedRanges: served, urls, hasTrustList = false }: Sandbox): Partial<PRes> {
  const threeDSMethodURL = `${urls.acs}/3ds/method`;
  const acsInfoInd = hasTrustList ? WITH_TRUST_LIST : ACS_INFO_IND;
  const { cardRangeGroups, acsInfoIndInPRes } = VERSIONS[version];
  if (cardRangeGroups) return newForm(served, { threeDSMethodURL, acsInfoInd });
  return {
    dsStartProtocolVersion: OLDEST,
    dsEndProtocolVersion: NEWEST,
    cardRangeData: served.map(({ start, end, versions = SUPPORTED_VERSIONS, threeDSMethod = true }) => ({
      startRange: start,
      endRange: end,
      actionInd: 'A',
      acsStartProtocolVersion: versions.at(-1) ?? OLDEST,
      acsEndProtocolVersion: versions[0] ?? NEWEST,
      ...(threeDSMethod ? { threeDSMethodURL } : {}),
      ...(acsInfoIndInPRes ? { acsInfoInd: [...acsInfoInd] } : {}),
    })),
  };
}

function newForm(
  served: readonly ServedRange[],
  { threeDSMethodURL, acsInfoInd }: { threeDSMethodURL: string; acsInfoInd: readonly string[] },
): Partial<PRes> {
  const dsProtocolVersions = [...SUPPORTED_VERSIONS].reverse();
  const alike = new Map<string, CardRanges>();
  for (const { start, end, versions = SUPPORTED_VERSIONS, threeDSMethod = true } of served) {
    const acsProtocolVersions = versions.toReversed().map((version) => ({
      version,
      acsInfoInd: acsInfoInd.filter((code) => VERSIONS[version].acsInfoInd.includes(code)),
      ...(threeDSMethod ? { threeDSMethodURL } : {}),
    }));
    const key = JSON.stringify(acsProtocolVersions);
    const group = alike.get(key) ?? { ranges: [], actionInd: 'A', dsProtocolVersions, acsProtocolVersions };
    group.ranges.push({ start, end });
    alike.set(key, group);
  }
  const cardRangeData = [...alike.values()];
  // The type of a message has its older form.
  return { dsProtocolVersions, readOrder: '01', cardRangeData: cardRangeData as unknown as PRes['cardRangeData'] & {} };
}
