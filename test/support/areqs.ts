import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { shipped } from '../../src/files.ts';
import { readWhole } from '../../src/messages/read.ts';
import type { MessageVersion } from '../../src/messages/versions.ts';
import type { Json } from './json.ts';
import type { Scenario } from './scenario.ts';

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
export const validARes = (message: Json): Json => ({ ...readWhole('ARes', JSON.stringify(message)) });

const CHANNELS = { '01': 'app', '02': 'browser', '03': '3ri' };
const CATEGORIES = { '01': 'payment', '02': 'nonpayment' };

export interface Kind {
  version: MessageVersion;
  deviceChannel: string;
  messageCategory: string;
  /** Such as `browser-payment`. */
  name: string;
}

/** Every channel and category of a version: 2.1.0 has no payments in 3RI. */
export function kindsOf(version: MessageVersion): Kind[] {
  return Object.entries(CHANNELS)
    .flatMap(([deviceChannel, channel]) =>
      Object.entries(CATEGORIES).map(([messageCategory, category]) => ({
        ...{ version, deviceChannel, messageCategory, name: `${channel}-${category}` },
      })),
    )
    .filter(({ name }) => existsSync(exampleOf(version, name)));
}

/** What an AReq of a kind has to ask for, so that the transStatus is legal wherever it can be. */
export function wishesFor(version: MessageVersion, kind: string, transStatus: string): Json {
  const decoupled = { threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00060' };
  const spc = { threeDSRequestorSpcSupport: 'Y', payeeOrigin: 'https://shop.example' };
  const amount = { purchaseAmount: '29900', purchaseCurrency: '978', purchaseExponent: '2', purchaseDate: '20260207212818' };
  const canWish = !kind.startsWith('3ri') || version === '2.3.1';
  if (transStatus === 'I' && canWish) return wishOf(version, '05');
  if (transStatus === 'D' && version !== '2.1.0') return decoupled;
  return transStatus === 'S' && kind.startsWith('browser') ? { ...spc, ...amount } : {};
}
