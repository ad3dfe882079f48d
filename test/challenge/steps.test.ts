import { readFileSync } from 'node:fs';
import t from 'tap';
import { entryOfForm, entryOfTexts, judgeEntry } from '../../src/challenge/entries.ts';
import type { Expected } from '../../src/challenge/judges.ts';
import { METHODS } from '../../src/challenge/methods.ts';
import type { Question } from '../../src/challenge/questions.ts';
import type { StepRow } from '../../src/challenge/stepRow.ts';
import { rowOf, STEPS, type StepName } from '../../src/challenge/steps.ts';
import { shipped } from '../../src/files.ts';

const names = Object.keys(STEPS) as StepName[];

type Texts = { [key: string]: Texts | string };

const textOf = (texts: Texts, key: string) =>
  key.split('.').reduce<Texts | string | undefined>((at, name) => (typeof at === 'object' ? at[name] : undefined), texts);

t.test('a row that leaves out a cell, or is judged by what its step does not take, does not compile', async (t) => {
  type Optional<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
  const isWhole: [Optional<StepRow> | Optional<StepRow['browser']> | Optional<NonNullable<StepRow['app']>>] extends [never]
    ? true
    : false = true;
  t.ok(isWhole);
  const { app: _app, ...withoutApp } = STEPS.select;
  // @ts-expect-error no step goes without a word on apps
  const partial: StepRow = withoutApp;
  // @ts-expect-error a code is no ePin
  const crossed: StepRow = { ...STEPS.code, takes: 'ePin' as const };
  t.ok(partial && crossed);
});

t.test('what the rows name is there: templates with their fields, and texts in every language', async (t) => {
  for (const language of ['fr', 'en']) {
    const texts = JSON.parse(readFileSync(shipped(`templates/languages/${language}.json`), 'utf8')) as Texts;
    for (const step of names) {
      const { asks, browser, app, sends } = rowOf(step);
      const ofApp = app ? [app.malformed, app.submit, `app.${step}.header`, `app.${step}.label`, `app.${step}.text`] : [];
      const ofWrong = browser.wrong ? [`challenge.${browser.wrong}.title`, `challenge.${browser.wrong}.again`] : [];
      const ofSending = sends ? ['resend', 'sentAgain', 'noMoreSends'].map((text) => `challenge.${step}.${text}`) : [];
      const ofSecond = asks.kind === 'digits' && asks.second ? [`app.${step}.labelTwo`] : [];
      for (const key of [...ofSecond, ...ofApp, ...ofWrong, ...ofSending])
        t.type(textOf(texts, key), 'string', `${language}: ${key} of the step ${step}`);
    }
  }
  for (const step of names) {
    const { template, fields } = rowOf(step).browser;
    const html = readFileSync(shipped(`templates/challenge/${template}.hbs`), 'utf8');
    for (const field of fields) t.match(html, `name="${field}"`, `${template}.hbs has the field ${field} of ${step}`);
  }
});

/** What an SDK needs for each kind of answer (EMV 3DS 2.2.0, Table A.1, ACS UI Type). */
const NATIVE = {
  ePin: '01',
  code: '01',
  emailCode: '01',
  ePinAndCode: '01',
  select: '02',
  multiSelect: '03',
  oob: '04',
} as const;

t.test('what is typed, chosen or approved has the native template for that', async (t) => {
  for (const [step, acsUiType] of Object.entries(NATIVE)) t.equal(rowOf(step as StepName).app?.acsUiType, acsUiType, step);
  for (const step of names) {
    const { asks, app } = rowOf(step);
    if (!app) continue;
    if (asks.kind === 'digits') t.equal(app.acsUiType, '01', `${step} is typed`);
    else t.not(app.acsUiType, '01', `${step} is not typed`);
  }
  t.same(
    names.filter((step) => rowOf(step).app === null),
    ['automatic', 'picker'],
    'for browsers alone',
  );
});

t.test('a method of one step is in the row of the step; ePinThenSms has two', async (t) => {
  const table = Object.entries(METHODS).map(([name, { steps, authenticationType, digits }]) => [
    name,
    steps.join(),
    authenticationType,
    digits,
  ]);
  const rows = [
    ['ePinThenSms', 'ePin,code', '02', '02'],
    ['ePin', 'ePin', '01', '03'],
    ['sms', 'code', '02', '01'],
    ['email', 'emailCode', '02', '04'],
    ['select', 'select', '01', '05'],
    ['multiSelect', 'multiSelect', '01', '06'],
    ['oob', 'oob', '03', '07'],
    ['ePinAndSms', 'ePinAndCode', '02', '10'],
    ['automatic', 'automatic', '02', '08'],
    ['picker', 'picker', '02', '09'],
  ];
  for (const row of rows)
    t.ok(
      table.some((known) => known.join(' ') === row.join(' ')),
      row.join(' '),
    );
  const docs = readFileSync(shipped('docs/challenge.md'), 'utf8');
  for (const name of Object.keys(METHODS)) t.match(docs, `\`${name}\``, `docs/challenge.md has the method ${name}`);
});

t.test('the schemas of the fixtures have no list of the methods of their own', async (t) => {
  for (const schema of ['config/cards', 'config/cardholders', 'common/outcome', 'api/rule', 'api/next', 'api/openapi']) {
    const text = readFileSync(shipped(`schemas/${schema}.json`), 'utf8');
    t.notMatch(text, '"ePinThenSms"', schema);
  }
});

const QUESTION: Question = {
  kind: 'multiSelect',
  asks: { fr: '?', en: '?' },
  options: [{ says: { fr: 'a' }, right: true }, { says: { fr: 'b' } }, { says: { fr: 'c' }, right: true }],
};
const EXPECTED: Expected = {
  isEPin: async (ePin) => ePin === '4826',
  hashCode: (code) => `hash of ${code}`,
  question: (kind) => ({ ...QUESTION, kind, ...(kind === 'select' ? { options: QUESTION.options.slice(0, 2) } : {}) }),
  messageVersion: '2.2.0',
};
const MALFORMED = { type: 'malformed' };

t.test('an entry from a page and the same from an app are judged alike', async (t) => {
  const rows = [
    ['ePin', { ePin: '4826' }, '4826', { type: 'ePin', right: true }],
    ['ePin', { ePin: ' 48-27 ' }, ' 48-27 ', { type: 'ePin', right: false }],
    ['ePin', { ePin: '482' }, '482', MALFORMED],
    ['ePin', { ePin: '48265' }, '48265', MALFORMED],
    ['ePin', {}, '', MALFORMED],
    ['code', { code: '0123-4567' }, '0123 4567', { type: 'code', hash: 'hash of 01234567' }],
    ['code', { code: '0123456' }, '0123456', MALFORMED],
    ['ePinAndCode', { ePin: '4826', code: '01234567' }, '4826|01234567', { type: 'ePin', right: true, hash: 'hash of 01234567' }],
    ['ePinAndCode', { ePin: '4826', code: '0123456' }, '4826|0123456', MALFORMED],
    ['ePinAndCode', { ePin: '482', code: '01234567' }, '482|01234567', MALFORMED],
    ['ePinAndCode', { ePin: '4826' }, '4826', MALFORMED],
    ['emailCode', { code: '01234567' }, '01234567', { type: 'code', hash: 'hash of 01234567' }],
    ['emailCode', { code: '0123456a' }, '0123456a', MALFORMED],
    ['select', { answer: '1' }, '1', { type: 'answer', right: true }],
    ['select', { answer: '2' }, '2', { type: 'answer', right: false }],
    ['select', { answer: '3' }, '3', MALFORMED],
    ['multiSelect', { answer: ['1', '3'] }, '1, 3', { type: 'answer', right: true }],
    ['multiSelect', { answer: '1' }, '1', { type: 'answer', right: false }],
    ['multiSelect', {}, '', MALFORMED],
    ['oob', {}, 'Y', { type: 'oobContinue' }],
    ['automatic', {}, '', undefined],
  ] as const;
  for (const [step, form, text, expected] of rows) {
    t.same(await judgeEntry(step, entryOfForm(step, form), EXPECTED), expected, `${step}, a page: ${JSON.stringify(form)}`);
    t.same(await judgeEntry(step, entryOfTexts(step, text.split('|')), EXPECTED), expected, `${step}, an app: ${text}`);
  }
});

t.test('a field that comes twice is no entry, but where several may be chosen', async (t) => {
  const rows = [
    ['ePin', { ePin: ['4826', '4826'] }],
    ['code', { code: ['01234567'] }],
    ['select', { answer: ['1', '1'] }],
    ['multiSelect', { answer: ['1', '3', '3'] }],
    ['picker', { result: ['Y', 'N'], reason: '' }],
    ['picker', { reason: '01' }],
    ['picker', { result: 'N', reason: '14' }],
  ] as const;
  for (const [step, form] of rows)
    t.same(await judgeEntry(step, entryOfForm(step, form), EXPECTED), MALFORMED, `${step}: ${JSON.stringify(form)}`);
  t.same(await judgeEntry('picker', entryOfForm('picker', { result: 'N', reason: '11' }), EXPECTED), {
    type: 'pick',
    result: { transStatus: 'N', transStatusReason: '11' },
  });
});
