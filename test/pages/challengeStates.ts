import { readFileSync } from 'node:fs';
import { PICKS, reasonsFor } from '../../src/challenge/picks.ts';
import { shipped } from '../../src/files.ts';

const issuer = JSON.parse(readFileSync(shipped('fixtures/issuer.json'), 'utf8'));

/** 40 letters and no place to break: the longest merchantName there is, and the hardest to fit. */
export const MERCHANT = 'MyTestMerchantACS3MyTestMerchantACS3MyTe';

const everyPage = {
  themeUrl: '/3ds/theme.css',
  windowSize: '02',
  issuer: { ...issuer, portalUrl: 'http://127.0.0.1:8080/portal/' },
  maxTries: 3,
};
const transaction = {
  ...everyPage,
  acsTransID: 'd7c1ee99-9478-44a6-b1f2-391e29c6b340',
  summary: {
    merchant: MERCHANT,
    amount: '299,00 €',
    date: '07/02/2022 21:28:18 GMT',
    card: 'xxxxxxxxxxxx2226',
    phone: '+68xxxxx23',
    email: 'cxxxxxxxxx@example.nc',
  },
  triesLeft: 3,
  isError: false,
};
const form = { action: '/3ds/challenge', token: 'kTq0-single-use' };
/** What a step says where an entry was wrong, or no entry at all. */
const wrong = (triesLeft: number, what = 'wrongCode') => ({ notice: 'wrongCode', wrong: what, triesLeft, isError: true });
const malformed = (step: string) => ({ fieldError: `${step}Format`, triesLeft: 2, isError: true });
const epin = { ...transaction, page: 'epin', step: 'ePin', form, steps: { current: 1, total: 2 } };
const code = {
  ...transaction,
  page: 'otp',
  step: 'code',
  form,
  steps: { current: 2, total: 2 },
  canResend: true,
  minutesValid: 10,
};
const alone = { ...transaction, form, steps: { current: 1, total: 1 } };
const email = { ...code, ...alone, page: 'otp', step: 'emailCode' };
const trustList = { checked: true };
const both = { ...code, ...alone, page: 'epin-otp', step: 'ePinAndCode' };
/** The other way that the issuer offers besides, by its first step. */
const otherWay = (alternative: string) => ({ alternative });
/** Texts as long as the schema lets them be, without and with a place to break. */
const options = ['M'.repeat(30), 'Billet d’avion Nouméa – Île des Pins et retour', 'Koné', 'Poindimié'];
const question = (type: 'radio' | 'checkbox') => ({
  asks: 'Quelle ville figure dans votre adresse, ici ?',
  type,
  options: options.map((text, index) => ({ value: String(index + 1), text })),
});
const select = { ...alone, page: 'select', step: 'select', question: question('radio') };
const multiSelect = { ...alone, page: 'multi-select', step: 'multiSelect', question: question('checkbox') };
const watch = { url: '/3ds/challenge/changed?token=kTq0', next: '/page?state=success&language=fr', seconds: 600 };
const oob = { ...alone, page: 'oob', step: 'oob', canResend: true, minutesValid: 10, watch };
const picker = { ...alone, page: 'picker', step: 'picker', picks: Object.keys(PICKS), reasons: reasonsFor('2.3.1') };
/** What the last page takes to the merchant. */
export const CRES = { name: 'cres', value: 'eyJ9' };
export const SESSION_DATA = { name: 'threeDSSessionData', value: 'c2hvcA' };
const final = {
  action: 'http://shop.example/notify',
  fields: [CRES, SESSION_DATA],
  delayMs: 600_000,
};
const cancelled = { ...transaction, page: 'cancelled', final };

/** Nothing was possible just now: the same step again, or a page that leads to it. */
const notNow = { notice: 'notNow', isError: true };
const unavailable = { ...everyPage, page: 'not-now', isError: true };
const again = { action: '/3ds/creq', fields: [{ name: 'creq', value: 'eyJ9' }, SESSION_DATA] };

/** Non-payment authentication of no purchase. */
const { amount: _none, date: _neither, ...withoutAmount } = transaction.summary;
const withoutPurchase = { wording: 'nonPayment', summary: withoutAmount };

interface State {
  template: string;
  view: Record<string, unknown>;
}

/** Every face that the challenge window can show, each under a merchant's name that is as long as they get. */
export const STATES = {
  epin: { template: 'epin', view: epin },
  'epin, wrong': { template: 'epin', view: { ...epin, ...wrong(2) } },
  'epin, malformed': { template: 'epin', view: { ...epin, ...malformed('ePin') } },
  code: { template: 'code', view: code },
  'code, wrong': { template: 'code', view: { ...code, ...wrong(1) } },
  'code, malformed': { template: 'code', view: { ...code, ...malformed('code') } },
  'code, sent again': { template: 'code', view: { ...code, notice: 'codeSent' } },
  'code, not sent': { template: 'code', view: { ...code, notice: 'codeNotSent', isError: true } },
  'code, not sent and no more': { template: 'code', view: { ...code, notice: 'codeNotSent', isError: true, canResend: false } },
  'code, expired': { template: 'code', view: { ...code, notice: 'codeExpired', isError: true } },
  'code, no more sends': { template: 'code', view: { ...code, notice: 'noMoreSends', canResend: false } },
  'code, the only step': { template: 'code', view: { ...code, steps: { current: 1, total: 1 } } },
  'code, without a purchase': { template: 'code', view: { ...code, ...withoutPurchase } },
  'epin, the only step': { template: 'epin', view: { ...epin, ...alone, step: 'ePin' } },
  'epin, wrong entries': { template: 'epin', view: { ...epin, ...wrong(2, 'wrongEntries'), notice: 'wrongEntries' } },
  'code, trust list': { template: 'code', view: { ...code, trustList: { checked: false } } },
  'code, wrong, trust list': { template: 'code', view: { ...code, ...wrong(2), trustList } },
  'email code': { template: 'code', view: email },
  'email code, wrong': { template: 'code', view: { ...email, ...wrong(2) } },
  'email code, sent again': { template: 'code', view: { ...email, notice: 'codeSent' } },
  'email code, no more sends': { template: 'code', view: { ...email, notice: 'noMoreSends', canResend: false } },
  'email code, not sent': { template: 'code', view: { ...email, notice: 'codeNotSent', isError: true } },
  'password and code': { template: 'epinCode', view: both },
  'password and code, wrong': { template: 'epinCode', view: { ...both, ...wrong(2, 'wrongOfTwo') } },
  'password and code, malformed': { template: 'epinCode', view: { ...both, ...malformed('ePinAndCode') } },
  'password and code, sent again': { template: 'epinCode', view: { ...both, notice: 'codeSent' } },
  'password and code, no more sends': { template: 'epinCode', view: { ...both, notice: 'noMoreSends', canResend: false } },
  'password and code, shut': { template: 'epinCode', view: { ...both, notice: 'ePinShut', isError: true } },
  'epin, shut': { template: 'epin', view: { ...epin, notice: 'ePinShut', isError: true } },
  'code, another way': { template: 'code', view: { ...code, ...otherWay('oob') } },
  'oob, another way': { template: 'oob', view: { ...oob, ...otherWay('ePin') } },
  'epin, another way': { template: 'epin', view: { ...epin, ...alone, ...otherWay('emailCode') } },
  'code, device binding': { template: 'code', view: { ...code, deviceBinding: { checked: false } } },
  'code, trust list and device binding, another way': {
    template: 'code',
    view: { ...code, trustList, deviceBinding: { checked: true }, ...otherWay('ePinAndCode') },
  },
  'select, device binding': { template: 'select', view: { ...select, deviceBinding: { checked: false } } },
  'oob, without a purchase': { template: 'oob', view: { ...oob, ...withoutPurchase } },
  select: { template: 'select', view: select },
  'select, wrong, trust list': { template: 'select', view: { ...select, ...wrong(2, 'wrongAnswer'), trustList } },
  'select, malformed': { template: 'select', view: { ...select, ...malformed('select') } },
  multiSelect: { template: 'select', view: multiSelect },
  'multiSelect, wrong': { template: 'select', view: { ...multiSelect, ...wrong(1, 'wrongAnswer') } },
  'multiSelect, malformed': { template: 'select', view: { ...multiSelect, ...malformed('multiSelect') } },
  oob: { template: 'oob', view: oob },
  'oob, not approved': { template: 'oob', view: { ...oob, notice: 'notApproved' } },
  'oob, not sent': { template: 'oob', view: { ...oob, notice: 'codeNotSent', isError: true } },
  'oob, sent again': { template: 'oob', view: { ...oob, notice: 'codeSent' } },
  'oob, no more sends': { template: 'oob', view: { ...oob, notice: 'noMoreSends', canResend: false } },
  picker: { template: 'picker', view: picker },
  'picker, malformed, trust list': { template: 'picker', view: { ...picker, ...malformed('picker'), trustList } },
  processing: {
    template: 'processing',
    view: { ...transaction, page: 'processing', refresh: { url: '/3ds/challenge/wait?id=1&n=2', seconds: 600 } },
  },
  'processing, worded': {
    template: 'processingWorded',
    view: { ...transaction, page: 'processing', refresh: { url: '/3ds/challenge/wait?id=1&n=2', seconds: 600 } },
  },
  success: { template: 'success', view: { ...transaction, page: 'success', final } },
  decoupled: { template: 'decoupled', view: { ...transaction, page: 'decoupled', final } },
  'cancelled, too many tries': { template: 'cancelled', view: { ...cancelled, why: 'tooManyTries', triesLeft: 0 } },
  'cancelled, by the cardholder': { template: 'cancelled', view: { ...cancelled, why: 'cancelled' } },
  'cancelled, refused in the app': { template: 'cancelled', view: { ...cancelled, why: 'refused' } },
  'cancelled, never approved': { template: 'cancelled', view: { ...cancelled, why: 'neverApproved' } },
  'cancelled, too late': { template: 'cancelled', view: { ...cancelled, why: 'timedOut' } },
  'cancelled, without a purchase': { template: 'cancelled', view: { ...cancelled, ...withoutPurchase, why: 'timedOut' } },
  'cancelled, failed': { template: 'cancelled', view: { ...cancelled, why: 'failed' } },
  'epin, not now': { template: 'epin', view: { ...epin, ...notNow } },
  'code, not now': { template: 'code', view: { ...code, ...notNow } },
  'select, not now, trust list': { template: 'select', view: { ...select, ...notNow, trustList } },
  'oob, not now': { template: 'oob', view: { ...oob, ...notNow } },
  'picker, not now': { template: 'picker', view: { ...picker, ...notNow } },
  'not now, the CReq again': { template: 'notNow', view: { ...unavailable, again } },
  'not now, the page again': {
    template: 'notNow',
    view: { ...unavailable, refresh: { url: '/3ds/challenge?token=kTq0', seconds: 600 } },
  },
  'not now': { template: 'notNow', view: unavailable },
  error: { template: 'error', view: { ...everyPage, page: 'error' } },
} satisfies Record<string, State>;

export type StateName = keyof typeof STATES;
export const STATE_NAMES = Object.keys(STATES) as StateName[];
