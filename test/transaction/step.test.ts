import t from 'tap';
import { awaitsVerdict } from '../../src/transaction/approval.ts';
import { faultOfCReq } from '../../src/transaction/creq.ts';
import type { Event, Step } from '../../src/transaction/events.ts';
import { POLICY } from '../../src/transaction/policy.ts';
import { dueAt } from '../../src/transaction/step.ts';
import type { StateName } from '../../src/transaction/transaction.ts';
import { step } from '../support/usualPolicy.ts';
import {
  challenged,
  deepFreeze,
  EVENTS,
  type EventName,
  exampleAReq,
  freshCode,
  here,
  LIVES,
  type LifeName,
  live,
  opened,
  SESSION,
  START,
} from './lives.ts';

/** What a step leads to: the state, with the step of the method and the wrong tries, or the outcome; then the effects. */
function summary({ transaction, effects }: Step): string {
  const { state } = transaction;
  const said =
    state.name === 'challenging'
      ? [`step ${state.progress.step}`, `${state.progress.wrongTries} wrong`, state.progress.notice ?? '']
      : 'result' in state
        ? [state.result.transStatus, state.result.transStatusReason ?? '', state.result.challengeCancel ?? '']
        : [];
  return [state.name, ...said, ...effects.map(({ kind }) => `+${kind}`)].filter(Boolean).join(' ');
}

const stays = 'stays';

/** Every state × every event. What is not listed stays: nothing changes and nothing leaves. */
const TABLE: Record<LifeName, Partial<Record<EventName, string>>> = {
  awaitingCReq: {
    CReq: 'challenging step 0 0 wrong',
    CReqFault: 'ending U 07 06 +rreq',
    dsErro: 'final U 07',
    deadline: 'ending N 14 05 +rreq',
  },
  'challenging: ePin': {
    rightEPin: 'challenging step 1 0 wrong +sms',
    rightBoth: 'challenging step 1 0 wrong +sms',
    wrongEPin: 'challenging step 0 1 wrong wrongCode',
    lockingEPin: 'ending N 19 +rreq',
    rightEPinWhileLocked: 'challenging step 1 0 wrong +sms',
    wrongEPinWhileLocked: 'ending N 19 +rreq',
    rightEPinWhileShut: 'challenging step 0 0 wrong ePinShut',
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: ePin, last try': {
    rightEPin: 'challenging step 1 2 wrong +sms',
    rightBoth: 'challenging step 1 2 wrong +sms',
    wrongEPin: 'ending N 19 +rreq',
    lockingEPin: 'ending N 19 +rreq',
    rightEPinWhileLocked: 'challenging step 1 2 wrong +sms',
    wrongEPinWhileLocked: 'ending N 19 +rreq',
    rightEPinWhileShut: 'challenging step 0 2 wrong ePinShut',
    closeWhileLocked: 'challenging step 0 2 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    malformed: 'ending N 19 +rreq',
    noEntry: 'ending N 19 +rreq',
    close: 'challenging step 0 2 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: code after ePin': {
    closeWhileLocked: 'challenging step 1 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 1 1 wrong wrongCode',
    malformed: 'challenging step 1 0 wrong',
    noEntry: 'challenging step 1 0 wrong',
    resend: 'challenging step 1 0 wrong codeSent +sms',
    codeNotSent: 'challenging step 1 0 wrong codeNotSent',
    close: 'challenging step 1 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: code alone': {
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 0 1 wrong wrongCode',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    resend: 'challenging step 0 0 wrong codeSent +sms',
    codeNotSent: 'challenging step 0 0 wrong codeNotSent',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: code, last try': {
    closeWhileLocked: 'challenging step 1 2 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    rightCode: 'ending Y +rreq',
    wrongCode: 'ending N 19 +rreq',
    malformed: 'ending N 19 +rreq',
    noEntry: 'ending N 19 +rreq',
    resend: 'challenging step 1 2 wrong codeSent +sms',
    codeNotSent: 'challenging step 1 2 wrong codeNotSent',
    close: 'challenging step 1 2 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: code, all sent': {
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 0 1 wrong wrongCode',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    resend: 'challenging step 0 0 wrong noMoreSends',
    codeNotSent: 'challenging step 0 0 wrong codeNotSent',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: code, not sent': {
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 0 1 wrong wrongCode',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    resend: 'challenging step 0 0 wrong codeSent +sms',
    codeNotSent: 'challenging step 0 0 wrong codeNotSent',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: code by e-mail, not sent': {
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 0 1 wrong wrongCode',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    resend: 'challenging step 0 0 wrong codeSent +email',
    codeNotSent: 'challenging step 0 0 wrong codeNotSent',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: ePin alone': {
    rightEPin: 'ending Y +rreq',
    rightBoth: 'ending Y +rreq',
    wrongEPin: 'challenging step 0 1 wrong wrongCode',
    lockingEPin: 'ending N 19 +rreq',
    rightEPinWhileLocked: 'ending Y +rreq',
    wrongEPinWhileLocked: 'ending N 19 +rreq',
    rightEPinWhileShut: 'challenging step 0 0 wrong ePinShut',
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: code by e-mail': {
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 0 1 wrong wrongCode',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    resend: 'challenging step 0 0 wrong codeSent +email',
    codeNotSent: 'challenging step 0 0 wrong codeNotSent',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: select': {
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    rightAnswer: 'ending Y +rreq',
    wrongAnswer: 'challenging step 0 1 wrong wrongCode',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: multiSelect, last try': {
    closeWhileLocked: 'challenging step 0 2 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    rightAnswer: 'ending Y +rreq',
    wrongAnswer: 'ending N 19 +rreq',
    malformed: 'ending N 19 +rreq',
    noEntry: 'ending N 19 +rreq',
    close: 'challenging step 0 2 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: oob': {
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    approval: 'ending Y +rreq',
    refusal: 'ending N 19 +rreq',
    oobContinue: 'challenging step 0 0 wrong notApproved',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    resend: 'challenging step 0 0 wrong codeSent +push',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: oob, all sent': {
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    approval: 'ending Y +rreq',
    refusal: 'ending N 19 +rreq',
    oobContinue: 'challenging step 0 0 wrong notApproved',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    resend: 'challenging step 0 0 wrong noMoreSends',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: ePin and code': {
    rightBoth: 'ending Y +rreq',
    rightEPin: 'challenging step 0 1 wrong wrongCode',
    wrongEPin: 'challenging step 0 1 wrong wrongCode',
    lockingEPin: 'challenging step 0 1 wrong wrongCode',
    rightEPinWhileLocked: 'challenging step 0 1 wrong wrongCode',
    wrongEPinWhileLocked: 'challenging step 0 1 wrong wrongCode',
    rightEPinWhileShut: 'challenging step 0 1 wrong wrongCode',
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    resend: 'challenging step 0 0 wrong codeSent +sms',
    codeNotSent: 'challenging step 0 0 wrong codeNotSent',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: automatic': {
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending Y +rreq',
  },
  'challenging: picker': {
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    pickY: 'ending Y +rreq',
    pickR: 'ending R 11 +rreq',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: ePin, which factor is wrong is hidden': {
    rightEPin: 'challenging step 1 0 wrong +sms',
    rightBoth: 'challenging step 1 0 wrong +sms',
    wrongEPin: 'challenging step 1 0 wrong +sms',
    lockingEPin: 'challenging step 1 0 wrong +sms',
    rightEPinWhileLocked: 'challenging step 1 0 wrong +sms',
    wrongEPinWhileLocked: 'challenging step 1 0 wrong +sms',
    rightEPinWhileShut: 'challenging step 1 0 wrong +sms',
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: code after a wrong ePin, hidden': {
    closeWhileLocked: 'challenging step 1 0 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    rightCode: 'challenging step 0 1 wrong wrongEntries',
    wrongCode: 'challenging step 0 1 wrong wrongEntries',
    malformed: 'challenging step 1 0 wrong',
    noEntry: 'challenging step 1 0 wrong',
    resend: 'challenging step 1 0 wrong codeSent +sms',
    codeNotSent: 'challenging step 1 0 wrong codeNotSent',
    close: 'challenging step 1 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  'challenging: code, hidden, last round': {
    closeWhileLocked: 'challenging step 1 2 wrong',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    rightCode: 'ending Y +rreq',
    wrongCode: 'ending N 19 +rreq',
    malformed: 'ending N 19 +rreq',
    noEntry: 'ending N 19 +rreq',
    resend: 'challenging step 1 2 wrong codeSent +sms',
    codeNotSent: 'challenging step 1 2 wrong codeNotSent',
    close: 'challenging step 1 2 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  awaitingSecondAReq: {
    secondAReq: 'final S',
    dsErro: 'final U 07',
    deadline: 'ending N 14 04 +rreq',
  },
  decoupled: {
    approval: 'ending Y +rreq',
    refusal: 'ending N 26 +rreq',
    deadline: 'ending U 24 03 +rreq',
  },
  ending: {
    RRes: 'final Y',
    RReqFailed: 'final Y',
  },
  'ending, 2.3.1': {
    RRes: 'final Y',
    RReqFailed: 'final Y',
    RReqUnreached: 'ending U 22',
  },
  'challenging: code alone, 2.3.1': {
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancelWhileLocked: 'ending N 19 01 +rreq',
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 0 1 wrong wrongCode',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    resend: 'challenging step 0 0 wrong codeSent +sms',
    codeNotSent: 'challenging step 0 0 wrong codeNotSent',
    close: 'challenging step 0 0 wrong',
    CReqFault: 'ending U 07 10 +rreq',
    cancel: 'ending N 19 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
  },
  final: {},
};

t.test('Req 61, Req 123, Req 453: every state × every event leads where the table says', async (t) => {
  for (const [life, transaction] of Object.entries(LIVES)) {
    for (const [name, make] of Object.entries(EVENTS)) {
      const expected = TABLE[life as LifeName][name as EventName] ?? stays;
      const done = step(deepFreeze(transaction), make(transaction));
      if (expected === stays) t.same([done.transaction === transaction, done.effects], [true, []], `${life} × ${name} stays`);
      else t.equal(summary(done), expected, `${life} × ${name}`);
    }
  }
});

t.test('the table knows every state, every event and no other', async (t) => {
  const states: Record<StateName, true> = {
    ...{ awaitingCReq: true, awaitingSecondAReq: true, challenging: true },
    ...{ decoupled: true, ending: true, final: true },
  };
  const covered = new Set(Object.values(LIVES).map(({ state }) => state.name));
  t.same([...covered].sort(), Object.keys(states).sort(), 'every state has a life');
  const types: Record<Event['type'], true> = {
    CReq: true,
    CReqFault: true,
    ePin: true,
    code: true,
    answer: true,
    verdict: true,
    oobContinue: true,
    pick: true,
    malformed: true,
    resend: true,
    codeNotSent: true,
    close: true,
    cancel: true,
    deadline: true,
    RRes: true,
    RReqFailed: true,
    SdkErro: true,
    DsErro: true,
    SecondAReq: true,
    RReqUnreached: true,
    noEntry: true,
    alternative: true,
    informed: true,
  };
  const made = new Set(Object.values(EVENTS).map((make) => make(LIVES['challenging: code alone']).type));
  t.same([...made].sort(), Object.keys(types).sort(), 'every event type is made');
  t.same(Object.keys(TABLE), Object.keys(LIVES), 'the table has no row for a state that is none');
});

t.test('a post from any page but the current one does nothing', async (t) => {
  const lives = Object.values(LIVES).filter(({ state }) => state.name === 'challenging');
  for (const transaction of lives) {
    const { step: at, wrongTries, sends } = here(transaction);
    const others = [
      { step: at + 1, wrongTries, sends },
      { step: at - 1, wrongTries, sends },
      { step: at, wrongTries: wrongTries + 1, sends },
      { step: at, wrongTries: wrongTries - 1, sends },
      { step: at, wrongTries, sends: sends + 1 },
      { step: at, wrongTries, sends: sends - 1 },
      { step: at, wrongTries, sends, looks: 1 },
    ];
    for (const [name, make] of Object.entries(EVENTS)) {
      const event = make(transaction);
      if (!('place' in event)) continue;
      for (const place of others) t.equal(step(transaction, { ...event, place } as Event).transaction, transaction, name);
    }
  }
});

/** What is over, but not as a challenge that nobody answered: without a human as its card says. */
const OVER: Record<string, { transStatus: string; transStatusReason?: string }> = {
  'challenging: automatic': { transStatus: 'Y' },
  decoupled: { transStatus: 'U', transStatusReason: '24' },
};

t.test('an event that comes after the deadline meets a transaction that is over', async (t) => {
  for (const [life, transaction] of Object.entries(LIVES)) {
    const due = dueAt(transaction);
    if (due === undefined) continue;
    for (const [name, make] of Object.entries(EVENTS)) {
      // In 2.3.1 what is over may be told otherwise, where it cannot be delivered (Req 240).
      if (['deadline', 'RReqUnreached'].includes(make(transaction).type)) continue;
      const late = step(transaction, { ...make(transaction), at: due } as Event);
      const { state } = late.transaction;
      const over = OVER[life] ?? { transStatus: 'N', transStatusReason: '14' };
      t.match('result' in state && state.result, over, `${life} × ${name}, too late`);
      t.same(late.effects, [{ kind: 'rreq' }], `${life} × ${name}, too late: one RReq`);
      const inTime = step(transaction, { ...make(transaction), at: due - 1 } as Event);
      const ended = 'result' in inTime.transaction.state ? inTime.transaction.state.result.transStatusReason : undefined;
      t.notOk(ended === '14' || ended === '24', `${life} × ${name}, a millisecond before`);
    }
  }
});

t.test('the first CReq has 30 seconds, each page after it 10 minutes', async (t) => {
  t.equal(dueAt(challenged('sms')), START + 30_000);
  const later = START + 20_000;
  const challenging = step(challenged('sms'), { type: 'CReq', at: later, session: SESSION, fresh: freshCode() }).transaction;
  t.equal(dueAt(challenging), later + 600_000);
  for (const type of ['malformed', 'close'] as const) {
    const turned = step(challenging, { type, at: later + 5000, place: here(challenging) });
    t.equal(dueAt(turned.transaction), later + 605_000, `${type} renews them`);
  }
  for (const name of ['ending', 'final'] as const) t.equal(dueAt(LIVES[name]), undefined, `nothing is due in ${name}`);
});

t.test('a code that has expired is not judged, be it right or wrong, and costs nothing', async (t) => {
  const sent = step(challenged('sms'), { type: 'CReq', at: START, session: SESSION, fresh: freshCode() }).transaction;
  const kept = step(sent, { type: 'malformed', at: START + 60_000, place: here(sent) }).transaction;
  const at = START + POLICY.codeLifetimeMs;
  for (const name of ['rightCode', 'wrongCode'] as const) {
    const before = { ...EVENTS[name](kept), at: at - 1 };
    t.not(summary(step(kept, before)), 'challenging step 0 0 wrong codeExpired', `${name}, a millisecond before`);
    t.equal(summary(step(kept, { ...before, at })), 'challenging step 0 0 wrong codeExpired', name);
  }
});

t.test('a new code makes the one before it void', async (t) => {
  const first = live(challenged('sms'), 'CReq').transaction;
  const oldCode = EVENTS.rightCode(first);
  const second = live(first, 'resend').transaction;
  t.equal(
    summary(step(second, { ...oldCode, place: here(second) })),
    'challenging step 0 1 wrong wrongCode',
    'the old code is wrong',
  );
  t.equal(summary(step(second, EVENTS.rightCode(second))), 'ending Y +rreq', 'the new code is right');
});

t.test(
  'a code that could not be sent costs no try and none of the allowed sends; it works if it arrives after all',
  async (t) => {
    let transaction = live(challenged('sms'), 'CReq').transaction;
    for (let failure = 1; failure <= 3; failure += 1) {
      transaction = live(transaction, 'codeNotSent', 'resend').transaction;
      t.match(transaction.state, { progress: { wrongTries: 0, failedSends: failure, notice: 'codeSent' } });
    }
    const unsent = live(transaction, 'codeNotSent').transaction;
    t.equal(summary(live(unsent, 'rightCode')), 'ending Y +rreq', 'the code is right, whatever the way out said');
    t.equal(summary(live(transaction, 'resend', 'resend', 'resend')), 'challenging step 0 0 wrong codeSent +sms', 'three more');
    t.equal(summary(live(transaction, 'resend', 'resend', 'resend', 'resend')), 'challenging step 0 0 wrong noMoreSends');

    let unlucky = live(challenged('sms'), 'CReq').transaction;
    let sends = 1;
    for (let step = live(unlucky, 'codeNotSent', 'resend'); step.effects.length > 0; sends += 1) {
      unlucky = step.transaction;
      step = live(unlucky, 'codeNotSent', 'resend');
    }
    t.equal(sends, POLICY.maxFailedSends, 'a way out that never works is not tried for ever');
  },
);

t.test('that a code could not be sent gives the cardholder no time and no page of before', async (t) => {
  const first = live(challenged('sms'), 'CReq').transaction;
  const second = live(first, 'resend', 'codeNotSent').transaction;
  t.equal(dueAt(second), dueAt(live(first, 'resend').transaction), 'the deadline stays');
  t.equal(step(second, { ...EVENTS.resend(first) }).transaction, second, 'the page before the resend does not act again');
});

t.test(
  'the ePin that locks ends its transaction at once and counts as one; others that had begun add one wrong ePin, and then none is judged',
  async (t) => {
    const page = LIVES['challenging: ePin'];
    const locking = step(page, EVENTS.lockingEPin(page));
    t.match(locking.transaction.state, { result: { interactionCounter: 1, cardLocked: true } });
    t.match(locking.cardLock, { wrongEPins: 5, lockedUntil: START + 1000 + 30 * 60_000 }, 'for half an hour');
    const right = step(page, EVENTS.rightEPinWhileLocked(page));
    t.same(right.cardLock, EVENTS.rightEPinWhileLocked(page).cardLock, 'a right one lifts nothing');
    const wrong = step(page, EVENTS.wrongEPinWhileLocked(page));
    t.match(wrong.transaction.state, { result: { interactionCounter: 1, cardLocked: true } });
    t.match(wrong.cardLock, { wrongEPins: 5, shut: true }, 'a wrong one is the last that is judged');
    const shut = step(page, EVENTS.rightEPinWhileShut(page));
    t.match(shut.transaction.state, { name: 'challenging', progress: { wrongTries: 0, interactions: 0 } });
    t.notOk('cardLock' in shut, 'the lock stays as it is');
    const late = { ...EVENTS.lockingEPin(page), at: dueAt(page) ?? 0 };
    t.notOk('cardLock' in step(page, late), 'an ePin after the deadline is not counted');
    const old = { ...EVENTS.lockingEPin(page), place: { step: 0, wrongTries: 1, sends: 0 } };
    t.notOk('cardLock' in step(page, old), 'nor one from another page');
  },
);

t.test('a hidden factor keeps the lock to itself: the count is right, the end comes with the last try', async (t) => {
  const page = LIVES['challenging: ePin, which factor is wrong is hidden'];
  const locking = step(page, EVENTS.lockingEPin(page));
  t.match(locking.cardLock, { wrongEPins: 5, lockedUntil: START + 1000 + 30 * 60_000 }, 'it counts on the card as any other');
  t.equal(summary(locking), summary(step(page, EVENTS.rightEPin(page))), 'and looks like a right one');
  let { transaction } = locking;
  for (let round = 1; round < POLICY.maxTries; round += 1) {
    const failed = step(transaction, EVENTS.rightCode(transaction));
    t.equal(summary(failed), `challenging step 0 ${round} wrong wrongEntries`, 'a right code does not help');
    const next = step(failed.transaction, EVENTS.rightEPinWhileLocked(failed.transaction));
    t.equal(summary(next), `challenging step 1 ${round} wrong +sms`, 'nor the right ePin of a locked card');
    t.notOk('cardLock' in next, 'which is not judged');
    transaction = next.transaction;
  }
  const ended = step(transaction, EVENTS.rightCode(transaction));
  t.equal(summary(ended), 'ending N 19 +rreq');
  t.match(ended.transaction.state, { result: { cardLocked: true } }, 'the tester is told why');
  const plain = live(page, 'wrongEPin', 'rightCode', 'wrongEPin', 'rightCode', 'wrongEPin', 'rightCode').transaction;
  t.notOk('result' in plain.state && plain.state.result.cardLocked, 'which is not so without a lock');
});

t.test('a challenge that goes on decoupled ends in D when it is proven, whatever proved it', async (t) => {
  const areq = exampleAReq({ messageVersion: '2.3.1', threeDSRequestorDecReqInd: 'F' });
  const decoupled = { is: 'possible', afterChallenge: true } as const;
  for (const [method, proof] of [
    ['sms', 'rightCode'],
    ['oob', 'approval'],
    ['select', 'rightAnswer'],
  ] as const) {
    t.equal(summary(live(challenged(method, { decoupled }, areq), 'CReq', proof)), 'ending D 30 +rreq', method);
  }
  t.equal(summary(live(challenged('oob', { decoupled }, areq), 'CReq', 'refusal')), 'ending N 19 +rreq', 'a refusal is final');
});

t.test('a CReq is taken once, and again only if it is the same', async (t) => {
  const other = [
    ['another CReq', { ...SESSION, creq: '{"another":"CReq"}' }],
    ['other session data', { ...SESSION, threeDSSessionData: 'other' }],
    ['no session data', { creq: SESSION.creq, challengeWindowSize: SESSION.challengeWindowSize }],
  ] as const;
  t.equal(faultOfCReq(LIVES.awaitingCReq, SESSION, POLICY), undefined, 'the first one is taken');
  t.equal(faultOfCReq(LIVES['challenging: ePin'], SESSION, POLICY), undefined, 'the same one is taken again');
  t.equal(faultOfCReq(LIVES.awaitingCReq, SESSION, POLICY, false), undefined, 'an ACS that resumes nothing takes the first one');
  t.equal(faultOfCReq(LIVES['challenging: ePin'], SESSION, POLICY, false)?.reason, 'SECOND_CREQ', 'and no other');
  for (const [sentence, session] of other)
    t.match(faultOfCReq(LIVES['challenging: ePin'], session, POLICY)?.message, /^305 /, `${sentence} is refused`);
  t.match(faultOfCReq(LIVES.ending, SESSION, POLICY)?.reason, 'CREQ_AFTER_RREQ', 'none is taken when the result stands');
  t.match(faultOfCReq(LIVES.final, SESSION, POLICY)?.reason, 'CREQ_AFTER_RREQ', 'nor at the end');
  const late = live(challenged('sms'), 'deadline').transaction;
  t.match(faultOfCReq(late, SESSION, POLICY)?.message, /^402 /, 'one that comes too late is told so');
  const frictionless = opened({ transStatus: 'Y', because: 'of the test' });
  t.match(faultOfCReq(frictionless, SESSION, POLICY)?.message, /^305 /, 'there is none without a challenge');
});

t.test('a challenge without a human ends when its card says, with what its card says', async (t) => {
  const automatic = { transStatus: 'U', transStatusReason: '22', afterMs: 500 } as const;
  const rows = [
    [undefined, 2000, 'ending Y +rreq'],
    [{ transStatus: 'N', transStatusReason: '01', afterMs: 0 }, 0, 'ending N 01 +rreq'],
    [automatic, 500, 'ending U 22 +rreq'],
  ] as const;
  for (const [script, afterMs, expected] of rows) {
    const decision = { transStatus: 'C', method: 'automatic', because: 'of the test' } as const;
    const begun = live(opened(script ? { ...decision, automatic: script } : decision), 'CReq').transaction;
    const due = dueAt(begun) ?? 0;
    t.equal(due, START + 1000 + afterMs, `after ${afterMs} ms`);
    t.equal(summary(step(begun, { type: 'deadline', at: due })), expected);
    t.equal(step(begun, { type: 'deadline', at: due - 1 }).transaction, begun, 'not a millisecond before');
    const posted = step(begun, { type: 'malformed', at: due - 1, place: here(begun) }).transaction;
    t.equal(dueAt(posted), due, 'nothing that is posted puts it off');
  }
});

t.test('who clicks "I have approved" too early gets a new page each time, and each counts', async (t) => {
  const waiting = LIVES['challenging: oob'];
  const first = EVENTS.oobContinue(waiting);
  const once = step(waiting, first).transaction;
  t.equal(step(once, first).transaction, once, 'the same page again does nothing');
  const twice = live(once, 'oobContinue', 'approval').transaction;
  t.match(twice.state, { name: 'ending', result: { transStatus: 'Y', interactionCounter: 3 } });
});

t.test('an approval counts once, and not any more when the challenge is over', async (t) => {
  const waiting = LIVES['challenging: oob'];
  const due = dueAt(waiting) ?? 0;
  t.ok(awaitsVerdict(waiting, due - 1));
  t.notOk(awaitsVerdict(waiting, due), 'not after the deadline');
  for (const [life, transaction] of Object.entries(LIVES))
    t.equal(awaitsVerdict(transaction, START), life.startsWith('challenging: oob') || life === 'decoupled', life);
  const approved = live(waiting, 'approval').transaction;
  t.equal(live(approved, 'refusal').transaction, approved, 'a refusal after it comes too late');
});

t.test('where it stays hidden which factor was wrong, a right code does not mend a wrong ePin', async (t) => {
  const hidden = challenged('ePinThenSms', { hidesFactor: true });
  const after = (...names: EventName[]) => live(hidden, 'CReq', ...names);
  t.equal(summary(after('wrongEPin', 'rightCode')), 'challenging step 0 1 wrong wrongEntries');
  t.equal(summary(after('rightEPin', 'wrongCode')), 'challenging step 0 1 wrong wrongEntries');
  t.equal(summary(after('rightEPin', 'rightCode')), 'ending Y +rreq', 'both right');
  t.equal(summary(after('wrongEPin', 'rightCode', 'rightEPin', 'rightCode')), 'ending Y +rreq', 'both right in a later round');
  const third = ['wrongEPin', 'rightCode', 'wrongEPin', 'rightCode', 'wrongEPin', 'rightCode'] as const;
  t.equal(summary(after(...third)), 'ending N 19 +rreq', 'the third round is the last');
  const single = live(challenged('sms', { hidesFactor: true }), 'CReq', 'wrongCode');
  t.equal(summary(single), 'challenging step 0 1 wrong wrongCode', 'with one factor there is nothing to hide');
});

t.test('where it stays hidden, every round has a code of its own, whatever was sent again before', async (t) => {
  const begun = live(challenged('ePinThenSms', { hidesFactor: true }), 'CReq', 'wrongEPin', 'resend').transaction;
  t.equal(summary(live(begun, 'resend')), 'challenging step 1 0 wrong noMoreSends', 'one new code is all that is left over');
  const last = live(begun, 'wrongCode', 'rightEPin', 'wrongCode', 'rightEPin').transaction;
  t.match(last.state, { progress: { sends: POLICY.maxSends, wrongTries: 2 } });
  t.equal(summary(live(last, 'rightCode')), 'ending Y +rreq');
});

t.test('the merchant is trusted where that was offered, ticked, and the challenge succeeded', async (t) => {
  const offer = { offersTrustList: true };
  const judge = (how: object, name: EventName, trusts?: boolean) => {
    const begun = live(challenged('sms', how), 'CReq').transaction;
    const { transaction, effects } = step(begun, {
      ...EVENTS[name](begun),
      ...(trusts === undefined ? {} : { trusts }),
    } as Event);
    const { state } = transaction;
    return ['result' in state ? state.result.trustListStatus : undefined, effects.map(({ kind }) => kind).join(' ')];
  };
  t.same(judge(offer, 'rightCode', true), ['Y', 'trust rreq'], 'ticked');
  t.same(judge(offer, 'rightCode', false), ['R', 'rreq'], 'not ticked');
  t.same(judge(offer, 'rightCode'), ['R', 'rreq'], 'a page without the box');
  t.same(judge({}, 'rightCode', true), [undefined, 'rreq'], 'never offered');
  t.same(judge(offer, 'wrongCode', true), [undefined, ''], 'a wrong code');
  t.same(judge(offer, 'cancel', true), [undefined, 'rreq'], 'cancelled');
  const wrong = live(challenged('sms', offer), 'CReq').transaction;
  const again = step(wrong, { ...EVENTS.wrongCode(wrong), trusts: true } as Event).transaction;
  t.match(again.state, { progress: { trusts: true } }, 'the tick is there on the page after a wrong code');
  const nobody = challenged('sms', offer, exampleAReq({ threeDSRequestorID: undefined }));
  t.notOk(nobody.offersTrustList, 'a merchant without an id cannot be remembered, so he is not offered');
});
