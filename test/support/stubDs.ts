import Fastify from 'fastify';
import { pino } from 'pino';
import { makeSandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';

type Json = Record<string, unknown>;

interface Teardown {
  teardown(end: () => unknown): void;
}

/** What a stub DS answers to an AReq and to a PReq: an object, or the text itself. */
export interface DsAnswers {
  areq?: (areq: Json) => object | string | Promise<object>;
  preq?: (preq: Json) => object | string;
}

export const CARD_RANGE = { start: '4000000000000', end: '4999999999999999999' };

/** A PRes of 2.3.1 with one range, in which the ACS speaks the versions given. */
export function presFor({ threeDSServerTransID }: Json, changes: Json = {}, versions = ['2.2.0', '2.3.1']): Json {
  const acsProtocolVersions = versions.map((version) => ({ version, acsInfoInd: ['01', '07'] }));
  return {
    ...{ messageType: 'PRes', messageVersion: '2.3.1', threeDSServerTransID },
    dsTransID: '0f7a1c3e-5b2d-4a6f-8c9e-1d2b3a4c5e6f',
    ...{ dsProtocolVersions: versions, readOrder: '01' },
    cardRangeData: [{ ranges: [CARD_RANGE], actionInd: 'A', dsProtocolVersions: versions, acsProtocolVersions }],
    ...changes,
  };
}

/** The sandbox's 3DS Server with a DS that is not its own: what that one answers, and what it was sent. */
export async function serverBeforeDs(t: Teardown, answers: DsAnswers = {}, options: Partial<SandboxOptions> = {}) {
  const received: Json[] = [];
  const time = { now: Date.parse('2026-02-07T21:28:18Z') };
  const ds = Fastify({ forceCloseConnections: true });
  ds.post<{ Body: Json }>('/ds*', async ({ body }, reply) => {
    received.push(body);
    const { areq = () => '', preq = presFor } = answers;
    const answer = body.messageType === 'PReq' ? preq(body) : body.messageType === 'AReq' ? await areq(body) : '';
    return reply.type('application/json').send(answer);
  });
  await ds.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(ds.server.address() as { port: number }).port}`;
  const sandbox = makeSandbox({
    ...{ urls: { acs: 'http://127.0.0.1:1', sandbox: url }, cards: [], servedRanges: [], now: () => time.now },
    log: pino({ level: 'silent' }),
    ...options,
  });
  await sandbox.ready();
  t.teardown(async () => {
    await Promise.all([sandbox.close(), ds.close()]);
  });
  async function posts(path: string, body: object): Promise<Json & { status?: number }> {
    const response = await sandbox.inject({ method: 'POST', url: path, payload: body });
    return response.body === '' ? {} : response.json();
  }
  const record = async (id: unknown): Promise<Json> => (await sandbox.inject({ url: `/3ds-server/transactions/${id}` })).json();
  const sent = (messageType: string) => received.filter((message) => message.messageType === messageType);
  return { ds, time, posts, record, sent };
}

/** An ARes of a DS for an AReq of the 3DS Server. */
export function aresOfDs(areq: Json, changes: Json = {}): Json {
  const { messageVersion, threeDSServerTransID, sdkTransID } = areq;
  return {
    ...{ messageType: 'ARes', messageVersion, threeDSServerTransID, ...(sdkTransID ? { sdkTransID } : {}) },
    ...{ dsTransID: '0f7a1c3e-5b2d-4a6f-8c9e-1d2b3a4c5e6f', acsTransID: 'a1b2c3d4-5e6f-4a7b-8c9d-0e1f2a3b4c5d' },
    ...{ dsReferenceNumber: 'DS', acsReferenceNumber: 'ACS', transStatus: 'Y', eci: '05' },
    authenticationValue: 'AAABBZEEBgAAAAAAAAQGAAAAAAA=',
    ...changes,
  };
}
