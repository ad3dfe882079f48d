import t from 'tap';
import { PICKS, pickedResult, reasonsFor } from '../../src/challenge/picks.ts';

const numbersTo = (last: number, ...without: number[]) =>
  Array.from({ length: last }, (_, index) => index + 1)
    .filter((number) => !without.includes(number))
    .map((number) => String(number).padStart(2, '0'));

t.test('each pick says its transStatus, its usual reason and its challengeCancel (EMV 3DS 2.2.0, Table A.1)', async (t) => {
  const rows: Record<string, object> = {
    Y: { transStatus: 'Y' },
    A: { transStatus: 'A' },
    N: { transStatus: 'N', transStatusReason: '01' },
    U: { transStatus: 'U', transStatusReason: '22' },
    R: { transStatus: 'R', transStatusReason: '11' },
    cancelled: { transStatus: 'N', transStatusReason: '01', challengeCancel: '01' },
    timedOut: { transStatus: 'N', transStatusReason: '14', challengeCancel: '04' },
    failed: { transStatus: 'U', transStatusReason: '22', challengeCancel: '06' },
    unknown: { transStatus: 'N', transStatusReason: '01', challengeCancel: '07' },
  };
  t.same(Object.keys(PICKS), Object.keys(rows));
  for (const [name, result] of Object.entries(rows)) {
    t.same(pickedResult(name, '', '2.2.0'), result, name);
    const isFree = ['N', 'U', 'R'].includes(name);
    t.same(pickedResult(name, '11', '2.2.0'), isFree ? { ...result, transStatusReason: '11' } : result, `${name} with 11`);
  }
  for (const name of ['', 'X', 'constructor', 'toString']) t.equal(pickedResult(name, '', '2.2.0'), undefined, `"${name}"`);
});

t.test('the reasons are those of the version, without those that are no pick of their own', async (t) => {
  t.same(reasonsFor('2.1.0'), numbersTo(21, 14));
  t.same(reasonsFor('2.2.0'), numbersTo(26, 14, 24));
  t.same(reasonsFor('2.3.1'), numbersTo(30, 14, 24, 29, 30));
  for (const reason of ['00', '14', '24', '27', '1', '80']) t.equal(pickedResult('N', reason, '2.2.0'), undefined, reason);
  t.match(pickedResult('N', '26', '2.2.0'), { transStatusReason: '26' });
  t.match(pickedResult('N', '01', '2.2.0'), { transStatusReason: '01' });
});
