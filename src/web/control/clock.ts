import type { FastifyPluginAsync } from 'fastify';
import type { Logger } from 'pino';
import type { Clock, MovableClock } from '../../clock.ts';
import { readDuration } from '../../duration.ts';
import type { ClockOffset } from '../../store/clockOffset.ts';
import type { NextDue } from '../../store/nextDue.ts';
import { problem } from '../problem.ts';
import { type Body, readBody } from './body.ts';

export interface ClockOptions {
  /** What every deadline is judged by. */
  now: Clock;
  /** Absent where a test suite has brought a clock of its own. */
  clock?: MovableClock;
  clockOffset: ClockOffset;
  nextDue: NextDue;
  /** Honours what has fallen due. */
  sweep: () => Promise<void>;
  log: Logger;
}

const MAX_ADVANCE_MS = 366 * 86_400_000;
const UNITS = 'a number with its unit (ms, s, m, h or d), at most 366d';
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

/** The time of the simulator, which a tester moves on: `GET /api/clock`, `POST /api/clock {"advance": "10m"}` or `{"set": "…Z"}`. */
export const clockRoutes: FastifyPluginAsync<ClockOptions> = async (app, options) => {
  const { now: reading, clock, clockOffset, log } = options;
  let moving: Promise<unknown> = Promise.resolve();
  const shown = () => ({
    now: new Date(reading.now()).toISOString(),
    offsetMs: clock?.offsetMs ?? 0,
    movable: clock !== undefined,
  });

  app.get('/api/clock', async () => shown());

  app.post('/api/clock', async (request, reply) => {
    if (!clock) {
      return reply
        .code(409)
        .send(problem(409, 'clock', 'its own clock was given to createSimulator, which moves it', 'clock.forward(ms)'));
    }
    const body = readBody(request.body, { advance: 'string', set: 'string' }, '{"advance": "10m"}');
    // One after the other: each goes on from where the one before it led to.
    const moved = moving.then(async () => {
      const forward = body.fault ? body : forwardOf(body.value, clock.now());
      if (forward.fault) return forward.fault;
      const toOffset = clock.offsetMs + forward.value;
      // Kept first: where the process dies in between, time has gone on, which nobody was told; never back.
      await clockOffset.save(toOffset);
      await moveOn(clock, toOffset, options);
      log.info({ forwardMs: forward.value, now: new Date(clock.now()).toISOString() }, 'the clock was moved on');
      return undefined;
    });
    moving = moved.catch(() => undefined);
    const fault = await moved;
    if (fault) return reply.code(400).send(fault);
    return shown();
  });
};

/** No step is shorter, as two sweeps of a clock that runs by itself are hardly closer to each other. */
const STEP_MS = 500;
/** After so many stops, or so long, the rest is one step: neither a full store nor a DS that is silent keeps the tester waiting. */
const MAX_STOPS = 2000;
const MAX_MOVE_MS = 20_000;

/** Goes on from one thing that falls due to the next, so that each is done at its time, and what follows from it at its own. */
async function moveOn(clock: MovableClock, toOffset: number, { nextDue, sweep }: ClockOptions): Promise<void> {
  const end = performance.now() + MAX_MOVE_MS;
  for (let stops = 0; ; stops += 1) {
    const left = toOffset - clock.offsetMs;
    const next = stops < MAX_STOPS && performance.now() < end ? nextDue(clock.now()) : undefined;
    const wait = next === undefined ? left : Math.max(next - clock.now(), STEP_MS);
    clock.advance(Math.min(wait, left));
    await sweep();
    if (clock.offsetMs >= toOffset) return;
  }
}

/** How far the body asks to go on. */
function forwardOf({ advance, set }: { advance?: string; set?: string }, now: number): Body<number> {
  if ((advance === undefined) === (set === undefined)) {
    return { fault: problem(400, 'advance', 'either advance or set has to be given', '{"advance": "10m"}') };
  }
  if (advance !== undefined) {
    const ms = readDuration(advance);
    return ms === undefined || ms > MAX_ADVANCE_MS
      ? { fault: problem(400, 'advance', UNITS, '{"advance": "10m"}') }
      : { value: ms };
  }
  const moment = MOMENT.test(set ?? '') ? Date.parse(set ?? '') : Number.NaN;
  const example = `{"set": "${new Date(now + 3_600_000).toISOString()}"}`;
  if (!(moment >= now) || moment > now + MAX_ADVANCE_MS) {
    return {
      fault: problem(
        400,
        'set',
        'a moment of ISO 8601 with its zone, from now to 366 days ahead: time goes forward only',
        example,
      ),
    };
  }
  return { value: moment - now };
}
