import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import { shipped } from '../../src/files.ts';
import type { Clock, Simulator } from '../../src/index.ts';
import { createSimulator, type SimulatorOptions } from '../../src/index.ts';
import { type Page, readPage } from './page.ts';
import { lastingPort } from './ports.ts';

export type Json = Record<string, unknown>;

/** A test of tap, or whatever else tidies up at its end. */
interface Teardown {
  teardown(tidyUp: () => unknown): unknown;
}

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  forward(ms: number): void;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const CARDS = {
  ePinThenSms: '4970720000052226',
  sms: '4970720000100009',
  frictionless: '4970720000010000',
};
export const EPIN = '4826';

export function testClock(start = Date.parse('2026-02-07T21:28:18Z')): TestClock {
  let now = start;
  return {
    now: () => now,
    forward(ms) {
      now += ms;
    },
  };
}

/** How the DS behaves when an RReq comes. */
export type DsMood =
  | 'acknowledges'
  | 'hangs'
  | 'answersErro'
  | 'answersBrokenErro'
  | 'answersGarbage'
  | 'answersTooMuch'
  | 'answersAtLength'
  | 'answersForOther'
  | 'answersBrokenRRes'
  | 'answersPoorRRes'
  | 'redirects'
  | 'isBroken';

export interface StubDs {
  /** The dsURL for AReqs. */
  url: string;
  mood: DsMood;
  /** Every message that came, as text. */
  received: string[];
  rreqs(): Json[];
  erros(): Json[];
  /** How often somebody followed a redirect. */
  followed: number;
  /** Nobody listens on the port any more. */
  stop(): Promise<void>;
  /** Somebody listens on the same port again. */
  start(): Promise<void>;
}

/** Extensions that take about all of the 81,920 characters that a message has for them. */
export function longExtensions(): Json[] {
  const data = { text: 'x'.repeat(8000) };
  return Array.from({ length: 10 }, (_, at) => ({ name: 'Long', id: `A000000000-${at}`, criticalityIndicator: false, data }));
}

/** A DS that records what it gets, and answers as it is told to. */
export async function startDs(t: Teardown): Promise<StubDs> {
  let app: FastifyInstance | undefined;
  const port = await lastingPort();
  const ds: StubDs = {
    url: '',
    mood: 'acknowledges',
    received: [],
    followed: 0,
    rreqs: () => ofType('RReq'),
    erros: () => ofType('Erro'),
    async start() {
      app = makeDsApp(ds);
      await app.listen({ host: '127.0.0.1', port });
      ds.url = `http://127.0.0.1:${port}/rreq`;
    },
    async stop() {
      app?.server.closeAllConnections();
      await app?.close();
      app = undefined;
    },
  };
  const ofType = (type: string) => ds.received.map((text) => JSON.parse(text) as Json).filter((m) => m.messageType === type);
  await ds.start();
  t.teardown(() => ds.stop());
  return ds;
}

function makeDsApp(ds: StubDs): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post('/elsewhere', async () => {
    ds.followed += 1;
    return '{}';
  });
  app.post<{ Body: string }>('/rreq', async ({ body }, reply) => {
    ds.received.push(body);
    const message = JSON.parse(body) as Json;
    if (ds.mood === 'hangs') return new Promise(() => {});
    if (message.messageType === 'Erro') return reply.code(200).send('');
    const { messageVersion, threeDSServerTransID, acsTransID, dsTransID, sdkTransID } = message;
    const head = { messageVersion, threeDSServerTransID, acsTransID, dsTransID, ...(sdkTransID ? { sdkTransID } : {}) };
    const rres = { messageType: 'RRes', ...head, resultsStatus: '01' };
    reply.type('application/json; charset=utf-8');
    switch (ds.mood) {
      case 'answersErro':
        return {
          messageType: 'Erro',
          ...head,
          errorCode: '404',
          errorComponent: 'D',
          errorDescription: 'Permanent system failure',
          errorDetail: 'none',
          errorMessageType: 'RReq',
        };
      case 'answersBrokenErro':
        return { messageType: 'Erro' };
      case 'answersGarbage':
        return reply.send('<html>not a message</html>');
      case 'answersTooMuch':
        return { ...rres, messageExtension: 'x'.repeat(400_000) };
      case 'answersAtLength':
        return { ...rres, messageExtension: longExtensions() };
      case 'answersForOther':
        return { ...rres, acsTransID: randomUUID() };
      case 'answersBrokenRRes':
        return { ...rres, resultsStatus: 'yes' };
      case 'answersPoorRRes':
        return { ...rres, resultsStatus: undefined };
      case 'redirects':
        return reply.redirect('/elsewhere', 307);
      case 'isBroken':
        return reply.code(503).send('');
      default:
        return rres;
    }
  });
  return app;
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

/** The way of an honest cardholder from the first page to the final CRes: the positive control of every attack. */
export async function honestFlow(s: Scenario, patch: Json = {}, form: Record<string, string> = {}): Promise<Page> {
  const ares = await s.sendsAReq({ acctNumber: CARDS.ePinThenSms, ...patch });
  const ePinPage = await s.postsCReq(ares, form);
  const codePage = await s.posts(ePinPage, { ePin: EPIN });
  const waiting = await s.posts(codePage, { code: await s.code(ares) });
  return s.finalPage(ares, waiting);
}

/** A code that is well formed and wrong. */
export function otherCode(code: string): string {
  return code.replace(/^\d/, (digit) => String((Number(digit) + 1) % 10));
}

/** Asks again and again until the answer is good, for at most `limitMs` of real time. */
export async function until<T>(
  ask: () => Promise<T> | T,
  isGood: (answer: T) => boolean,
  what: string,
  limitMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}; at last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** An HTTP request whose every header can be set, `Host` and `Sec-Fetch-Site` too. */
export function rawRequest(
  url: string,
  { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
