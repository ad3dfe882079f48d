import { readFileSync } from 'node:fs';
import t from 'tap';
import type { CardFacts } from '../../src/decision/cardFacts.ts';
import { decide } from '../../src/decision/decide.ts';
import type { DecoupledFacts } from '../../src/decision/decision.ts';
import { shipped } from '../../src/files.ts';
import type { AReq } from '../../src/messages/types.ts';

type Patch = Record<string, unknown>;

const example = (version: string, kind: string, patch: Patch): AReq =>
  ({ ...JSON.parse(readFileSync(shipped(`fixtures/messages/${version}/AReq-${kind}.json`), 'utf8')), ...patch }) as AReq;

const card: CardFacts = { blocked: false, ePin: 'scrypt$…' };
const blocked: CardFacts = { ...card, blocked: true };
const decoupled = (facts: DecoupledFacts): CardFacts => ({ ...card, decoupled: facts });
const scripted = (transStatus: 'Y' | 'N', transStatusReason = ''): CardFacts => ({
  ...card,
  outcome: { transStatus, ...(transStatusReason ? { transStatusReason } : {}) },
});
const asked = (time: string, ind = 'Y'): Patch => ({ threeDSRequestorDecReqInd: ind, threeDSRequestorDecMaxTime: time });
const wish = (value: string): Patch => ({ threeDSRequestorChallengeInd: value });

const FALLBACK: Patch = { threeRIInd: '19', ...asked('00060') };

type Row = [sentence: string, version: string, kind: string, patch: Patch, card: CardFacts, outcome: string, because: RegExp];

/** `outcome`: transStatus and transStatusReason, or the method of the challenge. */
const rows: Row[] = [
  // 3RI
  ['3RI is Y', '2.2.0', '3ri-payment', {}, card, 'Y', /3RI/],
  ['3RI of 2.1.0 is Y', '2.1.0', '3ri-nonpayment', {}, card, 'Y', /3RI/],
  ['3RI of 2.3.1 is Y', '2.3.1', '3ri-payment', {}, card, 'Y', /3RI/],
  ['3RI for a blocked card is N', '2.2.0', '3ri-payment', {}, blocked, 'N 12', /blocked/],
  ['3RI for a scripted card follows the script', '2.2.0', '3ri-payment', {}, scripted('N', '01'), 'N 01', /scripted/],
  ['3RI is D where that is asked for', '2.2.0', '3ri-payment', asked('00060'), decoupled({ is: 'possible' }), 'D', /decoupled/],
  ['3RI after a challenge is D on any card', '2.3.1', '3ri-payment', { threeRIInd: '19', ...asked('00060') }, card, 'D', /19/],
  ['3RI after a challenge has to ask for it', '2.3.1', '3ri-payment', { threeRIInd: '19' }, card, 'U 23', /not ask/],
  ['Req 290: 3RI after a challenge of nobody is N', '2.3.1', '3ri-payment', FALLBACK, { ...card, prior: 'unknown' }, 'N 07', /D/],
  ['Req 290: after one that did not end in D', '2.3.1', '3ri-payment', FALLBACK, { ...card, prior: 'known' }, 'N 07', /D/],
  ['Req 290: after one that did', '2.3.1', '3ri-payment', FALLBACK, { ...card, prior: 'goesOnDecoupled' }, 'D', /19/],
  ['Req 290: a transaction of another card', '2.3.1', '3ri-payment', {}, { ...card, prior: 'otherCard' }, 'N 09', /another/],
  ['Req 290: any other 3RI after an unknown one', '2.3.1', '3ri-payment', {}, { ...card, prior: 'unknown' }, 'Y', /3RI/],
  ['a wish in 3RI counts since 2.3.1', '2.3.1', '3ri-payment', { threeDSRequestorChallengeInd: ['06'] }, card, 'I', /06/],
  ['a wish in 3RI of 2.2.0 is none', '2.2.0', '3ri-payment', wish('06'), card, 'Y', /3RI/],
  // Non-payment
  ['non-payment is challenged like a payment', '2.2.0', 'browser-nonpayment', {}, card, 'C ePinThenSms', /ePin/],
  ['non-payment of 2.1.0, too', '2.1.0', 'browser-nonpayment', {}, card, 'C ePinThenSms', /ePin/],
  ['non-payment of 2.3.1, too', '2.3.1', 'browser-nonpayment', {}, card, 'C ePinThenSms', /ePin/],
  ['non-payment for a blocked card is N', '2.2.0', 'browser-nonpayment', {}, blocked, 'N 12', /blocked/],
  ['non-payment for a scripted card follows the script', '2.2.0', 'browser-nonpayment', {}, scripted('Y'), 'Y', /scripted/],
  // Informational
  ['06 is I', '2.2.0', 'browser-payment', wish('06'), card, 'I', /06/],
  ['05 is Y', '2.2.0', 'browser-payment', wish('05'), card, 'Y', /ground/],
  ['07 is Y', '2.2.0', 'browser-payment', wish('07'), card, 'Y', /ground/],
  ['a DS value leaves it to the issuer', '2.2.0', 'browser-payment', wish('82'), card, 'C ePinThenSms', /ePin/],
  [
    '05 spares a card that is authenticated decoupled',
    '2.2.0',
    'browser-payment',
    wish('05'),
    decoupled({ is: 'needed' }),
    'Y',
    /ground/,
  ],
  [
    '04 is D on a card that is',
    '2.2.0',
    'browser-payment',
    { ...wish('04'), ...asked('00060') },
    decoupled({ is: 'needed' }),
    'D',
    /way/,
  ],
  ['04 in 3RI is no challenge', '2.3.1', '3ri-payment', { threeDSRequestorChallengeInd: ['04'] }, card, 'Y', /3RI/],
  [
    'the second wish of 2.3.1 counts',
    '2.3.1',
    'browser-payment',
    { threeDSRequestorChallengeInd: ['02', '07'] },
    card,
    'Y',
    /ground/,
  ],
  ['08 leaves it to the issuer', '2.2.0', 'browser-payment', wish('08'), card, 'C ePinThenSms', /ePin/],
  ['2.1.0 has no I', '2.1.0', 'browser-payment', wish('82'), card, 'C ePinThenSms', /ePin/],
  ['I for a blocked card is N', '2.2.0', 'browser-payment', wish('06'), blocked, 'N 12', /blocked/],
  // Decoupled
  [
    'needed and asked for',
    '2.2.0',
    'browser-payment',
    asked('00005'),
    decoupled({ is: 'needed', minutes: 5 }),
    'D',
    /no other way/,
  ],
  ['too little time', '2.2.0', 'browser-payment', asked('00004'), decoupled({ is: 'needed', minutes: 5 }), 'U 25', /5 minutes/],
  ['needed, not asked for', '2.2.0', 'browser-payment', {}, decoupled({ is: 'needed' }), 'U 23', /does not ask/],
  [
    'needed, asked for by N',
    '2.2.0',
    'browser-payment',
    asked('00005', 'N'),
    decoupled({ is: 'needed' }),
    'U 23',
    /does not ask/,
  ],
  ['F is no D in the ARes', '2.3.1', 'browser-payment', asked('00005', 'F'), decoupled({ is: 'needed' }), 'U 23', /does not ask/],
  ['B is', '2.3.1', 'browser-payment', asked('00005', 'B'), decoupled({ is: 'needed' }), 'D', /no other way/],
  [
    'B is none before 2.3.1',
    '2.2.0',
    'browser-payment',
    asked('00005', 'B'),
    decoupled({ is: 'needed' }),
    'U 23',
    /does not ask/,
  ],
  ['2.1.0 has no D', '2.1.0', 'browser-payment', asked('00005'), decoupled({ is: 'needed' }), 'U 07', /does not ask/],
  ['possible and asked for', '2.2.0', 'browser-payment', asked('00001'), decoupled({ is: 'possible' }), 'D', /takes decoupled/],
  ['possible, not asked for', '2.2.0', 'browser-payment', {}, decoupled({ is: 'possible' }), 'C ePinThenSms', /ePin/],
  ['asked for, not possible', '2.2.0', 'browser-payment', asked('00060'), card, 'C ePinThenSms', /ePin/],
  [
    'data only is I, never D',
    '2.2.0',
    'browser-payment',
    { ...wish('06'), ...asked('00060') },
    decoupled({ is: 'needed' }),
    'I',
    /06/,
  ],
  [
    'blocked, whatever else',
    '2.2.0',
    'browser-payment',
    asked('00060'),
    { ...decoupled({ is: 'needed' }), blocked: true },
    'N 12',
    /b/,
  ],
];

t.test('what is decided without a page for the cardholder', async (t) => {
  for (const [sentence, version, kind, patch, facts, outcome, because] of rows) {
    const decision = decide(example(version, kind, patch), facts);
    const how = 'method' in decision ? ` ${decision.method}` : '';
    const why = 'transStatusReason' in decision ? ` ${decision.transStatusReason}` : '';
    t.equal(decision.transStatus + how + why, outcome, sentence);
    t.match(decision.because, because, `${sentence}: it says why`);
  }
});

t.test('3RI is never a challenge, whatever threeRIInd, version, category and card', async (t) => {
  const cards = [card, blocked, scripted('Y'), { blocked: false }, decoupled({ is: 'needed' }), decoupled({ is: 'possible' })];
  for (const [version, kind, last] of [
    ['2.1.0', '3ri-nonpayment', 5],
    ['2.2.0', '3ri-nonpayment', 12],
    ['2.2.0', '3ri-payment', 12],
    ['2.3.1', '3ri-nonpayment', 19],
    ['2.3.1', '3ri-payment', 19],
  ] as const) {
    const statuses = new Set<string>();
    for (let ind = 1; ind <= last; ind += 1) {
      for (const ask of [{}, asked('10080'), asked('00001')]) {
        const areq = example(version, kind, { threeRIInd: String(ind).padStart(2, '0'), ...ask });
        for (const facts of cards) statuses.add(decide(areq, facts).transStatus);
      }
    }
    t.notOk(statuses.has('C'), `${version} ${kind}: ${[...statuses].join(' ')}`);
    t.equal(statuses.has('D'), version !== '2.1.0');
  }
});
