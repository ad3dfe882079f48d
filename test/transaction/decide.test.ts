import t from 'tap';
import { type CardFacts, decide } from '../../src/transaction/decide.ts';
import { exampleAReq } from './lives.ts';

const withEPin: CardFacts = { blocked: false, ePin: 'scrypt$…' };
const withoutEPin: CardFacts = { blocked: false };
const scripted = (transStatus: 'Y' | 'A' | 'N' | 'U' | 'R', transStatusReason?: string): CardFacts => ({
  blocked: false,
  ePin: 'scrypt$…',
  outcome: { transStatus, ...(transStatusReason ? { transStatusReason } : {}) },
});
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

t.test('a threeDSRequestorChallengeInd that leaves the choice to the issuer is no reason against a challenge', async (t) => {
  for (const wish of ['01', '02', '03', '04', '08', '09', undefined]) {
    t.equal(decide(exampleAReq({ threeDSRequestorChallengeInd: wish }), withEPin).transStatus, 'C', `${wish} is C`);
  }
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
