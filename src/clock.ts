/** Where the time comes from: every deadline is judged by it, so a test can move it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that never goes back, also where the one that it follows does. */
export interface ForwardClock extends Clock {
  /** How far it is ahead of the clock that it follows, in milliseconds. */
  readonly leadMs: number;
  /** From now on it is at least this late. */
  atLeast(time: number): void;
}

/** A clock that is set back by less stands still until the other one has caught up. */
const SMALL_STEP_MS = 1000;

/**
 * Follows a clock forward. Where that one is set back, time goes on from the highest that was seen: deadlines, the age of codes
 * and the pauses between tries last as long as they would have. It is the same time again as soon as the other clock is put right.
 * @param ticks milliseconds of a clock that nobody sets. Without it, which is where a test suite brought a clock of its own,
 *   only what that clock moves forward counts.
 */
export function makeForwardClock(base: Clock, ticks?: () => number): ForwardClock {
  let seen = base.now();
  let lastBase = seen;
  let lastTick = ticks?.() ?? 0;
  const tolerated = ticks ? SMALL_STEP_MS : 0;

  function now(): number {
    const at = base.now();
    const tick = ticks?.() ?? 0;
    const goesOn = seen + (ticks ? tick - lastTick : Math.max(at - lastBase, 0));
    seen = goesOn - at > tolerated ? goesOn : Math.max(at, seen);
    lastBase = at;
    lastTick = tick;
    return Math.floor(seen);
  }

  return {
    now,
    get leadMs() {
      return now() - base.now();
    },
    atLeast(time) {
      if (time > now()) seen = time;
    },
  };
}

/** The machine's time, which never goes back. */
function machineTime(): ForwardClock {
  return makeForwardClock(systemClock, () => performance.now());
}

/** A clock that a tester moves on while it runs. */
export interface MovableClock extends ForwardClock {
  /** How far a tester has moved it on, in milliseconds. */
  readonly offsetMs: number;
  /** Forward only: a time that has passed stays passed. */
  advance(ms: number): void;
}

/** The machine's time, or another's, with an offset that only grows. */
export function makeMovableClock(offsetMs = 0, base?: Clock): MovableClock {
  const time = base ? makeForwardClock(base) : machineTime();
  let ahead = offsetMs;
  return {
    now: () => time.now() + ahead,
    get offsetMs() {
      return ahead;
    },
    get leadMs() {
      return time.leadMs;
    },
    atLeast: (moment) => time.atLeast(moment - ahead),
    advance(ms) {
      if (!(ms >= 0)) throw new Error(`time cannot go on by ${ms} ms`);
      ahead += ms;
    },
  };
}
