import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import { shipped } from '../../src/files.ts';
import { lastingPort } from '../support/ports.ts';

interface Teardown {
  teardown(tidyUp: () => unknown): unknown;
}

type Message = Record<string, string>;

/** A DS that keeps the RReqs that reach it, as text, and answers each with its RRes. It can be down for a while. */
export async function stubDs(t: Teardown, { hangs = false } = {}) {
  const received: string[] = [];
  const port = await lastingPort();
  const make = () => {
    const app = Fastify({ forceCloseConnections: true });
    app.removeContentTypeParser('application/json');
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    app.post<{ Body: string }>('/rreq', async (request, reply) => {
      received.push(request.body);
      if (hangs) await new Promise(() => {});
      const { threeDSServerTransID, dsTransID, acsTransID, sdkTransID, messageVersion } = JSON.parse(request.body);
      const ids = { threeDSServerTransID, dsTransID, acsTransID, ...(sdkTransID ? { sdkTransID } : {}) };
      return reply.send({ messageType: 'RRes', messageVersion, ...ids, resultsStatus: '01' });
    });
    return app;
  };
  let app = make();
  const up = async () => {
    app = make();
    await app.listen({ host: '127.0.0.1', port });
  };
  await up();
  t.teardown(() => app.close());
  return { received, url: `http://127.0.0.1:${port}/rreq`, up, down: () => app.close() };
}

export const EPIN_CARD = { acctNumber: '4970720000052226', phone: '+687790023', ePin: '4826' };
export const SMS_CARD = { acctNumber: '4970720000100009', phone: '+687790024' };

/** An AReq as a DS sends it; answers the ARes. */
export async function sendAReq(acs: string, dsURL: string, change: object = {}): Promise<Message> {
  const example = JSON.parse(readFileSync(shipped('fixtures/messages/2.2.0/AReq-browser-minimal.json'), 'utf8'));
  const areq = { ...example, threeDSServerTransID: randomUUID(), dsTransID: randomUUID(), dsURL, ...change };
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const response = await fetch(`${acs}/3ds/areq`, { method: 'POST', headers, body: JSON.stringify(areq) });
  return (await response.json()) as Message;
}

/** A cardholder's browser: opens the challenge of an ARes and posts what its pages ask for. */
export function browserOf(acs: string, { threeDSServerTransID = '', acsTransID = '' }: Message) {
  let page = '';
  const post = async (path: string, fields: Message) => {
    const response = await fetch(`${acs}${path}`, { method: 'POST', body: new URLSearchParams(fields) });
    page = await response.text();
    return page;
  };
  const token = () => /name="token" value="([^"]+)"/.exec(page)?.[1] ?? '';
  return {
    name: () => /data-page="(\w+)"/.exec(page)?.[1],
    token,
    sendCReq() {
      const ids = { threeDSServerTransID, acsTransID };
      const creq = { messageType: 'CReq', messageVersion: '2.2.0', ...ids, challengeWindowSize: '05' };
      return post('/3ds/creq', { creq: Buffer.from(JSON.stringify(creq)).toString('base64url'), threeDSSessionData: 'c2hvcA' });
    },
    enter: (fields: Message) => post('/3ds/challenge', { token: token(), action: 'submit', ...fields }),
    /** The final CRes, as soon as the page brings it. */
    async finalCRes(): Promise<Message> {
      for (let tries = 0; tries < 100; tries += 1) {
        const cres = /name="cres" value="([^"]+)"/.exec(page)?.[1];
        if (cres) return JSON.parse(Buffer.from(cres, 'base64url').toString());
        const next = /<a [^>]*href="([^"]+)"[^>]*data-follow-after/
          .exec(page)?.[1]
          ?.replaceAll('&amp;', '&')
          .replaceAll('&#x3D;', '=');
        await pause(100);
        page = await (await fetch(`${acs}${next}`)).text();
      }
      throw new Error(`no final CRes came: ${page}`);
    },
  };
}

/** The newest code for a transaction, as soon as there is one. */
export async function codeFor(control: string, acsTransID: string): Promise<string> {
  const response = await fetch(`${control}/api/messages?acsTransID=${acsTransID}&wait=10s`);
  const [newest] = (await response.json()) as Message[];
  return newest?.code ?? '';
}

export async function transactionOf(control: string, acsTransID: string) {
  const response = await fetch(`${control}/api/transactions/${acsTransID}`);
  return (await response.json()) as {
    state: string;
    report?: string;
    result?: Message;
    messages: { type: string }[];
    rreq?: { attempts: { outcome: string; why?: string }[]; nextTryAt?: string };
  };
}

/** Waits until something holds, or a minute. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const giveUp = performance.now() + 60_000; performance.now() < giveUp; await pause(50)) if (await holds()) return;
  throw new Error(`it never came true: ${what}`);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
