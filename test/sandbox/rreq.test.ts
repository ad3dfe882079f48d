import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import t, { type Test } from 'tap';
import type { AReq } from '../../src/messages/types.ts';
import { areqToDs, aresFor, CARD, challengeFor, rreqFor, sandboxWith } from '../support/stubAcs.ts';

/** A 3DS Server of somebody else on this machine, and a challenge that it started. */
async function challengeOfAnOutsider(
  t: Test,
  answers: (rreq: object) => object | undefined,
  url?: string | ((port: number) => string),
  allows: (port: number) => string[] = () => [],
) {
  const rreqs: Record<string, unknown>[] = [];
  const outsider = Fastify({ forceCloseConnections: true });
  outsider.post<{ Body: Record<string, unknown> }>('/rreq', async (request, reply) => {
    rreqs.push(request.body);
    const answer = answers(request.body);
    return answer ?? reply.code(302).header('location', '/elsewhere').send();
  });
  await outsider.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => outsider.close());
  const { port } = outsider.server.address() as { port: number };
  const answer = (areq: AReq) => (areq.acctNumber === CARD ? challengeFor(areq) : aresFor(areq));
  const kit = await sandboxWith(t, answer, { allowedOrigins: allows(port) });
  const threeDSServerURL = (typeof url === 'function' ? url(port) : url) ?? `http://localhost:${port}/rreq`;
  const ares = await kit.post('/ds/areq', areqToDs({ threeDSServerURL }));
  return { ...kit, ares, rreqs };
}

const rresFor = ({ threeDSServerTransID, acsTransID, dsTransID }: Record<string, unknown>) => ({
  messageType: 'RRes',
  messageVersion: '2.2.0',
  ...{ threeDSServerTransID, acsTransID, dsTransID },
  resultsStatus: '01',
});

t.test("an RReq goes to the 3DS Server's own address, and its RRes comes back", async (t) => {
  const { post, ares, rreqs } = await challengeOfAnOutsider(t, (rreq) => rresFor(rreq as Record<string, unknown>));
  const rreq = rreqFor(ares, { authenticationMethod: '02' });
  t.match(await post('/ds/rreq', rreq), { messageType: 'RRes', resultsStatus: '01', acsTransID: ares.acsTransID });
  const { authenticationMethod: _forTheDs, ...passed } = rreq;
  t.same(rreqs, [passed], 'without authenticationMethod, which is for the DS');
  t.match(await post('/ds/rreq', rreq), { errorCode: '301', errorComponent: 'D' }, 'a second RReq is refused');
  t.equal(rreqs.length, 1, 'and not forwarded');
});

t.test('of RReqs at the same time one is forwarded', async (t) => {
  const { post, ares, rreqs } = await challengeOfAnOutsider(t, (rreq) => rresFor(rreq as Record<string, unknown>));
  const answers = await Promise.all(Array.from({ length: 20 }, () => post('/ds/rreq', rreqFor(ares))));
  t.equal(answers.filter(({ messageType }) => messageType === 'RRes').length, 1);
  t.equal(answers.filter(({ errorCode }) => errorCode === '301').length, 19);
  t.equal(rreqs.length, 1);
});

t.test('an RReq that was never acknowledged may come again', async (t) => {
  let up = false;
  const { post, ares, rreqs } = await challengeOfAnOutsider(t, (rreq) => {
    return up ? rresFor(rreq as Record<string, unknown>) : undefined;
  });
  t.match(await post('/ds/rreq', rreqFor(ares)), { errorCode: '405', errorComponent: 'D' }, 'redirects are not followed');
  up = true;
  t.match(await post('/ds/rreq', rreqFor(ares)), { messageType: 'RRes' });
  t.equal(rreqs.length, 3, 'a 3DS Server that cannot be reached is tried twice');
});

t.test('an RReq that belongs to no challenge gets Erro 301', async (t) => {
  const { post, ares, rreqs } = await challengeOfAnOutsider(t, (rreq) => rresFor(rreq as Record<string, unknown>));
  const frictionless = await post('/ds/areq', areqToDs({ acctNumber: '4970720000010000' }));
  const rows = [
    ['an unknown transaction', rreqFor({ ...ares, dsTransID: randomUUID() })],
    ['the acsTransID of another', rreqFor({ ...ares, acsTransID: randomUUID() })],
    ['the threeDSServerTransID of another', rreqFor({ ...ares, threeDSServerTransID: randomUUID() })],
    ['an ARes without challenge', rreqFor(frictionless)],
  ] as const;
  for (const [why, rreq] of rows) t.match(await post('/ds/rreq', rreq), { errorCode: '301', errorComponent: 'D' }, why);
  t.match(await post('/ds/rreq', { ...rreqFor(ares), transStatus: 'C' }), { errorCode: '203', errorDetail: 'transStatus' });
  t.same(
    rreqs.filter(({ messageType }) => messageType !== 'Erro'),
    [],
    'what is told to the 3DS Server is an Erro',
  );
});

t.test('the DS calls no 3DS Server beyond this machine', async (t) => {
  for (const url of ['http://192.0.2.1/rreq', 'http://localhost.example/rreq', 'http://localhost@192.0.2.1/rreq']) {
    const { post, ares } = await challengeOfAnOutsider(t, () => undefined, url);
    const answer = await post('/ds/rreq', rreqFor(ares));
    t.match(answer, { errorCode: '405', errorComponent: 'D', errorDetail: /not on this machine/ }, url);
  }
});

t.test('the DS calls a 3DS Server beyond this machine where its origin was named at the start, and says how', async (t) => {
  const elsewhere = (port: number) => `http://0.0.0.0:${port}/rreq`;
  const origin = (port: number) => [`http://0.0.0.0:${port}`];
  const rres = (rreq: object) => rresFor(rreq as Record<string, unknown>);
  const refused = await challengeOfAnOutsider(t, rres, elsewhere);
  t.match(await refused.post('/ds/rreq', rreqFor(refused.ares)), {
    errorCode: '405',
    errorDetail: /start with --allow-origin http:\/\/0\.0\.0\.0:\d+$/,
  });
  t.same(refused.rreqs, []);
  const allowed = await challengeOfAnOutsider(t, rres, elsewhere, origin);
  t.match(await allowed.post('/ds/rreq', rreqFor(allowed.ares)), { messageType: 'RRes' });
  t.equal(allowed.rreqs.length, 1);
});

t.test('the record of a transaction shows its messages with the card number masked', async (t) => {
  const { post, get, ares, lines } = await challengeOfAnOutsider(t, (rreq) => rresFor(rreq as Record<string, unknown>));
  await post('/ds/rreq', rreqFor(ares));
  const record = await get(`/ds/transactions/${ares.threeDSServerTransID}`);
  const { threeDSServerTransID, dsTransID, acsTransID } = ares;
  t.match(record, { threeDSServerTransID, dsTransID, acsTransID });
  t.same(
    record.messages.map(({ type }: { type: string }) => type),
    ['AReq', 'ARes', 'RReq', 'RRes'],
  );
  t.equal(record.messages[0].message.acctNumber, 'xxxxxxxxxxxx2226');
  t.notMatch(JSON.stringify(record), CARD);
  const log = lines.join('');
  t.match(log, /"party":"DS","messageType":"RReq"/);
  await post('/ds', { messageType: 'ARes', messageVersion: '2.2.0' });
  const refused = lines.map((line) => JSON.parse(line)).find(({ outcome }) => outcome === 'Erro 101');
  const told = { party: 'DS', messageType: 'ARes', errorDetail: 'Invalid Message for the receiving component', rule: 'A.4 101' };
  t.match(refused, told, 'the log says what was refused, and by which rule');
  t.notMatch(log, CARD, 'no card number in the log');
  t.notMatch(log, 'AAABBZEEBg', 'no authenticationValue in the log');
  t.match(await get(`/ds/transactions/${randomUUID()}`), { status: 404, field: 'threeDSServerTransID' });
});
