import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { shipped } from '../../src/files.ts';
import type { Simulator } from '../../src/index.ts';
import { createSimulator, type SimulatorOptions } from '../../src/index.ts';
import type { Json } from './json.ts';
import { type StubDs, startDs } from './moodyDs.ts';
import { type Page, readPage } from './page.ts';
import { type TestClock, testClock } from './testClock.ts';
import { until } from './until.ts';

/** A test of tap, or whatever else tidies up at its end. */
interface Teardown {
  teardown(tidyUp: () => unknown): unknown;
}

/** What a 3DS Server and a browser do with an ACS, step by step. */
export interface Scenario {
  simulator: Simulator;
  clock: TestClock;
  ds: StubDs;
  areq(patch?: Json): Json;
  /** Sends an AReq made of the full example and the patch; answers the ARes or Erro. */
  sendsAReq(patch?: Json): Promise<Json>;
  creq(ares: Json, patch?: Json): string;
  /** Posts a CReq to the acsURL as the browser does. */
  postsCReq(ares: Json, form?: Record<string, string>, patch?: Json): Promise<Page>;
  postsForm(path: string, form: Record<string, string> | string, headers?: Record<string, string>): Promise<Page>;
  /** Posts a page's own form, with what was typed and clicked. */
  posts(page: Page | string, form: Record<string, string>): Promise<Page>;
  looks(page: Page): Promise<Page>;
  /** The newest code, once that many codes were sent. */
  code(ares: Json, count?: number): Promise<string>;
  codes(ares: Json): Promise<string[]>;
  transaction(ares: Json): Promise<Json & { state: string; result?: Json; report?: string; messages: Json[] }>;
  /** Waits for the RReq to be settled; answers the transaction. */
  ends(ares: Json): Promise<Json & { state: string; result?: Json; report?: string; messages: Json[] }>;
  /** The final page, with the CRes for the merchant. */
  finalPage(ares: Json, waiting: Page): Promise<Page>;
  close(): Promise<void>;
}

/** Starts a simulator with a clock and a DS of the test's own; everything stops with the test. */
export async function startScenario(
  t: Teardown,
  { clock = testClock(), ds, ...options }: Omit<SimulatorOptions, 'clock'> & { clock?: TestClock; ds?: StubDs } = {},
): Promise<Scenario> {
  const dsOfTest = ds ?? (await startDs(t));
  const simulator = await createSimulator({ durability: 'NORMAL', ...options, clock });
  return makeScenario(t, simulator, clock, dsOfTest);
}

export function makeScenario(t: Teardown, simulator: Simulator, clock: TestClock, ds: StubDs): Scenario {
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= simulator.close();
    return closed;
  };
  t.teardown(close);
  const { acs, control } = simulator.urls;
  const example = JSON.parse(readFileSync(shipped('fixtures/messages/2.2.0/AReq-browser-payment.json'), 'utf8'));

  const getJson = async (path: string) => (await fetch(`${control}${path}`)).json() as Promise<never>;
  const scenario: Scenario = {
    simulator,
    clock,
    ds,
    close,
    areq: (patch = {}) => ({
      ...example,
      dsURL: ds.url,
      threeDSServerTransID: randomUUID(),
      dsTransID: randomUUID(),
      browserLanguage: 'en',
      ...patch,
    }),
    async sendsAReq(patch) {
      const response = await fetch(`${acs}/3ds/areq`, {
        method: 'POST',
        body: JSON.stringify(scenario.areq(patch)),
        headers: { 'content-type': 'application/json; charset=utf-8' },
      });
      return (await response.json()) as Json;
    },
    creq: ({ messageVersion, threeDSServerTransID, acsTransID }, patch = {}) =>
      JSON.stringify({
        messageType: 'CReq',
        messageVersion,
        threeDSServerTransID,
        acsTransID,
        challengeWindowSize: '05',
        ...patch,
      }),
    postsCReq: (ares, form = {}, patch = {}) =>
      scenario.postsForm('/3ds/creq', { creq: Buffer.from(scenario.creq(ares, patch)).toString('base64url'), ...form }),
    async postsForm(path, form, headers = {}) {
      const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const response = await fetch(`${acs}${path}`, {
        method: 'POST',
        body,
        headers: { ...type, ...headers },
        redirect: 'manual',
      });
      const isMoved = response.status === 303;
      return readPage(isMoved ? await fetch(new URL(response.headers.get('location') ?? '', acs)) : response);
    },
    posts: (page, form) =>
      scenario.postsForm('/3ds/challenge', { token: typeof page === 'string' ? page : page.token, action: 'submit', ...form }),
    async looks(page) {
      return readPage(await fetch(page.refresh ? `${acs}${page.refresh}` : `${acs}/3ds/challenge?token=${page.token}`));
    },
    async code(ares, count = 1) {
      const codes = await until(
        () => scenario.codes(ares),
        (found) => found.length >= count,
        `${count} codes`,
      );
      return codes[0] ?? '';
    },
    async codes({ acsTransID }) {
      const found = (await getJson(`/api/messages?acsTransID=${acsTransID}`)) as { code: string }[];
      return found.map(({ code }) => code);
    },
    transaction: ({ acsTransID }) => getJson(`/api/transactions/${acsTransID}`),
    ends: (ares) =>
      until(
        () => scenario.transaction(ares),
        ({ state }) => state === 'final',
        'the end of the transaction',
      ),
    async finalPage(ares, waiting) {
      await scenario.ends(ares);
      return waiting.final ? waiting : scenario.looks(waiting);
    },
  };
  return scenario;
}
