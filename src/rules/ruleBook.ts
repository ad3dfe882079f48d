import type { Keys } from '../crypto/keys.ts';
import type { ActiveRule } from '../decision/rule.ts';
import type { RuleRecord } from '../store/ruleRecord.ts';
import type { Rules } from '../store/rules.ts';
import { toRecord, toWritten, type WrittenRule } from './readRule.ts';

/** A rule as the API shows it. */
export interface ShownRule extends WrittenRule {
  /** Of a rule that was made through the API. */
  id?: number;
  /** `next`: made by `POST /api/next`; `api`: by `POST /api/rules`. */
  origin: 'next' | 'api' | 'scenarios.json';
  /** How often it was applied; not counted for those of the file. */
  applied?: number;
}

/** The rules of the tester. Those that an AReq may meet are in memory, so that an AReq costs no query for them. */
export interface RuleBook {
  /** In the order in which they are tried; last those of the file. */
  active(): readonly ActiveRule[];
  /** One application is on its way: a rule that is used up by those on their way is no longer active. */
  take(id: number): void;
  /** Reads the rules again where another process changed them, or anyway. */
  refresh(anyway?: boolean): Promise<void>;
  list(): Promise<ShownRule[]>;
  find(id: number): Promise<ShownRule | undefined>;
  /** @returns undefined where there are too many */
  add(rule: WrittenRule, isNext?: boolean): Promise<ShownRule | undefined>;
  /** Replaces a rule, which counts from 0 again. A masked card number as it is shown keeps the card. */
  replace(id: number, rule: WrittenRule): Promise<ShownRule | undefined>;
  remove(id: number): Promise<boolean>;
  clear(): Promise<void>;
}

export const MAX_RULES = 1000;

export function makeRuleBook(store: Rules, fromFile: readonly WrittenRule[], keys: Keys): RuleBook {
  const standing = fromFile.map((rule, index): ActiveRule => {
    const title = titleOf(`rule ${index} of scenarios.json`, rule.name);
    return { ...toRecord(rule, keys).rule, title };
  });
  let active: readonly ActiveRule[] = standing;
  /** Applications that are left, by id. */
  let left = new Map<number, number>();
  let revision = -1;

  async function refresh(anyway = false): Promise<void> {
    const newest = await store.revision();
    if (newest === revision && !anyway) return;
    const records = inOrder(await store.all());
    revision = newest;
    const counted = records.filter(({ rule }) => rule.times !== undefined);
    left = new Map(counted.map(({ id, applied, rule: { times = 0 } }) => [id, times - applied]));
    active = [...records.map(toActive), ...standing];
  }

  const find = async (id: number) => {
    const record = (await store.all()).find((one) => one.id === id);
    return record && toShown(record);
  };

  return {
    active: () => active,
    take(id) {
      const before = left.get(id);
      if (before === undefined) return;
      left.set(id, before - 1);
      if (before <= 1) active = active.filter((rule) => rule.id !== id);
    },
    refresh,
    async list() {
      const ofApi = inOrder(await store.all()).map(toShown);
      const ofFile = fromFile.map((rule) => ({ origin: 'scenarios.json' as const, ...toWritten(toRecord(rule, keys)) }));
      return [...ofApi, ...ofFile];
    },
    find,
    async add(rule, isNext = false) {
      const record: NewRecord = { ...toRecord(rule, keys), ...(isNext ? { isNext } : {}) };
      const id = await store.add(record, MAX_RULES);
      await refresh(true);
      // Not read again: it may be used up by now.
      return id === undefined ? undefined : toShown({ ...record, id, applied: 0 });
    },
    async replace(id, rule) {
      const before = (await store.all()).find((one) => one.id === id);
      const keeps = before?.maskedNumber !== undefined && rule.match?.acctNumber === before.maskedNumber;
      const made = keeps ? withCardOf(before, rule, keys) : toRecord(rule, keys);
      // One that is for every AReq from now on is no longer for the next one.
      const record: NewRecord = { ...made, ...(before?.isNext && rule.times !== undefined ? { isNext: true } : {}) };
      const replaced = await store.replace(id, record);
      await refresh(true);
      return replaced ? toShown({ ...record, id, applied: 0 }) : undefined;
    },
    async remove(id) {
      const removed = await store.remove(id);
      await refresh(true);
      return removed;
    },
    async clear() {
      await store.clear();
      await refresh(true);
    },
  };
}

type NewRecord = Omit<RuleRecord, 'id' | 'applied'>;

/**
 * The order in which rules are tried: what was made for the next AReq (of one transaction, of one card, of any), then the
 * others with `times`, then those without; among themselves as they were made.
 */
function inOrder(records: readonly RuleRecord[]): RuleRecord[] {
  return records.toSorted((one, other) => rankOf(one) - rankOf(other));
}

function rankOf({ isNext, rule: { match, times } }: RuleRecord): number {
  if (times === undefined) return 4;
  if (!isNext) return 3;
  if (match.threeDSServerTransID !== undefined) return 0;
  return match.cardHash === undefined ? 2 : 1;
}

const titleOf = (title: string, name: string | undefined) => (name === undefined ? title : `${title} (${name})`);

function toActive({ id, rule }: RuleRecord): ActiveRule {
  return { ...rule, id, title: titleOf(`${rule.times === undefined ? 'rule' : 'one-shot rule'} ${id}`, rule.name) };
}

function toShown(record: RuleRecord): ShownRule {
  return { id: record.id, origin: record.isNext ? 'next' : 'api', ...toWritten(record), applied: record.applied };
}

function withCardOf(before: RuleRecord, { match = {}, ...rule }: WrittenRule, keys: Keys) {
  const { acctNumber: _masked, ...others } = match;
  const { rule: made } = toRecord({ ...rule, match: others }, keys);
  const { cardHash } = before.rule.match;
  const kept = { ...made, match: cardHash === undefined ? made.match : { cardHash, ...made.match } };
  return before.maskedNumber === undefined ? { rule: kept } : { rule: kept, maskedNumber: before.maskedNumber };
}
