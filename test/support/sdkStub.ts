import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import { CompactEncrypt } from 'jose';
import type { Test } from 'tap';
import { acsSignedContent } from '../../src/crypto/acsSignedContent.ts';
import { decryptChallenge, encryptChallenge } from '../../src/crypto/challengeJwe.ts';
import { makeEphemeralKeys, readEphemPubKey, sessionKey } from '../../src/crypto/ephemeralKeys.ts';
import { shipped } from '../../src/files.ts';
import { makeSdk, type Sdk, type SdkChallenge, type SdkOptions } from '../../src/index.ts';
import type { ARes } from '../../src/messages/types.ts';
import type { MessageVersion } from '../../src/messages/versions.ts';
import { readSigningKeys } from '../../src/settings/signingKeys.ts';

export type Json = Record<string, unknown>;

export const { signer, rootPem } = readSigningKeys(shipped('fixtures'), 'ES256', Date.now());

export const exampleOf = (name: string, version: MessageVersion = '2.3.1'): Json =>
  JSON.parse(readFileSync(shipped(`fixtures/messages/${version}/${name}.json`), 'utf8'));

/** An ACS for one SDK: it answers every CReq by the CRes that the test has set, and notes what comes. */
export interface SdkStub {
  sdk: Sdk;
  ares: ARes;
  /** The whole CRes but for ids and counter. */
  cres: Json;
  /** Further members of the JWE header. */
  header?: Json;
  /** Answers in place of a CRes: a body with its type, or never. */
  answer?: { type: string; body: string } | 'never';
  /** Milliseconds before an answer leaves. */
  delayMs: number;
  /** The CReqs, decrypted. */
  creqs: Json[];
  /** The JWEs that they came in. */
  jwes: string[];
  /** The Erros in the clear. */
  erros: Json[];
  /** How many CReqs were being answered at once, at most. */
  atOnce: number;
  open(): Promise<SdkChallenge>;
}

/** @param acsURL another address than that of the stub */
export async function startSdkStub(t: Test, options: Partial<SdkOptions> = {}, acsURL?: string): Promise<SdkStub> {
  const { messageVersion = '2.3.1', enc = options.split ? 'A128GCM' : 'A128CBC-HS256' } = options;
  const sdk = makeSdk({ rootCertificates: rootPem, messageVersion, ...options });
  const { sdkEphemPubKey, sdkReferenceNumber } = sdk.areqElements();
  const own = makeEphemeralKeys();
  const theirs = readEphemPubKey(sdkEphemPubKey);
  if (!theirs || !sdkEphemPubKey) throw new Error('the SDK has no key');
  const key = sessionKey(own.privateKey, theirs, String(sdkReferenceNumber));
  let open = 0;

  async function answerTo(jwe: string): Promise<string> {
    const creq = JSON.parse(decryptChallenge(jwe, { key, enc, direction: 'SDK to ACS' }) ?? '{}') as Json;
    stub.creqs.push(creq);
    const { acsTransID, threeDSServerTransID, sdkTransID, sdkCounterStoA: acsCounterAtoS } = creq;
    const cres = JSON.stringify({ acsTransID, threeDSServerTransID, sdkTransID, acsCounterAtoS, messageVersion, ...stub.cres });
    const kid = String(acsTransID);
    if (!stub.header)
      return encryptChallenge(cres, { key, enc, direction: 'ACS to SDK', acsTransID: kid, counter: String(acsCounterAtoS) });
    const half = enc === 'A128GCM' ? key.subarray(16) : key;
    return new CompactEncrypt(Buffer.from(cres)).setProtectedHeader({ alg: 'dir', enc, kid, ...stub.header }).encrypt(half);
  }

  const app = Fastify({ forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post<{ Body: string }>('/acs', async ({ body }, reply) => {
    if (body.startsWith('{')) {
      stub.erros.push(JSON.parse(body));
      return reply.code(200).send('');
    }
    stub.jwes.push(body);
    open += 1;
    stub.atOnce = Math.max(stub.atOnce, open);
    const jwe = await answerTo(body);
    await new Promise((resolve) => setTimeout(resolve, stub.delayMs));
    open -= 1;
    if (stub.answer === 'never') return new Promise(() => {});
    if (stub.answer) return reply.type(stub.answer.type).send(stub.answer.body);
    return reply.type('application/jose; charset=UTF-8').send(jwe);
  });
  const url = acsURL ?? `${await app.listen({ host: '127.0.0.1', port: 0 })}/acs`;
  t.teardown(() => app.close());

  const content = await acsSignedContent({ acsEphemPubKey: own.publicKey, sdkEphemPubKey, acsURL: url }, signer);
  const ids = { acsTransID: randomUUID(), sdkTransID: sdk.sdkTransID, acsSignedContent: content };
  const stub: SdkStub = {
    ...{ sdk, cres: exampleOf('CRes-app-text', messageVersion), delayMs: 0, creqs: [], jwes: [], erros: [], atOnce: 0 },
    ares: { ...(exampleOf('ARes-app-C', messageVersion) as unknown as ARes), ...ids },
    open: () => sdk.open(stub.ares),
  };
  for (const name of ['acsTransID', 'threeDSServerTransID', 'sdkTransID', 'acsCounterAtoS']) delete stub.cres[name];
  return stub;
}

/** What a stub shows: an example of a CRes without its ids, changed. */
export function shown(name: 'text' | 'select' | 'oob' | 'html' | 'information', patch: Json = {}): Json {
  const { acsTransID: _1, threeDSServerTransID: _2, sdkTransID: _3, acsCounterAtoS: _4, ...cres } = exampleOf(`CRes-app-${name}`);
  return { ...cres, ...patch };
}

export const encode = (text: string): string => Buffer.from(text).toString('base64url');
