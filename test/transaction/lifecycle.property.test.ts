import assert from 'node:assert/strict';
import fc from 'fast-check';
import pino from 'pino';
import t from 'tap';
import { type AcsParts, makeAcs } from '../../src/acs.ts';
import { type MethodName, stepsOf } from '../../src/challenge/methods.ts';
import { makeKeys } from '../../src/crypto/keys.ts';
import { shipped } from '../../src/files.ts';
import { readFixtures } from '../../src/issuer/fixtures.ts';
import { cres, rreq } from '../../src/transaction/messages.ts';
import { POLICY } from '../../src/transaction/policy.ts';
import { dueAt, type Event, step } from '../../src/transaction/step.ts';
import type { Place, Result, Transaction } from '../../src/transaction/transaction.ts';
import { challenged, deepFreeze, FAULT, freshCode, here, SESSION, START } from './lives.ts';

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
  wrong = 0;
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

    const done = step(before, event);
    assert.deepEqual(step(before, event), done, 'a step is pure');
    const after = done.transaction;

    for (const { kind } of done.effects) {
      if (kind === 'rreq') witness.rreqs += 1;
      else if ('fresh' in event) witness.sent.push({ hash: event.fresh.hash, at: event.at });
    }
    if (judged) {
      witness.interactions += 1;
      if (judged.right) {
        witness.proven.push(judged.step);
        if (event.type === 'code') witness.used.push(event.hash);
      } else witness.wrong += 1;
    } else if (event.type === 'noEntry' && after !== before && after.state.name === 'challenging') witness.interactions += 1;
    else if (event.type === 'resend' && done.effects.some(({ kind }) => kind === 'sms')) witness.interactions += 1;

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
    const newest = witness.sent.at(-1)?.hash ?? 'no code';
    const older = witness.sent.at(-2)?.hash ?? witness.used.at(-1) ?? 'no older code';
    const hash = { right: newest, wrong: 'wrong code', older, foreign: 'code of another transaction' }[is];
    switch (this.kind) {
      case 'CReq':
        return { type: 'CReq', at, session: SESSION, fresh: freshCode() };
      case 'ePin':
        return { type: 'ePin', at, place, right: is === 'right', fresh: freshCode() };
      case 'code':
        return { type: 'code', at, place, hash, fresh: freshCode() };
      case 'resend':
        return { type: 'resend', at, place, fresh: freshCode() };
      case 'malformed':
      case 'noEntry':
      case 'close':
      case 'cancel':
        return { type: this.kind, at, place };
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

/** The judgement of an entry by the promises alone: current page, right step, in time, newest code, not yet used. */
function entryJudged(witness: Witness, before: Transaction, event: Event): { right: boolean; step: string } | undefined {
  if (event.type !== 'ePin' && event.type !== 'code') return undefined;
  const { state, method } = before;
  if (state.name !== 'challenging' || event.at >= state.dueAt || !method) return undefined;
  const asked = stepsOf(method)[witness.proven.length];
  const current = here(before);
  const isHere = current.step === event.place.step && current.wrongTries === event.place.wrongTries;
  if (asked !== event.type || !isHere || current.sends !== event.place.sends) return undefined;
  if (event.type === 'ePin') return { right: event.right, step: asked };
  const newest = witness.sent.at(-1);
  if (!newest || event.at >= newest.at + POLICY.codeLifetimeMs) return undefined;
  return { right: event.hash === newest.hash && !witness.used.includes(event.hash), step: asked };
}

function checkPromises(witness: Witness, before: Transaction, after: Transaction): void {
  const { method, state } = after;
  const steps = stepsOf(method as MethodName);
  const result = resultOf(after);

  assert.ok(witness.wrong <= POLICY.maxTries, 'at most three wrong entries are judged');
  assert.ok(witness.sent.length - witness.failed.length <= POLICY.maxSends, 'codes are sent up to the limit');
  assert.ok(witness.failed.length <= POLICY.maxFailedSends, 'and fail up to another one');
  assert.equal(new Set(witness.used).size, witness.used.length, 'a code works once');
  assert.ok(interactionsOf(after) >= interactionsOf(before), 'interactionCounter never decreases');
  assert.equal(interactionsOf(after), witness.interactions, 'interactionCounter counts what was judged or sent');
  assert.deepEqual(witness.proven, steps.slice(0, witness.proven.length), 'steps are proven in their order');
  assert.equal(witness.rreqs, result ? 1 : 0, 'one RReq when the transaction ends, none before and none after');
  assert.equal(result?.transStatus === 'Y', witness.proven.length === steps.length, 'Y where, and only where, all is proven');
  if (witness.wrong === POLICY.maxTries) assert.equal(result?.transStatus, 'N', 'the third wrong entry ends it');
  if (state.name === 'challenging') {
    assert.equal(state.progress.step, witness.proven.length, 'the current step is the first that is not proven');
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
  assert.equal('transStatusReason' in report, report.transStatus !== 'Y', 'a reason where it is not Y');
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
  pagesAgo: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) }),
});
const happenings = (kind: Kind) => fc.tuple(waits, entries).map(([wait, entry]) => new Happening(kind, wait, entry));

/** Endings are rare, or no life would be long. */
const WEIGHTS: Record<Kind, number> = {
  CReq: 6,
  ePin: 12,
  code: 12,
  resend: 3,
  codeNotSent: 2,
  malformed: 3,
  close: 3,
  deadline: 2,
  RRes: 2,
  RReqFailed: 1,
  CReqFault: 1,
  cancel: 1,
  approved: 1,
  refused: 1,
  SdkErro: 1,
  noEntry: 1,
};
const kinds = Object.entries(WEIGHTS) as [Kind, number][];
const anything = fc.oneof(...kinds.map(([kind, weight]) => ({ weight, arbitrary: happenings(kind) })));

function liveThrough(method: MethodName, commands: Iterable<fc.Command<Witness, Life>>): Life {
  const life = { transaction: challenged(method) };
  fc.modelRun(() => ({ model: new Witness(), real: life }), commands);
  return life;
}

t.test('whatever happens, in whatever order and however often, every promise holds', async (t) => {
  const ends = new Map<string, number>();
  const property = fc.property(
    fc.constantFrom<MethodName>('ePinThenSms', 'sms'),
    fc.commands([anything], { maxCommands: 60, size: 'max' }),
    (method, commands) => {
      const { state } = liveThrough(method, commands).transaction;
      const name = 'result' in state ? `${state.result.transStatus} ${state.result.transStatusReason ?? ''}` : state.name;
      ends.set(name, (ends.get(name) ?? 0) + 1);
    },
  );
  fc.assert(property, { numRuns: 1500 });
  t.pass('1500 lives');
  // The positive control: the lives of this test do come to every end that there is.
  for (const end of ['Y ', 'N 19', 'N 01', 'N 14', 'U 07', 'challenging'])
    t.ok((ends.get(end) ?? 0) > 0, `some of them end in ${end.trim()}`);
});

t.test('an honest cardholder gets his Y, whatever else his browser repeats', async (t) => {
  const repeats = fc.array(fc.constantFrom<Kind>('CReq', 'malformed', 'close', 'RRes', 'RReqFailed', 'deadline'), {
    maxLength: 4,
  });
  const honest = (kind: Kind) => new Happening(kind, 1000, { is: 'right', pagesAgo: 0 });
  const property = fc.property(repeats, repeats, repeats, (first, second, third) => {
    const all: Kind[] = ['CReq', ...first, 'ePin', ...second, 'code', ...third, 'RRes'];
    const { state } = liveThrough('ePinThenSms', all.map(honest)).transaction;
    assert.equal(state.name, 'final');
    assert.equal('result' in state && state.result.transStatus, 'Y');
  });
  fc.assert(property, { numRuns: 300 });
  t.pass('300 lives');
});
