import { type MessageVersion, NEWEST, OLDEST, SUPPORTED_VERSIONS, VERSIONS } from '../../messages/versions.ts';
import type { Sandbox } from '../options.ts';
import { type DsRange, type RangeBook, type RangeState, rangeFactsOf, rangeKeyOf } from './rangeBook.ts';

/** A range, and what a 3DS Server is to do with it: add, modify or delete. */
export interface RangeChange {
  actionInd: 'A' | 'M' | 'D';
  range: DsRange;
}

/** The card ranges of a PRes since 2.3.1: those that have all else in common stand together. */
export interface CardRanges {
  ranges: { start: string; end: string }[];
  actionInd?: 'A' | 'D' | 'M';
  dsProtocolVersions?: string[];
  acsProtocolVersions: { version: string; acsInfoInd?: string[]; threeDSMethodURL?: string }[];
}

/** The serialNum of a state of the ranges. A 3DS Server that asks in another version has other data: its serialNum differs. */
export function serialNumOf(version: MessageVersion, { id }: RangeState): string {
  return `${version.replaceAll('.', '')}${id}`;
}

/** The state that a serialNum of this version names; undefined where it names none that is still known. */
export function stateOf(book: RangeBook, version: MessageVersion, serialNum: string): RangeState | undefined {
  const prefix = version.replaceAll('.', '');
  return serialNum.startsWith(prefix) ? book.past(serialNum.slice(prefix.length)) : undefined;
}

/** Without a serialNum there is nothing but adding (EMV 3DS 2.3.1.1, Req 250). */
export function* allOf({ ranges }: RangeState): Generator<RangeChange> {
  for (const range of ranges) yield { actionInd: 'A', range };
}

/** What turns the ranges of one state into those of another. What goes comes first: nothing overlaps on the way. */
export function* changesSince(then: RangeState, now: RangeState): Generator<RangeChange> {
  const before = new Map(then.ranges.map((range) => [rangeKeyOf(range), range]));
  const after = new Set(now.ranges.map(rangeKeyOf));
  for (const [key, range] of before) if (!after.has(key)) yield { actionInd: 'D', range };
  for (const range of now.ranges) {
    const known = before.get(rangeKeyOf(range));
    if (!known) yield { actionInd: 'A', range };
    else if (rangeFactsOf(known) !== rangeFactsOf(range)) yield { actionInd: 'M', range };
  }
}

/** The entries of cardRangeData, in the form of a version. */
export function entriesOf(changes: Iterable<RangeChange>, version: MessageVersion, sandbox: Sandbox): Iterable<object> {
  return VERSIONS[version].cardRangeGroups ? grouped(changes, sandbox) : flat(changes, version, sandbox);
}

function* flat(changes: Iterable<RangeChange>, version: MessageVersion, sandbox: Sandbox): Generator<object> {
  for (const { actionInd, range } of changes) {
    const { start, end, versions = SUPPORTED_VERSIONS, threeDSMethod, acs } = range;
    const acsInfoInd = infoOf(range, version, sandbox);
    yield {
      startRange: start,
      endRange: end,
      actionInd,
      acsStartProtocolVersion: versions.at(-1) ?? OLDEST,
      acsEndProtocolVersion: versions[0] ?? NEWEST,
      ...(threeDSMethod === false || acs === false ? {} : { threeDSMethodURL: methodUrl(sandbox) }),
      ...(VERSIONS[version].acsInfoIndInPRes && acsInfoInd.length > 0 ? { acsInfoInd } : {}),
    };
  }
}

/** As many ranges stand together at most (EMV 3DS 2.3.1.1, Table A.6). */
const MOST_RANGES = 5000;

function* grouped(changes: Iterable<RangeChange>, sandbox: Sandbox): Generator<CardRanges> {
  const open = new Map<string, CardRanges>();
  for (const { actionInd, range } of changes) {
    const key = `${actionInd} ${rangeFactsOf(range)}`;
    let group = open.get(key);
    if (group && group.ranges.length >= MOST_RANGES) {
      yield group;
      group = undefined;
    }
    group ??= { ranges: [], actionInd, acsProtocolVersions: versionsOf(range, sandbox) };
    group.ranges.push({ start: range.start, end: range.end });
    open.set(key, group);
  }
  yield* open.values();
}

function versionsOf(range: DsRange, sandbox: Sandbox): CardRanges['acsProtocolVersions'] {
  const { versions = SUPPORTED_VERSIONS, threeDSMethod, acs } = range;
  return versions.toReversed().map((version) => {
    const acsInfoInd = infoOf(range, version, sandbox);
    return {
      version,
      ...(acsInfoInd.length > 0 ? { acsInfoInd } : {}),
      ...(threeDSMethod === false || acs === false ? {} : { threeDSMethodURL: methodUrl(sandbox) }),
    };
  });
}

const ATTEMPTS = '02';

/** What the ACS does in a version; where there is none, the DS may stand in with attempts. */
function infoOf({ acs }: DsRange, version: MessageVersion, { acsInfoInd, dsRules }: Sandbox): string[] {
  if (acs === false) return dsRules.withoutAcs === 'A' ? [ATTEMPTS] : [];
  return acsInfoInd.filter((code) => VERSIONS[version].acsInfoInd.includes(code));
}

const methodUrl = ({ urls }: Sandbox) => `${urls.acs}/3ds/method`;
