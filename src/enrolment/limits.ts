const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Whose uses are counted together: one way through the portal, one cardholder, one client address. */
export type Scope = 'flow' | 'cardholder' | 'source';

interface Limit {
  most: number;
  withinMs: number;
}

/**
 * How often something may be done. What a way that ends well has used is given back, so that only failures and abandoned ways
 * add up; and a post of which nothing could be sent is not counted.
 */
export const LIMITS = {
  /** An e-mail address is typed. */
  identify: { source: { most: 100, withinMs: 15 * MINUTE } },
  /** The two codes are sent: the first ones, and three times new ones. */
  sendCodes: {
    flow: { most: 4, withinMs: 15 * MINUTE },
    cardholder: { most: 20, withinMs: HOUR },
    source: { most: 100, withinMs: HOUR },
  },
  /** The two codes are typed. No more than five tries in a row: (EU) 2018/389, art. 4(3)(b). */
  proveIdentity: {
    flow: { most: 5, withinMs: 15 * MINUTE },
    cardholder: { most: 15, withinMs: HOUR },
    source: { most: 100, withinMs: HOUR },
  },
  /** A code is sent to a new phone number. */
  sendPhoneCode: {
    flow: { most: 4, withinMs: 15 * MINUTE },
    cardholder: { most: 10, withinMs: HOUR },
    source: { most: 50, withinMs: HOUR },
  },
  /** The code of a new phone number is typed. */
  provePhone: {
    flow: { most: 5, withinMs: 15 * MINUTE },
    cardholder: { most: 15, withinMs: HOUR },
    source: { most: 100, withinMs: HOUR },
  },
  /** An ePin is posted from a page that was overtaken: the answer tells whether it is the one in place. */
  repeatEPin: {
    flow: { most: 5, withinMs: 15 * MINUTE },
    cardholder: { most: 15, withinMs: HOUR },
  },
} as const satisfies Record<string, Partial<Record<Scope, Limit>>>;

export type LimitName = keyof typeof LIMITS;

/** The scopes of a limit with their numbers. */
export function scopesOf(name: LimitName): [Scope, Limit][] {
  return Object.entries(LIMITS[name]) as [Scope, Limit][];
}

/** What is counted before `at - LONGEST_MS` counts nowhere any more. */
export const LONGEST_MS = Math.max(...(Object.keys(LIMITS) as LimitName[]).flatMap((name) => scopesOf(name).map(withinMs)));

function withinMs([, limit]: [Scope, Limit]): number {
  return limit.withinMs;
}

/**
 * When one more use is allowed again; undefined where it is allowed now.
 * @param uses times of earlier uses by scope, in milliseconds, in any order
 */
export function blockedUntil(name: LimitName, uses: Partial<Record<Scope, readonly number[]>>, at: number): number | undefined {
  const ends = scopesOf(name).flatMap(([scope, { most, withinMs }]) => {
    const counting = (uses[scope] ?? []).filter((time) => time > at - withinMs).sort((a, b) => a - b);
    const last = counting[counting.length - most];
    return last === undefined ? [] : [last + withinMs];
  });
  return ends.length > 0 ? Math.max(...ends) : undefined;
}
