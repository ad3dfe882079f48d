import fc from 'fast-check';
import t from 'tap';
import { isLike, type Match, mismatch } from '../../src/decision/rule.ts';
import { exampleAReq } from '../transaction/lives.ts';

const HASH = 'hash-of-card';
const areq = {
  acctNumber: '4970720000052226',
  purchaseAmount: '029905',
  purchaseCurrency: '978',
  merchantName: 'MyTestMerchantACS3',
  acquirerMerchantID: 'M-77',
  cardholderName: 'Anne Test',
  email: 'Anne@example.nc',
  threeDSRequestorID: 'R1',
  threeDSServerTransID: '8a880dc0-d2d2-4067-bcb1-b08d1690b26e',
  threeDSCompInd: 'Y',
  threeDSRequestorChallengeInd: '05',
  messageExtension: [{ name: 'Acme', id: 'A000000004-acme', criticalityIndicator: false, data: {} }],
};

const rows: [sentence: string, match: Match, differs: string | undefined][] = [
  ['no condition', {}, undefined],
  ['the card', { cardHash: HASH }, undefined],
  ['another card', { cardHash: 'another' }, 'acctNumber'],
  ['the first digits', { acctNumberPrefix: '497072' }, undefined],
  ['other first digits', { acctNumberPrefix: '497073' }, 'acctNumberPrefix'],
  ['the amount, whatever its zeros', { purchaseAmount: '29905' }, undefined],
  ['another amount', { purchaseAmount: '29900' }, 'purchaseAmount'],
  ['at its lower end', { purchaseAmount: { min: 29905 } }, undefined],
  ['below', { purchaseAmount: { min: 29906 } }, 'purchaseAmount'],
  ['at its upper end', { purchaseAmount: { max: 29905 } }, undefined],
  ['above', { purchaseAmount: { min: 0, max: 29904 } }, 'purchaseAmount'],
  ['the cents', { purchaseAmount: { endsWith: '05' } }, undefined],
  ['other cents', { purchaseAmount: { endsWith: '06', max: 100_000 } }, 'purchaseAmount'],
  ['the currency', { purchaseCurrency: '978' }, undefined],
  ['another currency', { purchaseCurrency: '953' }, 'purchaseCurrency'],
  ['the merchant by a pattern', { merchantName: 'mytest*acs3' }, undefined],
  ['another merchant', { merchantName: 'MyTest' }, 'merchantName'],
  ['the merchant id', { acquirerMerchantID: 'M-77' }, undefined],
  ['the cardholder', { cardholderName: '*test' }, undefined],
  ['the e-mail, whatever its capitals', { email: 'anne@EXAMPLE.nc' }, undefined],
  ['another requestor', { threeDSRequestorID: 'R2' }, 'threeDSRequestorID'],
  ['the transaction', { threeDSServerTransID: '8A880DC0-D2D2-4067-BCB1-B08D1690B26E' }, undefined],
  ['the channel', { deviceChannel: '02' }, undefined],
  ['another channel', { deviceChannel: '03' }, 'deviceChannel'],
  ['another category', { messageCategory: '02' }, 'messageCategory'],
  ['another version', { messageVersion: '2.3.1' }, 'messageVersion'],
  ['the 3DS Method', { threeDSCompInd: 'Y' }, undefined],
  ['the wish', { threeDSRequestorChallengeInd: '05' }, undefined],
  ['another wish', { threeDSRequestorChallengeInd: '04' }, 'threeDSRequestorChallengeInd'],
  ['the extension', { messageExtension: 'A000000004-acme' }, undefined],
  ['another extension', { messageExtension: 'acme' }, 'messageExtension'],
  ['all that fits, and one that does not', { acctNumberPrefix: '4', purchaseCurrency: '978', email: '*@example.com' }, 'email'],
];

t.test('a rule matches where everything fits that it names', async (t) => {
  for (const [sentence, match, differs] of rows) t.equal(mismatch(match, exampleAReq(areq), HASH), differs, sentence);
});

t.test('what an AReq does not have fits no condition', async (t) => {
  const bare = exampleAReq({
    ...Object.fromEntries(Object.keys(areq).map((name) => [name, undefined])),
    acctNumber: '4970720000052226',
  });
  for (const [sentence, match] of rows.filter(([, match]) => Object.keys(match).length === 1 && !match.cardHash)) {
    const [name = ''] = Object.keys(match);
    if (!['acctNumberPrefix', 'deviceChannel', 'messageCategory', 'messageVersion'].includes(name))
      t.equal(mismatch(match, bare, HASH), name, sentence);
  }
});

t.test('one of two wishes of 2.3.1 is enough', async (t) => {
  const two = exampleAReq({ threeDSRequestorChallengeInd: ['02', '80'] });
  t.equal(mismatch({ threeDSRequestorChallengeInd: '80' }, two, HASH), undefined);
  t.equal(mismatch({ threeDSRequestorChallengeInd: '03' }, two, HASH), 'threeDSRequestorChallengeInd');
});

t.test('an amount longer than a number can hold is told apart', async (t) => {
  const long = exampleAReq({ purchaseAmount: '900719925474099300000000000001' });
  t.equal(mismatch({ purchaseAmount: '900719925474099300000000000001' }, long, HASH), undefined);
  t.equal(mismatch({ purchaseAmount: '900719925474099300000000000002' }, long, HASH), 'purchaseAmount');
});

t.test('* stands for any text: the same as the regular expression', async (t) => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'B', '.', '('), maxLength: 6 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'B', '.', '(', '*'), maxLength: 6 });
  fc.assert(
    fc.property(piece, pattern, (text, like) => {
      const source = like.replaceAll(/[.()]/g, '\\$&').replaceAll('*', '.*');
      return isLike(text, like) === new RegExp(`^${source}$`, 'i').test(text);
    }),
    { numRuns: 2000 },
  );
  const long = 'a'.repeat(100_000);
  t.equal(isLike(long, `${'*a'.repeat(120)}*b`), false, 'and a spiteful pattern costs nothing');
});

t.test('an AReq without threeDSRequestorChallengeInd has no preference, which is 01', async (t) => {
  const differs = (wish: string, patch: object) =>
    mismatch({ threeDSRequestorChallengeInd: wish }, exampleAReq({ threeDSRequestorChallengeInd: undefined, ...patch }), HASH);
  t.equal(differs('01', {}), undefined);
  t.equal(differs('01', { deviceChannel: '03', messageVersion: '2.3.1' }), undefined);
  t.equal(differs('02', {}), 'threeDSRequestorChallengeInd');
  t.equal(differs('01', { deviceChannel: '03' }), 'threeDSRequestorChallengeInd', '3RI before 2.3.1 does not have it');
  t.equal(differs('01', { threeDSRequestorChallengeInd: '04' }), 'threeDSRequestorChallengeInd');
});
