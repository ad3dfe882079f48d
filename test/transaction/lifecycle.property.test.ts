import assert from 'node:assert/strict';
import fc from 'fast-check';
import pino from 'pino';
import t from 'tap';
import { type AcsParts, makeAcs } from '../../src/acs.ts';
import { METHODS, type MethodName, stepsOf } from '../../src/challenge/methods.ts';
import { STEPS, type StepName } from '../../src/challenge/steps.ts';
import { makeKeys } from '../../src/crypto/keys.ts';
import { shipped } from '../../src/files.ts';
import { readFixtures } from '../../src/settings/fixtures.ts';
import type { Event } from '../../src/transaction/events.ts';
import { rreq } from '../../src/transaction/messages.ts';
import { POLICY } from '../../src/transaction/policy.ts';
import { dueAt } from '../../src/transaction/step.ts';
import type { Place, Result, Transaction } from '../../src/transaction/transaction.ts';
import { cres, step } from '../support/usualPolicy.ts';
import { challenged, deepFreeze, FAULT, freshCode, type How, here, SESSION, START } from './lives.ts';

const { issuer, schemes } = readFixtures(shipped('fixtures/'));
const parts = { keys: makeKeys(Buffer.alloc(32, 7)), issuer, schemes, log: pino({ level: 'silent' }) };
const acs = makeAcs(parts as unknown as AcsParts);

/** What an outsider wrote down: nothing in here is read from the state machine's own counters. */
class Witness {
  now = START;
  /** Codes as they were sent, the newest last. */
  sent: { hash: string; at: number }[] = [];
  used: string[] = [];
  proven: string[] = [];
  /** Answers of the round that is going on, where it stays hidden which factor was wrong. */
  round: { step: string; right: boolean }[] = [];
  wrong = 0;
  /** Submissions with nothing in them to judge. */
  vain = 0;
  refused = false;
  /** What was picked, or came by itself; `proven` says nothing of those. */
  decided: string | undefined;
  trusted = 0;
  interactions = 0;
  rreqs = 0;
  failed: string[] = [];
  result: Result | undefined;
  message: string | undefined;
  places: Place[] = [];
}

interface Life {
  transaction: Transaction;
}

const resultOf = ({ state }: Transaction) => ('result' in state ? state.result : undefined);
const interactionsOf = ({ state }: Transaction) =>
  state.name === 'challenging' ? state.progress.interactions : 'result' in state ? state.result.interactionCounter : 0;

/** What a page post says: typed values by what they are, and from which page. */
interface Entry {
  /** The box of the trust list; undefined where the page had none. */
  trusts?: boolean | undefined;
  is: 'right' | 'wrong' | 'older' | 'foreign';
  /** 0: the current page; 1 and more: one of the earlier ones. */
  pagesAgo: number;
}

type Kind = Event['type'];

class Happening implements fc.Command<Witness, Life> {
  readonly kind: Kind;
  readonly wait: number | 'due' | 'beforeDue' | 'codeOver';
  readonly entry: Entry;

  constructor(kind: Kind, wait: Happening['wait'], entry: Entry) {
    this.kind = kind;
    this.wait = wait;
    this.entry = entry;
  }

  check(): boolean {
    return true;
  }

  toString(): string {
    return `${this.kind}(${this.entry.is}, ${this.entry.pagesAgo} pages ago) after ${this.wait}`;
  }

  run(witness: Witness, life: Life): void {
    const before = deepFreeze(life.transaction);
    this.#passTime(witness, before);
    const event = deepFreeze(this.#event(witness, before));
    const judged = entryJudged(witness, before, event);
    if (isOverByItself(before, event)) witness.decided = 'Y';

    const done = step(before, event);
    assert.deepEqual(step(before, event), done, 'a step is pure');
    const after = done.transaction;

    for (const { kind } of done.effects) {
      if (kind === 'rreq') witness.rreqs += 1;
      else if (kind === 'trust') witness.trusted += 1;
      else if ('fresh' in event) witness.sent.push({ hash: event.fresh.hash, at: event.at });
    }
    if (judged) {
      witness.interactions += 1;
      record(witness, before, judged);
      if (judged.right && event.type === 'code') witness.used.push(event.hash);
    } else if (isInVain(before, event)) {
      witness.interactions += 1;
      witness.vain += 1;
    }

    if (event.type === 'codeNotSent' && after !== before && after.state.name === 'challenging') witness.failed.push(event.hash);

    checkPromises(witness, before, after);
    if (after.state.name === 'challenging') witness.places.push(here(after));
    life.transaction = after;
  }

  #passTime(witness: Witness, transaction: Transaction): void {
    const due = dueAt(transaction) ?? witness.now;
    const codeOver = (witness.sent.at(-1)?.at ?? witness.now) + POLICY.codeLifetimeMs;
    const to = { due, beforeDue: due - 1, codeOver };
    const next = typeof this.wait === 'number' ? witness.now + this.wait : to[this.wait];
    witness.now = Math.max(witness.now, next);
  }

  #event(witness: Witness, transaction: Transaction): Event {
    const at = witness.now;
    const { pagesAgo, is } = this.entry;
    const place = pagesAgo === 0 ? here(transaction) : (witness.places.at(-1 - pagesAgo) ?? { step: 7, wrongTries: 7, sends: 7 });
    const trusts = this.entry.trusts === undefined ? {} : { trusts: this.entry.trusts };
    const newest = witness.sent.at(-1)?.hash ?? 'no code';
    const older = witness.sent.at(-2)?.hash ?? witness.used.at(-1) ?? 'no older code';
    const hash = { right: newest, wrong: 'wrong code', older, foreign: 'code of another transaction' }[is];
    switch (this.kind) {
      case 'CReq':
        return { type: 'CReq', at, session: SESSION, fresh: freshCode() };
      case 'ePin':
        return { type: 'ePin', at, place, right: is === 'right', hash, fresh: freshCode(), ...trusts };
      case 'answer':
        return { type: 'answer', at, place, right: is === 'right', fresh: freshCode(), ...trusts };
      case 'verdict':
        return { type: 'verdict', at, verdict: is === 'right' ? 'approved' : 'refused', fresh: freshCode(), ...trusts };
      case 'pick':
        return { type: 'pick', at, place, result: PICKED[is], ...trusts };
      case 'code':
        return { type: 'code', at, place, hash, fresh: freshCode(), ...trusts };
      case 'resend':
      case 'alternative':
        return { type: this.kind, at, place, fresh: freshCode() };
      case 'malformed':
      case 'noEntry':
      case 'close':
      case 'informed':
      case 'cancel':
        return { type: this.kind, at, place };
      case 'oobContinue':
        return { type: 'oobContinue', at, place, fresh: freshCode() };
      case 'codeNotSent':
        return { type: 'codeNotSent', at, hash };
      case 'CReqFault':
      case 'SdkErro':
        return { type: this.kind, at, erro: FAULT };
      default:
        return { type: this.kind, at };
    }
  }
}

const PICKED = {
  right: { transStatus: 'Y' },
  wrong: { transStatus: 'N', transStatusReason: '01' },
  older: { transStatus: 'A' },
  foreign: { transStatus: 'N', transStatusReason: '14', challengeCancel: '04' },
} as const;

interface Judged {
  right: boolean;
  step: StepName;
}

/** Whether all factors are asked for before any of them is judged. */
const asksAllFirst = ({ hidesFactor, method }: Transaction) => hidesFactor === true && stepsOf(method as MethodName).length > 1;

/** The step that the cardholder stands on, by what was judged so far. */
function askedNow(witness: Witness, transaction: Transaction): StepName | undefined {
  const answered = asksAllFirst(transaction) && witness.proven.length === 0 ? witness.round : witness.proven;
  return stepsOf(transaction.method as MethodName)[answered.length];
}

/** The judgement of an entry by the promises alone: current page, right step, in time, newest code, not yet used. */
function entryJudged(witness: Witness, before: Transaction, event: Event): Judged | undefined {
  const { state, method } = before;
  if (state.name !== 'challenging' || event.at >= state.dueAt || !method) return undefined;
  const asked = askedNow(witness, before);
  if (!asked || STEPS[asked].takes !== event.type) return undefined;
  if (event.type === 'verdict') return { right: event.verdict === 'approved', step: asked };
  if (!('place' in event) || !isFromHere(before, event.place)) return undefined;
  const newest = witness.sent.at(-1);
  if (asked === 'ePinAndCode' && event.type === 'ePin') {
    if (!newest || event.at >= newest.at + POLICY.codeLifetimeMs) return undefined;
    return { right: event.right && event.hash === newest.hash && !witness.used.includes(newest.hash), step: asked };
  }
  if (event.type === 'ePin' || event.type === 'answer') return { right: event.right, step: asked };
  if (event.type === 'pick') return { right: event.result.transStatus === 'Y', step: asked };
  if (event.type !== 'code' || !newest || event.at >= newest.at + POLICY.codeLifetimeMs) return undefined;
  return { right: event.hash === newest.hash && !witness.used.includes(event.hash), step: asked };
}

function isFromHere(transaction: Transaction, place: Place): boolean {
  const current = here(transaction);
  return (['step', 'wrongTries', 'sends', 'looks'] as const).every((name) => (current[name] ?? 0) === (place[name] ?? 0));
}

/** What follows from a judgement, by the rules of the guide and of RTS (EU) 2018/389. */
function record(witness: Witness, before: Transaction, { step, right }: Judged): void {
  if (step === 'picker') witness.decided = right ? 'Y' : 'not Y';
  else if (step === 'oob' && !right) witness.refused = true;
  else if (!asksAllFirst(before)) {
    if (right) witness.proven.push(step);
    else witness.wrong += 1;
  } else {
    witness.round.push({ step, right });
    if (witness.round.length < stepsOf(before.method as MethodName).length) return;
    if (witness.round.every((answer) => answer.right)) witness.proven = witness.round.map((answer) => answer.step);
    else witness.wrong += 1;
    witness.round = [];
  }
}

/** A submission that nothing is judged in counts (Req 61, 123): nothing entered, not of the form, or approved too early. */
function isInVain(before: Transaction, event: Event): boolean {
  const { state, method } = before;
  if (state.name !== 'challenging' || method === 'automatic') return false;
  if (event.type !== 'noEntry' && event.type !== 'malformed' && !(event.type === 'oobContinue' && method === 'oob')) return false;
  return event.at < state.dueAt && isFromHere(before, event.place);
}

/** A challenge without a human ends when its time is over, whatever comes then. */
function isOverByItself({ state, method }: Transaction, { at }: Event): boolean {
  return method === 'automatic' && state.name === 'challenging' && at >= state.dueAt;
}

function checkPromises(witness: Witness, before: Transaction, after: Transaction): void {
  const { method, state } = after;
  const steps = stepsOf(method as MethodName);
  const result = resultOf(after);

  assert.ok(witness.wrong + witness.vain <= POLICY.maxTries, 'at most three submissions may be wrong or in vain');
  assert.ok(witness.sent.length - witness.failed.length <= POLICY.maxSends, 'codes are sent up to the limit');
  assert.ok(witness.failed.length <= POLICY.maxFailedSends, 'and fail up to another one');
  assert.equal(new Set(witness.used).size, witness.used.length, 'a code works once');
  assert.ok(interactionsOf(after) >= interactionsOf(before), 'interactionCounter never decreases');
  assert.equal(interactionsOf(after), witness.interactions, 'interactionCounter counts what was submitted');
  assert.deepEqual(witness.proven, steps.slice(0, witness.proven.length), 'steps are proven in their order');
  const isOwed = !(state.name === 'final' && state.report === 'notOwed');
  assert.equal(witness.rreqs, result && isOwed ? 1 : 0, 'one RReq when the transaction ends, none before and none after');
  const isProven = witness.decided === 'Y' || witness.proven.length === steps.length;
  assert.equal(result?.transStatus === 'Y', isProven, 'Y where, and only where, all is proven');
  const trusted = result?.trustListStatus;
  // Where there is no human, nobody is asked.
  const isAsked = after.offersTrustList === true && method !== 'automatic';
  assert.equal(trusted !== undefined, isProven && isAsked, 'trust is spoken of where it was asked for');
  assert.equal(witness.trusted, trusted === 'Y' ? 1 : 0, 'who is trusted is remembered, once');
  if (witness.refused) assert.equal(result?.transStatusReason, '19', 'what was refused is N');
  if (witness.wrong + witness.vain === POLICY.maxTries) assert.equal(result?.transStatusReason, '19', 'the third one ends it');
  if (state.name === 'challenging') {
    assert.equal(steps[state.progress.step], askedNow(witness, after), 'the current step is the first that is not answered');
    assert.equal(state.progress.wrongTries, witness.wrong, 'wrong entries count over all steps');
    assert.ok(state.dueAt > witness.now, 'a challenge that is over does not go on');
  }
  for (const name of Object.keys(before) as (keyof Transaction)[])
    if (name !== 'state') assert.equal(after[name], before[name], `${name} never changes`);

  if (!result) return;
  witness.result ??= result;
  assert.deepEqual(result, witness.result, 'the final result never changes');
  const report = rreq(after, result, acs.proofOf(after, result.transStatus));
  witness.message ??= JSON.stringify(report);
  assert.equal(JSON.stringify(report), witness.message, 'the RReq is the same each time');
  assert.equal('authenticationValue' in report, report.transStatus === 'Y' || report.transStatus === 'A', 'authenticationValue');
  assert.equal('transStatusReason' in report, !['Y', 'A'].includes(report.transStatus ?? ''), 'a reason for N, U and R');
  if (state.name === 'final')
    assert.equal(cres(after).transStatus, report.transStatus === 'Y' ? 'Y' : 'N', 'RReq and CRes agree');
}

const waits = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 5000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 15 * 60_000 }) },
  { weight: 1, arbitrary: fc.constantFrom('due' as const, 'beforeDue' as const, 'codeOver' as const) },
);
const entries = fc.record({
  is: fc.oneof(
    { weight: 3, arbitrary: fc.constant('right' as const) },
    { weight: 2, arbitrary: fc.constantFrom('wrong' as const, 'older' as const, 'foreign' as const) },
  ),
  trusts: fc.constantFrom(undefined, true, false),
  pagesAgo: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) }),
});
const happenings = (kind: Kind) => fc.tuple(waits, entries).map(([wait, entry]) => new Happening(kind, wait, entry));

/** Endings are rare, or no life would be long. */
const WEIGHTS: Record<Kind, number> = {
  CReq: 6,
  ePin: 12,
  code: 12,
  answer: 4,
  verdict: 3,
  pick: 6,
  oobContinue: 3,
  resend: 3,
  codeNotSent: 2,
  malformed: 3,
  close: 3,
  deadline: 2,
  RRes: 2,
  RReqFailed: 1,
  CReqFault: 1,
  cancel: 1,
  SdkErro: 1,
  DsErro: 1,
  SecondAReq: 1,
  RReqUnreached: 1,
  noEntry: 1,
  alternative: 1,
  informed: 1,
};
const kinds = Object.entries(WEIGHTS) as [Kind, number][];
const anything = fc.oneof(...kinds.map(([kind, weight]) => ({ weight, arbitrary: happenings(kind) })));

function liveThrough(method: MethodName, how: How, commands: Iterable<fc.Command<Witness, Life>>): Life {
  const life = { transaction: challenged(method, how) };
  fc.modelRun(() => ({ model: new Witness(), real: life }), commands);
  return life;
}

const METHOD_NAMES = Object.keys(METHODS) as MethodName[];
const hows = fc.record({ offersTrustList: fc.boolean(), hidesFactor: fc.boolean() });

t.test('Req 61, Req 123: whatever happens, in whatever order and however often, every promise holds', async (t) => {
  const ends = new Map<string, number>();
  const methods = fc.oneof(
    { weight: 3, arbitrary: fc.constant<MethodName>('ePinThenSms') },
    { weight: 6, arbitrary: fc.constantFrom(...METHOD_NAMES) },
  );
  const property = fc.property(
    methods,
    hows,
    fc.commands([anything], { maxCommands: 60, size: 'max' }),
    (method, how, commands) => {
      const { state } = liveThrough(method, how, commands).transaction;
      const name = 'result' in state ? `${state.result.transStatus} ${state.result.transStatusReason ?? ''}` : state.name;
      for (const end of [name, `${method} ${name}`]) ends.set(end, (ends.get(end) ?? 0) + 1);
    },
  );
  // The positive control: the lives of this test do come to every end that there is, and every method to its Y. The rarest
  // ends are missing from one batch in a hundred, so there may be more of them.
  const wanted = ['Y ', 'A ', 'N 19', 'N 01', 'N 14', 'U 07', 'challenging', ...METHOD_NAMES.map((name) => `${name} Y `)];
  const missing = () => wanted.filter((end) => !ends.has(end));
  for (let batch = 0; batch === 0 || (batch < 5 && missing().length > 0); batch += 1) fc.assert(property, { numRuns: 4000 });
  t.pass('4000 lives, or more');
  t.same(missing(), [], 'some of them come to every end');
});

t.test('an honest cardholder gets his Y, whatever else his browser repeats', async (t) => {
  const repeats = fc.array(fc.constantFrom<Kind>('CReq', 'resend', 'close', 'RRes', 'RReqFailed', 'deadline'), {
    maxLength: 4,
  });
  const honest = (kind: Kind) => new Happening(kind, 1000, { is: 'right', pagesAgo: 0 });
  const property = fc.property(hows, repeats, repeats, repeats, (how, first, second, third) => {
    const all: Kind[] = ['CReq', ...first, 'ePin', ...second, 'code', ...third, 'RRes'];
    const { state } = liveThrough('ePinThenSms', how, all.map(honest)).transaction;
    assert.equal(state.name, 'final');
    assert.equal('result' in state && state.result.transStatus, 'Y');
  });
  fc.assert(property, { numRuns: 300 });
  t.pass('300 lives');
});
