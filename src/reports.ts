import { EventEmitter } from 'node:events';
import type { ProtocolError } from './messages/errors.ts';

/** How a try to deliver the RReq of a transaction ended: acknowledged, or what an app that waits is told. */
export type Reported = { acknowledged: true } | { acknowledged: false; fault: ProtocolError };

/** Lets who waits for the result of a transaction know what came of its RReq; of this process alone. */
export interface Reports {
  tell(acsTransID: string, told: Reported): void;
  /** Listens from now on. `within` resolves at the first news, or with nothing when the time is over; `stop` ends it. */
  listen(acsTransID: string): { within(limitMs: number): Promise<Reported | undefined>; stop(): void };
}

export function makeReports(): Reports {
  const news = new EventEmitter().setMaxListeners(0);
  return {
    tell: (acsTransID, told) => void news.emit(acsTransID, told),
    listen(acsTransID) {
      let first: Reported | undefined;
      let wake = () => {};
      const hear = (told: Reported) => {
        first ??= told;
        wake();
      };
      news.on(acsTransID, hear);
      return {
        async within(limitMs) {
          if (first) return first;
          let timer: NodeJS.Timeout | undefined;
          await new Promise<void>((resolve) => {
            wake = resolve;
            timer = setTimeout(resolve, limitMs);
          });
          clearTimeout(timer);
          return first;
        },
        stop: () => void news.off(acsTransID, hear),
      };
    },
  };
}
