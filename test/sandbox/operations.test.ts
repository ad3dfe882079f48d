// OReqs that a tester has the DS send: EMV 3DS 2.3.1.1, 5.11.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import type { Json } from '../messages/example.ts';
import { postJson } from '../support/areqs.ts';
import { startScenario } from '../support/scenario.ts';
import { until } from '../support/until.ts';

t.test('Req 435, A.29 OReq/ORes: OReqs go to the ACS and the 3DS Server in their order, and an ORes comes back', async (t) => {
  const s = await startScenario(t);
  for (const [to, element] of [
    ['ACS', 'acsTransID'],
    ['3DSServer', 'threeDSServerTransID'],
  ] as const)
    for (const opDescription of ['alone', ['first', 'second', 'third']]) {
      const sent = await postJson(`${s.simulator.urls.sandbox}/ds/operations`, { to, opDescription, opSeverity: '01' });
      t.match(sent, { state: 'answered', answer: { messageType: 'ORes', opStatus: '01', [element]: /./ } }, `Req 435: ${to}`);
      const numbers = (sent.tries as Json[]).map(({ seqNum }) => seqNum);
      t.same(numbers, ['01', '02', '03'].slice(0, [opDescription].flat().length), 'Req 435: in the order of seqNum');
      const { state } = (await (await fetch(`${s.simulator.urls.sandbox}/ds/operations/${sent.seqId}`)).json()) as Json;
      t.equal(state, 'answered');
    }
  for (const [body, title] of [
    [{ to: 'nobody' }, /^to: "ACS" or "3DSServer"/],
    [{ to: 'ACS', opSeverty: '02' }, /^opSeverty: not known here; known are .*opSeverity/],
    [[], /^body: a JSON object/],
    [{ to: 'ACS', opSeverity: 'x' }, /^opSeverity: Erro 203, .*\(A\.1 opSeverity\)$/],
    [{ to: 'ACS', opDescription: [] }, /1 to 99/],
    [{ to: 'ACS', url: 'http://elsewhere.example/' }, /--allow-origin/],
  ] as const)
    t.match(await postJson(`${s.simulator.urls.sandbox}/ds/operations`, body), {
      status: 400,
      title,
      example: /opDescription|3ds\/areq/,
    });
});

/** A party that answers OReqs, on a port of this machine. */
async function party(t: { teardown(end: () => unknown): void }, answer: (oreq: Json) => object | string) {
  const received: Json[] = [];
  const headers: unknown[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push(JSON.parse(body));
      headers.push(request.headers['x-request-id']);
      const answered = answer(JSON.parse(body));
      response.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
    });
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  t.teardown(() => server.close());
  const stop = () => new Promise((resolve) => server.close(resolve));
  return { received, headers, url: `http://127.0.0.1:${port}/`, stop, startAgain: () => listen(port) };
}

const oresFor = ({ dsTransID }: Json, changes: Json = {}) => ({
  ...{ messageType: 'ORes', messageVersion: '2.3.1', dsTransID, opStatus: '01' },
  ...{ acsReferenceNumber: 'X', acsTransID: randomUUID() },
  ...changes,
});

t.test('a party that cannot be reached', async (t) => {
  const s = await startScenario(t);
  const { received, headers, url, stop, startAgain } = await party(t, (oreq) => oresFor(oreq));
  await stop();
  const operations = `${s.simulator.urls.sandbox}/ds/operations`;
  const sent = await postJson(operations, { to: 'ACS', url, opDescription: ['one', 'two'] });
  t.match(sent, { state: 'waiting', arrived: 0 }, 'Req 436: after the second failure it waits');
  const now = async () => (await (await fetch(`${operations}/${sent.seqId}`)).json()) as Json;
  s.clock.forward(59_000);
  await new Promise((resolve) => setTimeout(resolve, 600));
  t.equal(((await now()).tries as Json[]).length, 1, 'Req 437: not before 60 s');
  s.clock.forward(1000);
  await until(now, ({ tries }) => (tries as Json[]).length === 2, 'the second try');
  await startAgain();
  s.clock.forward(60_000);
  await until(now, ({ state }) => state === 'answered', 'an answer');
  t.same(
    received.map(({ opSeq }) => (opSeq as Json).seqNum),
    ['01', '02'],
    'Req 435, Req 437: what had waited goes on in its order',
  );
  t.same(
    headers,
    received.map(({ dsTransID }) => dsTransID),
    'A.29 OReq/ORes: with the id of the DS',
  );

  await stop();
  const second = await postJson(operations, { to: 'ACS', url });
  const then = async () => (await (await fetch(`${operations}/${second.seqId}`)).json()) as Json;
  s.clock.forward(24 * 3_600_000 - 30_000);
  await until(then, ({ state, tries }) => state === 'failed' && (tries as Json[]).length === 2, 'the last try');
  t.pass('Req 437: after 24 hours it is given up');
});

t.test('Req 440: a wrong ORes is told to who sent it', async (t) => {
  const s = await startScenario(t);
  for (const [what, changes, errorCode, errorDetail] of [
    ['a bad element', { opStatus: 'x' }, '203', 'opStatus'],
    ['a missing element', { opStatus: undefined }, '201', 'opStatus'],
    ['no id of the ACS', { acsTransID: undefined }, '201', 'acsTransID'],
    ['another dsTransID', { dsTransID: randomUUID() }, '301', 'dsTransID'],
  ] as const) {
    const { received, url } = await party(t, (oreq) => (oreq.messageType === 'OReq' ? oresFor(oreq, changes) : ''));
    const sent = await postJson(`${s.simulator.urls.sandbox}/ds/operations`, { to: 'ACS', url });
    const erro = { messageType: 'Erro', errorCode, errorDetail, errorComponent: 'D', errorMessageType: 'ORes' };
    t.match(sent, { state: 'refused', answer: erro }, `Req 440: ${what}`);
    await until(
      () => received,
      (all) => all.length === 2,
      'an Erro',
    );
    t.match(received[1], erro, `Req 440: ${what}: the sender is told`);
  }
});
