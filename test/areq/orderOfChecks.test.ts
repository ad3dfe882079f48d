// The order in which faults of an AReq are looked for: of two at once, the one that stands before is answered. Codes are literals.
import { randomUUID } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cardNumberFor } from '../../src/cards/speakingNumbers.ts';
import { signJws } from '../../src/crypto/jws.ts';
import { shipped } from '../../src/files.ts';
import { CHECKS_OF_MESSAGE, FURTHER_CHECKS_OF_AREQ } from '../../src/messages/checks.ts';
import { errorCodeOf } from '../../src/messages/errors.ts';
import { readSigningKeys } from '../../src/settings/signingKeys.ts';
import { example, verdict } from '../messages/example.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

/** One fault: what the Erro says, and how a right AReq comes to have it. */
interface Row {
  code: string;
  detail: string | RegExp;
  change?: (areq: Json) => Json;
  /** On the text that is sent, when all changes are made. */
  spoil?: (text: string) => string;
  /** One with the same ids that has come before. */
  before?: true;
  /** A transaction of another version: no AReq belongs to one, so it is judged by itself. */
  version?: string;
}

const set = (patch: Json) => (areq: Json) => ({ ...areq, ...patch });
const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
const critical = { name: 'x', id: 'A000000003-x', criticalityIndicator: true, data: { key: 'value' } };
const OLD_CARD = cardNumberFor({ versions: ['2.1.0'] });

const ORDER: readonly Row[] = [
  { code: '101', detail: 'Invalid Formatted Message', spoil: (text) => `[${text}]` },
  { code: '101', detail: /^Message nested deeper/, change: set({ unknown: deep(500) }) },
  { code: '101', detail: 'Invalid Message Type', change: set({ messageType: 'XReq' }) },
  { code: '102', detail: '2.3.1,2.2.0,2.1.0', change: set({ messageVersion: '9.9.9' }) },
  { code: '203', detail: 'messageVersion', version: '2.2.0' },
  { code: '204', detail: 'merchantName', spoil: (text) => text.replace('{', '{"merchantName":"twice",') },
  { code: '202', detail: 'A000000003-x', change: set({ messageExtension: [critical] }) },
  { code: '203', detail: 'messageCategory', change: set({ messageCategory: 1 }) },
  { code: '201', detail: 'acquirerMerchantID', change: ({ acquirerMerchantID: _absent, ...areq }) => areq },
  { code: '203', detail: 'purchaseAmount', change: set({ purchaseAmount: 'x' }) },
  { code: '207', detail: 'threeDSRequestorAuthenticationInd', change: set({ threeDSRequestorAuthenticationInd: '79' }) },
  { code: '204', detail: 'threeDSRequestorChallengeInd', change: set({ threeDSRequestorChallengeInd: ['01', '01'] }) },
  { code: '304', detail: 'merchantCountryCode', change: set({ merchantCountryCode: '999' }) },
  { code: '306', detail: 'mcc', change: set({ mcc: '7995' }) },
  {
    code: '203',
    detail: 'sdkEphemPubKey',
    change: ({ sdkEphemPubKey, ...areq }) => {
      const key = sdkEphemPubKey as Json;
      return { ...areq, sdkEphemPubKey: { ...key, y: key.x } };
    },
  },
  { code: '310', detail: 'sdkServerSignedContent', change: set({ sdkServerSignedContent: 'e30.e30.AA' }) },
  { code: '305', detail: 'acctNumber', change: set({ acctNumber: '9999999999999999' }) },
  { code: '102', detail: '2.1.0', change: set({ acctNumber: OLD_CARD }) },
  { code: '312', detail: 'threeDSServerTransID,dsTransID', before: true, change: set({ cardholderName: 'Another' }) },
];

/** No message has both: a number that is not served is that of no card. */
const isExcluded = (one: number, two: number) => ORDER[one]?.detail === 'acctNumber' && ORDER[two]?.detail === '2.1.0';
const pairs = ORDER.flatMap((_row, one) => ORDER.slice(one + 1).map((_other, after) => [one, one + 1 + after] as const)).filter(
  ([one, two]) => !isExcluded(one, two),
);
const nameOf = (at: number) => `${at + 1} (${ORDER[at]?.code} ${ORDER[at]?.detail})`;
const change = (areq: Json, rows: readonly Row[]) => rows.reduce((changed, row) => row.change?.(changed) ?? changed, areq);
const spoil = (text: string, rows: readonly Row[]) => rows.reduceRight((spoilt, row) => row.spoil?.(spoilt) ?? spoilt, text);

t.test('every row of the table of checks is in this order, with a code that it can give', async (t) => {
  const table = [...CHECKS_OF_MESSAGE, ...FURTHER_CHECKS_OF_AREQ];
  t.equal(table.length, ORDER.length);
  for (const [at, { name, reasons, source }] of table.entries()) {
    const codes = reasons.map((reason) => errorCodeOf('2.3.1', reason));
    t.ok(codes.includes(ORDER[at]?.code as (typeof codes)[number]), `${name}: ${nameOf(at)}`);
    t.match(source, /^(EMV 3DS 2\.|ours: )/, `${name} says where it comes from`);
  }
});

t.test('of two faults of an AReq the one that is looked for first is answered', async (t) => {
  const s = await startScenario(t, { fixtures: refusingGambling(t.testdir()) });
  const right = await splitSdk();
  const sent = async (rows: readonly Row[]) => {
    const ids = { dsURL: s.ds.url, threeDSServerTransID: randomUUID(), dsTransID: randomUUID() };
    const areq = { ...right, ...ids };
    if (rows.some(({ before }) => before)) t.match(await send(s, JSON.stringify(areq)), { messageType: 'ARes' });
    return send(s, spoil(JSON.stringify(change(areq, rows)), rows));
  };
  t.match(await sent([]), { messageType: 'ARes', transStatus: 'C' }, 'one that is right is answered by an ARes');
  const inOrder = ORDER.map((row, at) => ({ row, at })).filter(({ row }) => !row.version);
  for (const { row, at } of inOrder) {
    t.match(await sent([row]), { messageType: 'Erro', errorCode: row.code, errorDetail: row.detail }, `alone: ${nameOf(at)}`);
  }
  for (const [one, two] of pairs) {
    const [first, second] = [ORDER[one], ORDER[two]];
    if (!first || !second || first.version || second.version) continue;
    const expected = { messageType: 'Erro', errorCode: first.code, errorDetail: first.detail };
    t.match(await sent([first, second]), expected, `${nameOf(one)} before ${nameOf(two)}`);
  }
});

t.test('of two faults that a message has by itself the one that is looked for first is told', async (t) => {
  const byItself = pairs.filter(([, two]) => two < CHECKS_OF_MESSAGE.length);
  const areq = example('AReq-app-payment', '2.3.1');
  for (const [one, two] of byItself) {
    const rows = [ORDER[one], ORDER[two]].filter((row) => row !== undefined);
    const version = rows.map((row) => row.version).find(Boolean);
    const [code, detail] = verdict('AReq', spoil(JSON.stringify(change(areq, rows)), rows), version ? { version } : {});
    t.match({ code, detail }, { code: rows[0]?.code, detail: rows[0]?.detail }, `${nameOf(one)} before ${nameOf(two)}`);
  }
});

/** An AReq of a split SDK, in which all is right. */
async function splitSdk(): Promise<Json> {
  const { signer } = readSigningKeys(shipped('fixtures'), 'ES256', Date.parse('2026-02-07'));
  const { defaultSdkType: _of, ...areq } = example('AReq-app-payment', '2.3.1');
  const { sdkTransID, sdkReferenceNumber } = areq;
  const content = { sdkTransID, sdkReferenceNumber, sdkSignatureTimestamp: '20260207212818', splitSdkServerID: 'S1' };
  const split = { sdkType: '02', splitSdkType: { sdkVariant: '01' }, sdkServerSignedContent: await signJws(content, signer) };
  return { ...areq, ...split };
}

async function send(s: Scenario, body: string): Promise<Json> {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return (await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', headers, body })).json() as Promise<Json>;
}

/** The shipped fixtures of an issuer whose scheme refuses 7995. */
function refusingGambling(folder: string): string {
  cpSync(shipped('fixtures/'), folder, { recursive: true });
  const file = join(folder, 'issuer.json');
  const { scheme, ...issuer } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...issuer, scheme: { ...scheme, refusedMccs: ['7995'] } }));
  return folder;
}
