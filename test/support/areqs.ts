import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { shipped } from '../../src/files.ts';
import { readMessage } from '../../src/messages/read.ts';
import type { Json, Scenario } from './scenario.ts';

export const VERSIONS = ['2.1.0', '2.2.0', '2.3.1'] as const;

export const exampleOf = (version: string, kind: string) => shipped(`fixtures/messages/${version}/AReq-${kind}.json`);

/** The example AReq of a version and kind (such as `browser-payment`), with ids of its own. */
export function areqOf(s: Scenario, version: string, kind: string, patch: Json = {}): Json {
  const ids = { dsURL: s.ds.url, threeDSServerTransID: randomUUID(), dsTransID: randomUUID() };
  return { ...JSON.parse(readFileSync(exampleOf(version, kind), 'utf8')), ...ids, ...patch };
}

export async function postJson(url: string, body: object): Promise<Json> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Json;
}

/** Sends an AReq to the ACS; answers the ARes or Erro. */
export const sends = (s: Scenario, areq: Json) => postJson(`${s.simulator.urls.acs}/3ds/areq`, areq);

/** threeDSRequestorChallengeInd in the form of a version. */
export const wishOf = (version: string, wish: string) => ({
  threeDSRequestorChallengeInd: version === '2.3.1' ? [wish] : wish,
});

/** The ARes, if it is one by its own schema. */
export const validARes = (message: Json): Json => ({ ...readMessage('ARes', JSON.stringify(message)) });
