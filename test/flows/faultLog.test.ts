import t from 'tap';
import { readConfig } from '../../src/config.ts';
import { makeLog } from '../../src/log.ts';
import { startSimulator } from '../../src/simulator.ts';
import { CARDS } from '../support/cards.ts';
import { bends } from '../support/faults.ts';
import type { Json } from '../support/json.ts';
import { startDs } from '../support/moodyDs.ts';
import { makeScenario, type Scenario } from '../support/scenario.ts';
import { testClock } from '../support/testClock.ts';

/** A simulator whose log is kept, line by line. */
async function startLogged(t: Parameters<typeof startDs>[0]) {
  const [clock, lines] = [testClock(), [] as string[]];
  const log = makeLog('info', { write: (line: string) => void lines.push(line) });
  const free = ['--port', '0', '--control-port', '0', '--sandbox-port', '0', '--data', ':memory:'];
  const simulator = await startSimulator({ config: readConfig(free, {}), log, clock });
  return { s: makeScenario(t, simulator, clock, await startDs(t)), lines };
}

async function answer(s: Scenario, areq: Json): Promise<Json> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', headers, body: JSON.stringify(areq) });
  return (await response.json()) as Json;
}

const logged = (lines: readonly string[], text: string) =>
  lines.map((line) => JSON.parse(line) as Json).filter(({ msg }) => String(msg).includes(text));

t.test('the log says of a repeated ARes, too, that it was bent, and of an honest one nothing', async (t) => {
  const { s, lines } = await startLogged(t);
  await bends(s, { transStatus: 'C', faults: { ares: { patch: [{ op: 'remove', path: '/acsURL' }] } } });
  const areq = s.areq({ acctNumber: CARDS.sms });
  const first = await answer(s, areq);
  t.same(await answer(s, areq), first);
  const [bent] = logged(lines, 'AReq that had come before');
  t.match(bent, { acsTransID: first.acsTransID, mark: 'of the first answer: mutated on purpose: remove /acsURL' });

  const honest = s.areq({ acctNumber: CARDS.sms });
  await answer(s, honest);
  await answer(s, honest);
  const [, plain] = logged(lines, 'AReq that had come before');
  t.equal(plain && 'mark' in plain, false);
});

t.test('the log shows no value that a patch has brought to another element', async (t) => {
  const { s, lines } = await startLogged(t);
  await bends(s, {
    transStatus: 'Y',
    faults: { ares: { patch: [{ op: 'copy', from: '/authenticationValue', path: '/transStatus' }] } },
  });
  const { transStatus, authenticationValue } = await answer(s, s.areq({ acctNumber: CARDS.frictionless }));
  t.equal(transStatus, authenticationValue);
  t.match(logged(lines, 'AReq answered by ARes ?, mutated on purpose'), [{ transStatus: '?' }]);
  t.notOk(lines.join('').includes(String(authenticationValue)));

  await bends(s, {
    transStatus: 'N',
    transStatusReason: '11',
    faults: { ares: { patch: [{ op: 'replace', path: '/transStatus', value: 'Y' }] } },
  });
  await answer(s, s.areq({ acctNumber: CARDS.frictionless }));
  t.match(logged(lines, 'AReq answered by ARes Y, mutated on purpose'), [{ transStatus: 'Y' }], 'else as it left');
});
