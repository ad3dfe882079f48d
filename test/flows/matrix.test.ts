import { readFileSync } from 'node:fs';
import t from 'tap';
import type { ChallengeResult } from '../../src/decision/decision.ts';
import { askedOf, findBrokenLaw } from '../../src/decision/laws.ts';
import { type Outcome, TRANS_STATUSES } from '../../src/decision/outcome.ts';
import { readWhole } from '../../src/messages/read.ts';
import { reasonsOf } from '../../src/messages/transStatusReason.ts';
import type { AReq } from '../../src/messages/types.ts';
import type { MessageVersion } from '../../src/messages/versions.ts';
import { sendsAReqOfApp, valid } from '../support/app.ts';
import {
  areqOf,
  exampleOf,
  type Kind,
  kindsOf,
  postJson,
  sends,
  VERSIONS,
  validARes,
  wishesFor,
  wishOf,
} from '../support/areqs.ts';
import type { Json } from '../support/json.ts';
import { legalPairs } from '../support/legalPairs.ts';
import { RIGHT_ANSWER } from '../support/methods.ts';
import { type Cell, faultsOfARes, faultsOfCRes, faultsOfRReq, SCHEMES } from '../support/presence.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';

type Scheme = keyof typeof SCHEMES;

const ALL_SCHEMES = Object.keys(SCHEMES) as Scheme[];

// Thousands of cells: some twenty seconds where nothing else runs.

/** All cells are sent to one simulator. */
const scenario = startScenario(t);

interface Wanted {
  kind: Kind;
  scheme: Scheme;
  outcome: Outcome;
  patch?: Json;
}

/** An AReq that asks for what its outcome needs. */
function areqFor(s: Scenario, wanted: Wanted): Json {
  const { kind, scheme, outcome, patch = {} } = wanted;
  const wishes = wishesFor(kind.version, kind.name, outcome.transStatus);
  const { acctNumber } = SCHEMES[scheme];
  return areqOf(s, kind.version, kind.name, { acctNumber, browserLanguage: 'en', ...wishes, ...patch });
}

const isLegal = (outcome: Outcome, areq: Json) => findBrokenLaw(outcome, askedOf(areq as unknown as AReq)) === undefined;

/** The next AReq with this id gets the outcome, whatever else is under way. */
async function asksFor(s: Scenario, outcome: Outcome, { threeDSServerTransID }: Json): Promise<void> {
  const rule = await postJson(`${s.simulator.urls.control}/api/next`, { ...outcome, threeDSServerTransID });
  if (rule.id === undefined) throw new Error(`no rule: ${JSON.stringify(rule)}`);
}

function cellOf({ kind, scheme, outcome }: Wanted, areq: Json): Cell {
  const { version: messageVersion, deviceChannel, messageCategory } = kind;
  return {
    ...{ messageVersion, deviceChannel, messageCategory, scheme },
    ...{ transStatus: outcome.transStatus, transStatusReason: outcome.transStatusReason },
    asksForDecoupled: areq.threeDSRequestorDecReqInd === 'Y' && messageVersion !== '2.1.0',
    isRecurring: deviceChannel === '03' && ['01', '02'].includes(String(areq.threeRIInd)),
    isDataOnly: [areq.threeDSRequestorChallengeInd].flat().includes('06'),
  };
}

const AT_ONCE = 16;

/** So many at a time: the rules that wait stay few. */
async function inBatches(all: readonly Wanted[], act: (one: Wanted) => Promise<string[]>): Promise<string[]> {
  const faults: string[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const told = all
      .slice(from, from + AT_ONCE)
      .map((one) => act(one).catch((error: Error) => [`${JSON.stringify(one)}: ${error}`]));
    faults.push(...(await Promise.all(told)).flat());
  }
  return faults;
}

const about = ({ kind, scheme, outcome }: Wanted, faults: string[]) =>
  faults.map((fault) => `${kind.version} ${kind.name} ${scheme} ${JSON.stringify(outcome)}: ${fault}`);

/** The ARes, if that is what came, and what it should be. */
function aresIn(answer: Json): Json {
  if (answer.messageType === 'Erro') throw new Error(`Erro ${answer.errorCode} ${answer.errorDetail}`);
  return validARes(answer);
}

/** One cell whose ARes is looked at. */
async function answered(s: Scenario, wanted: Wanted): Promise<string[]> {
  const areq = areqFor(s, wanted);
  await asksFor(s, wanted.outcome, areq);
  const ares = await sends(s, areq);
  return about(wanted, faultsOfARes(aresIn(ares), cellOf(wanted, areq)));
}

/** One cell that the protocol forbids: the rule is passed over, and what the issuer answers instead is as valid. */
async function refused(s: Scenario, wanted: Wanted): Promise<string[]> {
  const areq = areqFor(s, wanted);
  await asksFor(s, wanted.outcome, areq);
  const ares = aresIn(await sends(s, areq));
  if (ares.transStatus === wanted.outcome.transStatus) return about(wanted, ['was answered']);
  const instead = { ...wanted, outcome: ares as unknown as Outcome };
  return about(instead, faultsOfARes(ares, cellOf(instead, areq)));
}

/** What no wish makes legal, by version: transStatus and where. */
const NEVER: Record<MessageVersion, string> = {
  '2.1.0': 'C 3ri',
  '2.2.0': 'C 3ri, I 3ri',
  '2.3.1': 'C 3ri, S 3ri, S app',
};

for (const version of VERSIONS) {
  t.test(`in ${version}, every outcome with every reason, in every channel and category`, async (t) => {
    const s = await scenario;
    const cells = kindsOf(version).flatMap((kind) =>
      legalPairs(version).map((outcome): Wanted => ({ kind, scheme: 'Visa', outcome })),
    );
    const legal = cells.filter((wanted) => isLegal(wanted.outcome, areqFor(s, wanted)));
    const never = cells.filter((wanted) => !legal.includes(wanted));
    const named = never.map(({ kind, outcome }) => `${outcome.transStatus} ${kind.name.split('-')[0]}`);
    t.same([...new Set(named)].sort().join(', '), NEVER[version], 'but for these');
    t.same(await inBatches(legal, (wanted) => answered(s, wanted)), []);
    t.comment(`${legal.length} cells`);
    const passedOver = never.filter(({ outcome }, index) => never.findIndex((other) => other.outcome === outcome) === index);
    t.same(await inBatches(passedOver, (wanted) => refused(s, wanted)), [], 'which are passed over');
  });

  t.test(`in ${version}, every outcome with every scheme, where decoupled authentication is offered, too`, async (t) => {
    const s = await scenario;
    const offers = version === '2.1.0' ? {} : { threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00060' };
    const reasons: Partial<Record<string, string>> = { N: '09', U: '01', R: '11' };
    const cells = kindsOf(version).flatMap((kind) =>
      ALL_SCHEMES.flatMap((scheme) =>
        TRANS_STATUSES.map((transStatus): Wanted => {
          const transStatusReason = reasons[transStatus];
          const outcome = { transStatus, ...(transStatusReason ? { transStatusReason } : {}) };
          return { kind, scheme, outcome, patch: offers };
        }),
      ),
    );
    const legal = cells.filter((wanted) => isLegal(wanted.outcome, areqFor(s, wanted)));
    t.same(await inBatches(legal, (wanted) => answered(s, wanted)), []);
    t.comment(`${legal.length} cells`);
  });
}

t.test('the ECIs of Mastercard that depend on what the AReq is for', async (t) => {
  const s = await scenario;
  const kind = (version: MessageVersion, name: string) => kindsOf(version).find((one) => one.name === name) as Kind;
  const cells = (['2.2.0', '2.3.1'] as const).flatMap((version): Wanted[] => {
    const dataOnly = { outcome: { transStatus: 'I' }, patch: wishOf(version, '06') } as const;
    const yes = (threeRIInd: string, more: Json = {}) =>
      ({ outcome: { transStatus: 'Y' }, patch: { threeRIInd, ...more } }) as const;
    const shop = { scheme: 'Mastercard', kind: kind(version, 'browser-payment') } as const;
    const again = { scheme: 'Mastercard', kind: kind(version, '3ri-payment') } as const;
    return [
      { ...shop, ...dataOnly },
      { ...again, ...yes('02', { purchaseInstalData: '003' }) },
      { ...again, ...yes('11') },
    ];
  });
  t.same(await inBatches(cells, (wanted) => answered(s, wanted)), []);
});

/** Every end of a challenge that a version has a word for: what comes of it, why, and what cancelled it. */
function endingsOf(version: MessageVersion, transStatus: 'C' | 'D'): ChallengeResult[] {
  const areq = JSON.parse(readFileSync(exampleOf(version, 'browser-payment'), 'utf8'));
  const asked = askedOf({ ...areq, ...(transStatus === 'D' ? { threeDSRequestorDecReqInd: 'Y' } : {}) });
  const cancels = [undefined, ...Array.from({ length: 10 }, (_, index) => String(index + 1).padStart(2, '0'))];
  const all = (['Y', 'A', 'N', 'U', 'R'] as const).flatMap((end) =>
    [undefined, ...reasonsOf(version)].flatMap((transStatusReason) =>
      cancels.map((challengeCancel) => ({
        transStatus: end,
        ...(transStatusReason ? { transStatusReason } : {}),
        ...(challengeCancel ? { challengeCancel } : {}),
      })),
    ),
  );
  return all.filter((challengeResult) => findBrokenLaw({ transStatus, challengeResult }, asked) === undefined);
}

interface Ended extends Wanted {
  outcome: Outcome & { challengeResult: ChallengeResult };
}

/** How far a cardholder has to be brought for the end to come. */
type Way = (s: Scenario, wanted: Ended) => Promise<{ areq: Json; ares: Json; cres?: Json }>;

const inBrowser: Way = async (s, wanted) => {
  const areq = areqFor(s, wanted);
  await asksFor(s, wanted.outcome, areq);
  const ares = await sends(s, areq);
  const waiting = await s.posts(await s.postsCReq(ares), { answer: RIGHT_ANSWER });
  const page = waiting.final ? waiting : await s.finalPage(ares, waiting);
  return { areq, ares, cres: readWhole('CRes', JSON.stringify(page.final?.message)) as unknown as Json };
};

const inApp: Way = async (s, wanted) => {
  const { threeDSServerTransID } = areqFor(s, wanted);
  await asksFor(s, wanted.outcome, { threeDSServerTransID });
  const { acctNumber } = SCHEMES[wanted.scheme];
  const patch = wanted.kind.messageCategory === '02' ? { messageCategory: '02' } : {};
  const areq = { acctNumber, threeDSServerTransID, ...patch };
  const { sdk, ares } = await sendsAReqOfApp(s, { messageVersion: wanted.kind.version, areq });
  const challenge = await sdk.open(valid('ARes', ares));
  await challenge.start();
  return { areq, ares, cres: { ...(await challenge.answers({ challengeDataEntry: RIGHT_ANSWER })) } };
};

const decoupled: Way = async (s, wanted) => {
  const areq = areqFor(s, wanted);
  await asksFor(s, wanted.outcome, areq);
  const ares = await sends(s, areq);
  await postJson(`${s.simulator.urls.control}/api/transactions/${ares.acsTransID}/approve`, {});
  await s.ends(ares);
  return { areq, ares };
};

/** What the methods of these ways are called: a question, and the app of the bank. */
function meansOf({ kind: { version }, outcome: { transStatus } }: Ended, rreq: Json): Json {
  const [type, method, factor] = transStatus === 'C' ? ['01', '06', '06'] : ['04', '11', '12'];
  if (version !== '2.3.1') return { authenticationType: type, authenticationMethod: method };
  return 'authenticationMethod' in rreq ? { authenticationMethod: [factor] } : {};
}

async function ended(s: Scenario, wanted: Ended, way: Way): Promise<string[]> {
  const { areq, ares, cres } = await way(s, wanted);
  const cell = cellOf(wanted, areq);
  const { challengeResult: result, transStatus } = wanted.outcome;
  const end: Cell = {
    ...cell,
    transStatus: result.transStatus,
    transStatusReason: result.transStatusReason,
    challengeCancel: result.challengeCancel,
    after: transStatus as 'C' | 'D',
  };
  const sent = s.ds.received.filter((text) => text.includes(String(ares.acsTransID)));
  const rreq = valid('RReq', JSON.parse(sent[0] ?? '{}'));
  return about(wanted, [
    ...faultsOfARes(aresIn(ares), cell),
    ...(sent.length === 1 ? [] : [`${sent.length} RReqs`]),
    ...faultsOfRReq(rreq, end),
    ...Object.entries(meansOf(wanted, rreq)).flatMap(([name, value]) =>
      JSON.stringify(rreq[name]) === JSON.stringify(value) ? [] : [`RReq: ${name} is ${rreq[name]}`],
    ),
    ...(cres ? faultsOfCRes(cres, end) : []),
  ]);
}

const WAYS: Record<string, { outcome: Outcome; way: Way; channels: string[] }> = {
  'a challenge in a browser': { outcome: { transStatus: 'C', method: 'select' }, way: inBrowser, channels: ['02'] },
  'a challenge in an app': { outcome: { transStatus: 'C', method: 'select' }, way: inApp, channels: ['01'] },
  'decoupled authentication': { outcome: { transStatus: 'D' }, way: decoupled, channels: ['01', '02', '03'] },
};

for (const version of VERSIONS) {
  for (const [name, { outcome, way, channels }] of Object.entries(WAYS)) {
    if (outcome.transStatus === 'D' && version === '2.1.0') continue;
    t.test(`in ${version}, every end of ${name}, with every reason and cancel`, async (t) => {
      const s = await scenario;
      const kinds = kindsOf(version).filter(({ deviceChannel }) => channels.includes(deviceChannel));
      // Every end once: schemes, channels and categories take turns; each of them meets every transStatus many times.
      const turns = kinds.flatMap((kind) => ALL_SCHEMES.map((scheme) => ({ kind, scheme })));
      const cells = endingsOf(version, outcome.transStatus as 'C' | 'D').map((challengeResult, index): Ended => {
        const turn = turns[(index * 5) % turns.length] as (typeof turns)[number];
        return { ...turn, outcome: { ...outcome, challengeResult } };
      });
      s.ds.received.length = 0;
      t.same(await inBatches(cells, (wanted) => ended(s, wanted as Ended, way)), []);
      t.comment(`${cells.length} cells`);
    });
  }
}

t.test('what is refused is refused by a valid Erro, in every version, channel and category', async (t) => {
  const s = await scenario;
  const broken: [errorCode: string, patch: Json][] = [
    ['201', { acctNumber: undefined }],
    ['203', { messageCategory: '1' }],
    ['305', { acctNumber: '9999999999999999999' }],
  ];
  for (const kind of VERSIONS.flatMap(kindsOf)) {
    for (const [errorCode, patch] of broken) {
      const areq = areqOf(s, kind.version, kind.name, patch);
      const erro = valid('Erro', await sends(s, areq));
      const { messageVersion, threeDSServerTransID, dsTransID, sdkTransID } = areq;
      const ids = { messageVersion, threeDSServerTransID, dsTransID, ...(sdkTransID ? { sdkTransID } : {}) };
      t.match(erro, { errorCode, errorComponent: 'A', errorMessageType: 'AReq', ...ids }, `${kind.version} ${kind.name}`);
    }
  }
});
