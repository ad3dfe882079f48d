import { readFileSync } from 'node:fs';
import t from 'tap';
import type { Decision } from '../../src/decision/decision.ts';
import { type Asked, askedOf, findBrokenLaw, fitToVersion, LAWS } from '../../src/decision/laws.ts';
import { type Outcome, outcomeElements, TRANS_STATUSES } from '../../src/decision/outcome.ts';
import { alwaysBroken } from '../../src/decision/rule.ts';
import { spcElements } from '../../src/decision/spc.ts';
import { shipped } from '../../src/files.ts';
import { readWhole } from '../../src/messages/read.ts';
import { knowsReason, reasonIn, reasonsOf } from '../../src/messages/transStatusReason.ts';
import type { AReq } from '../../src/messages/types.ts';
import { type MessageVersion, SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { EXAMPLES } from '../../src/rules/readRule.ts';
import { ares } from '../../src/transaction/messages.ts';
import { legalPairs } from '../support/legalPairs.ts';
import { opened } from '../transaction/lives.ts';

const exampleOf = (version: MessageVersion, kind = 'browser-payment'): AReq =>
  JSON.parse(readFileSync(shipped(`fixtures/messages/${version}/AReq-${kind}.json`), 'utf8'));

/** An AReq that agrees with everything that an outcome needs. */
const open: Omit<Asked, 'messageVersion'> = {
  deviceChannel: '02',
  messageCategory: '01',
  challengeInd: ['05'],
  threeDSRequestorDecReqInd: 'Y',
  threeDSRequestorSpcSupport: 'Y',
  isAfterSpc: false,
  hasPurchase: true,
  isOfLimitedSdk: false,
};

const info = { category: '01', severity: '02', recipients: ['01', '03'], source: '03' };
/** broadInfo of so many characters of JSON. */
const ofLength = (length: number) => ({ text: 'x'.repeat(length - JSON.stringify({ text: '' }).length) });
type Row = [sentence: string, outcome: Outcome, asked: Partial<Asked>, field: string | undefined];

const rows: Row[] = [
  ['I is unknown in 2.1.0', { transStatus: 'I' }, { messageVersion: '2.1.0' }, 'transStatus'],
  ['D is unknown in 2.1.0', { transStatus: 'D' }, { messageVersion: '2.1.0' }, 'transStatus'],
  ['S is unknown in 2.2.0', { transStatus: 'S' }, {}, 'transStatus'],
  ['C answers a browser', { transStatus: 'C' }, {}, undefined],
  ['C answers an app', { transStatus: 'C' }, { deviceChannel: '01' }, undefined],
  ['C never answers 3RI', { transStatus: 'C' }, { deviceChannel: '03' }, 'transStatus'],
  ['C never answers data only', { transStatus: 'C' }, { challengeInd: ['06'] }, 'transStatus'],
  ['C never answers data only, also as one of two', { transStatus: 'C' }, { challengeInd: ['80', '06'] }, 'transStatus'],
  ['D that was asked for', { transStatus: 'D' }, {}, undefined],
  ['D for 3RI', { transStatus: 'D' }, { deviceChannel: '03' }, undefined],
  ['D that was not asked for', { transStatus: 'D' }, { threeDSRequestorDecReqInd: undefined }, 'transStatus'],
  ['D that was declined', { transStatus: 'D' }, { threeDSRequestorDecReqInd: 'N' }, 'transStatus'],
  [
    'D that is for a fallback only',
    { transStatus: 'D' },
    { messageVersion: '2.3.1', threeDSRequestorDecReqInd: 'F' },
    'transStatus',
  ],
  ['D for both', { transStatus: 'D' }, { messageVersion: '2.3.1', threeDSRequestorDecReqInd: 'B' }, undefined],
  ['B is no word of 2.2.0', { transStatus: 'D' }, { threeDSRequestorDecReqInd: 'B' }, 'transStatus'],
  ...['05', '06', '07', '80', '99'].map(
    (wish): Row => [`I after ${wish}`, { transStatus: 'I' }, { challengeInd: [wish] }, undefined],
  ),
  ...['01', '02', '03', '04', '08', '09', '10'].map(
    (wish): Row => [`I after ${wish}`, { transStatus: 'I' }, { challengeInd: [wish] }, 'transStatus'],
  ),
  ['I without a wish', { transStatus: 'I' }, { challengeInd: [] }, 'transStatus'],
  ['S in a browser that can', { transStatus: 'S' }, { messageVersion: '2.3.1' }, undefined],
  ['S in an app', { transStatus: 'S' }, { messageVersion: '2.3.1', deviceChannel: '01' }, 'transStatus'],
  [
    'S that was not asked for',
    { transStatus: 'S' },
    { messageVersion: '2.3.1', threeDSRequestorSpcSupport: undefined },
    'transStatus',
  ],
  ['S without an amount', { transStatus: 'S' }, { messageVersion: '2.3.1', hasPurchase: false }, 'transStatus'],
  ['S after S', { transStatus: 'S' }, { messageVersion: '2.3.1', isAfterSpc: true }, 'transStatus'],
  ['N without a reason', { transStatus: 'N' }, {}, 'transStatusReason'],
  ['Y with a reason', { transStatus: 'Y', transStatusReason: '01' }, {}, 'transStatusReason'],
  ['A with a reason', { transStatus: 'A', transStatusReason: '01' }, {}, undefined],
  ['reason 22 in 2.1.0', { transStatus: 'U', transStatusReason: '22' }, { messageVersion: '2.1.0' }, 'transStatusReason'],
  ['reason 26 in 2.2.0', { transStatus: 'U', transStatusReason: '26' }, {}, undefined],
  ['reason 27 in 2.2.0', { transStatus: 'U', transStatusReason: '27' }, {}, 'transStatusReason'],
  ['reason 30 in 2.3.1', { transStatus: 'N', transStatusReason: '30' }, { messageVersion: '2.3.1' }, undefined],
  ['reason 31', { transStatus: 'N', transStatusReason: '31' }, { messageVersion: '2.3.1' }, 'transStatusReason'],
  ['reason 00', { transStatus: 'N', transStatusReason: '00' }, {}, 'transStatusReason'],
  ['a reason of the DS', { transStatus: 'N', transStatusReason: '87' }, { messageVersion: '2.1.0' }, undefined],
  [
    'words for a reason',
    { transStatus: 'N', transStatusReason: '12', transStatusReasonInfo: 'x' },
    { messageVersion: '2.3.1' },
    undefined,
  ],
  ['words before 2.3.1', { transStatus: 'N', transStatusReason: '12', transStatusReasonInfo: 'x' }, {}, 'transStatusReasonInfo'],
  [
    'words without a reason',
    { transStatus: 'Y', transStatusReasonInfo: 'x' },
    { messageVersion: '2.3.1' },
    'transStatusReasonInfo',
  ],
  ['a text for the cardholder', { transStatus: 'Y', cardholderInfo: 'x' }, {}, undefined],
  ['a text beside a challenge window', { transStatus: 'C', cardholderInfo: 'x' }, {}, 'cardholderInfo'],
  [
    'a text for 3RI in 2.1.0',
    { transStatus: 'Y', cardholderInfo: 'x' },
    { messageVersion: '2.1.0', deviceChannel: '03' },
    'cardholderInfo',
  ],
  ['a text for 3RI in 2.2.0', { transStatus: 'Y', cardholderInfo: 'x' }, { deviceChannel: '03' }, undefined],
  ['a trust list', { transStatus: 'Y', trustListStatus: 'Y' }, {}, undefined],
  ['a trust list in 2.1.0', { transStatus: 'Y', trustListStatus: 'Y' }, { messageVersion: '2.1.0' }, 'trustListStatus'],
  ['a source of no trust list', { transStatus: 'Y', trustListStatusSource: '03' }, {}, 'trustListStatus'],
  ['a mandate for C', { transStatus: 'C', acsChallengeMandated: 'N' }, {}, undefined],
  ['a mandate without a challenge', { transStatus: 'Y', acsChallengeMandated: 'N' }, {}, 'acsChallengeMandated'],
  ['not decoupled', { transStatus: 'Y', acsDecConInd: 'N' }, {}, undefined],
  ['an answer without D', { transStatus: 'Y', answers: { answer: 'approved', afterSeconds: 1 } }, {}, 'answers'],
  ['decoupled without D', { transStatus: 'C', acsDecConInd: 'Y' }, {}, 'acsDecConInd'],
  ['D that is not decoupled', { transStatus: 'D', acsDecConInd: 'N' }, {}, 'acsDecConInd'],
  ['decoupled in 2.1.0', { transStatus: 'Y', acsDecConInd: 'N' }, { messageVersion: '2.1.0' }, 'acsDecConInd'],
  ['an eci', { transStatus: 'N', transStatusReason: '01', eci: '07' }, {}, undefined],
  ['an eci with S', { transStatus: 'S', eci: '05' }, { messageVersion: '2.3.1' }, 'eci'],
  ['an exemption', { transStatus: 'Y', transChallengeExemption: '05' }, { messageVersion: '2.3.1' }, undefined],
  ['an exemption in 2.2.0', { transStatus: 'Y', transChallengeExemption: '05' }, {}, 'transChallengeExemption'],
  ['broadInfo of any form in 2.2.0', { transStatus: 'Y', broadInfo: { any: 'thing' } }, {}, undefined],
  ['broadInfo of any form in 2.3.1', { transStatus: 'Y', broadInfo: { any: 'thing' } }, { messageVersion: '2.3.1' }, 'broadInfo'],
  ['broadInfo of the form of 2.3.1', { transStatus: 'Y', broadInfo: info }, { messageVersion: '2.3.1' }, undefined],
  [
    'broadInfo for four',
    { transStatus: 'Y', broadInfo: { ...info, recipients: ['01', '02', '03', '04'] } },
    { messageVersion: '2.3.1' },
    'broadInfo',
  ],
  ['broadInfo of 4,095 characters', { transStatus: 'Y', broadInfo: ofLength(4095) }, {}, undefined],
  ['broadInfo of 4,096 characters', { transStatus: 'Y', broadInfo: ofLength(4096) }, {}, undefined],
  ['broadInfo of 4,097 characters', { transStatus: 'Y', broadInfo: ofLength(4097) }, {}, 'broadInfo'],
  ...(['ePin', 'ePinThenSms', 'select', 'multiSelect'] as const).map(
    (method): Row => [
      `A.1 authenticationMethod: ${method} for a limited split SDK`,
      { transStatus: 'C', method },
      { isOfLimitedSdk: true },
      'method',
    ],
  ),
  ...(['sms', 'oob', 'email'] as const).map(
    (method): Row => [`${method} for a limited split SDK`, { transStatus: 'C', method }, { isOfLimitedSdk: true }, undefined],
  ),
  ['a method for Y', { transStatus: 'Y', method: 'sms' }, {}, 'method'],
  ['an end of no challenge', { transStatus: 'Y', challengeResult: { transStatus: 'Y' } }, {}, 'challengeResult'],
  ['an end in A', { transStatus: 'C', challengeResult: { transStatus: 'A' } }, {}, undefined],
  [
    'an end in N without a reason',
    { transStatus: 'C', challengeResult: { transStatus: 'N' } },
    {},
    'challengeResult.transStatusReason',
  ],
  [
    'an end in Y with a reason',
    { transStatus: 'C', challengeResult: { transStatus: 'Y', transStatusReason: '01' } },
    {},
    'challengeResult.transStatusReason',
  ],
  [
    'an end by time-out',
    { transStatus: 'C', challengeResult: { transStatus: 'N', transStatusReason: '14', challengeCancel: '04' } },
    {},
    undefined,
  ],
  [
    'an end by time-out that does not say which',
    { transStatus: 'C', challengeResult: { transStatus: 'N', transStatusReason: '14' } },
    {},
    'challengeResult.challengeCancel',
  ],
  [
    'a time-out of decoupled authentication',
    { transStatus: 'D', challengeResult: { transStatus: 'N', transStatusReason: '14', challengeCancel: '03' } },
    { threeDSRequestorDecReqInd: 'Y' },
    undefined,
  ],
  [
    'that of a challenge for it',
    { transStatus: 'D', challengeResult: { transStatus: 'N', transStatusReason: '14', challengeCancel: '04' } },
    { threeDSRequestorDecReqInd: 'Y' },
    'challengeResult.challengeCancel',
  ],
  [
    'that of decoupled authentication for a challenge',
    { transStatus: 'C', challengeResult: { transStatus: 'N', transStatusReason: '14', challengeCancel: '03' } },
    {},
    'challengeResult.challengeCancel',
  ],
  [
    'challengeCancel 03 of a challenge',
    { transStatus: 'C', challengeResult: { transStatus: 'N', transStatusReason: '01', challengeCancel: '03' } },
    {},
    'challengeResult.challengeCancel',
  ],
  [
    'a decoupled end in 2.1.0',
    { transStatus: 'C', challengeResult: { transStatus: 'N', transStatusReason: '01', challengeCancel: '03' } },
    { messageVersion: '2.1.0' },
    'challengeResult.challengeCancel',
  ],
  [
    'a cancelled Y',
    { transStatus: 'C', challengeResult: { transStatus: 'Y', challengeCancel: '01' } },
    {},
    'challengeResult.challengeCancel',
  ],
];

t.test('broadInfo of 2.3.1: each code, each number of recipients, each length and date at its edge', async (t) => {
  const field = (change: object) =>
    findBrokenLaw({ transStatus: 'Y', broadInfo: { ...info, ...change } }, { messageVersion: '2.3.1', ...open })?.field;
  const taken: object[] = [
    ...['01', '06'].map((category) => ({ category })),
    ...['01', '04'].map((severity) => ({ severity })),
    ...['01', '03'].map((source) => ({ source })),
    { recipients: ['01'] },
    { recipients: ['04'] },
    { recipients: ['01', '02', '03'] },
    { description: 'x' },
    { description: 'x'.repeat(3900) },
    ...['20260101', '20261231', '20260910', '20260229', '20260131'].map((expDate) => ({ expDate })),
  ];
  for (const change of taken) t.equal(field(change), undefined, JSON.stringify(change).slice(0, 60));
  const refusedOnes: object[] = [
    ...['00', '07', '1', 1, undefined].map((category) => ({ category })),
    ...['00', '05', undefined].map((severity) => ({ severity })),
    ...['00', '04', undefined].map((source) => ({ source })),
    ...[[], ['05'], ['00'], ['01', '02', '03', '04'], '01', undefined].map((recipients) => ({ recipients })),
    ...['', 'x'.repeat(4001), 1].map((description) => ({ description })),
    ...['2026010', '202601010', '20260001', '20261301', '20260100', '20260132', '20260140', 20_260_101, ''].map((expDate) => ({
      expDate,
    })),
  ];
  for (const change of refusedOnes) t.equal(field(change), 'broadInfo', JSON.stringify(change).slice(0, 60));
});

t.test('what is part of the result is no element beside it', async (t) => {
  const outcome: Outcome = {
    ...{ transStatus: 'C', method: 'sms', eci: '05' },
    challengeResult: { transStatus: 'N', transStatusReason: '01' },
  };
  t.equal(outcomeElements(outcome, '2.2.0'), undefined);
  t.equal(outcomeElements({ transStatus: 'N', transStatusReason: '01' }, '2.2.0'), undefined);
  t.same(outcomeElements({ transStatus: 'C', transStatusReason: '01' }, '2.2.0'), { transStatusReason: '01' }, 'forced');
  t.same(outcomeElements({ transStatus: 'N', transStatusReason: '01', cardholderInfo: 'x' }, '2.2.0'), { cardholderInfo: 'x' });
  t.same(outcomeElements({ transStatus: 'N', cardholderInfo: 'x' }, '2.3.1'), { cardholderInfo: { text: 'x' } });
  t.same(outcomeElements({ transStatus: 'Y', acsDecConInd: 'N' }, '2.2.0'), { acsDecConInd: 'N' });
});

t.test('what an ARes may say to what was asked', async (t) => {
  for (const [sentence, outcome, asked, field] of rows)
    t.equal(findBrokenLaw(outcome, { messageVersion: '2.2.0', ...open, ...asked })?.field, field, sentence);
  const broken = new Set(
    rows.map(([, outcome, asked]) => findBrokenLaw(outcome, { messageVersion: '2.2.0', ...open, ...asked })?.says),
  );
  t.same(
    LAWS.filter(({ says }) => !broken.has(says)).map(({ says }) => says),
    [],
    'every rule is broken by a row',
  );
});

t.test('every rule names a member with a valid example, which is legal somewhere', async (t) => {
  for (const { field, says } of LAWS) {
    const example = EXAMPLES[field];
    t.ok(example, `${field}: ${says}`);
    if (example) t.notOk(alwaysBroken({}, example), `the example of ${field} can be had`);
  }
});

t.test('what an AReq asks is read from it, in the form of its version', async (t) => {
  t.same(askedOf({ ...exampleOf('2.2.0'), threeDSRequestorChallengeInd: '05' }).challengeInd, ['05']);
  t.same(askedOf({ ...exampleOf('2.3.1'), threeDSRequestorChallengeInd: ['05', '80'] }).challengeInd, ['05', '80']);
  const { threeDSRequestorChallengeInd: _wish, ...without } = exampleOf('2.2.0');
  t.same(askedOf(without as AReq).challengeInd, []);
  t.equal(askedOf({ ...exampleOf('2.3.1'), spcIncompInd: '01' }).isAfterSpc, true);
  t.equal(askedOf({ ...exampleOf('2.2.0'), spcIncompInd: '01' }).isAfterSpc, false, 'an unknown element in 2.2.0');
  t.throws(() => askedOf({ ...exampleOf('2.2.0'), messageVersion: '2.0.0' } as unknown as AReq));
});

/** Whether the receiver of an ARes with this outcome takes it: the schemas are the other side of the table. */
function isTaken(version: MessageVersion, outcome: Outcome): boolean {
  const areq: AReq = { ...exampleOf(version), threeDSRequestorChallengeInd: version === '2.3.1' ? ['05'] : '05' };
  const offer = {
    challenge: 'c'.repeat(43),
    rpID: 'localhost',
    credentialId: 'i'.repeat(22),
    displayName: 'Card',
    icon: 'http://localhost/card.svg',
  };
  const spc = outcome.transStatus === 'S' ? spcElements(areq, offer) : {};
  const elements = { ...spc, ...outcomeElements(outcome, version) };
  // As it is, without the mending of reasons.
  const decision = { method: 'sms', ...outcome, elements, because: 'of the test', bent: 'of the test' } as unknown as Decision;
  const proof = ['Y', 'A'].includes(outcome.transStatus) ? { authenticationValue: 'AAABBZEEBgAAAAAAAAQGAAAAAAA=' } : {};
  const { method, ...others } = decision as Decision & { method: string };
  const decided = (outcome.transStatus === 'C' ? { ...others, method } : others) as Decision;
  const identity = { acsReferenceNumber: 'ACS', acsOperatorID: 'ACS', acsURL: 'http://localhost/3ds/creq' };
  try {
    readWhole(
      'ARes',
      JSON.stringify(ares(areq, opened(decided, areq), proof, identity, { cardholderInfo: 'Open your bank’s app' })),
    );
    return true;
  } catch {
    return false;
  }
}

for (const version of SUPPORTED_VERSIONS) {
  t.test(`in ${version}, the table and the schema agree on every transStatus with every transStatusReason`, async (t) => {
    const reasons = [undefined, ...Array.from({ length: 100 }, (_, code) => String(code).padStart(2, '0'))];
    const legal = new Set(
      legalPairs(version).map(({ transStatus, transStatusReason = '' }) => `${transStatus}${transStatusReason}`),
    );
    const asked: Asked = { messageVersion: version, ...open };
    for (const transStatus of TRANS_STATUSES) {
      for (const reason of reasons) {
        const outcome: Outcome = { transStatus, ...(reason === undefined ? {} : { transStatusReason: reason }) };
        const isLegal = findBrokenLaw(outcome, asked) === undefined;
        if (isLegal !== isTaken(version, outcome))
          t.fail(`${transStatus} ${reason} is ${isLegal ? '' : 'il'}legal here, not there`);
        if (isLegal !== legal.has(`${transStatus}${reason ?? ''}`)) t.fail(`${transStatus} ${reason} is listed wrongly`);
      }
    }
    t.equal(legal.size, { '2.1.0': 167, '2.2.0': 189, '2.3.1': 206 }[version], 'and they are as many as the versions have');
  });
}

t.test('the elements of an outcome are taken in the form of each version', async (t) => {
  const everything: [Outcome, MessageVersion[]][] = [
    [{ transStatus: 'Y', cardholderInfo: 'Call your bank', eci: '05' }, ['2.1.0', '2.2.0', '2.3.1']],
    [
      { transStatus: 'N', transStatusReason: '12', cardholderInfo: { text: 'x', issuerImage: 'https://a.example/i.svg' } },
      ['2.1.0', '2.2.0', '2.3.1'],
    ],
    [{ transStatus: 'Y', trustListStatus: 'Y', acsDecConInd: 'N' }, ['2.2.0', '2.3.1']],
    [{ transStatus: 'R', transStatusReason: '11', transStatusReasonInfo: 'Stolen' }, ['2.3.1']],
    [{ transStatus: 'Y', transChallengeExemption: '79', broadInfo: info }, ['2.3.1']],
    [{ transStatus: 'C', acsChallengeMandated: 'N', trustListStatus: 'E', trustListStatusSource: '02' }, ['2.2.0', '2.3.1']],
  ];
  for (const [outcome, versions] of everything) {
    for (const version of SUPPORTED_VERSIONS) {
      const isLegal = findBrokenLaw(outcome, { messageVersion: version, ...open }) === undefined;
      t.equal(isLegal, versions.includes(version), `${JSON.stringify(outcome)} in ${version}`);
      if (isLegal) t.ok(isTaken(version, outcome), `is a valid ARes of ${version}`);
    }
  }
  t.same(outcomeElements({ transStatus: 'Y', trustListStatus: 'Y' }, '2.2.0'), {
    whiteListStatus: 'Y',
    whiteListStatusSource: '03',
  });
  t.same(outcomeElements({ transStatus: 'Y', trustListStatus: 'N' }, '2.3.1'), {
    trustListStatus: 'N',
    trustListStatusSource: '03',
  });
  t.equal(outcomeElements({ transStatus: 'Y', eci: '05' }, '2.2.0'), undefined, 'nothing more');
});

t.test('a card is the same in every version: reasons that came later are said in older words', async (t) => {
  for (const version of SUPPORTED_VERSIONS) {
    for (const reason of reasonsOf('2.3.1')) {
      t.ok(reasonsOf(version).includes(reasonIn(version, reason)), `${reason} in ${version}`);
      if (reasonsOf(version).includes(reason)) t.equal(reasonIn(version, reason), reason, 'one that it has stays');
    }
  }
  const knows = (version: MessageVersion) =>
    ['00', '01', '02', '21', '22', '25', '26', '27', '30', '31', '79', '80', '99'].filter((reason) =>
      knowsReason(version, reason),
    );
  t.same(knows('2.1.0'), ['01', '02', '21', '80', '99'], '2.1.0 has 01 to 21');
  t.same(knows('2.2.0'), ['01', '02', '21', '22', '25', '26', '80', '99'], '2.2.0 has 01 to 26');
  t.same(knows('2.3.1'), ['01', '02', '21', '22', '25', '26', '27', '30', '80', '99'], '2.3.1 has 01 to 30');
  const outcome: Outcome = { transStatus: 'C', challengeResult: { transStatus: 'U', transStatusReason: '22' } };
  t.match(fitToVersion(outcome, '2.1.0'), { challengeResult: { transStatusReason: '07' } });
  t.match(fitToVersion({ transStatus: 'U', transStatusReason: '22' }, '2.1.0'), { transStatusReason: '07' });
});

t.test('what a rule could never have is known when it is made', async (t) => {
  const never: [string, Parameters<typeof alwaysBroken>[0], Outcome, string | undefined][] = [
    ['C for 3RI', { deviceChannel: '03' }, { transStatus: 'C' }, 'transStatus'],
    ['C with 06', { threeDSRequestorChallengeInd: '06' }, { transStatus: 'C' }, 'transStatus'],
    ['I with 04', { threeDSRequestorChallengeInd: '04' }, { transStatus: 'I' }, 'transStatus'],
    ['I in 2.1.0', { messageVersion: '2.1.0' }, { transStatus: 'I' }, 'transStatus'],
    ['S in an app', { deviceChannel: '01' }, { transStatus: 'S' }, 'transStatus'],
    ['reason 27 in 2.2.0', { messageVersion: '2.2.0' }, { transStatus: 'N', transStatusReason: '27' }, 'transStatusReason'],
    ['N without a reason', {}, { transStatus: 'N' }, 'transStatusReason'],
    ['C for whoever may have it', {}, { transStatus: 'C' }, undefined],
    ['S for whoever may have it', {}, { transStatus: 'S' }, undefined],
    ['D for whoever may have it', { deviceChannel: '03' }, { transStatus: 'D' }, undefined],
    ['I for a value of the DS', { threeDSRequestorChallengeInd: '82' }, { transStatus: 'I' }, undefined],
  ];
  for (const [sentence, match, outcome, field] of never) t.equal(alwaysBroken(match, outcome)?.field, field, sentence);
});
