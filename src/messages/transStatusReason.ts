import { isOfDs, type MessageVersion } from './versions.ts';

/** The last transStatusReason that EMVCo defines, by version; 80 to 99 are the DS's in all of them. */
export const LAST_REASON: Record<MessageVersion, number> = { '2.1.0': 21, '2.2.0': 26, '2.3.1': 30 };

/** Every transStatusReason of a version, those of the DS last. */
export function reasonsOf(version: MessageVersion): string[] {
  const twoDigits = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => String(first + index).padStart(2, '0'));
  return [...twoDigits(1, LAST_REASON[version]), ...twoDigits(80, 99)];
}

/** Whether a version has a transStatusReason. */
export const knowsReason = (version: MessageVersion, reason: string) =>
  isOfDs(reason) || (Number(reason) >= 1 && Number(reason) <= LAST_REASON[version]);

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
