import { readFileSync } from 'node:fs';
import t from 'tap';
import type { Acs } from '../../src/acs.ts';
import { shipped } from '../../src/files.ts';
import { readWhole } from '../../src/messages/read.ts';
import type { AReq } from '../../src/messages/types.ts';
import { CRES_RULES, demandRules, htmlOf } from '../../src/sandbox/sdk/judge.ts';
import { cresOfApp } from '../../src/transaction/messages.ts';
import { POLICY } from '../../src/transaction/policy.ts';
import type { Progress, Transaction } from '../../src/transaction/transaction.ts';
import { makeAppHtml } from '../../src/web/app/html.ts';
import { nativeUi } from '../../src/web/app/native.ts';
import type { AppQuestion, Shown } from '../../src/web/app/question.ts';
import { shownToApp } from '../../src/web/app/steps.ts';
import { openTransaction } from '../support/usualPolicy.ts';

const issuer: Acs['issuer'] = JSON.parse(readFileSync(shipped('fixtures/issuer.json'), 'utf8'));
const html = makeAppHtml(issuer, shipped('fixtures/'));
const scheme = { programme: 'Visa Secure', logo: 'scheme.svg', isIssuers: true };
const NO_PICTURES = { html, picturesOf: () => ({}) };
const NATIVE = { acsInterface: '01', acsUiTemplate: '01' } as const;
const HTML = { acsInterface: '02', acsUiTemplate: '05' } as const;
const FIRST: Progress = { step: 0, wrongTries: 0, interactions: 0, sends: 0 };

interface Given {
  areq?: Partial<AReq>;
  progress?: Partial<Progress>;
  acsRenderingType?: typeof NATIVE | typeof HTML;
  language?: string;
}

function challenging(
  version: string,
  { areq = {}, progress = {}, acsRenderingType = NATIVE, language = 'en' }: Given,
): Transaction {
  const example: AReq = JSON.parse(readFileSync(shipped(`fixtures/messages/${version}/AReq-app-payment.json`), 'utf8'));
  const app = { sdkTransID: example.sdkTransID ?? '', acsRenderingType };
  const opened = openTransaction({
    ...{
      areq: { ...example, ...areq },
      at: 0,
      acsTransID: 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b',
      maskedCard: '497072XXXXXX2226',
      scheme: 'Visa',
    },
    ...{ card: { cardHash: 'hash', phone: '+687 79 00 23' }, app },
    decision: { transStatus: 'C', method: 'ePinThenSms', because: 'of the test' },
  });
  const state = { name: 'challenging', dueAt: 1, session: { creqs: 1 }, progress: { ...FIRST, ...progress } } as const;
  return { ...opened, browserLanguage: language, state };
}

/** What is shown, if the schema of its version and the published SDKs take it. */
function shown(version: string, given: Given, { isMalformed = false, profile = issuer, policy = POLICY } = {}): Shown {
  const transaction = challenging(version, given);
  const acs = {
    issuer: profile,
    policy,
    faceOfScheme: () => ({ ...scheme, programme: profile.scheme.programme }),
  } as unknown as Acs;
  const shows = shownToApp(acs, transaction, NO_PICTURES, { isMalformed });
  const cres = { ...cresOfApp(transaction, '000'), ...shows };
  readWhole('CRes', JSON.stringify(cres), { version, deviceChannel: '01' });
  const creq = { ...transaction, sdkTransID: transaction.app?.sdkTransID, sdkCounterStoA: '000' };
  demandRules(CRES_RULES, { status: 200, contentType: '', body: '', header: '', cres, creq });
  return shows;
}

const VERSIONS = ['2.1.0', '2.2.0', '2.3.1'];
const CODE = { step: 1, sends: 1 } as const;

t.test('whatever the merchant is called, every text keeps its limit, in every language and state', async (t) => {
  const merchants = ['W', 'W'.repeat(40), '𝕏'.repeat(40), '   ', '\u202Eevil', 'متجر', 'a\nb', '<b>', 'é'.repeat(40)];
  const amounts = ['0', '29900', '9'.repeat(48)];
  const progresses: Partial<Progress>[] = [
    {},
    { wrongTries: 2, notice: 'wrongCode' },
    CODE,
    { ...CODE, notice: 'codeSent' },
    { ...CODE, notice: 'codeExpired' },
    { ...CODE, sends: 4, notice: 'noMoreSends' },
  ];
  const long = {
    ...issuer,
    name: 'N'.repeat(40),
    scheme: { name: 'Visa', programme: 'P'.repeat(300) },
    customerService: { name: 'S'.repeat(300), phone: '(+687) 268800' },
  };
  let count = 0;
  for (const version of VERSIONS) {
    for (const merchantName of merchants) {
      for (const purchaseAmount of amounts) {
        for (const progress of progresses) {
          for (const language of ['fr', 'en']) {
            for (const profile of [issuer, long]) {
              for (const isMalformed of [true, false])
                shown(version, { areq: { merchantName, purchaseAmount }, progress, language }, { isMalformed, profile });
              count += 2;
            }
          }
        }
      }
    }
  }
  t.ok(count > 1000, `${count} texts`);
});

t.test('with names as they are, nothing is cut', async (t) => {
  for (const [language, messageCategory] of [
    ['fr', '01'],
    ['en', '01'],
    ['fr', '02'],
    ['en', '02'],
  ] as const) {
    for (const progress of [
      {},
      CODE,
      { ...CODE, wrongTries: 1, notice: 'wrongCode' },
      { ...CODE, notice: 'noMoreSends' },
    ] as const) {
      const { acsUiType: _type, challengeEntryBox, ...texts } = shown('2.3.1', { areq: { messageCategory }, language, progress });
      t.notMatch(JSON.stringify([texts, challengeEntryBox]), /…/, `${language} ${JSON.stringify(progress)}`);
    }
  }
});

t.test('the text says what is bought, then what to do; a warning comes first', async (t) => {
  const { challengeInfoText, ...others } = shown('2.2.0', {});
  t.equal(
    challengeInfoText,
    'Merchant: \u2068MyTestMerchantACS3\u2069\nAmount: €299.00\nCard: xxxxxxxxxxxx2226\n\n' +
      'Step 1 of 2. Enter the password you chose on the OPT-NC portal.',
  );
  t.match(others, {
    acsUiType: '01',
    challengeInfoHeader: 'Password authentication',
    challengeInfoLabel: 'Password (4 digits)',
    submitAuthenticationLabel: 'Confirm',
    whyInfoLabel: 'Why am I asked this?',
    expandInfoLabel: 'Help',
  });
  t.notOk('resendInformationLabel' in others || 'challengeInfoTextIndicator' in others || 'challengeEntryBox' in others);
  const wrong = shown('2.2.0', { progress: { ...CODE, wrongTries: 2, notice: 'wrongCode' }, language: 'fr' });
  t.match(wrong.challengeInfoText, /^Le code est incorrect, veuillez réessayer\. Il vous reste 1\u00a0essai\.\n\nMarchand/);
  t.match(wrong, { challengeInfoTextIndicator: 'Y', resendInformationLabel: 'Renvoyer le code' });
  const sent = shown('2.2.0', { progress: { ...CODE, notice: 'codeSent' } });
  t.notOk('challengeInfoTextIndicator' in sent, 'news are no warning');
  t.notOk('resendInformationLabel' in shown('2.2.0', { progress: { ...CODE, sends: 4 } }), 'no more codes, no button');
  t.match(shown('2.2.0', {}, { isMalformed: true }).challengeInfoText, /^The password has 4 digits\. This try counts\./);
});

t.test('2.3.1 has a box in place of the label', async (t) => {
  const ePin = shown('2.3.1', {});
  t.notOk('challengeInfoLabel' in ePin);
  t.same(ePin.challengeEntryBox, {
    challengeDataEntryLabel: 'Password (4 digits)',
    challengeDataEntryKeyboardType: '01',
    challengeDataEntryLengthMax: '04',
    challengeDataEntryMasking: 'Y',
    challengeDataEntryToggle: 'Y',
  });
  t.match(shown('2.3.1', { progress: CODE }).challengeEntryBox, {
    challengeDataEntryLengthMax: '08',
    challengeDataEntryMasking: 'N',
    challengeDataEntryAutofill: 'Y',
    challengeDataEntryAutofillType: '01',
  });
});

t.test('the page for an SDK is whole, loads and runs nothing, and shows text as text', async (t) => {
  for (const language of ['fr', 'en']) {
    const areq = { merchantName: '<script>alert(1)</script>"\u202E' };
    const { acsHTML = '', ...others } = shown('2.2.0', { acsRenderingType: HTML, language, areq, progress: CODE });
    t.same(others, { acsUiType: '05' }, 'HTML says all by itself');
    const page = htmlOf(acsHTML);
    t.match(page, new RegExp(`^\\s*<!doctype html>\\s*<html lang="${language}" dir="ltr">`));
    t.match(page, '<form method="get" action="HTTPS://EMV3DS/challenge">');
    t.match(page, /<bdi>&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;<\/bdi>/);
    t.notMatch(page, /<script|<link|https?:\/\/(?!EMV3DS)|\u202E/i);
    t.match(page, /name="code" type="text" inputmode="numeric" maxlength="8" autocomplete="one-time-code"/);
    t.match(page, /value="resend"/);
    t.ok(acsHTML.length < 40_000, `${acsHTML.length} characters`);
  }
  const secret = htmlOf(shown('2.2.0', { acsRenderingType: HTML }).acsHTML);
  t.match(secret, /name="ePin" type="password"/);
  t.notMatch(secret, /value="resend"/);
  const warned = htmlOf(shown('2.2.0', { acsRenderingType: HTML, progress: { wrongTries: 1, notice: 'wrongCode' } }).acsHTML);
  t.match(warned, /<p class="notice warning" role="alert" id="notice">The code is incorrect.* 2 tries left/);
});

const QUESTION: AppQuestion = {
  ...{
    step: 'code',
    language: 'en',
    header: 'Header',
    label: 'Label',
    text: 'Text',
    submit: 'Go on',
    boxes: [],
    togglesAbove: false,
  },
  scheme,
  purchase: { merchant: 'Shop', amount: '€1.00', card: 'xxxx' },
  wording: 'payment',
};
const OPTIONS = [
  { key: '01', label: '+687 ** ** 23' },
  { key: '02', label: 'L'.repeat(60) },
];

t.test('a step that is chosen or approved instead of typed has its own template', async (t) => {
  for (const version of ['2.1.0', '2.2.0', '2.3.1'] as const) {
    const rows = [
      ['02', { ...QUESTION, options: OPTIONS }, { challengeSelectInfo: [{ '01': '+687 ** ** 23' }, { '02': /^L{44}…$/ }] }],
      ['03', { ...QUESTION, options: OPTIONS }, { challengeInfoLabel: 'Label', submitAuthenticationLabel: 'Go on' }],
      ['04', QUESTION, { oobContinueLabel: 'Go on' }],
    ] as const;
    for (const [acsUiType, question, expected] of rows) {
      const shows = nativeUi(question, { issuer, version, acsUiType });
      t.match(shows, expected, `${version}, ${acsUiType}`);
      const cres = { ...cresOfApp(challenging(version, {}), '000'), ...shows };
      t.ok(readWhole('CRes', JSON.stringify(cres), { version, deviceChannel: '01' }), 'valid by its schema');
    }
  }
  const one = htmlOf(html({ ...QUESTION, options: OPTIONS }));
  t.match(one, '<input name="code" value="01" type="radio"> +687 ** ** 23');
  t.notMatch(one, /id="entry"/, 'nothing is typed');
  t.match(htmlOf(html({ ...QUESTION, options: OPTIONS, choosesMany: true })), 'value="02" type="checkbox"');
  t.notMatch(htmlOf(html(QUESTION)), /<input/, 'out of band there is a button alone');
});

t.test(
  'a request without a purchase speaks of no amount, in native texts and in HTML; one of a purchase, and a payment, do',
  async (t) => {
    const none = { purchaseAmount: undefined, purchaseCurrency: undefined, purchaseExponent: undefined, purchaseDate: undefined };
    const euros = { purchaseCurrency: '978', purchaseExponent: '2' };
    const rows: [what: string, areq: object, amount: RegExp | undefined][] = [
      ['nothing of a purchase', { messageCategory: '02', ...none }, undefined],
      ['a purchase of nothing', { messageCategory: '02', ...euros, purchaseAmount: '0' }, undefined],
      ['an amount in no currency', { messageCategory: '02', ...none, purchaseAmount: '29900' }, undefined],
      ['a request that belongs to a purchase', { messageCategory: '02', ...euros, purchaseAmount: '29900' }, /299[.,]00/],
      ['a payment', { messageCategory: '01', ...euros, purchaseAmount: '29900' }, /299[.,]00/],
      ['a payment of nothing', { messageCategory: '01', ...euros, purchaseAmount: '0' }, /0[.,]00/],
    ];
    for (const [what, areq, amount] of rows)
      for (const version of VERSIONS)
        for (const language of ['en', 'fr'])
          for (const acsRenderingType of [NATIVE, HTML]) {
            const shows = shown(version, { areq, language, acsRenderingType });
            const text = acsRenderingType === HTML ? htmlOf(shows.acsHTML) : String(shows.challengeInfoText);
            const about = `${what}, ${version}, ${language}, ${acsRenderingType.acsUiTemplate}`;
            t.match(text, /MyTestMerchantACS3/, `${about}: the merchant`);
            if (amount) t.match(text, amount, about);
            else t.notMatch(text, /Amount|Montant|€|undefined/, about);
            const why = acsRenderingType === HTML ? text : String(shows.whyInfoText);
            const isPayment = what.includes('payment');
            t.equal(/the purchase|l’achat/.test(why), isPayment, `${about}: why he is asked`);
          }
  },
);

t.test('the tries that are left are those of the policy of the ACS', async (t) => {
  const progress = { wrongTries: 1, notice: 'wrongCode' } as const;
  const { challengeInfoText } = shown('2.2.0', { progress }, { policy: { ...POLICY, maxTries: 8 } });
  t.match(challengeInfoText, /7 tries left/);
});
