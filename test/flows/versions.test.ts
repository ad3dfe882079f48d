import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { readWhole } from '../../src/messages/read.ts';
import { CARDS, EPIN, otherCode } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

const VERSIONS = ['2.1.0', '2.2.0', '2.3.1'];
const CARDS_WITHOUT_CHALLENGE = {
  Y: '4970720000010000',
  A: '4970720000020009',
  N: '4970720000030008',
  U: '4970720000040007',
  R: '4970720000050006',
};

for (const version of VERSIONS) {
  t.test(`in ${version}, every message that leaves is valid, whatever the outcome`, async (t) => {
    const s = await startScenario(t);
    const send = (patch: Json) => sends(s, version, 'browser-payment', patch);

    for (const [transStatus, acctNumber] of Object.entries(CARDS_WITHOUT_CHALLENGE)) {
      const ares = await send({ acctNumber });
      t.match(valid('ARes', ares), { messageVersion: version, transStatus }, `ARes ${transStatus}`);
      t.equal('authenticationValue' in ares, transStatus === 'Y' || transStatus === 'A', 'proven with Y and A alone');
    }
    const means = version === '2.3.1' ? { authenticationMethod: ['02'] } : { authenticationType: '02' };
    const ways: [string, Json, (ares: Json) => Promise<unknown>][] = [
      ['Y', { transStatus: 'Y', ...means }, (ares) => pays(s, ares)],
      ['N by wrong codes', { transStatus: 'N', transStatusReason: '19', ...means }, (ares) => guesses(s, ares)],
      [
        'N by the cardholder',
        { transStatus: 'N', challengeCancel: '01' },
        async (ares) => s.posts(await s.postsCReq(ares), { action: 'cancel' }),
      ],
      [
        'U by a broken CReq',
        version === '2.3.1'
          ? { transStatus: 'U', challengeCancel: '10', challengeErrorReporting: { errorCode: '203', messageVersion: version } }
          : { transStatus: 'U', challengeCancel: '06' },
        (ares) => s.postsCReq(ares, {}, { challengeWindowSize: '09' }),
      ],
    ];
    for (const [way, expected, walk] of ways) {
      const ares = await send({ acctNumber: CARDS.sms });
      t.match(valid('ARes', ares), { transStatus: 'C', ...means }, `ARes before ${way}`);
      await walk(ares);
      await s.ends(ares);
      t.match(valid('RReq', s.ds.rreqs().at(-1)), { messageVersion: version, ...expected }, `RReq ${way}`);
      const { messages } = await s.transaction(ares);
      for (const { type, direction, body } of messages as { type: 'CRes'; direction: string; body: Json }[]) {
        if (direction === 'out') valid(type, body);
      }
    }
  });

  t.test(`in ${version}, a CReq after the RReq and one of another version`, async (t) => {
    const s = await startScenario(t);
    const ares = await sends(s, version, 'browser-minimal', { acctNumber: CARDS.sms });
    await s.posts(await s.postsCReq(ares), { action: 'cancel' });
    await s.ends(ares);
    const late = await s.postsCReq(ares);
    t.match(late.final?.message, {
      messageType: 'Erro',
      messageVersion: version,
      errorCode: version === '2.3.1' ? '315' : '305',
    });

    const other = VERSIONS.find((name) => name !== version);
    const again = await sends(s, version, 'browser-minimal', { acctNumber: CARDS.sms });
    const foreign = await s.postsCReq(again, {}, { messageVersion: other });
    t.match(foreign.final?.message, { errorCode: '203', errorDetail: 'messageVersion', messageVersion: version });
  });
}

/** Sends the example AReq of a version. */
async function sends(s: Scenario, version: string, kind: string, patch: Json): Promise<Json> {
  const ids = { dsURL: s.ds.url, threeDSServerTransID: randomUUID(), dsTransID: randomUUID() };
  const body = JSON.stringify({ ...JSON.parse(readFileSync(exampleOf(version, kind), 'utf8')), ...ids, ...patch });
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return (await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', headers, body })).json() as Promise<Json>;
}

const exampleOf = (version: string, kind: string) => shipped(`fixtures/messages/${version}/AReq-${kind}.json`);

/** The message, if it is one by its own schema. */
function valid(type: 'ARes' | 'RReq' | 'CRes' | 'Erro', message: Json | undefined): Json {
  return { ...readWhole(type, JSON.stringify(message)) };
}

async function pays(s: Scenario, ares: Json): Promise<unknown> {
  const page = await s.postsCReq(ares);
  const waiting = page.name === 'epin' ? await s.posts(page, { ePin: EPIN }) : page;
  return s.finalPage(ares, await s.posts(waiting, { code: await s.code(ares) }));
}

async function guesses(s: Scenario, ares: Json): Promise<unknown> {
  let page = await s.postsCReq(ares);
  const code = otherCode(await s.code(ares));
  for (let tries = 0; tries < 3; tries += 1) page = await s.posts(page, { code });
  return page;
}
