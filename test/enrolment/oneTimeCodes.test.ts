import t from 'tap';
import {
  CODE_LIFETIME_MS,
  compactCode,
  EMAIL_CODE_SIGNS,
  isGood,
  newEmailCode,
  newSmsCode,
} from '../../src/enrolment/oneTimeCodes.ts';

t.test('an SMS code has 8 digits, an e-mail code 6 signs, and no two are the same', async (t) => {
  const sms = Array.from({ length: 500 }, newSmsCode);
  const emails = Array.from({ length: 500 }, newEmailCode);
  t.same(
    sms.filter((code) => !/^\d{8}$/.test(code)),
    [],
  );
  t.same(
    emails.filter((code) => !new RegExp(`^[${EMAIL_CODE_SIGNS}]{6}$`).test(code)),
    [],
  );
  t.ok(new Set(sms).size > 490 && new Set(emails).size > 490);
  t.equal(new Set(emails.join('')).size, EMAIL_CODE_SIGNS.length, 'every sign comes up');
});

t.test('no sign of an e-mail code is taken for another one', async (t) => {
  const alike = ['0Oo', '1Iil|', '2Zz', '5Ss', '8B', '6b', '9gq', 'Cc', 'Kk', 'Pp', 'Uu', 'Vv', 'Ww', 'Xx', 'Yy', 'Jj'];
  for (const group of alike) {
    const used = [...group].filter((sign) => EMAIL_CODE_SIGNS.includes(sign));
    t.ok(used.length <= 1, `of ${group}: ${used.join(' and ')}`);
  }
});

t.test('a code is good for ten minutes from its sending, and only itself', async (t) => {
  const sent = { hash: 'abc', expiresAt: 1000 + CODE_LIFETIME_MS };
  const rows = [
    ['at once', sent, 'abc', 1000, true],
    ['in the last millisecond', sent, 'abc', 1000 + CODE_LIFETIME_MS - 1, true],
    ['after ten minutes', sent, 'abc', 1000 + CODE_LIFETIME_MS, false],
    ['another one', sent, 'abd', 1000, false],
    ['a part of it', sent, 'ab', 1000, false],
    ['none was sent', undefined, 'abc', 1000, false],
    ['none was sent, and none typed', undefined, '', 1000, false],
  ] as const;
  for (const [said, code, typed, at, good] of rows) t.equal(isGood(code, typed, at), good, said);
  t.equal(CODE_LIFETIME_MS, 600_000);
});

t.test('spaces and dashes that are pasted along do not matter, case does', async (t) => {
  t.equal(compactCode(' 6751 5537\n'), '67515537');
  t.equal(compactCode('T6H-1aR '), 'T6H1aR');
});
