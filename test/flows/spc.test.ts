import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { cardNumberFor } from '../../src/index.ts';
import { areqOf, postJson, sends, validARes } from '../support/areqs.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { MINUTE } from '../support/testClock.ts';

const SPC = {
  acctNumber: cardNumberFor({ outcome: 'S' }),
  threeDSRequestorSpcSupport: 'Y',
  payeeOrigin: 'https://shop.example',
  browserLanguage: 'en',
};
const N09 = { transStatus: 'N', transStatusReason: '09' };

interface Reported extends Json {
  threeDSRequestorAuthenticationInfo: { threeDSReqAuthData: { response: Record<string, string> } }[];
  threeDSRequestorPriorAuthenticationInfo: Json[];
}

const asksFor = (s: Scenario, acsTransID: unknown, query = '') =>
  fetch(`${s.simulator.urls.control}/api/transactions/${acsTransID}/spc-assertion${query}`);

/** The elements that report what the authenticator signed for an ARes with S. */
async function signed(s: Scenario, ares: Json): Promise<Reported> {
  const answer = await asksFor(s, ares.acsTransID);
  const { credential: _credential, ...elements } = (await answer.json()) as Reported;
  return elements as Reported;
}

const begins = async (s: Scenario, patch: Json = {}) =>
  validARes(await sends(s, areqOf(s, '2.3.1', 'browser-payment', { ...SPC, ...patch })));

/** Sends the AReq that reports; tells its answer, and what the transaction says of it. */
async function reports(s: Scenario, elements: Reported, patch: Json = {}) {
  const ares = validARes(await sends(s, areqOf(s, '2.3.1', 'browser-payment', { ...SPC, ...elements, ...patch })));
  return { ares, because: ((await s.transaction(ares)) as Json).because };
}

t.test('S, then the AReq with the assertion that the API signs: Y, once', async (t) => {
  const s = await startScenario(t);
  const first = await begins(s);
  const { challenge: _challenge, ...shown } = first.spcTransData as Json;
  t.match(first, { transStatus: 'S', webAuthnCredList: [{ rpID: 'localhost', credentialIds: /^[\w-]{22}$/ }] });
  t.match(shown, { currency: String, displayName: 'OPT-NC Visa', value: /^\d+(\.\d\d)?$/, payeeOrigin: 'https://shop.example' });
  t.match(await s.transaction(first), { state: 'awaitingSecondAReq' });
  t.equal((await fetch(String((first.spcTransData as Json).icon))).status, 200, 'the picture of the card is there');

  const elements = await signed(s, first);
  const { ares, because } = await reports(s, elements);
  t.match(ares, { transStatus: 'Y', authenticationValue: String });
  t.match(because, /credential has signed/);
  t.match(await s.transaction(first), { state: 'final', report: 'notOwed', result: { transStatus: 'S' } });
  const again = await reports(s, elements);
  t.match(again, { ares: N09, because: /answer before/ });

  const second = await begins(s);
  t.same(second.webAuthnCredList, first.webAuthnCredList, 'the card keeps its credential');
  const atOnce = await signed(s, second);
  const answers = await Promise.all(Array.from({ length: 10 }, () => reports(s, atOnce)));
  t.equal(answers.filter(({ ares }) => ares.transStatus === 'Y').length, 1, 'of ten at once one counts');
});

t.test('S of a non-payment shows 0 in a currency that there is, of a payment its amount', async (t) => {
  const s = await startScenario(t);
  const nothing = {
    purchaseAmount: undefined,
    purchaseCurrency: undefined,
    purchaseExponent: undefined,
    purchaseDate: undefined,
  };
  const yen = { purchaseAmount: '29900', purchaseCurrency: '392', purchaseExponent: '0' };
  const rows: [patch: Json, value: string, currency: string][] = [
    [{ messageCategory: '02', ...nothing }, '0', 'EUR'],
    [{ messageCategory: '02', ...yen }, '0', 'JPY'],
    [yen, '29900', 'JPY'],
  ];
  for (const [patch, value, currency] of rows) {
    const first = await begins(s, patch);
    t.match(
      first.spcTransData,
      { value, currency, timeout: '300000' },
      'A.1 spcTransData for NPA, A.28 spcTransData.timeout: 0 of a non-payment, the timeout a text',
    );
    t.match((await reports(s, await signed(s, first), patch)).ares, { transStatus: 'Y' }, `${value} ${currency} is confirmed`);
  }
});

t.test('an assertion that does not fit is refused, with the reason, and can still be put right', async (t) => {
  const s = await startScenario(t);
  const ares = await begins(s);
  const right = await signed(s, ares);
  const other = await signed(s, await begins(s));
  const bent = (change: (response: Record<string, string>) => void): Reported => {
    const copy = structuredClone(right);
    for (const info of copy.threeDSRequestorAuthenticationInfo) change(info.threeDSReqAuthData.response);
    return copy;
  };
  const rewritten = (change: (clientData: Json) => void) =>
    bent((response) => {
      const clientData = JSON.parse(Buffer.from(response.clientDataJSON ?? '', 'base64url').toString());
      change(clientData);
      response.clientDataJSON = Buffer.from(JSON.stringify(clientData)).toString('base64url');
    });
  const authInfo = right.threeDSRequestorAuthenticationInfo;
  const priorRef = (threeDSReqPriorRef: unknown) => [{ threeDSReqPriorRef, threeDSReqPriorAuthMethod: '05' }];
  const rows: [string, Reported, RegExp, Json?][] = [
    [
      'the challenge of another ARes',
      { ...right, threeDSRequestorAuthenticationInfo: other.threeDSRequestorAuthenticationInfo },
      /challenge of/,
    ],
    ['of no transaction', { ...right, threeDSRequestorPriorAuthenticationInfo: priorRef(randomUUID()) }, /no transaction/],
    ['without what it answers', { threeDSRequestorAuthenticationInfo: authInfo } as Reported, /threeDSReqPriorRef/],
    [
      'another amount signed',
      rewritten((data) => Object.assign(data.payment as Json, { total: { currency: 'EUR', value: '1.00' } })),
      /total/,
    ],
    ['other words signed', rewritten((data) => Object.assign(data, { origin: 'https://evil.example' })), /signature/],
    ['another signature', bent((response) => Object.assign(response, { signature: 'AAAA' })), /signature/],
    ['another amount paid', right, /about 1\.00 /, { purchaseAmount: '100' }],
  ];
  for (const [name, elements, because, patch = {}] of rows)
    t.match(await reports(s, elements, patch), { ares: N09, because }, name);
  const { threeDSRequestorSpcSupport: _support, ...areq } = areqOf(s, '2.3.1', 'browser-payment', {
    ...SPC,
    ...right,
    acctNumber: CARDS.sms,
  });
  const ofAnother = validARes(await sends(s, areq));
  t.match(ofAnother, N09, 'another card');
  t.match((await s.transaction(ofAnother)) as Json, { because: /for another card/ });
  const loud = { ...right, threeDSRequestorPriorAuthenticationInfo: priorRef(String(ares.acsTransID).toUpperCase()) };
  t.match((await reports(s, loud)).ares, { transStatus: 'Y' }, 'none of these has used it up; a UUID is the same in either case');
  t.match((await reports(s, loud)).ares, N09, 'it counts once');
  t.match((await reports(s, right)).ares, N09, 'in either case');

  for (const [ms, expected] of [
    [10 * MINUTE - 1, { ares: { transStatus: 'Y' } }],
    [10 * MINUTE, { ares: N09, because: /ten minutes/ }],
    [10 * MINUTE + 1, { ares: N09, because: /ten minutes/ }],
  ] as const) {
    const inTime = await signed(s, await begins(s));
    s.clock.forward(ms);
    t.match(await reports(s, inTime), expected, `${ms} ms after the ARes with S`);
  }
});

t.test('Req 221, Req 453: an ARes with S that has ended is proven by nothing any more: its result stands alone', async (t) => {
  const s = await startScenario(t);
  const ares = await begins(s);
  const right = await signed(s, ares);
  const { threeDSServerTransID, dsTransID, acsTransID, messageVersion } = ares;
  const about = {
    errorCode: '203',
    errorComponent: 'D',
    errorDescription: 'x',
    errorDetail: 'spcTransData',
    errorMessageType: 'ARes',
  };
  const erro = { messageType: 'Erro', threeDSServerTransID, dsTransID, acsTransID, messageVersion, ...about };
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  await fetch(`${s.simulator.urls.acs}/3ds/areq`, { method: 'POST', headers, body: JSON.stringify(erro) });
  t.match(await s.transaction(ares), { state: 'final', result: { transStatus: 'U' } });
  t.match(await reports(s, right), { ares: N09, because: /not waited for any more/ }, 'refused by the DS');
});

t.test('an ARes with S that a tester robbed of spcTransData can be answered by nothing', async (t) => {
  const s = await startScenario(t);
  const right = await signed(s, await begins(s));
  const faults = { ares: { patch: [{ op: 'remove', path: '/spcTransData' }] } };
  await postJson(`${s.simulator.urls.control}/api/rules`, { outcome: { transStatus: 'S' }, faults, times: 1 });
  const ares = await sends(s, areqOf(s, '2.3.1', 'browser-payment', SPC));
  t.match(ares, { transStatus: 'S' });
  t.equal((await asksFor(s, ares.acsTransID)).status, 409);
  const prior = [{ threeDSReqPriorRef: ares.acsTransID, threeDSReqPriorAuthMethod: '05' }];
  const answer = await reports(s, { ...right, threeDSRequestorPriorAuthenticationInfo: prior });
  t.match(answer, { ares: N09, because: /no spcTransData/ });
});

t.test('SPC that was not completed gets a challenge, one that was cancelled N 26', async (t) => {
  const s = await startScenario(t);
  const incomplete = async (spcIncompInd: string) => {
    const { acsTransID } = await begins(s);
    const prior = [{ threeDSReqPriorRef: acsTransID, threeDSReqPriorAuthMethod: '05' }];
    return begins(s, { spcIncompInd, threeDSRequestorPriorAuthenticationInfo: prior });
  };
  t.match(await incomplete('01'), { transStatus: 'C' });
  t.match(await incomplete('02'), { transStatus: 'N', transStatusReason: '26' });
  t.match(await incomplete('03'), { transStatus: 'C' });
  const patch = { ...SPC, spcIncompInd: '01', threeDSRequestorPriorAuthenticationInfo: undefined };
  const alone = await sends(s, areqOf(s, '2.3.1', 'browser-payment', patch));
  t.match(alone, { errorCode: '201', errorDetail: 'threeDSRequestorPriorAuthenticationInfo' }, 'without what it follows');
});

t.test('the API signs for an ARes with S alone, as the page of any origin, and hands out the key', async (t) => {
  const s = await startScenario(t);
  const ares = await begins(s);
  const answer = (await (await asksFor(s, ares.acsTransID, '?origin=https://other.example')).json()) as Reported & {
    credential: Json;
  };
  const [info] = answer.threeDSRequestorAuthenticationInfo;
  const clientData = JSON.parse(Buffer.from(info?.threeDSReqAuthData.response.clientDataJSON ?? '', 'base64url').toString());
  t.match(clientData, { type: 'payment.get', origin: 'https://other.example', payment: { payeeOrigin: 'https://shop.example' } });
  t.match(answer.credential, { rpId: 'localhost', isResidentCredential: true, privateKey: String, signCount: 0 });
  t.equal(answer.credential.credentialId, (ares.webAuthnCredList as Json[])[0]?.credentialIds);
  t.match((await reports(s, { ...answer } as Reported)).ares, { transStatus: 'Y' });

  const refused = await asksFor(s, (await s.sendsAReq({ acctNumber: CARDS.sms })).acsTransID);
  t.equal(refused.status, 409);
  t.match(await refused.json(), { field: 'transStatus', example: /"transStatus": "S"/ });
  const unknown = await asksFor(s, randomUUID());
  t.equal(unknown.status, 404);
});

t.test('an assertion is used up as its AReq opens a transaction: an Erro in its place does not burn it', async (t) => {
  const data = t.testdir();
  const s = await startScenario(t, { data });
  const database = new Database(join(data, 'acs.sqlite'));
  t.teardown(() => database.close());
  const report = (elements: Reported, patch: Json = {}) =>
    areqOf(s, '2.3.1', 'browser-payment', { ...SPC, ...elements, ...patch });
  const ids = (await begins(s)) as { threeDSServerTransID: string; dsTransID: string };
  const taken = { threeDSServerTransID: ids.threeDSServerTransID, dsTransID: ids.dsTransID };

  const rows: [sentence: string, errorCode: RegExp, patch: Json, before: string, after: string][] = [
    ['a store that another process holds', /^403$/, {}, 'BEGIN IMMEDIATE', 'ROLLBACK'],
    ['ids that another AReq has', /^312$/, taken, '', ''],
    ['a merchant that the issuer refuses', /^203$/, { mcc: 'x' }, '', ''],
    [
      'a store that takes nothing now',
      /^40[34]$/,
      {},
      "CREATE TRIGGER refuses BEFORE INSERT ON transactions BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
      'DROP TRIGGER refuses',
    ],
    [
      'a store that fails at the last message',
      /^40[34]$/,
      {},
      "CREATE TRIGGER refuses BEFORE INSERT ON messages WHEN NEW.type = 'ARes' BEGIN SELECT RAISE(ABORT, 'full'); END",
      'DROP TRIGGER refuses',
    ],
  ];
  for (const [sentence, errorCode, patch, before, after] of rows) {
    const first = await begins(s);
    const elements = await signed(s, first);
    const record = await s.transaction(first);
    database.exec(before);
    t.match(await sends(s, report(elements, patch)), { messageType: 'Erro', errorCode }, sentence);
    database.exec(after);
    t.same(await s.transaction(first), record, `${sentence}: nothing is on the record of the ARes with S`);
    const areq = report(elements);
    const ares = validARes(await sends(s, areq));
    t.match(ares, { transStatus: 'Y', authenticationValue: String }, `${sentence}: the assertion still works`);
    t.same(await sends(s, areq), ares, 'the same AReq again, as a DS retries, gets the same ARes');
    t.match(await reports(s, elements), { ares: N09, because: /answer before/ }, `${sentence}: and works once`);
    const kept = (await s.transaction(first)).messages.filter(({ type }) => type === 'SPC assertion');
    t.equal(kept.length, 1, 'it is on the record once');
  }
});

t.test('Req 452, Req 453: an S that no second AReq follows in ten minutes ends in RReq N 14, challengeCancel 04', async (t) => {
  const s = await startScenario(t);
  const [left, answered, given, foreign] = [await begins(s), await begins(s), await begins(s), await begins(s)];
  await reports(s, await signed(s, answered));
  const prior = { ...priorTo(given), spcIncompInd: '02' };
  t.match(await sends(s, areqOf(s, '2.3.1', 'browser-payment', { ...SPC, ...prior })), { transStatus: 'N' });
  const ofOther = { ...priorTo(foreign), spcIncompInd: '02', acctNumber: CARDS.sms };
  await sends(s, areqOf(s, '2.3.1', 'browser-payment', { ...SPC, ...ofOther }));
  s.clock.forward(10 * MINUTE - 1);
  await s.simulator.sweep();
  t.same(s.ds.rreqs(), [], 'not before');
  s.clock.forward(1);
  await s.simulator.sweep();
  for (const ares of [left, foreign]) await s.ends(ares);
  t.same(
    s.ds
      .rreqs()
      .map(({ acsTransID }) => acsTransID)
      .sort(),
    [left, foreign].map(({ acsTransID }) => acsTransID).sort(),
    'one that was answered owes none; an AReq of another card is no answer',
  );
  const timedOut = { transStatus: 'N', transStatusReason: '14', challengeCancel: '04', interactionCounter: '00' };
  for (const rreq of s.ds.rreqs()) t.match(rreq, { ...timedOut, authenticationMethod: ['14'] });
  t.match(await s.transaction(given), { state: 'final', report: 'notOwed' }, 'cancelled is answered, too');
});

const priorTo = ({ acsTransID }: Json) => ({
  threeDSRequestorPriorAuthenticationInfo: [
    { threeDSReqPriorRef: acsTransID, threeDSReqPriorAuthMethod: '05', threeDSReqPriorAuthTimestamp: '202602072128' },
  ],
});
