import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import { shipped } from '../../src/files.ts';
import { ERROR_CODES } from '../../src/messages/errors.ts';
import { readFixtures } from '../../src/settings/fixtures.ts';
import { example } from '../messages/example.ts';
import { erroOf, opensWithCode, sendsAReqOfApp } from '../support/app.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { SECOND } from '../support/testClock.ts';
import { until } from '../support/until.ts';

/** How to make this ACS raise a code: what is sent, and the Erro that comes of it, whoever gets it. */
interface Case {
  /** The errorDetail, or a part of it. */
  detail: string;
  raise(s: Scenario, t: Test): Promise<Json | undefined>;
}

const newest = (s: Scenario, patch: Json): Json => {
  const { dsURL, threeDSServerTransID, dsTransID } = s.areq();
  return { ...example('AReq-browser-minimal', '2.3.1'), dsURL, threeDSServerTransID, dsTransID, ...patch };
};
const extension = { name: 'Test', id: 'unknown', criticalityIndicator: true, data: {} };

const RAISED: Record<string, Case> = {
  101: { detail: 'Invalid Message Type', raise: (s) => s.sendsAReq({ messageType: 'XReq' }) },
  102: { detail: '2.3.1,2.2.0,2.1.0', raise: (s) => s.sendsAReq({ messageVersion: '2.4.0' }) },
  201: { detail: 'mcc', raise: (s) => s.sendsAReq({ mcc: '' }) },
  202: { detail: 'unknown', raise: (s) => s.sendsAReq({ messageExtension: [extension] }) },
  203: { detail: 'mcc', raise: (s) => s.sendsAReq({ mcc: 'none' }) },
  204: { detail: 'mcc', raise: (s) => post(s, '/3ds/areq', JSON.stringify(s.areq()).replace('{', '{"mcc":"5999",')) },
  207: {
    detail: 'threeDSRequestorAuthenticationInd',
    raise: (s) => post(s, '/3ds/areq', JSON.stringify(newest(s, { threeDSRequestorAuthenticationInd: '79' }))),
  },
  301: {
    detail: 'acsTransID',
    async raise(s) {
      s.ds.mood = 'answersForOther';
      const ares = await s.sendsAReq();
      await s.posts(await s.postsCReq(ares), { action: 'cancel' });
      return (
        await until(
          () => s.ds.erros(),
          ({ length }) => length > 0,
          'the Erro to the DS',
        )
      )[0];
    },
  },
  302: {
    detail: 'sdkCounterStoA',
    async raise(s) {
      const { challenge } = await opensWithCode(s);
      const replayed = await challenge.seals(JSON.stringify({ ...challenge.creq(), sdkCounterStoA: '000' }));
      return JSON.parse((await challenge.posts(replayed)).body);
    },
  },
  303: { detail: '/3ds/areq', raise: (s) => post(s, '/3ds/creq', JSON.stringify(s.areq())) },
  304: { detail: 'merchantCountryCode', raise: (s) => s.sendsAReq({ merchantCountryCode: '999' }) },
  305: { detail: 'acctNumber', raise: (s) => s.sendsAReq({ acctNumber: '9999999999999999' }) },
  306: {
    detail: 'mcc',
    async raise(_s, t) {
      const fixtures = refusing(t, ['7995']);
      const s = await startScenario(t, { fixtures });
      t.match(await s.sendsAReq({ mcc: '5999' }), { messageType: 'ARes' }, 'another mcc is taken');
      return s.sendsAReq({ mcc: '7995' });
    },
  },
  310: { detail: 'sdkServerSignedContent', raise: (s) => splitSdk(s, 'e30.e30.AA') },
  312: {
    detail: 'threeDSServerTransID,dsTransID',
    async raise(s) {
      const areq = newest(s, { acctNumber: CARDS.sms });
      await post(s, '/3ds/areq', JSON.stringify(areq));
      return post(s, '/3ds/areq', JSON.stringify({ ...areq, purchaseAmount: '1' }));
    },
  },
  314: {
    detail: 'acsTransID',
    async raise(_s, t) {
      const s = await startScenario(t, { fixtures: profile(t, { resumesCReq: false }) });
      const ares = await post(s, '/3ds/areq', JSON.stringify(newest(s, { acctNumber: CARDS.sms })));
      await s.postsCReq(ares);
      const again = await s.postsCReq(ares);
      t.match(await s.ends(ares), { result: { transStatus: 'U', challengeCancel: '10' } }, '5.9.6 identical CReq: it ends it');
      return again.final?.message;
    },
  },
  315: {
    detail: 'acsTransID',
    async raise(s) {
      const ares = await post(s, '/3ds/areq', JSON.stringify(newest(s, { acctNumber: CARDS.sms })));
      await s.posts(await s.postsCReq(ares), { action: 'cancel' });
      await s.ends(ares);
      return (await s.postsCReq(ares)).final?.message;
    },
  },
  402: {
    detail: 'timed out',
    async raise(s) {
      const ares = await s.sendsAReq();
      s.clock.forward(30 * SECOND);
      return (await s.postsCReq(ares)).final?.message;
    },
  },
  403: {
    detail: 'send the message again',
    async raise(_s, t) {
      const data = t.testdir();
      const s = await startScenario(t, { data });
      const other = new Sqlite(join(data, 'acs.sqlite'));
      t.teardown(() => other.close());
      const areq = s.areq();
      other.exec('BEGIN IMMEDIATE');
      const answer = await s.sendsAReq(areq);
      other.exec('ROLLBACK');
      t.match(answer, { threeDSServerTransID: areq.threeDSServerTransID, dsTransID: areq.dsTransID });
      t.match(await s.sendsAReq(areq), { messageType: 'ARes' }, 'sent again, it succeeds');
      return answer;
    },
  },
  405: {
    detail: 'could not be reached',
    async raise(s) {
      const { challenge, code } = await opensWithCode(s);
      await s.ds.stop();
      return { ...(await erroOf(challenge.enters(code))) };
    },
  },
  404: {
    detail: 'See the log',
    async raise(_s, t) {
      const data = t.testdir();
      const s = await startScenario(t, { data });
      const other = new Sqlite(join(data, 'acs.sqlite'));
      t.teardown(() => other.close());
      other.exec('ALTER TABLE messages RENAME TO elsewhere');
      const areq = s.areq();
      const answer = await s.sendsAReq(areq);
      other.exec('ALTER TABLE elsewhere RENAME TO messages');
      t.match(answer, { threeDSServerTransID: areq.threeDSServerTransID, messageVersion: '2.2.0' });
      t.notMatch(JSON.stringify(answer), /table|SQL/i, 'it tells nothing of the cause');
      return answer;
    },
  },
};

/** The rules that name a code of this ACS. */
const TITLES: Record<string, string> = {
  101: 'A.4 101: a message of no type',
  102: 'A.4 102: a version that is not spoken',
  201: 'A.4 201: a required element that is empty',
  202: 'A.4 202: a critical extension that nobody knows',
  301: 'A.4 301: an RRes of another transaction',
  302: 'A.4 302: a CReq that is played again',
  303: 'A.4 303: a message at the address of another',
  305: 'A.4 305: a card number in no range',
  306: 'A.4 306: a merchant category code that the scheme refuses',
  314: 'A.4 314: a further CReq that the issuer does not want',
  315: 'A.4 315: a CReq after the RReq',
  402: 'A.4 402: a CReq that comes too late',
  403: 'Req 215, A.4 403: a store that is busy is 403, to be sent again',
  404: 'Req 215, A.4 404: a store that is broken is 404',
  405: 'A.4 405: nobody is at the address of the DS',
};

/** Codes that are not this ACS's to raise, with who does. */
const OF_OTHERS: Record<string, string> = {
  103: 'the DS: a second PReq within the hour',
  205: 'the 3DS Server: card ranges of a PRes overlap',
  206: 'the 3DS Server: actionInd of a PRes',
  307: 'the DS and the 3DS Server: serialNum of PReq and PRes',
  308: 'the DS: the signature of a split SDK (Req 390)',
  309: 'the SDK: the content security policy of acsHTML',
  311: 'the DS: kid of sdkEncData',
  313: 'the DS and the 3DS Server: an RReq after a frictionless ARes',
};

t.test('every code of Table A.4 is raised by this ACS and has a case here, or is none of its codes', async (t) => {
  const placed = [...Object.keys(RAISED), ...Object.keys(OF_OTHERS)];
  t.same(
    placed.toSorted(),
    Object.values(ERROR_CODES)
      .map(([code]) => code)
      .toSorted(),
  );
});

for (const [code, { detail, raise }] of Object.entries(RAISED)) {
  t.test(TITLES[code] ?? `${code} ${detail}`, async (t) => {
    const answer = await raise(await startScenario(t), t);
    t.match(answer, { messageType: 'Erro', errorCode: code, errorComponent: 'A' });
    t.ok(String(answer?.errorDetail).includes(detail), String(answer?.errorDetail));
  });
}

t.test('by default the same CReq again goes on where the challenge was', async (t) => {
  const s = await startScenario(t);
  const ares = await post(s, '/3ds/areq', JSON.stringify(newest(s, { acctNumber: CARDS.sms })));
  const [first, again] = [await s.postsCReq(ares), await s.postsCReq(ares)];
  t.same([first.name, again.name, again.token], ['otp', 'otp', first.token]);
});

t.test('a merchant category code of the issuer profile that is none is refused at the start', async (t) => {
  t.match(readFixtures(refusing(t, ['7995'])).issuer.scheme.refusedMccs, ['7995']);
  t.throws(() => readFixtures(refusing(t, ['gambling'])), { message: /issuer\.json: \/scheme\/refusedMccs\/0 must match/ });
});

/** The shipped fixtures, with these codes refused by the scheme. */
function refusing(t: Test, refusedMccs: string[]): string {
  const { scheme } = JSON.parse(readFileSync(shipped('fixtures/issuer.json'), 'utf8'));
  return profile(t, { scheme: { ...scheme, refusedMccs } });
}

/** The shipped fixtures with another issuer profile. */
function profile(t: Test, patch: Json): string {
  const folder = t.testdir();
  cpSync(shipped('fixtures/'), folder, { recursive: true });
  const file = join(folder, 'issuer.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...patch }));
  return folder;
}

/** What a split SDK gets for a signature of its server. */
async function splitSdk(s: Scenario, sdkServerSignedContent: string): Promise<Json> {
  const split = { sdkType: '02', splitSdkType: { sdkVariant: '01' }, defaultSdkType: undefined, sdkServerSignedContent };
  return (await sendsAReqOfApp(s, { messageVersion: '2.3.1', areq: split })).ares;
}

async function post(s: Scenario, path: string, body: string): Promise<Json> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${s.simulator.urls.acs}${path}`, { method: 'POST', headers, body })).json() as Promise<Json>;
}
