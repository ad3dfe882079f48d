// The browser flow of chapter 3, step by step, as shop, 3DS Server, DS and ACS live it: each assertion names the rule that it shows.
import t, { type Test } from 'tap';
import { readWhole } from '../../src/messages/read.ts';
import { VERSIONS } from '../support/areqs.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { paysInShop, type Told } from './shopStory.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const FRICTIONLESS = { Y: '4970720000010000', A: '4970720000020009', N: '4970720000030008', U: '4970720000040007' };
const typesOf = (seen: { type: string }[]) => seen.map(({ type }) => type).join(' ');
const isValid = (type: 'AReq' | 'ARes' | 'RReq' | 'RRes' | 'CRes' | 'CReq', message: Json | undefined, version: string) =>
  readWhole(type, JSON.stringify(message), { version: version as '2.3.1', deviceChannel: '02' }).messageType === type;
const inboxOf = async (s: Scenario) => (await fetch(`${s.simulator.urls.control}/api/messages`)).json() as Promise<unknown[]>;
const bodyOf = ({ acs }: Told, type: string) => acs.find((each) => each.type === type)?.body ?? {};
const seenByDs = ({ ds }: Told, type: string) => ds.find((each) => each.type === type)?.message ?? {};

for (const version of VERSIONS) {
  t.test(`${version}: a payment with a challenge`, async (t) => {
    const s = await startScenario(t);
    const told = await paysInShop(s, { acctNumber: CARDS.ePinThenSms, messageVersion: version });
    const { threeDSServerTransID, server, pages } = told;
    const { areq = {}, ares = {}, creq = {}, rreq = {}, rres = {}, cres = {} } = server;
    const arrived = bodyOf(told, 'AReq');
    ofThreeDSServer(t, told, version);
    t.equal(
      typesOf(told.ds),
      'AReq ARes RReq RRes',
      '2.2.1 routing, Req 113, Req 135: the DS routes and keeps all four messages',
    );
    t.equal(
      typesOf(told.acs),
      'AReq ARes CReq RReq RRes CRes',
      '2.7, Req 140, 2.4.1 one AReq: RReq and RRes, then the final CRes',
    );
    t.ok(
      isValid('AReq', { ...arrived, acctNumber: CARDS.ePinThenSms }, version),
      'Req 101: what arrives at the ACS is a whole AReq',
    );
    t.match(
      ares,
      { transStatus: 'C', acsURL: /^https?:/, threeDSServerTransID, acsTransID: UUID },
      'Req 109: an ARes C has acsURL and ids',
    );
    t.ok(isValid('ARes', bodyOf(told, 'ARes'), version), 'Req 110, Req 111: the ACS answers the AReq by a whole ARes');
    t.same(ares, seenByDs(told, 'ARes'), 'Req 114: the 3DS Server gets the ARes of the ACS as it was');
    t.ok(isValid('RReq', bodyOf(told, 'RReq'), version), 'Req 124: the RReq is whole by its table');
    t.match(rreq, { interactionCounter: '02' }, 'T1.3 Interaction Counter: two entries that were judged go out in the RReq');
    t.match(
      seenByDs(told, 'RReq'),
      { dsTransID: ares.dsTransID, transStatus: 'Y' },
      'Req 127: the RReq comes to the dsURL of the AReq',
    );
    t.equal(told.acs.filter(({ type }) => type === 'RReq').length, 1, 'Req 128, 2.4.5 RReq: one RReq for an ARes C');
    t.match(
      rreq,
      { transStatus: 'Y', acsTransID: ares.acsTransID },
      'Req 130, Req 131, Req 99: the DS brings it to the threeDSServerURL of the AReq',
    );
    t.ok(
      isValid('RRes', rres, version) && typesOf(told.acs).split('RRes').length === 2,
      'Req 133, 2.4.6 RRes: one whole RRes for the RReq',
    );
    t.same(bodyOf(told, 'RRes'), rres, 'Req 136: the ACS gets the RRes of the 3DS Server as it was');
    t.ok(isValid('CRes', cres, version), 'Req 138: the final CRes is whole by its table');
    t.equal(server.threeDSSessionDataUnchanged, true, 'Req 139: threeDSSessionData comes back unchanged beside the cres');
    const versions = [areq, ares, creq, rreq, rres, cres, arrived].map(({ messageVersion }) => messageVersion);
    t.same(
      new Set(versions),
      new Set([version]),
      'T1.3 Message Version, Req 320 (ACS), Req 311: all messages have the version of the AReq',
    );
    t.match(pages.result, 'data-outcome="accepted"', 'the payment is made');
  });

  t.test(`${version}: payments without a challenge`, async (t) => {
    const s = await startScenario(t);
    const all: Told[] = [];
    for (const [transStatus, acctNumber] of Object.entries(FRICTIONLESS)) {
      const told = await paysInShop(s, { acctNumber, messageVersion: version });
      all.push(told);
      const { ares = {} } = told.server;
      t.match(ares, { transStatus }, 'Req 107: the outcome of the card');
      t.equal(
        'authenticationValue' in ares,
        'YA'.includes(transStatus),
        'Req 108: authenticationValue with Y and A, and with no other',
      );
      if ('YA'.includes(transStatus)) t.match(ares.eci, /^\d\d$/, 'Req 108: eci with Y and A');
      else t.match(ares.transStatusReason, /^\d\d$/, 'Req 105: no authentication is told with its transStatusReason');
      t.equal(typesOf(told.acs), 'AReq ARes', 'Req 105, 2.4.5 RReq: nothing follows');
      const outcome = 'YA'.includes(transStatus) ? 'accepted' : 'refused';
      t.match(told.pages.result, `data-outcome="${outcome}"`, 'Req 118: the requestor is handed the result');
    }
    t.same(await inboxOf(s), [], 'Req 319: nobody was sent anything');
    for (const [name, id] of [
      ['Req 81: each payment has a threeDSServerTransID of its own', 'threeDSServerTransID'],
      ['Req 94: each AReq gets a dsTransID of its own', 'dsTransID'],
      ['Req 104: each AReq gets an acsTransID of its own', 'acsTransID'],
    ] as const) {
      const ids = all.map(({ server }) => String(server.ares?.[id]));
      t.same([new Set(ids).size, ids.filter((one) => !UUID.test(one))], [ids.length, []], name);
      t.ok(
        ids.every((one) => one === one.toLowerCase()),
        'T1.3 UUID: ids are sent in lower case',
      );
    }
  });
}

function ofThreeDSServer(t: Test, { threeDSServerTransID, server, pages }: Told, version: string) {
  const { areq = {}, creq = {}, ares = {} } = server;
  const methodData = decoded(/name="threeDSMethodData" value="([^"]*)"/.exec(pages.method ?? '')?.[1]);
  t.match(pages.method, /action="[^"]*\/3ds\/method"/, 'Req 84, Req 255: the 3DS Method of the PRes runs before the AReq');
  t.equal(
    methodData.threeDSServerTransID,
    areq.threeDSServerTransID,
    'Req 83: 3DS Method and AReq have one threeDSServerTransID',
  );
  const needed = { threeDSRequestorID: /./, threeDSServerRefNumber: /./, acquirerBIN: /./ };
  t.match(areq, needed, 'Req 87: the AReq has threeDSRequestorID, threeDSServerRefNumber and acquirerBIN');
  const sent = {
    ...areq,
    acctNumber: CARDS.ePinThenSms,
    dsTransID: ares.dsTransID,
    dsReferenceNumber: 'x',
    dsURL: 'https://ds.example/',
  };
  t.ok(isValid('AReq', sent, version), 'Req 88, Req 91, Req 92: the AReq that goes to the DS is whole');
  const form = new RegExp(`<form[^>]*action="${ares.acsURL}"[^>]*>`).exec(pages.challenge ?? '')?.[0] ?? '';
  t.match(form, /method="post"/i, 'Req 117: the form with the CReq is posted to acsURL');
  t.match(form, /target="/, 'Req 117: it is posted through the iframe');
  t.ok(isValid('CReq', creq, version), 'Req 117: the CReq is whole by its table');
  t.match(
    decoded(/name="creq" value="([^"]*)"/.exec(pages.challenge ?? '')?.[1]),
    { threeDSServerTransID },
    'A.3 creq/cres: creq is base64url of JSON',
  );
}

function decoded(base64url = ''): Json {
  return JSON.parse(Buffer.from(base64url, 'base64url').toString());
}
