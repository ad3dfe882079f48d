// Ratios within one run, since machines differ and are shared: every round measures the bare server and the simulator in turn.
import { CHALLENGE, FRICTIONLESS, load, type Measured, makeAReqs } from './load.ts';
import { type Server, startBareServer, startSimulator } from './processes.ts';

const ROUNDS = 5;
const SECONDS = 4;
const TRANSACTIONS = 100_000;

const full = await startSimulator('full');
const normal = await startSimulator('normal');
const bare = await startBareServer(await sendAReq(full, FRICTIONLESS));

const cases: [name: string, server: () => Promise<Server>, acctNumber: string][] = [
  ['bare Fastify, parses and answers a constant', async () => bare, FRICTIONLESS],
  ['frictionless ARes, every step durable (full)', async () => full, FRICTIONLESS],
  ['frictionless ARes, normal durability', async () => normal, FRICTIONLESS],
  // New each round: half a minute later the challenges that nobody opened time out, and their RReqs would be measured, too.
  ['challenge ARes, every step durable (full)', () => startSimulator('full'), CHALLENGE],
];

const measured = new Map<string, Measured[]>(cases.map(([name]) => [name, []]));
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, start, acctNumber] of cases) {
    const server = await start();
    const result = await load(server.url, acctNumber, { duration: SECONDS });
    // The first round warms up.
    if (round > 0) measured.get(name)?.push(result);
    if (![bare, full, normal].includes(server)) await server.stop();
  }
}

const yardstick = median(measured.get(cases[0]?.[0] ?? '') ?? [], 'perSecond');
console.log(
  `\n${'AReq → ARes'.padEnd(48)}${'req/s'.padStart(8)}${'ratio'.padStart(8)}${'p50 ms'.padStart(8)}${'p99 ms'.padStart(8)}`,
);
for (const [name, rounds] of measured) {
  const perSecond = median(rounds, 'perSecond');
  const cells = [
    perSecond.toFixed(0),
    (perSecond / yardstick).toFixed(2),
    String(median(rounds, 'p50')),
    String(median(rounds, 'p99')),
  ];
  console.log(name.padEnd(48) + cells.map((cell) => cell.padStart(8)).join(''));
}
console.log(
  `\nChallenge page, CReq to HTML: ${(await timeOf(() => openChallenge(normal), 200)).toFixed(1)} ms (median, one at a time)`,
);
console.log(`Cold start, from spawn to the first ARes: ${(await coldStart()).toFixed(0)} ms (median of 7)`);

const fresh = await startSimulator('normal');
const before = fresh.memory();
await load(fresh.url, FRICTIONLESS, { amount: TRANSACTIONS });
console.log(
  `Memory: ${before.toFixed(0)} MB after the start, ${fresh.memory().toFixed(0)} MB after ${TRANSACTIONS} transactions`,
);
await Promise.all([full, normal, bare, fresh].map((server) => server.stop()));

async function sendAReq({ url }: Server, acctNumber: string): Promise<string> {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const response = await fetch(`${url}/3ds/areq`, { method: 'POST', headers, body: makeAReqs(acctNumber)() });
  return response.text();
}

async function openChallenge(server: Server): Promise<number> {
  const { threeDSServerTransID, acsTransID, acsURL } = JSON.parse(await sendAReq(server, CHALLENGE));
  const creq = { messageType: 'CReq', messageVersion: '2.2.0', threeDSServerTransID, acsTransID, challengeWindowSize: '02' };
  const body = new URLSearchParams({ creq: Buffer.from(JSON.stringify(creq)).toString('base64url') });
  const started = performance.now();
  const page = await (await fetch(acsURL, { method: 'POST', body })).text();
  if (!page.includes('data-page="epin"')) throw new Error('the challenge did not open');
  return performance.now() - started;
}

async function coldStart(): Promise<number> {
  return timeOf(async () => {
    const started = performance.now();
    const server = await startSimulator('full');
    await sendAReq(server, FRICTIONLESS);
    const ms = performance.now() - started;
    await server.stop();
    return ms;
  }, 7);
}

async function timeOf(measure: () => Promise<number>, times: number): Promise<number> {
  const all: number[] = [];
  for (let time = 0; time < times; time += 1) all.push(await measure());
  return middle(all);
}

function median(rounds: Measured[], field: keyof Measured): number {
  return middle(rounds.map((round) => round[field]));
}

function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
