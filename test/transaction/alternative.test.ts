import t from 'tap';
import type { MethodName } from '../../src/challenge/methods.ts';
import type { Event } from '../../src/transaction/events.ts';
import { POLICY } from '../../src/transaction/policy.ts';
import type { Transaction } from '../../src/transaction/transaction.ts';
import { step } from '../support/usualPolicy.ts';
import { deepFreeze, EVENTS, type EventName, type How, live, opened, START } from './lives.ts';

/** A challenge that has begun, with another method beside it. */
function begun(method: MethodName, alternative: MethodName, how: How = {}): Transaction {
  const decision = { transStatus: 'C', method, alternative, because: 'of the test' } as const;
  return live(deepFreeze(opened(decision, undefined, how)), 'CReq').transaction;
}

const progressOf = ({ state }: Transaction) => (state.name === 'challenging' ? state.progress : undefined);

/** Does the same over and over, and counts what is judged and what is sent until nothing changes any more. */
function exhausts(transaction: Transaction, ...names: EventName[]): { judged: number; sent: number; last: Transaction } {
  let [last, judged, sent] = [transaction, 0, progressOf(transaction)?.sends ?? 0];
  for (let round = 0; round < 20; round += 1) {
    for (const name of names) {
      const before = last;
      const { effects, transaction: after } = step(before, EVENTS[name](before));
      last = after;
      sent += effects.filter(({ kind }) => kind !== 'rreq').length;
      if (/EPin/.test(name) && last !== before) judged += 1;
    }
  }
  return { judged, sent, last };
}

t.test('whoever changes the method over and over has no more tries and is sent no more codes than anybody', async (t) => {
  const rows = [
    ['ePinThenSms', 'select', {}, ['rightEPin', 'alternative', 'alternative']],
    ['ePinThenSms', 'select', { hidesFactor: true }, ['wrongEPin', 'alternative', 'alternative']],
    ['sms', 'ePinThenSms', { hidesFactor: true }, ['resend', 'alternative', 'wrongEPin', 'alternative']],
    ['sms', 'email', {}, ['alternative']],
    ['oob', 'ePinAndSms', {}, ['alternative', 'wrongEPin', 'alternative']],
  ] as const;
  for (const [method, alternative, how, names] of rows) {
    const { judged, sent } = exhausts(begun(method, alternative, how), ...names);
    const what = `${method}, ${alternative}${'hidesFactor' in how ? ', hidden' : ''}`;
    t.ok(sent <= POLICY.maxSends, `${what}: ${sent} were sent`);
    if (names.some((name) => name === 'wrongEPin')) t.ok(judged <= POLICY.maxTries, `${what}: ${judged} ePins were judged`);
  }
});

t.test('a round that hides what was wrong is a try when it is left, right or wrong, and the last one is not left', async (t) => {
  for (const name of ['rightEPin', 'wrongEPin', 'lockingEPin'] as const) {
    const left = live(begun('ePinThenSms', 'select', { hidesFactor: true }), name, 'alternative').transaction;
    t.match(left, { method: 'select', state: { progress: { wrongTries: 1, step: 0 } } }, name);
    const again = live(left, 'alternative', name).transaction;
    const last = live(again, 'alternative', 'alternative', name).transaction;
    t.match(last.state, { progress: { wrongTries: 2, step: 1 } }, `${name}: the last try`);
    t.equal(live(last, 'alternative').transaction, last, `${name}: is not left`);
  }
  const shown = live(begun('ePinThenSms', 'select'), 'rightEPin', 'alternative').transaction;
  t.match(shown.state, { progress: { wrongTries: 0 } }, 'where nothing is hidden, a right ePin costs nothing');
});

t.test('who has refused in the bank’s app has refused, also where the SDK then takes the other method', async (t) => {
  const app = { sdkTransID: 's', acsRenderingType: { acsInterface: '01', acsUiTemplate: '04' } } as const;
  const page = { ...begun('oob', 'sms'), app };
  t.match(live(page, 'refusal', 'alternative').transaction.state, { result: { transStatus: 'N', refused: true } });
  t.match(live(page, 'approval', 'alternative').transaction, { method: 'sms', state: { name: 'challenging' } }, 'not so else');
});

t.test('the page before a fallback takes no answer: however often, the result stands', async (t) => {
  const waiting = begun('sms', 'email');
  const progress = { ...progressOf(waiting), ending: { transStatus: 'D', transStatusReason: '29', interactionCounter: 1 } };
  const page = { ...waiting, state: { ...waiting.state, progress } } as Transaction;
  const names = ['noEntry', 'noEntry', 'noEntry', 'noEntry', 'malformed', 'alternative', 'resend'] as const;
  const still = live(page, ...names).transaction;
  t.match(still.state, { name: 'challenging', progress: { ending: { transStatus: 'D' } } });
  t.match(live(still, 'informed').transaction.state, { name: 'ending', result: { transStatus: 'D', interactionCounter: 1 } });
});

t.test('a page with ePin and code tells by no lock which of them was wrong', async (t) => {
  const page = begun('ePinAndSms', 'email');
  const said = (name: EventName, from = page) => {
    const { transaction, effects } = step(from, EVENTS[name](from));
    return [progressOf(transaction)?.notice, progressOf(transaction)?.wrongTries, effects.length];
  };
  const codeWrong = said('rightEPin');
  t.same(codeWrong, ['wrongCode', 1, 0]);
  for (const name of ['wrongEPin', 'lockingEPin', 'wrongEPinWhileLocked', 'rightEPinWhileShut'] as const)
    t.same(said(name), codeWrong, name);
  t.match(step(page, EVENTS.lockingEPin(page)).cardLock, { lockedUntil: START + 1000 + POLICY.cardLock.lockMs }, 'it locks');
  const both = { ...EVENTS.rightBoth(page), cardLock: EVENTS.rightEPinWhileShut(page).cardLock } as Event;
  t.match(step(page, both).transaction.state, { progress: { wrongTries: 1 } }, 'while it is shut, nothing is right');
  const ended = live(page, 'lockingEPin', 'rightEPinWhileShut', 'rightEPinWhileShut').transaction;
  t.match(ended.state, { name: 'ending', result: { transStatus: 'N', cardLocked: true } }, 'the tester is told why');
});
