import t from 'tap';
import { faultOfCReq } from '../../src/transaction/creq.ts';
import { POLICY } from '../../src/transaction/policy.ts';
import { awaitsVerdict, dueAt, type Event, type Step, step } from '../../src/transaction/step.ts';
import type { StateName } from '../../src/transaction/transaction.ts';
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

/** Every state × every event. `stays`: nothing changes and nothing leaves. */
const TABLE: Record<LifeName, Record<EventName, string>> = {
  awaitingCReq: {
    CReq: 'challenging step 0 0 wrong',
    CReqFault: 'ending U 07 06 +rreq',
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: stays,
    wrongCode: stays,
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: stays,
    resend: stays,
    close: stays,
    cancel: stays,
    deadline: 'ending N 14 05 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: ePin': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: 'challenging step 1 0 wrong +sms',
    wrongEPin: 'challenging step 0 1 wrong wrongCode',
    rightCode: stays,
    wrongCode: stays,
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 0 0 wrong',
    resend: stays,
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: ePin, last try': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: 'challenging step 1 2 wrong +sms',
    wrongEPin: 'ending N 19 +rreq',
    rightCode: stays,
    wrongCode: stays,
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 0 2 wrong',
    resend: stays,
    close: 'challenging step 0 2 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: code after ePin': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 1 1 wrong wrongCode',
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 1 0 wrong',
    resend: 'challenging step 1 0 wrong codeSent +sms',
    close: 'challenging step 1 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: code alone': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 0 1 wrong wrongCode',
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 0 0 wrong',
    resend: 'challenging step 0 0 wrong codeSent +sms',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: code, last try': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: 'ending Y +rreq',
    wrongCode: 'ending N 19 +rreq',
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 1 2 wrong',
    resend: 'challenging step 1 2 wrong codeSent +sms',
    close: 'challenging step 1 2 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: code, all sent': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 0 1 wrong wrongCode',
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 0 0 wrong',
    resend: 'challenging step 0 0 wrong noMoreSends',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: ePin alone': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: 'ending Y +rreq',
    wrongEPin: 'challenging step 0 1 wrong wrongCode',
    rightCode: stays,
    wrongCode: stays,
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 0 0 wrong',
    resend: stays,
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: code by e-mail': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: 'ending Y +rreq',
    wrongCode: 'challenging step 0 1 wrong wrongCode',
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 0 0 wrong',
    resend: 'challenging step 0 0 wrong codeSent +email',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: select': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: stays,
    wrongCode: stays,
    rightAnswer: 'ending Y +rreq',
    wrongAnswer: 'challenging step 0 1 wrong wrongCode',
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 0 0 wrong',
    resend: stays,
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: multiSelect, last try': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: stays,
    wrongCode: stays,
    rightAnswer: 'ending Y +rreq',
    wrongAnswer: 'ending N 19 +rreq',
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 0 2 wrong',
    resend: stays,
    close: 'challenging step 0 2 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: oob': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: stays,
    wrongCode: stays,
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: 'ending Y +rreq',
    refusal: 'ending N 26 +rreq',
    oobContinue: 'challenging step 0 0 wrong notApproved',
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 0 0 wrong',
    resend: 'challenging step 0 0 wrong codeSent +push',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: oob, all sent': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: stays,
    wrongCode: stays,
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: 'ending Y +rreq',
    refusal: 'ending N 26 +rreq',
    oobContinue: 'challenging step 0 0 wrong notApproved',
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 0 0 wrong',
    resend: 'challenging step 0 0 wrong noMoreSends',
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: automatic': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: stays,
    wrongCode: stays,
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 0 0 wrong',
    resend: stays,
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending Y +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: picker': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: stays,
    wrongCode: stays,
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: 'ending Y +rreq',
    pickR: 'ending R 11 +rreq',
    malformed: 'challenging step 0 0 wrong',
    resend: stays,
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: ePin, which factor is wrong is hidden': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: 'challenging step 1 0 wrong +sms',
    wrongEPin: 'challenging step 1 0 wrong +sms',
    rightCode: stays,
    wrongCode: stays,
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 0 0 wrong',
    resend: stays,
    close: 'challenging step 0 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: code after a wrong ePin, hidden': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: 'challenging step 0 1 wrong wrongEntries',
    wrongCode: 'challenging step 0 1 wrong wrongEntries',
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 1 0 wrong',
    resend: 'challenging step 1 0 wrong codeSent +sms',
    close: 'challenging step 1 0 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  'challenging: code, hidden, last round': {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: 'ending Y +rreq',
    wrongCode: 'ending N 19 +rreq',
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: 'challenging step 1 2 wrong',
    resend: 'challenging step 1 2 wrong codeSent +sms',
    close: 'challenging step 1 2 wrong',
    cancel: 'ending N 01 01 +rreq',
    deadline: 'ending N 14 04 +rreq',
    earlyDeadline: stays,
    RRes: stays,
    RReqFailed: stays,
  },
  ending: {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: stays,
    wrongCode: stays,
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: stays,
    resend: stays,
    close: stays,
    cancel: stays,
    deadline: stays,
    earlyDeadline: stays,
    RRes: 'final Y',
    RReqFailed: 'final Y',
  },
  final: {
    CReq: stays,
    CReqFault: stays,
    rightEPin: stays,
    wrongEPin: stays,
    rightCode: stays,
    wrongCode: stays,
    rightAnswer: stays,
    wrongAnswer: stays,
    approval: stays,
    refusal: stays,
    oobContinue: stays,
    pickY: stays,
    pickR: stays,
    malformed: stays,
    resend: stays,
    close: stays,
    cancel: stays,
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
  const states: Record<StateName, true> = { awaitingCReq: true, challenging: true, ending: true, final: true };
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
    close: true,
    cancel: true,
    deadline: true,
    RRes: true,
    RReqFailed: true,
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

t.test('an event that comes after the deadline meets a transaction that is over', async (t) => {
  for (const [life, transaction] of Object.entries(LIVES)) {
    const due = dueAt(transaction);
    if (due === undefined) continue;
    for (const [name, make] of Object.entries(EVENTS)) {
      if (make(transaction).type === 'deadline') continue;
      const late = step(transaction, { ...make(transaction), at: due } as Event);
      const { state } = late.transaction;
      // A challenge without a human is over as well, but as its card says.
      const over = life === 'challenging: automatic' ? { transStatus: 'Y' } : { transStatus: 'N', transStatusReason: '14' };
      t.match('result' in state && state.result, over, `${life} × ${name}, too late`);
      t.same(late.effects, [{ kind: 'rreq' }], `${life} × ${name}, too late: one RReq`);
      const inTime = step(transaction, { ...make(transaction), at: due - 1 } as Event);
      const ended = 'result' in inTime.transaction.state ? inTime.transaction.state.result.transStatusReason : undefined;
      t.not(ended, '14', `${life} × ${name}, a millisecond before`);
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
    t.equal(awaitsVerdict(transaction, START), life.startsWith('challenging: oob'), life);
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
