import { isOfDs, type MessageVersion, VERSIONS } from './versions.ts';

/** Every transStatusReason of a version, those of the DS last. */
export function reasonsOf(version: MessageVersion): string[] {
  const twoDigits = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => String(first + index).padStart(2, '0'));
  return [...twoDigits(1, VERSIONS[version].lastReason), ...twoDigits(80, 99)];
}

/** Whether a version has a transStatusReason. */
export const knowsReason = (version: MessageVersion, reason: string) =>
  isOfDs(reason) || (Number(reason) >= 1 && Number(reason) <= VERSIONS[version].lastReason);

/** What an older version says for a reason that came later. */
const OLDER_REASON: Record<string, string> = {
  ...{ 22: '07', 23: '07', 24: '07', 25: '07', 26: '01' },
  ...{ 27: '22', 28: '22', 29: '26', 30: '26' },
};

/** A reason as a version can say it. */
export function reasonIn(version: MessageVersion, reason: string): string {
  const older = OLDER_REASON[reason];
  return knowsReason(version, reason) || older === undefined ? reason : reasonIn(version, older);
}
