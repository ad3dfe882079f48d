import t from 'tap';
import { faultOfCReq } from '../../src/transaction/creq.ts';
import { POLICY } from '../../src/transaction/policy.ts';
import { dueAt, type Event, type Step, step } from '../../src/transaction/step.ts';
import type { StateName } from '../../src/transaction/transaction.ts';
import {
  challenged,
  deepFreeze,
  EVENTS,
  type EventName,
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
const nobodyAsked = { approved: stays, refused: stays };

/** Every state × every event. `stays`: nothing changes and nothing leaves. */
const TABLE: Record<LifeName, Record<EventName, string>> = {
  awaitingCReq: {
    ...nobodyAsked,
    CReq: 'challenging step 0 0 wrong',
    CReqFault: 'ending U 07 06 +rreq',
    rightEPin: stays,
    wrongEPin: stays,
    lockingEPin: stays,
    rightEPinWhileLocked: stays,
    rightCode: stays,
    wrongCode: stays,
    malformed: stays,
    noEntry: stays,
    sdkErro: stays,
    resend: stays,
    codeNotSent: stays,
    otherCodeNotSent: stays,
    close: stays,
    closeWhileLocked: stays,
    cancel: stays,
    cancelWhileLocked: stays,
    deadline: 'ending N 14 05 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: ePin': {
    ...nobodyAsked,
    CReq: stays,
    CReqFault: stays,
    rightEPin: 'challenging step 1 0 wrong +sms',
    wrongEPin: 'challenging step 0 1 wrong wrongCode',
    lockingEPin: 'ending N 19 +rreq',
    rightEPinWhileLocked: 'ending N 19 +rreq',
    rightCode: stays,
    wrongCode: stays,
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    sdkErro: stays,
    resend: stays,
    codeNotSent: stays,
    otherCodeNotSent: stays,
    close: 'challenging step 0 0 wrong',
    closeWhileLocked: 'ending N 19 +rreq',
    cancel: 'ending N 01 01 +rreq',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: ePin, last try': {
    ...nobodyAsked,
    CReq: stays,
    CReqFault: stays,
    rightEPin: 'challenging step 1 2 wrong +sms',
    wrongEPin: 'ending N 19 +rreq',
    lockingEPin: 'ending N 19 +rreq',
    rightEPinWhileLocked: 'ending N 19 +rreq',
    rightCode: stays,
    wrongCode: stays,
    malformed: 'challenging step 0 2 wrong',
    noEntry: 'challenging step 0 2 wrong',
    sdkErro: stays,
    resend: stays,
    codeNotSent: stays,
    otherCodeNotSent: stays,
    close: 'challenging step 0 2 wrong',
    closeWhileLocked: 'ending N 19 +rreq',
    cancel: 'ending N 01 01 +rreq',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: code after ePin': {
    ...nobodyAsked,
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    lockingEPin: stays,
    rightEPinWhileLocked: stays,
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 1 1 wrong wrongCode',
    malformed: 'challenging step 1 0 wrong',
    noEntry: 'challenging step 1 0 wrong',
    sdkErro: stays,
    resend: 'challenging step 1 0 wrong codeSent +sms',
    codeNotSent: 'challenging step 1 0 wrong codeNotSent',
    otherCodeNotSent: stays,
    close: 'challenging step 1 0 wrong',
    closeWhileLocked: 'challenging step 1 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: code alone': {
    ...nobodyAsked,
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    lockingEPin: stays,
    rightEPinWhileLocked: stays,
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 0 1 wrong wrongCode',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    sdkErro: stays,
    resend: 'challenging step 0 0 wrong codeSent +sms',
    codeNotSent: 'challenging step 0 0 wrong codeNotSent',
    otherCodeNotSent: stays,
    close: 'challenging step 0 0 wrong',
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: code, last try': {
    ...nobodyAsked,
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    lockingEPin: stays,
    rightEPinWhileLocked: stays,
    rightCode: 'ending Y +rreq',
    wrongCode: 'ending N 19 +rreq',
    malformed: 'challenging step 1 2 wrong',
    noEntry: 'challenging step 1 2 wrong',
    sdkErro: stays,
    resend: 'challenging step 1 2 wrong codeSent +sms',
    codeNotSent: 'challenging step 1 2 wrong codeNotSent',
    otherCodeNotSent: stays,
    close: 'challenging step 1 2 wrong',
    closeWhileLocked: 'challenging step 1 2 wrong',
    cancel: 'ending N 01 01 +rreq',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: code, all sent': {
    ...nobodyAsked,
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    lockingEPin: stays,
    rightEPinWhileLocked: stays,
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 0 1 wrong wrongCode',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    sdkErro: stays,
    resend: 'challenging step 0 0 wrong noMoreSends',
    codeNotSent: 'challenging step 0 0 wrong codeNotSent',
    otherCodeNotSent: stays,
    close: 'challenging step 0 0 wrong',
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: code, not sent': {
    ...nobodyAsked,
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    lockingEPin: stays,
    rightEPinWhileLocked: stays,
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 0 1 wrong wrongCode',
    malformed: 'challenging step 0 0 wrong',
    noEntry: 'challenging step 0 0 wrong',
    sdkErro: stays,
    resend: 'challenging step 0 0 wrong codeSent +sms',
    codeNotSent: 'challenging step 0 0 wrong codeNotSent',
    otherCodeNotSent: stays,
    close: 'challenging step 0 0 wrong',
    closeWhileLocked: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    cancelWhileLocked: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  decoupled: {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    lockingEPin: stays,
    rightEPinWhileLocked: stays,
    rightCode: stays,
    wrongCode: stays,
    malformed: stays,
    resend: stays,
    codeNotSent: stays,
    otherCodeNotSent: stays,
    close: stays,
    closeWhileLocked: stays,
    cancel: stays,
    cancelWhileLocked: stays,
    noEntry: stays,
    sdkErro: stays,
    approved: 'ending Y +rreq',
    refused: 'ending N 26 +rreq',
    deadline: 'ending U 24 03 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  ending: {
    ...nobodyAsked,
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    lockingEPin: stays,
    rightEPinWhileLocked: stays,
    rightCode: stays,
    wrongCode: stays,
    malformed: stays,
    noEntry: stays,
    sdkErro: stays,
    resend: stays,
    codeNotSent: stays,
    otherCodeNotSent: stays,
    close: stays,
    closeWhileLocked: stays,
    cancel: stays,
    cancelWhileLocked: stays,
    deadline: stays,
    earlyDeadline: stays,
    RRes: 'final Y',
    RReqFailed: 'final Y',
  },
  final: {
    ...nobodyAsked,
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    lockingEPin: stays,
    rightEPinWhileLocked: stays,
    rightCode: stays,
    wrongCode: stays,
    malformed: stays,
    noEntry: stays,
    sdkErro: stays,
    resend: stays,
    codeNotSent: stays,
    otherCodeNotSent: stays,
    close: stays,
    closeWhileLocked: stays,
    cancel: stays,
    cancelWhileLocked: stays,
    deadline: stays,
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
};

t.test('every state × every event leads where the table says', async (t) => {
  for (const [life, transaction] of Object.entries(LIVES)) {
    for (const [name, make] of Object.entries(EVENTS)) {
      const expected = TABLE[life as LifeName]?.[name as EventName];
      t.ok(expected, `${life} × ${name} has a row`);
      const done = step(deepFreeze(transaction), make(transaction));
      if (expected === stays) t.same([done.transaction === transaction, done.effects], [true, []], `${life} × ${name} stays`);
      else t.equal(summary(done), expected, `${life} × ${name}`);
    }
  }
});

t.test('the table knows every state, every event and no other', async (t) => {
  const states: Record<StateName, true> = { awaitingCReq: true, challenging: true, decoupled: true, ending: true, final: true };
  const covered = new Set(Object.values(LIVES).map(({ state }) => state.name));
  t.same([...covered].sort(), Object.keys(states).sort(), 'every state has a life');
  const types: Record<Event['type'], true> = {
    CReq: true,
    CReqFault: true,
    ePin: true,
    code: true,
    malformed: true,
    resend: true,
    codeNotSent: true,
    close: true,
    cancel: true,
    approved: true,
    refused: true,
    deadline: true,
    RRes: true,
    RReqFailed: true,
    SdkErro: true,
    noEntry: true,
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
    ];
    for (const [name, make] of Object.entries(EVENTS)) {
      const event = make(transaction);
      if (!('place' in event)) continue;
      for (const place of others) t.equal(step(transaction, { ...event, place } as Event).transaction, transaction, name);
    }
  }
});

t.test('an event that comes after the deadline meets a transaction that is over', async (t) => {
  for (const [life, transaction] of Object.entries(LIVES)) {
    const due = dueAt(transaction);
    if (due === undefined) continue;
    for (const [name, make] of Object.entries(EVENTS)) {
      if (make(transaction).type === 'deadline') continue;
      const late = step(transaction, { ...make(transaction), at: due } as Event);
      const { state } = late.transaction;
      const [transStatus, over] = life === 'decoupled' ? ['U', '24'] : ['N', '14'];
      t.match('result' in state && state.result, { transStatus, transStatusReason: over }, `${life} × ${name}, too late`);
      t.same(late.effects, [{ kind: 'rreq' }], `${life} × ${name}, too late: one RReq`);
      const inTime = step(transaction, { ...make(transaction), at: due - 1 } as Event);
      const ended = 'result' in inTime.transaction.state ? inTime.transaction.state.result.transStatusReason : undefined;
      t.not(ended, over, `${life} × ${name}, a millisecond before`);
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
  'the ePin that locks the card ends its transaction at once and counts as one; an ePin of a locked card is not judged',
  async (t) => {
    const page = LIVES['challenging: ePin'];
    const locking = step(page, EVENTS.lockingEPin(page));
    t.match(locking.transaction.state, { result: { interactionCounter: 1, cardLocked: true } });
    t.match(locking.cardLock, { wrongEPins: 5, lockedUntil: START + 1000 + 30 * 60_000 }, 'for half an hour');
    const shut = step(page, EVENTS.rightEPinWhileLocked(page));
    t.match(shut.transaction.state, { result: { interactionCounter: 0, cardLocked: true } });
    t.notOk('cardLock' in shut, 'the lock stays as it is');
    const late = { ...EVENTS.lockingEPin(page), at: dueAt(page) ?? 0 };
    t.notOk('cardLock' in step(page, late), 'an ePin after the deadline is not counted');
    const old = { ...EVENTS.lockingEPin(page), place: { step: 0, wrongTries: 1, sends: 0 } };
    t.notOk('cardLock' in step(page, old), 'nor one from another page');
  },
);

t.test('a CReq is taken once, and again only if it is the same', async (t) => {
  const other = [
    ['another CReq', { ...SESSION, creq: '{"another":"CReq"}' }],
    ['other session data', { ...SESSION, threeDSSessionData: 'other' }],
    ['no session data', { creq: SESSION.creq, challengeWindowSize: SESSION.challengeWindowSize }],
  ] as const;
  t.equal(faultOfCReq(LIVES.awaitingCReq, SESSION), undefined, 'the first one is taken');
  t.equal(faultOfCReq(LIVES['challenging: ePin'], SESSION), undefined, 'the same one is taken again');
  for (const [sentence, session] of other)
    t.match(faultOfCReq(LIVES['challenging: ePin'], session)?.message, /^305 /, `${sentence} is refused`);
  t.match(faultOfCReq(LIVES.ending, SESSION)?.reason, 'CREQ_AFTER_RREQ', 'none is taken when the result stands');
  t.match(faultOfCReq(LIVES.final, SESSION)?.reason, 'CREQ_AFTER_RREQ', 'nor at the end');
  const late = live(challenged('sms'), 'deadline').transaction;
  t.match(faultOfCReq(late, SESSION)?.message, /^402 /, 'one that comes too late is told so');
  const frictionless = opened({ transStatus: 'Y', because: 'of the test' });
  t.match(faultOfCReq(frictionless, SESSION)?.message, /^305 /, 'there is none without a challenge');
});
