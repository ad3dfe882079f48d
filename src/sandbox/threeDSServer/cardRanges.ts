import { type CardRange, isInRange } from '../../messages/cardRanges.ts';
import { ProtocolError } from '../../messages/errors.ts';
import { aboutOf } from '../../messages/read.ts';
import type { PRes } from '../../messages/types.ts';
import { type MessageVersion, versionsUpTo } from '../../messages/versions.ts';

/** What the ACS of a card range does in a version. */
export interface AcsVersion {
  version: string;
  acsInfoInd?: string[];
  threeDSMethodURL?: string;
}

/** What is known of a card number before its AReq: handed on to the requestor (EMV 3DS 2.3.1.1, Req 82). */
export interface Versioning {
  acsProtocolVersions: AcsVersion[];
  dsProtocolVersions: string[];
}

/** A card range, as the 3DS Server keeps it. */
export type KnownRange = CardRange & Versioning;

/** A group of ranges in a PRes of 2.3.1 (Table A.6). */
interface RangeGroup {
  ranges: CardRange[];
  actionInd?: 'A' | 'D' | 'M';
  dsProtocolVersions?: string[];
  acsProtocolVersions: AcsVersion[];
}

/**
 * The card ranges after a PRes of 2.3.1: without serialNum it replaces all, else each range goes by its actionInd (Req 385). All of
 * it counts, or nothing.
 * @throws ProtocolError 205 for ranges that overlap, 206 for one to add that is known, or to change or take away that is not
 */
export function updateRanges(known: readonly KnownRange[], pres: PRes): readonly KnownRange[] {
  const groups = pres.cardRangeData as unknown as RangeGroup[] | undefined;
  const isPartly = pres.serialNum !== undefined;
  if (groups === undefined) return isPartly ? known : [];
  const byRange = new Map(isPartly ? known.map((range) => [keyOf(range), range]) : []);
  const impossible: string[] = [];
  for (const { ranges, actionInd = 'A', acsProtocolVersions, dsProtocolVersions = listOfDs(pres) } of groups) {
    for (const { start, end } of ranges) {
      const key = keyOf({ start, end });
      if (isPartly && byRange.has(key) === (actionInd === 'A')) impossible.push(key);
      if (isPartly && actionInd === 'D') byRange.delete(key);
      else byRange.set(key, { start, end, acsProtocolVersions, dsProtocolVersions });
    }
  }
  const about = aboutOf({ ...pres });
  if (impossible.length > 0) throw new ProtocolError('CARD_RANGE_ACTION_INVALID', impossible.join(','), about);
  const sorted = [...byRange.values()].sort((one, other) => (padNumber(one.start, '0') < padNumber(other.start, '0') ? -1 : 1));
  let highest = '';
  const overlapping = sorted.filter(({ start, end }) => {
    const overlaps = padNumber(start, '0') <= highest;
    if (padNumber(end, '9') > highest) highest = padNumber(end, '9');
    return overlaps;
  });
  if (overlapping.length > 0) throw new ProtocolError('CARD_RANGES_OVERLAP', overlapping.map(keyOf).join(','), about);
  return sorted;
}

/** Of the whole PRes, where a range has no list of its own. */
function listOfDs(pres: PRes): string[] {
  return (pres as unknown as { dsProtocolVersions?: string[] }).dsProtocolVersions ?? [];
}

const keyOf = ({ start, end }: CardRange) => `${start}-${end}`;

/** A number of 13 to 18 digits stands for all of 19 that begin so. */
const padNumber = (digits: string, filler: '0' | '9') => digits.padEnd(19, filler);

/** What is known of a card number; undefined where it lies in no range. */
export function versioningOf(ranges: readonly KnownRange[], acctNumber: string): Versioning | undefined {
  const range = ranges.find((each) => isInRange(acctNumber, each));
  return range && { acsProtocolVersions: range.acsProtocolVersions, dsProtocolVersions: range.dsProtocolVersions };
}

/**
 * The highest version that ACS, DS and requestor have in common (EMV 3DS 2.3.1.1, Req 419, 422 and 423).
 * @param highest that the requestor speaks, and its SDK; any if absent
 * @param versioning where nothing is known of the card, any version is taken
 */
export function commonVersion(versioning: Versioning | undefined, highest?: MessageVersion): MessageVersion | undefined {
  const spoken = versionsUpTo(highest);
  if (!versioning) return spoken[0];
  const { acsProtocolVersions, dsProtocolVersions } = versioning;
  return spoken.find((each) => dsProtocolVersions.includes(each) && acsProtocolVersions.some(({ version }) => version === each));
}

/** What the ACS does in a version. */
export function acsIn(versioning: Versioning | undefined, messageVersion: string): AcsVersion | undefined {
  return versioning?.acsProtocolVersions.find(({ version }) => version === messageVersion);
}
