import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import { readConfig } from '../../src/config.ts';
import { makeLog } from '../../src/log.ts';
import { startSimulator } from '../../src/simulator.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { approvalLink, METHOD_CARDS } from '../support/methods.ts';
import { startDs } from '../support/moodyDs.ts';
import { PortalVisitor } from '../support/portal.ts';
import { makeScenario } from '../support/scenario.ts';
import { testClock } from '../support/testClock.ts';

const BOOM = "BEGIN SELECT RAISE(ABORT, 'boom'); END";

/** A simulator on a file, a hand in its store, and what it logs as an error. */
async function start(t: Test) {
  const [data, clock, errors] = [t.testdir(), testClock(), [] as Json[]];
  const log = makeLog('error', { write: (line: string) => void errors.push(JSON.parse(line)) });
  const free = ['--port', '0', '--control-port', '0', '--sandbox-port', '0', '--data', data, '--durability', 'normal'];
  const s = makeScenario(t, await startSimulator({ config: readConfig(free, {}), log, clock }), clock, await startDs(t));
  const database = new Sqlite(join(data, 'acs.sqlite'));
  t.teardown(() => database.close());
  return { s, errors, database };
}

/** What happens, where, and what is logged of it. */
type Way = (kit: Awaited<ReturnType<typeof start>>) => Promise<{ status: number; body: string }>;

const answerOf = async (response: Response) => ({ status: response.status, body: await response.text() });
/** No line of the store can be read any more. */
const spoil = (database: Sqlite.Database) => database.exec("UPDATE transactions SET document = 'spoilt'");

const WAYS: Record<string, [way: Way, status: number, logged: RegExp]> = {
  'an AReq, which the DS gets an Erro 404 for': [
    async ({ s, database }) => {
      database.exec(`CREATE TRIGGER boom BEFORE INSERT ON transactions ${BOOM}`);
      return { status: 200, body: JSON.stringify(await s.sendsAReq({ acctNumber: CARDS.sms })) };
    },
    200,
    /^a message could not be answered$/,
  ],
  'a page of a challenge': [
    async ({ s, database }) => {
      const page = await s.postsCReq(await s.sendsAReq({ acctNumber: CARDS.sms }));
      spoil(database);
      return answerOf(await fetch(`${s.simulator.urls.acs}/3ds/challenge?token=${page.token}`));
    },
    500,
    /^a page could not be shown$/,
  ],
  'a page of the bank app': [
    async ({ s, database }) => {
      const ares = await s.sendsAReq({ acctNumber: METHOD_CARDS.oob });
      await s.postsCReq(ares);
      const link = await approvalLink(s, ares);
      spoil(database);
      return answerOf(await fetch(link));
    },
    500,
    /^a page of the bank app could not be shown$/,
  ],
  'a page of the portal': [
    async ({ s, database }) => {
      const visitor = new PortalVisitor(s.simulator.urls.acs);
      await visitor.opens('/portal/');
      database.exec(`CREATE TRIGGER boom BEFORE INSERT ON portalUses ${BOOM}`);
      const { status, html } = await visitor.posts('/portal/', { email: 'cardholder@example.nc' });
      return { status, body: html };
    },
    500,
    /^portal: a page could not be shown$/,
  ],
  'an answer of the control port': [
    async ({ s, database }) => {
      const { acsTransID } = await s.sendsAReq({ acctNumber: CARDS.frictionless });
      spoil(database);
      return answerOf(await fetch(`${s.simulator.urls.control}/api/transactions/${acsTransID}`));
    },
    500,
    /^the control port could not answer$/,
  ],
  'a rule that cannot be kept': [
    async ({ s, database }) => {
      database.exec(`CREATE TRIGGER boom BEFORE INSERT ON rules ${BOOM}`);
      const body = JSON.stringify({ outcome: { transStatus: 'Y' } });
      const headers = { 'content-type': 'application/json' };
      return answerOf(await fetch(`${s.simulator.urls.control}/api/rules`, { method: 'POST', headers, body }));
    },
    500,
    /^the control port could not answer$/,
  ],
};

for (const [what, [way, status, logged]] of Object.entries(WAYS)) {
  t.test(`a fault of this program is logged whole, and nothing of it is told: ${what}`, async (t) => {
    const kit = await start(t);
    const answer = await way(kit);
    t.equal(answer.status, status);
    t.notMatch(answer.body, /boom|spoilt|SQLITE|JSON|at .*\.[jt]s/, 'nothing of its inside');
    const told = kit.errors.filter(({ msg }) => logged.test(String(msg)));
    t.match(told, [{ level: 50, err: { type: String, message: String, stack: /\n/ } }]);
    t.equal(told.length, 1, 'once');
  });
}

t.test('the positive control: where nothing fails, no error is logged', async (t) => {
  const { s, errors } = await start(t);
  const page = await s.postsCReq(await s.sendsAReq({ acctNumber: CARDS.sms }));
  t.equal(page.status, 200);
  t.equal((await fetch(`${s.simulator.urls.acs}/portal/`)).status, 200);
  t.equal((await fetch(`${s.simulator.urls.control}/api/transactions/none`)).status, 404, 'a fault of who asks is none of ours');
  t.same(errors, []);
});
