import type { FastifyBaseLogger } from 'fastify';

/** What is to be done at a time of the simulator's clock, which a tester may move on. */
export interface Later {
  /** @param time milliseconds since 1970 */
  at(time: number, act: () => unknown): void;
  stop(): void;
}

const LOOK_MS = 250;
/** Of more, the earliest set are done without: whatever is sent, this has a limit. */
const MOST = 10_000;

export function makeLater(now: () => number, log: FastifyBaseLogger): Later {
  const waiting = new Set<{ time: number; act: () => unknown }>();
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    for (const task of [...waiting].filter(({ time }) => time <= now())) {
      waiting.delete(task);
      await Promise.resolve()
        .then(task.act)
        .catch((err) => log.error({ err, party: '3DSServer' }, 'what was due failed'));
    }
    if (waiting.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    at(time, act) {
      waiting.add({ time, act });
      const [first] = waiting;
      if (waiting.size > MOST && first) waiting.delete(first);
      timer ??= setInterval(() => void look(), LOOK_MS).unref();
    },
    stop() {
      clearInterval(timer);
      waiting.clear();
    },
  };
}
