import t from 'tap';
import type { CardLock } from '../../src/transaction/cardLock.ts';
import { entryEvent, type Given, offersOf } from '../../src/transaction/entry.ts';
import type { Transaction } from '../../src/transaction/transaction.ts';
import { challenged, freshCode, here, live, newAReq, START } from './lives.ts';

const SHUT: CardLock = { wrongEPins: 5, lockedUntil: START + 60_000, shut: true };
const AT_FIRST = START + 1;
const AFTERWARDS = START + 2;

/** What is known outside, with a clock that goes on while an ePin is judged; `judged` counts the ePins that were. */
function outside() {
  const times = [AT_FIRST, AFTERWARDS];
  const known = {
    judged: 0,
    now: () => times.shift() ?? AFTERWARDS,
    freshCode,
    isEPin: async (ePin: string) => {
      known.judged += 1;
      return ePin === '4826';
    },
    hashCode: (code: string) => `hash of ${code}`,
    question: () => {
      throw new Error('nothing is chosen here');
    },
  };
  return known;
}

const given = (...entry: string[]): Given => ({ entry, trusts: true, binds: true });
const ePinPage = live(challenged('ePinThenSms'), 'CReq').transaction;
const codePage = live(challenged('ePinThenSms'), 'CReq', 'rightEPin').transaction;

t.test('an entry is judged by the step that asks for it', async (t) => {
  const rows: [what: string, transaction: Transaction, entry: string[], event: object][] = [
    ['the right ePin', ePinPage, ['4826'], { type: 'ePin', right: true, at: AFTERWARDS, fresh: { code: String } }],
    ['a wrong ePin', ePinPage, ['1111'], { type: 'ePin', right: false, at: AFTERWARDS }],
    ['a code', codePage, ['12345678'], { type: 'code', hash: 'hash of 12345678', fresh: { code: String } }],
    ['no digits', codePage, ['x'], { type: 'malformed', fresh: undefined }],
  ];
  for (const [what, transaction, entry, event] of rows)
    t.match(await entryEvent(transaction, here(transaction), given(...entry), outside()), event, what);
});

t.test('an entry from an older page is not even looked at, nor one where nothing is asked', async (t) => {
  const known = outside();
  t.equal(await entryEvent(codePage, here(ePinPage), given('4826'), known), undefined, 'from an older page');
  const waiting = challenged('ePinThenSms');
  t.equal(await entryEvent(waiting, here(waiting), given('4826'), known), undefined, 'before the first CReq');
  t.equal(known.judged, 0);
});

t.test('while an ePin is shut none is judged, but where that would tell which factor was wrong', async (t) => {
  const known = outside();
  const place = here(ePinPage);
  const refused = await entryEvent(ePinPage, place, given('4826'), known, SHUT);
  t.match(refused, { type: 'ePin', right: false, at: AT_FIRST });
  t.equal(known.judged, 0, 'the right one is not looked at');

  const hidden = live(challenged('ePinThenSms', { hidesFactor: true }), 'CReq').transaction;
  const asUsual = outside();
  await entryEvent(hidden, here(hidden), given('4826'), asUsual, SHUT);
  t.equal(asUsual.judged, 1, 'a hidden factor takes the time of being judged');

  const free = outside();
  await entryEvent(ePinPage, place, given('4826'), free, { ...SHUT, lockedUntil: START });
  t.equal(free.judged, 1, 'a lock that is over shuts nothing');
});

t.test('what was ticked counts on the last step alone, and where it was offered', async (t) => {
  const offering = (transaction: Transaction): Transaction => ({
    ...transaction,
    offersTrustList: true,
    offersDeviceBinding: true,
  });
  const none = { trustList: false, deviceBinding: false };
  t.same(offersOf(offering(ePinPage)), none, 'another step follows');
  t.same(offersOf(offering(codePage)), { trustList: true, deviceBinding: true }, 'the last step');
  t.same(offersOf(codePage), none, 'nothing is offered');
  t.same(offersOf(offering(challenged('sms'))), none, 'before the first CReq');

  const ticked = async (transaction: Transaction) => {
    const { trusts, binds } = ((await entryEvent(transaction, here(transaction), given('12345678'), outside())) ?? {}) as Given;
    return [trusts, binds];
  };
  t.same(await ticked(offering(codePage)), [true, true]);
  t.same(await ticked(codePage), [undefined, undefined]);
  const smsOf231 = live(challenged('sms', { offersTrustList: true }, newAReq()), 'CReq').transaction;
  t.same(await ticked(smsOf231), [true, undefined], 'one of the two');
});
