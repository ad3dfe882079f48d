import { createPrivateKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import formbody from '@fastify/formbody';
import Fastify from 'fastify';
import { pino } from 'pino';
import { readCertificates } from '../../src/crypto/certificates.ts';
import { shipped } from '../../src/files.ts';
import type { AReq, RReq } from '../../src/messages/types.ts';
import type { DsKeys } from '../../src/sandbox/ds/dsKeys.ts';
import { makeSandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { makeAReq } from '../../src/sandbox/threeDSServer/areq.ts';
import { browserElements } from '../../src/sandbox/threeDSServer/browser.ts';

/** What a stub ACS answers to an AReq: an object, or the text itself; it may take its time. */
export type Answer = (areq: AReq) => object | string | Promise<object | string>;

/** An ARes for an AReq, frictionless Y unless told otherwise. */
export function aresFor(areq: AReq, changes: object = {}): Record<string, unknown> {
  return {
    messageType: 'ARes',
    messageVersion: '2.2.0',
    threeDSServerTransID: areq.threeDSServerTransID,
    dsTransID: areq.dsTransID,
    acsTransID: randomUUID(),
    dsReferenceNumber: areq.dsReferenceNumber,
    acsReferenceNumber: 'STUB_ACS',
    transStatus: 'Y',
    authenticationValue: 'AAABBZEEBgAAAAAAAAQGAAAAAAA=',
    eci: '05',
    ...ofApp(areq),
    ...changes,
  };
}

/** What an ARes says to an app besides. */
function ofApp({ deviceChannel, sdkTransID, messageVersion }: AReq): Record<string, unknown> {
  if (deviceChannel !== '01') return {};
  const newest = { deviceInfoRecognisedVersion: '1.7', threeDSRequestorAppURLInd: 'N' };
  return { sdkTransID, ...(messageVersion === '2.3.1' ? newest : {}) };
}

/** Turns an ARes into one that asks for a challenge. */
export function challengeFor(areq: AReq, acsURL = 'http://localhost/3ds/challenge'): Record<string, unknown> {
  const { authenticationValue: _value, eci: _eci, ...ares } = aresFor(areq);
  return { ...ares, transStatus: 'C', acsChallengeMandated: 'N', authenticationType: '02', acsURL };
}

/** The RReq that ends the challenge of an ARes. */
export function rreqFor(ares: Record<string, unknown>, changes: object = {}): RReq {
  const { threeDSServerTransID, acsTransID, dsTransID } = ares;
  const result = { transStatus: 'Y', authenticationValue: 'AAABBZEEBgAAAAAAAAQGAAAAAAA=', eci: '05', interactionCounter: '01' };
  const ids = { threeDSServerTransID, acsTransID, dsTransID, messageCategory: '01', authenticationType: '02' };
  return { messageType: 'RReq', messageVersion: '2.2.0', ...ids, ...result, ...changes } as RReq;
}

interface Teardown {
  teardown(end: () => unknown): void;
}

/** A stub ACS and a sandbox before it, both on free ports of this machine until the test ends. */
export async function sandboxWith(t: Teardown, answer: Answer, options: Partial<SandboxOptions> = {}) {
  const received: AReq[] = [];
  const texts: string[] = [];
  const lines: string[] = [];
  const acs = Fastify({ forceCloseConnections: true });
  await acs.register(formbody);
  acs.removeContentTypeParser('application/json');
  acs.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  acs.post<{ Body: string }>('/3ds/areq', async (request, reply) => {
    texts.push(request.body);
    received.push(JSON.parse(request.body));
    const answered = await answer(JSON.parse(request.body));
    return reply.type('application/json; charset=utf-8').send(answered);
  });
  acs.post<{ Body: { threeDSMethodData: string } }>('/3ds/method', async (request, reply) => {
    const data = JSON.parse(Buffer.from(request.body.threeDSMethodData, 'base64url').toString());
    const value = Buffer.from(JSON.stringify({ threeDSServerTransID: data.threeDSServerTransID })).toString('base64url');
    return reply.type('text/html').send(`<form method="post" action="${data.threeDSMethodNotificationURL}">
      <input name="threeDSMethodData" value="${value}"></form><script>document.forms[0].submit()</script>`);
  });
  await acs.listen({ host: '127.0.0.1', port: 0 });

  const urls = { acs: urlOf(acs), sandbox: '' };
  const sandbox = makeSandbox({
    urls,
    cards: [{ acctNumber: '4970720000052226', says: { fr: 'Défi', en: 'Challenge' } }],
    servedRanges: [{ start: '0000000000000', end: '9899999999999999999' }],
    log: pino({ level: 'info' }, { write: (line: string) => lines.push(line) }),
    ...options,
  });
  await sandbox.listen({ host: '127.0.0.1', port: 0 });
  urls.sandbox = urlOf(sandbox);
  t.teardown(async () => {
    await Promise.all([sandbox.close(), acs.close()]);
  });

  async function post(path: string, message: object | string): Promise<Record<string, unknown>> {
    const payload = typeof message === 'string' ? message : JSON.stringify(message);
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const response = await sandbox.inject({ method: 'POST', url: path, headers, payload });
    return response.json();
  }
  async function get(path: string) {
    const response = await sandbox.inject({ url: path });
    return response.json();
  }
  return { acs, sandbox, urls, received, texts, lines, post, get };
}

function urlOf(app: { server: { address(): AddressInfo | string | null } }): string {
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

/** A customer whose browser shows pages and follows redirects, and runs no script. */
export async function customerOf(t: Teardown, answer: Answer, options: Partial<SandboxOptions> = {}) {
  const kit = await sandboxWith(t, answer, options);
  const { sandbox } = kit;
  async function opens(url: string) {
    const { body, statusCode, headers } = await sandbox.inject({ url, headers: { 'accept-language': 'fr-NC,fr;q=0.9' } });
    return { body, statusCode, headers };
  }
  async function sends(url: string, form: Record<string, string>) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Test', accept: 'text/html' };
    const payload = new URLSearchParams(form).toString();
    const { statusCode, headers: answered, body } = await sandbox.inject({ method: 'POST', url, headers, payload });
    return { statusCode, body, location: String(answered.location ?? '') };
  }
  /** What the result page says of a field, by its test id. */
  async function sees(path: string) {
    const { body } = await opens(path);
    return (testId: string) => new RegExp(`data-testid="${testId}"[^>]*>([^<]*)<`).exec(body)?.[1];
  }
  async function outcome(path: string) {
    return /data-outcome="(\w+)"/.exec((await opens(path)).body)?.[1];
  }
  return { ...kit, opens, sends, sees, outcome };
}

export const CARD = '4970720000052226';
const seen = { accept: 'text/html', userAgent: 'test', acceptLanguage: 'fr', ip: '127.0.0.1' };
const purchase = { acctNumber: CARD, purchaseAmount: '29900', purchaseCurrency: '978', purchaseExponent: '2' };

/** The AReq of a 3DS Server, as it sends it to the DS. */
export function areqToDs(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const browser = browserElements({}, seen);
  const ids = { messageVersion: '2.2.0' as const, threeDSServerTransID: randomUUID(), threeDSCompInd: 'U' as const };
  return { ...makeAReq({ ...ids, purchase, browser, sandboxUrl: 'http://127.0.0.1:1', now: Date.now() }), ...changes };
}

/** The demo keys of the DS, which ship. */
export const DS_KEYS: DsKeys = {
  directoryServerID: 'F000000000',
  deviceKeys: ['EC', 'RSA'].map((kind) => createPrivateKey(keyFile(`ds-device-${kind}.key.pem`))),
  roots: readCertificates(keyFile('ds-root.pem')),
};

function keyFile(name: string): string {
  return readFileSync(shipped(`fixtures/keys/${name}`), 'utf8');
}
