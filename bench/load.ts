import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import { shipped } from '../src/files.ts';

export interface Measured {
  perSecond: number;
  p50: number;
  p99: number;
}

export const FRICTIONLESS = '4970720000010000';
export const CHALLENGE = '4970720000052226';

const example = JSON.parse(readFileSync(shipped('fixtures/messages/2.2.0/AReq-browser-payment.json'), 'utf8'));
const ID = '00000000-0000-4000-8000-000000000000';

/** An AReq of some 3 kB, each call with an id of its own. */
export function makeAReqs(acctNumber: string): () => string {
  const [before, after] = JSON.stringify({ ...example, acctNumber, threeDSServerTransID: ID }).split(ID);
  return () => `${before}${randomUUID()}${after}`;
}

/** Posts AReqs for some seconds, or a number of them, over a few kept connections. */
export async function load(url: string, acctNumber: string, size: { duration: number } | { amount: number }): Promise<Measured> {
  const next = makeAReqs(acctNumber);
  const result = await autocannon({
    url: `${url}/3ds/areq`,
    connections: 32,
    ...size,
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        setupRequest: (request) => ({ ...request, body: next() }),
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} answers were not 200, ${result.errors} failed`);
  return { perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
}
