import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { shipped } from '../../src/files.ts';
import { ErroReceived, makeSdk, type Sdk, type SdkChallenge, type SdkOptions } from '../../src/index.ts';
import { readWhole } from '../../src/messages/read.ts';
import type { ARes, Erro } from '../../src/messages/types.ts';
import { CARDS, EPIN } from './cards.ts';
import type { Json } from './json.ts';
import type { Scenario } from './scenario.ts';

export type AppOptions = Partial<SdkOptions> & { areq?: Json };

/** An SDK, and the answer to its AReq. */
export interface AppStart {
  sdk: Sdk;
  /** As it came. */
  ares: Json;
}

const rootCertificates = readFileSync(shipped('fixtures/keys/ds-root.pem'), 'utf8');

/** An SDK sends its part of an AReq by way of the 3DS Server; the example of its version is the rest. */
export async function sendsAReqOfApp(s: Scenario, { areq: patch = {}, ...options }: AppOptions = {}): Promise<AppStart> {
  const { messageVersion = '2.2.0' } = options;
  const sdk = makeSdk({ rootCertificates, now: () => s.clock.now(), ...options, messageVersion });
  const file = shipped(`fixtures/messages/${messageVersion}/AReq-app-payment.json`);
  const ids = { dsURL: s.ds.url, threeDSServerTransID: randomUUID(), dsTransID: randomUUID() };
  const areq = { ...JSON.parse(readFileSync(file, 'utf8')), ...ids, ...sdk.areqElements(), ...patch };
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const response = await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', headers, body: JSON.stringify(areq) });
  return { sdk, ares: (await response.json()) as Json };
}

/** The same, as far as the SDK's trust in the ARes. */
export async function opensApp(s: Scenario, options: AppOptions = {}): Promise<{ ares: Json; challenge: SdkChallenge }> {
  const { sdk, ares } = await sendsAReqOfApp(s, options);
  return { ares, challenge: await sdk.open(valid('ARes', ares)) };
}

/** A challenge by code alone, opened and with its code on the way. */
export async function opensWithCode(s: Scenario, options: AppOptions = {}) {
  const { ares, challenge } = await opensApp(s, { ...options, areq: { acctNumber: CARDS.sms, ...options.areq } });
  await challenge.start();
  return { ares, challenge, code: await s.code(ares) };
}

/** What an honest cardholder does in an app: the positive control of every attack. */
export async function honestApp(s: Scenario, options: AppOptions = {}) {
  const { ares, challenge } = await opensApp(s, options);
  await challenge.start();
  await challenge.enters(EPIN);
  return { ares, challenge, cres: await challenge.enters(await s.code(ares)) };
}

/** The message, if it is one by its own schema. */
export function valid(type: 'ARes', message: Json | undefined): ARes;
export function valid(type: 'RReq' | 'Erro', message: Json | undefined): Json;
export function valid(type: 'ARes' | 'RReq' | 'Erro', message: Json | undefined): ARes | Json {
  return { ...readWhole(type, JSON.stringify(message)) };
}

/** The Erro that the ACS answers with. */
export async function erroOf(answer: Promise<unknown>): Promise<Erro> {
  try {
    await answer;
  } catch (error) {
    if (error instanceof ErroReceived) return error.erro;
    throw error;
  }
  throw new Error('the ACS answered with no Erro');
}
