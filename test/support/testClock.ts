import type { Clock } from '../../src/index.ts';

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  forward(ms: number): void;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

export function testClock(start = Date.parse('2026-02-07T21:28:18Z')): TestClock {
  let now = start;
  return {
    now: () => now,
    forward(ms) {
      now += ms;
    },
  };
}
