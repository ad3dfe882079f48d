import { WITH_REASON } from '../../src/decision/laws.ts';
import type { Outcome } from '../../src/decision/outcome.ts';
import { reasonsOf } from '../../src/messages/transStatusReason.ts';
import { type MessageVersion, VERSIONS } from '../../src/messages/versions.ts';

type Pair = Pick<Outcome, 'transStatus' | 'transStatusReason'>;

/** Every transStatus of a version with each transStatusReason that it can have, to be walked by tests and tables. */
export function legalPairs(version: MessageVersion): Pair[] {
  return VERSIONS[version].transStatuses.flatMap((transStatus): Pair[] => {
    const reasons = reasonsOf(version).map((transStatusReason) => ({ transStatus, transStatusReason }));
    if (WITH_REASON.includes(transStatus)) return reasons;
    return transStatus === 'A' ? [{ transStatus }, ...reasons] : [{ transStatus }];
  });
}
