import assert from 'node:assert/strict';
import fc from 'fast-check';
import pino from 'pino';
import t from 'tap';
import { type AcsParts, makeAcs } from '../../src/acs.ts';
import { makeKeys } from '../../src/crypto/keys.ts';
import { shipped } from '../../src/files.ts';
import { makePages } from '../../src/pages/render.ts';
import { readFixtures } from '../../src/settings/fixtures.ts';
import type { Transaction } from '../../src/transaction/transaction.ts';
import { challengePage } from '../../src/web/acs/challengeView.ts';
import { step } from '../support/usualPolicy.ts';
import { EVENTS, type EventName, live, opened } from './lives.ts';

const { issuer, questions, schemes } = readFixtures(shipped('fixtures/'));
const urls = { acs: 'http://localhost:8080', control: '', sandbox: '' };
const parts = { keys: makeKeys(Buffer.alloc(32, 7)), issuer, questions, schemes, urls, log: pino({ level: 'silent' }) };
const acs = makeAcs(parts as unknown as AcsParts);
const pages = makePages('challenge', '/3ds/assets/', shipped('fixtures/'));

/** Two cardholders who do the same, but for their ePins: one is right, one is wrong. */
class Twins {
  one: Transaction;
  two: Transaction;

  constructor(hidesFactor: boolean, fault: EventName = 'wrongEPin') {
    const decision = { transStatus: 'C', method: 'ePinThenSms', alternative: 'select', because: 'of the test' } as const;
    const begun = live(opened(decision, undefined, { hidesFactor }), 'CReq').transaction;
    [this.one, this.two] = [begun, begun];
    this.#step('rightEPin', fault);
  }

  /** The kinds of what is sent, for each of them. */
  both(name: EventName): [string[], string[]] {
    return this.#step(name, name);
  }

  #step(ofOne: EventName, ofTwo: EventName): [string[], string[]] {
    const [one, two] = [step(this.one, EVENTS[ofOne](this.one)), step(this.two, EVENTS[ofTwo](this.two))];
    [this.one, this.two] = [one.transaction, two.transaction];
    return [one.effects.map(({ kind }) => kind), two.effects.map(({ kind }) => kind)];
  }
}

/** What a browser gets, token and all: a token is made of transaction and place, and these are the same. */
function shown(transaction: Transaction, language: string): string {
  const { template, view } = challengePage(acs, transaction, language);
  return pages.render(template, language, view);
}

/** Whatever a cardholder does in a round but to end it with a right code: that alone may tell the two apart. */
const ANYTHING: EventName[] = [
  ...(['CReq', 'wrongCode', 'malformed', 'resend', 'close', 'earlyDeadline', 'wrongEPin', 'oobContinue', 'alternative'] as const),
  ...([
    'lockingEPin',
    'rightEPinWhileLocked',
    'wrongEPinWhileLocked',
    'rightEPinWhileShut',
    'closeWhileLocked',
    'codeNotSent',
  ] as const),
];
const happenings = fc.array(fc.constantFrom(...ANYTHING), { maxLength: 12 });
const languages = fc.constantFrom('fr', 'en');

t.test('where it is hidden, no page and no message tells a right ePin from a wrong one, be it the one that locks', async (t) => {
  let rounds = 0;
  const property = fc.property(
    happenings,
    languages,
    fc.constantFrom<EventName>('wrongEPin', 'lockingEPin'),
    fc.constantFrom<EventName>('cancel', 'deadline', 'wrongCode'),
    (names, language, fault, last) => {
      const twins = new Twins(true, fault);
      assert.equal(shown(twins.one, language), shown(twins.two, language), 'the page after the ePin');
      for (const name of [...names, last]) {
        const [ofOne, ofTwo] = twins.both(name);
        assert.deepEqual(ofOne, ofTwo, `${name} sends the same`);
        if (twins.one.state.name === 'challenging')
          assert.equal(shown(twins.one, language), shown(twins.two, language), `after ${name}`);
        if (twins.one.state.name === 'challenging' && twins.one.state.progress.notice === 'wrongEntries') rounds += 1;
      }
      // The lock is told to the tester alone.
      const [one, two] = [twins.one, twins.two].map(({ state }) =>
        'result' in state ? { ...state.result, cardLocked: undefined } : state.name,
      );
      assert.deepEqual(one, two, 'and the end is the same');
    },
  );
  fc.assert(property, { numRuns: 300 });
  t.ok(rounds > 50, `300 lives, ${rounds} times a round was over`);
});

t.test('where it is told, the page after the ePin tells it at once', async (t) => {
  const { one, two } = new Twins(false);
  t.match(shown(one, 'fr'), 'data-page="otp"');
  t.match(shown(two, 'fr'), 'data-page="epin"');
  t.match(shown(two, 'fr'), 'Code de sécurité erroné');
});

t.test('the one end that differs: both were right', async (t) => {
  const twins = new Twins(true);
  twins.both('rightCode');
  t.match(twins.one.state, { result: { transStatus: 'Y' } });
  t.match(twins.two.state, { name: 'challenging', progress: { step: 0, wrongTries: 1, notice: 'wrongEntries' } });
  const page = shown(twins.two, 'fr');
  t.match(page, 'Authentification échouée');
  t.match(page, 'Une de vos saisies est erronée');
});
