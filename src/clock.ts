/** Where the time comes from: every deadline is judged by it, so a test can move it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that a tester moves on while it runs. */
export interface MovableClock extends Clock {
  /** How far it is ahead of the clock that it follows, in milliseconds. */
  readonly offsetMs: number;
  /** Forward only: a time that has passed stays passed. */
  advance(ms: number): void;
}

/** The machine's time, or another's, with an offset that only grows. */
export function makeMovableClock(offsetMs = 0, base: Clock = systemClock): MovableClock {
  let ahead = offsetMs;
  return {
    now: () => base.now() + ahead,
    get offsetMs() {
      return ahead;
    },
    advance(ms) {
      if (!(ms >= 0)) throw new Error(`time cannot go on by ${ms} ms`);
      ahead += ms;
    },
  };
}
