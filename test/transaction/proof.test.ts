import t from 'tap';
import { schemeNamed } from '../../src/cards/schemes.ts';
import { acsTransIDIn } from '../../src/crypto/authenticationValue.ts';
import { makeKeys } from '../../src/crypto/keys.ts';
import { shipped } from '../../src/files.ts';
import { readFixtures } from '../../src/settings/fixtures.ts';
import { proofOf } from '../../src/transaction/proof.ts';
import type { Transaction } from '../../src/transaction/transaction.ts';
import { challenged, exampleAReq, opened } from './lives.ts';

const { schemes } = readFixtures(shipped('fixtures/'));
const keys = makeKeys(Buffer.alloc(32, 7));
const base = challenged('sms');
const proof = (scheme: string, transStatus: string, change: Partial<Transaction> = {}) =>
  proofOf({ ...base, scheme, ...change }, transStatus, schemeNamed(scheme, schemes, 'Visa'), keys);

const LIKE_VISA = { Y: '05', A: '06', I: '07' };

/** ECI by scheme, messageCategory and transStatus. What is not listed carries none. */
const ECIS: [scheme: string, messageCategory: string, ecis: Record<string, string>][] = [
  ...['Visa', 'CB', 'Amex', 'JCB', 'Discover', 'UnionPay'].flatMap((scheme) => [
    [scheme, '01', LIKE_VISA] as [string, string, Record<string, string>],
    [scheme, '02', LIKE_VISA] as [string, string, Record<string, string>],
  ]),
  ['Mastercard', '01', { Y: '02', A: '01', N: '00', U: '00', R: '00', I: '06' }],
  ['Mastercard', '02', { Y: 'N2', N: 'N0', U: 'N0', R: 'N0', I: '06' }],
  ['Mir', '01', { Y: '02', A: '01' }],
  ['Mir', '02', { Y: '02', A: '01' }],
];

t.test('the ECI follows scheme, category and transStatus', async (t) => {
  for (const [scheme, messageCategory, ecis] of ECIS) {
    for (const transStatus of ['Y', 'A', 'N', 'U', 'R', 'I', 'C', 'D']) {
      t.equal(
        proof(scheme, transStatus, { messageCategory }).eci,
        ecis[transStatus],
        `${scheme} ${messageCategory} ${transStatus}`,
      );
    }
  }
  t.same(new Set(ECIS.map(([scheme]) => scheme)), new Set(schemes.map(({ name }) => name)), 'every scheme has its rows');
});

t.test('an ECI that a tester wants wins over the scheme’s, and the value is bound to it', async (t) => {
  t.equal(proof('Visa', 'Y', { eci: '07' }).eci, '07');
  const atOnce = opened({ transStatus: 'N', transStatusReason: '11', because: 'of the test' }, exampleAReq({})).state;
  t.equal(proof('Mir', 'N', { eci: 'N3', state: atOnce }).eci, 'N3', 'also where the scheme has none');
  t.equal(proof('Visa', 'N', { eci: '05' }).eci, undefined, 'a challenge that fails has no part in it');
  t.equal(proof('Mastercard', 'N', { eci: '02' }).eci, '00');
  const refused = { transStatus: 'N', transStatusReason: '19' } as const;
  t.equal(
    proof('Visa', 'N', { eci: '07', challengeResult: refused }).eci,
    '07',
    'unless that is the end that was written for it',
  );
  t.not(proof('Visa', 'Y', { eci: '07' }).authenticationValue, proof('Visa', 'Y').authenticationValue);
});

t.test('data only and recurring have an ECI of their own with Mastercard alone', async (t) => {
  t.equal(proof('Mastercard', 'I', { purpose: 'dataOnly' }).eci, '04');
  t.equal(proof('Mastercard', 'I').eci, '06');
  t.equal(proof('Mastercard', 'N', { purpose: 'dataOnly' }).eci, '00', 'of another outcome it is the usual one');
  t.equal(proof('Mastercard', 'Y', { purpose: 'recurring' }).eci, '07');
  t.equal(proof('Mastercard', 'Y', { purpose: 'recurring', messageCategory: '02' }).eci, 'N2', 'no payment');
  t.equal(proof('Visa', 'I', { purpose: 'dataOnly' }).eci, '07');
  t.equal(proof('Visa', 'Y', { purpose: 'recurring' }).eci, '05');
  const opens = (patch: object, transStatus: 'I' | 'Y' = 'I') =>
    opened({ transStatus, because: 'of the test' }, exampleAReq({ ...patch })).purpose;
  t.equal(opens({ threeDSRequestorChallengeInd: '06' }), 'dataOnly');
  t.equal(opens({ threeDSRequestorChallengeInd: '05' }), undefined);
  t.equal(opens({ deviceChannel: '03', threeRIInd: '01' }), 'recurring');
  t.equal(opens({ deviceChannel: '03', threeRIInd: '01', threeDSRequestorChallengeInd: '06' }, 'Y'), 'recurring');
  t.equal(opens({ deviceChannel: '03', threeRIInd: '02' }), 'recurring');
  t.equal(opens({ deviceChannel: '03', threeRIInd: '03' }), undefined);
  t.equal(opens({ threeRIInd: '01' }), undefined, 'threeRIInd is known in 3RI alone');
});

t.test(
  'an authenticationValue is there for Y and A, and for I where the scheme has it, in 28 characters, of the layout that is documented',
  async (t) => {
    const prefixes: Record<string, { Y: string; A: string }> = {
      Visa: { Y: '0001', A: '0701' },
      Mastercard: { Y: '9000', A: '9010' },
      CB: { Y: '0002', A: '0702' },
      Amex: { Y: '0003', A: '0703' },
      JCB: { Y: '0004', A: '0704' },
      Discover: { Y: '0005', A: '0705' },
      UnionPay: { Y: '0006', A: '0706' },
      Mir: { Y: '0007', A: '0707' },
    };
    for (const { name, authenticationValue: form } of schemes) {
      for (const [messageVersion, version] of [
        ['2.1.0', '74'],
        ['2.2.0', '75'],
        ['2.3.1', '76'],
      ] as const) {
        for (const transStatus of ['Y', 'A'] as const) {
          const value = proof(name, transStatus, { messageVersion }).authenticationValue ?? '';
          const bytes = Buffer.from(value, 'base64');
          t.equal(value.length, 28, `${name} ${messageVersion} ${transStatus}`);
          t.equal(bytes.toString('base64'), value, 'canonical base64');
          t.equal(bytes.length, name === 'Mastercard' ? 21 : 20);
          t.equal(bytes.length, form.bytes);
          t.equal(bytes.subarray(0, 3).toString('hex'), `${prefixes[name]?.[transStatus]}${version}`, 'prefix and version');
          t.equal(acsTransIDIn(value), base.acsTransID.slice(0, 18), 'the begin of the acsTransID');
        }
      }
      for (const transStatus of ['N', 'U', 'R', 'C', 'D', ...(name === 'Visa' ? [] : ['I'])])
        t.notOk('authenticationValue' in proof(name, transStatus), transStatus);
    }
    t.match(proof('Visa', 'I'), { eci: '07', authenticationValue: /^CAF/ }, 'I of Visa has a CAVV');
    t.match(
      proof('Mastercard', 'I', { purpose: 'dataOnly' }),
      { eci: '04', authenticationValue: /^kX/ },
      'data only of Mastercard',
    );
    t.same(proof('Mastercard', 'I'), { eci: '06' }, 'no other I of Mastercard');
    t.same(proof('Visa', 'I', { messageCategory: '02' }), { eci: '07' }, 'nor of a non-payment');
    t.match(proof('Mastercard', 'Y').authenticationValue, /^k[A-P]/, 'the begin of a Mastercard AAV');
    t.match(proof('Visa', 'Y').authenticationValue, /^AAF/);
  },
);

t.test('non-payment has a value where the scheme has it so', async (t) => {
  for (const { name } of schemes) {
    const found = 'authenticationValue' in proof(name, 'Y', { messageCategory: '02' });
    t.equal(found, name === 'Mastercard', name);
  }
});

t.test('the value is bound to everything that it vouches for, and stays the same', async (t) => {
  const value = (change: Partial<Transaction> = {}, transStatus = 'Y', scheme = 'Visa') =>
    proof(scheme, transStatus, change).authenticationValue;
  const other = '11111111-2222-4333-8444-555555555555';
  const changes: [string, Partial<Transaction>][] = [
    ['acsTransID', { acsTransID: other }],
    ['the end of the acsTransID', { acsTransID: base.acsTransID.slice(0, -1) + (base.acsTransID.endsWith('0') ? '1' : '0') }],
    ['dsTransID', { dsTransID: other }],
    ['threeDSServerTransID', { threeDSServerTransID: other }],
    ['the card', { cardHash: 'another hash' }],
    ['purchaseAmount', { purchase: { ...base.purchase, purchaseAmount: '29901' } }],
    ['purchaseCurrency', { purchase: { ...base.purchase, purchaseCurrency: '840' } }],
    ['messageVersion', { messageVersion: '2.3.1' }],
  ];
  t.equal(value(), value(), 'the same transaction has the same value');
  for (const [what, change] of changes) t.not(value(change), value(), what);
  t.not(value({}, 'A'), value(), 'transStatus');
  t.not(value({}, 'Y', 'Amex'), value(), 'the scheme');
  const foreign = proofOf(base, 'Y', schemeNamed('Visa', schemes, 'Visa'), makeKeys(Buffer.alloc(32, 8)));
  t.not(foreign.authenticationValue, value(), 'another simulator makes another value');
});
