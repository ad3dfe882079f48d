import type { PRes } from '../../messages/types.ts';
import { SUPPORTED_VERSIONS } from '../../messages/versions.ts';
import type { ServedRange } from '../options.ts';

/** cardRangeData of the PRes: what the ACS serves, which versions it speaks and where its 3DS Method is. */
export function cardRangeData(ranges: readonly ServedRange[], acsUrl: string): NonNullable<PRes['cardRangeData']> {
  return ranges.map(({ start, end, versions = SUPPORTED_VERSIONS, threeDSMethod = true }) => ({
    startRange: start,
    endRange: end,
    actionInd: 'A',
    acsStartProtocolVersion: versions.at(-1) ?? SUPPORTED_VERSIONS[0],
    acsEndProtocolVersion: versions[0] ?? SUPPORTED_VERSIONS[0],
    ...(threeDSMethod ? { threeDSMethodURL: `${acsUrl}/3ds/method` } : {}),
    acsInfoInd: ['01', '02'],
  }));
}
