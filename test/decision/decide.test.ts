import fc from 'fast-check';
import t from 'tap';
import type { CardFacts } from '../../src/decision/cardFacts.ts';
import { type Deciders, decide } from '../../src/decision/decide.ts';
import { DEFAULT_POLICY, type IssuerPolicy } from '../../src/decision/issuerPolicy.ts';
import { askedOf, findBrokenLaw } from '../../src/decision/laws.ts';
import { type Outcome, TRANS_STATUSES } from '../../src/decision/outcome.ts';
import { type ActiveRule, type Match, mismatch } from '../../src/decision/rule.ts';
import { exampleAReq } from '../transaction/lives.ts';

const withEPin: CardFacts = { blocked: false, ePin: 'scrypt$…' };
const withoutEPin: CardFacts = { blocked: false };
const scripted = (transStatus: 'Y' | 'A' | 'N' | 'U' | 'R', transStatusReason?: string): CardFacts => ({
  blocked: false,
  ePin: 'scrypt$…',
  outcome: { transStatus, ...(transStatusReason ? { transStatusReason } : {}) },
});
const decoupled = { threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00060' };
const slow: CardFacts = { blocked: false, decoupled: { is: 'needed', minutes: 90 } };
const locked = { transStatus: 'N', transStatusReason: '12' } as const;
const app = { deviceChannel: '01', deviceRenderOptions: { sdkInterface: '03', sdkUiType: ['01', '05'] } };
const selectOnly = { deviceChannel: '01', deviceRenderOptions: { sdkInterface: '01', sdkUiType: ['02', '03'] } };
const dataOnly = { threeDSRequestorChallengeInd: '06' };

type Row = [
  sentence: string,
  card: CardFacts,
  patch: Record<string, unknown>,
  status: string,
  how: string | undefined,
  because: RegExp,
];

/** `how`: the transStatusReason, or the method of the challenge. */
const rows: Row[] = [
  ['a card with an ePin is challenged by ePin and code', withEPin, {}, 'C', 'ePinThenSms', /has an ePin/],
  ['a card without an ePin is challenged by code', withoutEPin, {}, 'C', 'sms', /no ePin/],
  ['a blocked card is N, 12', { ...withEPin, blocked: true }, {}, 'N', '12', /blocked/],
  ['a blocked card wins over its script', { ...scripted('Y'), blocked: true }, {}, 'N', '12', /blocked/],
  ['a locked card is what the policy says', { ...withEPin, locked }, {}, 'N', '12', /locked for a time: too many wrong ePins/],
  ['a blocked card is blocked, locked or not', { ...withEPin, locked, blocked: true }, {}, 'N', '12', /is blocked/],
  ['a lock wins over a script', { ...scripted('Y'), locked }, {}, 'N', '12', /locked/],
  ['a lock wins over data only', { ...withEPin, locked }, dataOnly, 'N', '12', /locked/],
  ['a card scripted to Y is Y', scripted('Y'), {}, 'Y', undefined, /scripted/],
  ['a card scripted to A is A', scripted('A'), {}, 'A', undefined, /scripted/],
  ['a card scripted to N is N with its reason', scripted('N', '01'), {}, 'N', '01', /scripted/],
  ['a card scripted to U is U with its reason', scripted('U', '22'), {}, 'U', '22', /scripted/],
  ['a card scripted to R is R with its reason', scripted('R', '11'), {}, 'R', '11', /scripted/],
  ['a script wins over data only', scripted('Y'), dataOnly, 'Y', undefined, /scripted/],
  ['data only is I, never C', withEPin, dataOnly, 'I', undefined, /rules a challenge out/],
  ['data only for a blocked card is N, 12', { ...withEPin, blocked: true }, dataOnly, 'N', '12', /blocked/],
  ['an app is challenged as a browser is', withEPin, app, 'C', 'ePinThenSms', /has an ePin/],
  ['an app that can show none of it is U, 03', withEPin, selectOnly, 'U', '03', /no user interface .*has an ePin/],
  [
    'an app does not have the method automatic, whatever it shows',
    { ...withEPin, method: 'automatic' },
    app,
    'U',
    '03',
    /^the method automatic needs a browser: .*set to this method/,
  ],
  ['nor the picker', { ...withEPin, method: 'picker' }, app, 'U', '03', /^the method picker needs a browser/],
  ['a scripted card needs no user interface', scripted('Y'), selectOnly, 'Y', undefined, /scripted/],
  ['a blocked card is N, 12 in an app, too', { ...withEPin, blocked: true }, app, 'N', '12', /blocked/],
  ['a card set to a method is challenged by it', { ...withEPin, method: 'oob' }, {}, 'C', 'oob', /set to this method/],
  ['by ePin alone', { ...withEPin, method: 'ePin' }, {}, 'C', 'ePin', /set to this method/],
  ['by e-mail', { ...withEPin, method: 'email', email: 'a@example.nc' }, {}, 'C', 'email', /set to this method/],
  ['ePin alone without an ePin is a code', { ...withoutEPin, method: 'ePin' }, {}, 'C', 'sms', /no ePin/],
  ['e-mail without an address falls back', { ...withEPin, method: 'email' }, {}, 'C', 'ePinThenSms', /has an ePin/],
  ['SMS alone though there is an ePin', { ...withEPin, method: 'sms' }, {}, 'C', 'sms', /set to this method/],
  ['a script wins over a method', { ...scripted('Y'), method: 'oob' }, {}, 'Y', undefined, /scripted/],
  ['data only wins over a method', { ...withEPin, method: 'oob' }, dataOnly, 'I', undefined, /rules a challenge out/],
];

t.test('decide', async (t) => {
  for (const [sentence, card, patch, status, how, because] of rows) {
    const decision = decide(exampleAReq(patch), card);
    const found =
      'method' in decision ? decision.method : 'transStatusReason' in decision ? decision.transStatusReason : undefined;
    t.same([decision.transStatus, found], [status, how], sentence);
    t.match(decision.because, because, `${sentence}: it says why`);
  }
});

t.test('each threeDSRequestorChallengeInd is handled as docs/decisions.md says', async (t) => {
  const trusts = { whiteListStatus: 'Y' };
  const wishes: [string | undefined, Record<string, unknown>, string][] = [
    [undefined, {}, 'C'],
    ['01', {}, 'C'],
    ['02', {}, 'C'],
    ['03', {}, 'C'],
    ['04', {}, 'C'],
    ['05', {}, 'Y'],
    ['06', {}, 'I'],
    ['07', {}, 'Y'],
    ['08', {}, 'C'],
    ['08', trusts, 'Y'],
    ['08', { whiteListStatus: 'N' }, 'C'],
    ['09', trusts, 'C'],
    ['82', {}, 'C'],
  ];
  for (const [wish, patch, status] of wishes) {
    const areq = exampleAReq({ threeDSRequestorChallengeInd: wish, ...patch });
    t.equal(decide(areq, withEPin).transStatus, status, `${wish} ${JSON.stringify(patch)}`);
  }
  const of231: [string[], string, string | undefined][] = [
    [['05'], 'Y', '05'],
    [['07'], 'Y', undefined],
    [['10'], 'Y', '10'],
    [['11'], 'Y', '11'],
    [['12'], 'C', undefined],
    [['13'], 'C', undefined],
    [['14'], 'C', undefined],
    [['05', '14'], 'C', undefined],
    [['04', '06'], 'I', undefined],
    [['80', '10'], 'Y', '10'],
  ];
  for (const [wish, status, exemption] of of231) {
    const decision = decide(exampleAReq({ messageVersion: '2.3.1', threeDSRequestorChallengeInd: wish }), withEPin);
    t.same([decision.transStatus, decision.elements?.transChallengeExemption], [status, exemption], `2.3.1: ${wish}`);
  }
});

t.test('a merchant on the trust list of the issuer gets Y for 08, and is told so', async (t) => {
  const trusted = { ...withEPin, trustList: 'Y' } as const;
  const asked = exampleAReq({ threeDSRequestorChallengeInd: '08' });
  const told = { whiteListStatus: 'Y', whiteListStatusSource: '03' };
  t.match(decide(asked, trusted), { transStatus: 'Y', elements: told });
  t.match(decide(exampleAReq({}), trusted), { transStatus: 'C', elements: told }, 'told, but no ground that was named');
  t.match(
    decide(exampleAReq({ messageVersion: '2.3.1', threeDSRequestorChallengeInd: ['08'] }), trusted),
    { transStatus: 'Y', elements: { trustListStatus: 'Y', trustListStatusSource: '03', transChallengeExemption: '08' } },
    '2.3.1',
  );
  const untrusted = decide(asked, { ...withEPin, trustList: 'N' });
  t.match(untrusted, { transStatus: 'C', elements: { whiteListStatus: 'N', whiteListStatusSource: '03' } }, 'who asks is told');
  t.equal(decide(exampleAReq({}), { ...withEPin, trustList: 'N' }).elements, undefined, 'who does not ask is not');
  const rule = { match: {}, outcome: { transStatus: 'Y', trustListStatus: 'P' }, title: 'rule 1' } as ActiveRule;
  const ruled = decide(asked, trusted, { rules: [rule], policy: DEFAULT_POLICY });
  t.match(ruled.elements, { whiteListStatus: 'P' }, 'a rule says otherwise');
});

t.test('trust that the AReq claims for 08 is taken, and the ARes says the same with its source', async (t) => {
  const ground = { messageVersion: '2.3.1', threeDSRequestorChallengeInd: ['08'] };
  const claim = { ...ground, trustListStatus: 'Y', trustListStatusSource: '01' };
  const yes = (trustListStatusSource: string) => ({ trustListStatus: 'Y', trustListStatusSource, transChallengeExemption: '08' });
  for (const trustList of ['N', 'E'] as const)
    t.same(decide(exampleAReq(claim), { ...withEPin, trustList }).elements, yes('01'), `the issuer’s own list: ${trustList}`);
  t.same(decide(exampleAReq(claim), { ...withEPin, trustList: 'Y' }).elements, yes('03'), 'our own list goes before');
  t.match(
    decide(exampleAReq({ ...claim, trustListStatus: 'N' }), { ...withEPin, trustList: 'N' }),
    { transStatus: 'C', elements: { trustListStatus: 'N', trustListStatusSource: '03' } },
    'a claim of N is no ground',
  );
  const of220 = { threeDSRequestorChallengeInd: '08', whiteListStatus: 'Y', whiteListStatusSource: '02' };
  t.match(decide(exampleAReq(of220), { ...withEPin, trustList: 'N' }), {
    transStatus: 'Y',
    elements: { whiteListStatus: 'Y', whiteListStatusSource: '02' },
  });
  t.equal(
    decide(exampleAReq({ ...claim, threeDSRequestorChallengeInd: ['01'] }), { ...withEPin, trustList: 'N' }).elements,
    undefined,
    'a claim that is no ground for anything is not repeated',
  );
  const check = { deviceChannel: '03', threeRIInd: '10', ...claim };
  t.same(
    decide(exampleAReq(check), { ...withEPin, trustList: 'N' }).elements,
    { trustListStatus: 'N', trustListStatusSource: '03' },
    'who asks for the status is told that of the issuer, and gets no exemption for another',
  );
});

t.test('a scripted card says of itself why, where its script does', async (t) => {
  const because = (card: CardFacts) => decide(exampleAReq(), card).because;
  t.equal(because({ ...scripted('Y'), scripted: 'its digit 9 is 1' }), 'its digit 9 is 1');
  t.equal(because(scripted('Y')), 'the card is scripted to this outcome');
});

t.test('3RI that asks for a status is told it', async (t) => {
  const rows: [string, string, CardFacts, object | undefined][] = [
    ['2.2.0', '10', { ...withEPin, trustList: 'Y' }, { whiteListStatus: 'Y', whiteListStatusSource: '03' }],
    ['2.2.0', '10', { ...withEPin, trustList: 'E' }, { whiteListStatus: 'E', whiteListStatusSource: '03' }],
    ['2.3.1', '10', { ...withEPin, trustList: 'N' }, { trustListStatus: 'N', trustListStatusSource: '03' }],
    ['2.3.1', '13', withEPin, { deviceBindingStatus: '01', deviceBindingStatusSource: '03' }],
    ['2.3.1', '14', withEPin, { cardSecurityCodeStatus: 'U', cardSecurityCodeStatusSource: '02' }],
    ['2.3.1', '11', { ...withEPin, trustList: 'N' }, undefined],
    ['2.1.0', '05', withEPin, undefined],
    ['2.2.0', '13', withEPin, undefined],
    ['2.2.0', '14', withEPin, undefined],
    ['2.1.0', '13', withEPin, undefined],
    ['2.1.0', '14', withEPin, undefined],
  ];
  for (const [messageVersion, threeRIInd, card, elements] of rows) {
    const decision = decide(exampleAReq({ messageVersion, deviceChannel: '03', threeRIInd }), card);
    t.same([decision.transStatus, decision.elements], ['Y', elements], `${messageVersion}, threeRIInd ${threeRIInd}`);
  }
  for (const threeRIInd of ['10', '13', '14']) {
    const browser = decide(exampleAReq({ messageVersion: '2.3.1', threeRIInd }), { ...withEPin, trustList: 'N' });
    t.equal(browser.elements, undefined, `threeRIInd ${threeRIInd} says nothing in a browser`);
  }
});

t.test('the policy of the issuer is data', async (t) => {
  const policy = (change: Partial<IssuerPolicy>) => ({ rules: [], policy: { ...DEFAULT_POLICY, ...change } });
  const small = { purchaseAmount: '2999', purchaseCurrency: '978', purchaseExponent: '2' };
  const below = policy({ frictionlessBelow: { 978: 3000 } });
  const strict = policy({ frictionlessBelow: { 978: 3000 }, frictionlessNeedsMethod: true });
  const wishes = policy({ challengeInd: { '02': 'Y', '05': 'I', '06': 'challenge', '82': 'I', '01': 'I' } });
  const policyRows: [string, Deciders, Record<string, unknown>, string][] = [
    ['small amounts are challenged by default', policy({}), small, 'C'],
    ['a small amount is Y by policy', below, small, 'Y'],
    ['an amount at the limit is not', below, { ...small, purchaseAmount: '3000' }, 'C'],
    ['nor is one of another currency', below, { ...small, purchaseCurrency: '840' }, 'C'],
    ['a wish for a challenge comes before the amount', below, { ...small, threeDSRequestorChallengeInd: '04' }, 'C'],
    ['a small amount with a 3DS Method', strict, { ...small, threeDSCompInd: 'Y' }, 'Y'],
    ['a small amount without', strict, { ...small, threeDSCompInd: 'N' }, 'C'],
    ['a ground without', strict, { threeDSRequestorChallengeInd: '05', threeDSCompInd: 'U' }, 'C'],
    ['02 by policy', wishes, { threeDSRequestorChallengeInd: '02' }, 'Y'],
    ['05 by policy', wishes, { threeDSRequestorChallengeInd: '05' }, 'I'],
    [
      'a ground on a card that is authenticated decoupled alone',
      policy({}),
      { ...decoupled, threeDSRequestorChallengeInd: '05' },
      'Y',
    ],
    ['a value of the DS by policy', wishes, { threeDSRequestorChallengeInd: '82' }, 'I'],
    ['I where the protocol forbids it', wishes, { threeDSRequestorChallengeInd: '01' }, 'C'],
    ['a challenge where the protocol forbids it', wishes, { threeDSRequestorChallengeInd: '06' }, 'U'],
  ];
  for (const [sentence, deciders, patch, status] of policyRows)
    t.equal(decide(exampleAReq(patch), withEPin, deciders).transStatus, status, sentence);
});

const rule = (outcome: Outcome, more: Partial<ActiveRule> = {}): ActiveRule => ({ title: 'rule 1', match: {}, outcome, ...more });
const by = (...rules: ActiveRule[]): Deciders => ({ rules, policy: DEFAULT_POLICY });

t.test('rules come before the card, the card before the issuer; what is illegal is passed over', async (t) => {
  const n11: Outcome = { transStatus: 'N', transStatusReason: '11' };
  const ruleRows: [string, Deciders, CardFacts, Record<string, unknown>, string, RegExp][] = [
    ['a rule wins over a scripted card', by(rule(n11)), scripted('Y'), {}, 'N', /^rule 1 applies$/],
    ['a rule wins over a blocked card', by(rule({ transStatus: 'Y' })), { ...withEPin, blocked: true }, {}, 'Y', /^rule 1/],
    ['the first rule wins', by(rule({ transStatus: 'A' }), rule(n11, { title: 'rule 2' })), withEPin, {}, 'A', /^rule 1/],
    ['a rule that does not match is none', by(rule(n11, { match: { deviceChannel: '01' } })), scripted('Y'), {}, 'Y', /scripted/],
    ['a rule for the card', by(rule(n11, { match: { cardHash: 'h' } })), { ...withEPin, cardHash: 'h' }, {}, 'N', /^rule 1/],
    ['an illegal rule is passed over', by(rule({ transStatus: 'I' })), scripted('Y'), {}, 'Y', /scripted/],
    ['a forced rule is not', by(rule({ transStatus: 'I' }, { force: true })), scripted('Y'), {}, 'I', /^rule 1/],
    [
      'a challenge on a blocked card, even forced',
      by(rule({ transStatus: 'C' }, { force: true })),
      { ...withEPin, blocked: true },
      {},
      'N',
      /blocked/,
    ],
    [
      'a challenge on a locked card, even forced',
      by(rule({ transStatus: 'C', method: 'sms' }, { force: true })),
      { ...withEPin, locked },
      {},
      'N',
      /locked/,
    ],
    [
      'a challenge that the SDK cannot show, even forced',
      by(rule({ transStatus: 'C' }, { force: true })),
      scripted('Y'),
      selectOnly,
      'Y',
      /scripted/,
    ],
    ['a rule wins over a lock', by(rule({ transStatus: 'Y' })), { ...withEPin, locked }, {}, 'Y', /^rule 1/],
    ['D by rule, on any card', by(rule({ transStatus: 'D' })), scripted('Y'), decoupled, 'D', /^rule 1/],
    ['D that was not asked for', by(rule({ transStatus: 'D' })), scripted('Y'), {}, 'Y', /scripted/],
    ['D that was not asked for, forced', by(rule({ transStatus: 'D' }, { force: true })), scripted('Y'), {}, 'D', /^rule 1/],
    ['D in less time than the card takes', by(rule({ transStatus: 'D' })), slow, decoupled, 'U', /takes 90 minutes/],
    ['the same, forced', by(rule({ transStatus: 'D' }, { force: true })), slow, decoupled, 'D', /^rule 1/],
    ['a card whose outcome is illegal is the issuer’s', by(), { ...withEPin, outcome: { transStatus: 'I' } }, {}, 'C', /ePin/],
    ['a blocked card has no script', by(), { ...scripted('Y'), blocked: true }, {}, 'N', /blocked/],
  ];
  for (const [sentence, deciders, card, patch, status, because] of ruleRows) {
    const decision = decide(exampleAReq(patch), card, deciders);
    t.equal(decision.transStatus, status, sentence);
    t.match(decision.because, because, `${sentence}: it says why`);
  }
});

t.test('explain lists who was asked, in order, with what stood against it', async (t) => {
  const rules = by(
    rule({ transStatus: 'Y' }, { id: 7, title: 'one-shot rule 7', match: { deviceChannel: '03' }, times: 1 }),
    rule({ transStatus: 'I' }, { id: 3, title: 'rule 3' }),
  );
  const { explain = [] } = decide(exampleAReq(), withEPin, rules);
  t.same(explain.slice(0, 3), [
    { rule: 'one-shot rule 7', verdict: 'does not apply', why: 'deviceChannel does not match' },
    {
      rule: 'rule 3',
      verdict: 'passed over',
      why: 'I needs threeDSRequestorChallengeInd 05, 06, 07 or a value of the DS (80 to 99)',
    },
    { rule: 'card', verdict: 'does not apply' },
  ]);
  t.match(explain.at(-1), { rule: 'issuer: ePin', verdict: 'decided' });
  t.equal(explain.filter(({ verdict }) => verdict === 'decided').length, 1);

  const many = by(...Array.from({ length: 500 }, () => rule({ transStatus: 'Y' }, { match: { deviceChannel: '03' } })));
  const long = decide(exampleAReq(), withEPin, many).explain ?? [];
  t.match(long[20], { rule: '480 more rules', verdict: 'does not apply' }, 'and stays short');

  const other = (id: number) => rule({ transStatus: 'Y' }, { id, title: `rule ${id}`, match: { deviceChannel: '03' } });
  const others = (from: number, count: number) => Array.from({ length: count }, (_, index) => other(from + index));
  const late = by(
    ...others(1, 22),
    rule({ transStatus: 'I' }, { id: 23, title: 'rule 23' }),
    other(24),
    rule({ transStatus: 'A' }, { id: 25, title: 'rule 25' }),
    other(26),
  );
  t.same(
    decide(exampleAReq(), withEPin, late)
      .explain?.slice(19)
      .map((tried) => `${tried.rule}: ${tried.verdict}`),
    [
      'rule 20: does not apply',
      '2 more rules: does not apply',
      'rule 23: passed over',
      '1 more rule: does not apply',
      'rule 25: decided',
    ],
    'those that are not named are counted where they were tried',
  );

  const bent = decide(exampleAReq(), withEPin, by(rule({ transStatus: 'N' }, { force: true, id: 9, delays: { aresMs: 5 } })));
  t.match(bent, { bent: /^N, U and R say why/, rule: 9, delays: { aresMs: 5 } });
});

t.test('a rule may say what the cardholder does where he is authenticated decoupled; else the card does', async (t) => {
  const own = { answer: 'approved', afterSeconds: 5 } as const;
  const ofCard: CardFacts = { ...withEPin, decoupled: { is: 'possible', answers: { answer: 'refused', afterSeconds: 9 } } };
  const d = (outcome: Partial<Outcome>, card: CardFacts) =>
    decide(exampleAReq(decoupled), card, by(rule({ transStatus: 'D', ...outcome })));
  t.match(d({ answers: own }, ofCard), { transStatus: 'D', answers: own });
  t.match(d({}, ofCard), { transStatus: 'D', answers: { answer: 'refused' } });
  t.notOk('answers' in d({}, withEPin), 'a tester answers');
  const result = { transStatus: 'A' } as const;
  t.match(d({ answers: own, challengeResult: result }, withEPin), { answers: own, challengeResult: result });
});

t.test('a challenge by rule is the best that the cardholder has, or the one of the rule, with its end', async (t) => {
  const c = (outcome: Omit<Outcome, 'transStatus'>, card: CardFacts) =>
    decide(exampleAReq(), card, by(rule({ transStatus: 'C', ...outcome })));
  t.match(c({}, withEPin), { method: 'ePinThenSms' });
  t.match(c({}, withoutEPin), { method: 'sms' });
  const result = { transStatus: 'R', transStatusReason: '11' } as const;
  t.match(c({ method: 'sms', challengeResult: result }, withEPin), { method: 'sms', challengeResult: result });
});

t.test('after Secure Payment Confirmation the AReq that reports it gets an outcome', async (t) => {
  const spcOf = (patch: Record<string, unknown>, card: CardFacts = withoutEPin) =>
    decide(
      exampleAReq({ messageVersion: '2.3.1', threeDSRequestorSpcSupport: 'Y', threeDSRequestorChallengeInd: ['01'], ...patch }),
      card,
    );
  const assertion = { threeDSRequestorAuthenticationInfo: [{ threeDSReqAuthMethod: '09' }] };
  const s: CardFacts = { ...withoutEPin, outcome: { transStatus: 'S' } };
  t.equal(spcOf({}, s).transStatus, 'S');
  t.match(spcOf(assertion, { ...s, spc: 'proven' }), { transStatus: 'Y' });
  const refused = { transStatus: 'N', transStatusReason: '09' };
  t.match(spcOf(assertion, { ...s, spc: { fault: 'no signature' } }), { ...refused, because: /not proven: no signature$/ });
  t.match(spcOf(assertion, s), { ...refused, because: /without an assertion/ });
  t.match(spcOf({ spcIncompInd: '01' }, s), { transStatus: 'C' });
  t.match(spcOf({ spcIncompInd: '02' }, s), { transStatus: 'N', transStatusReason: '26' });
  t.match(spcOf({ spcIncompInd: '03' }, s), { transStatus: 'C' });
});

t.test('whatever the rules, the first that matches and is legal decides, and explain ends with it', async () => {
  const outcome = fc.record({
    transStatus: fc.constantFrom(...TRANS_STATUSES),
    transStatusReason: fc.option(fc.constantFrom('01', '22', '30', '80'), { nil: undefined }),
  });
  const match = fc.record({
    deviceChannel: fc.option(fc.constantFrom('01', '02', '03'), { nil: undefined }),
    messageVersion: fc.option(fc.constantFrom('2.1.0', '2.2.0', '2.3.1'), { nil: undefined }),
  });
  const areqs = fc.record({
    deviceChannel: fc.constantFrom('01', '02', '03'),
    messageCategory: fc.constantFrom('01', '02'),
    messageVersion: fc.constantFrom('2.1.0', '2.2.0', '2.3.1'),
    threeDSRequestorChallengeInd: fc.constantFrom('01', '05', '06', '82'),
  });
  fc.assert(
    fc.property(areqs, fc.array(fc.record({ outcome, match }), { maxLength: 6 }), fc.boolean(), (patch, made, blocked) => {
      const areq = exampleAReq(patch);
      const rules = made.map((one, index) =>
        rule(one.outcome as Outcome, { match: one.match as Match, title: `rule ${index}`, id: index }),
      );
      const decision = decide(areq, { ...withEPin, blocked }, by(...rules));
      const { explain = [] } = decision;
      const isDecided = (index: number) => explain[index]?.verdict === 'decided';
      const last = explain.length - 1;
      if (!isDecided(last) || explain.some((_entry, index) => index < last && isDecided(index))) return false;
      if (findBrokenLaw(decision as Outcome, askedOf(areq))) return false;
      if (decision.rule === undefined)
        return rules.every(({ title }) => explain.find((one) => one.rule === title)?.verdict !== 'decided');
      return rules
        .slice(0, decision.rule)
        .every(
          (one) =>
            mismatch(one.match, areq, '') || explain.find(({ rule: title }) => title === one.title)?.verdict === 'passed over',
        );
    }),
    { numRuns: 500 },
  );
});

t.test('decide is pure: the same question gets the same answer', async (t) => {
  const areq = Object.freeze(exampleAReq());
  const card = Object.freeze({ ...withEPin });
  t.same(decide(areq, card), decide(areq, card));
});

t.test('what comes of a challenge without a human is the card’s to say', async (t) => {
  const automatic = { transStatus: 'N', transStatusReason: '01', afterMs: 50 } as const;
  t.match(decide(exampleAReq(), { ...withEPin, method: 'automatic', automatic }), { method: 'automatic', automatic });
  t.notOk('automatic' in decide(exampleAReq(), { ...withEPin, method: 'automatic' }), 'or left to the policy');
  t.notOk('automatic' in decide(exampleAReq(), { ...withEPin, method: 'sms', automatic }), 'of no other method');
});
