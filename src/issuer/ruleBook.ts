import type { Keys } from '../crypto/keys.ts';
import type { RuleRecord, Rules } from '../store/rules.ts';
import type { ActiveRule } from '../transaction/rule.ts';
import { toRecord, toWritten, type WrittenRule } from './rule.ts';

/** A rule as the API shows it. */
export interface ShownRule extends WrittenRule {
  /** Of a rule that was made through the API. */
  id?: number;
  origin: 'api' | 'scenarios.json';
  /** How often it was applied; not counted for those of the file. */
  applied?: number;
}

/** The rules of the tester. Those that an AReq may meet are in memory, so that an AReq costs no query for them. */
export interface RuleBook {
  /** In the order in which they are tried: with `times`, then without, each as they were made; last those of the file. */
  active(): readonly ActiveRule[];
  /** One application is on its way: a rule that is used up by those on their way is no longer active. */
  take(id: number): void;
  /** Reads the rules again where another process changed them, or anyway. */
  refresh(anyway?: boolean): Promise<void>;
  list(): Promise<ShownRule[]>;
  find(id: number): Promise<ShownRule | undefined>;
  /** @returns undefined where there are too many */
  add(rule: WrittenRule): Promise<ShownRule | undefined>;
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
    const records = await store.all();
    revision = newest;
    const counted = records.filter(({ rule }) => rule.times !== undefined);
    left = new Map(counted.map(({ id, applied, rule: { times = 0 } }) => [id, times - applied]));
    const always = records.filter(({ rule }) => rule.times === undefined);
    active = [...counted.map(toActive), ...always.map(toActive), ...standing];
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
      const records = await store.all();
      const ofApi = [...records.filter(({ rule }) => rule.times), ...records.filter(({ rule }) => !rule.times)].map(toShown);
      const ofFile = fromFile.map((rule) => ({ origin: 'scenarios.json' as const, ...toWritten(toRecord(rule, keys)) }));
      return [...ofApi, ...ofFile];
    },
    find,
    async add(rule) {
      const record = toRecord(rule, keys);
      const id = await store.add(record, MAX_RULES);
      await refresh(true);
      // Not read again: it may be used up by now.
      return id === undefined ? undefined : toShown({ ...record, id, applied: 0 });
    },
    async replace(id, rule) {
      const before = (await store.all()).find((one) => one.id === id);
      const keeps = before?.maskedNumber !== undefined && rule.match?.acctNumber === before.maskedNumber;
      const record = keeps ? withCardOf(before, rule, keys) : toRecord(rule, keys);
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

const titleOf = (title: string, name: string | undefined) => (name === undefined ? title : `${title} (${name})`);

function toActive({ id, rule }: RuleRecord): ActiveRule {
  return { ...rule, id, title: titleOf(`${rule.times === undefined ? 'rule' : 'one-shot rule'} ${id}`, rule.name) };
}

function toShown(record: RuleRecord): ShownRule {
  return { id: record.id, origin: 'api', ...toWritten(record), applied: record.applied };
}

function withCardOf(before: RuleRecord, { match = {}, ...rule }: WrittenRule, keys: Keys) {
  const { acctNumber: _masked, ...others } = match;
  const { rule: made } = toRecord({ ...rule, match: others }, keys);
  const { cardHash } = before.rule.match;
  const kept = { ...made, match: cardHash === undefined ? made.match : { cardHash, ...made.match } };
  return before.maskedNumber === undefined ? { rule: kept } : { rule: kept, maskedNumber: before.maskedNumber };
}
