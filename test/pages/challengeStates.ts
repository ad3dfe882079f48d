import { readFileSync } from 'node:fs';
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
  },
  triesLeft: 3,
};
const form = { action: '/3ds/challenge', token: 'kTq0-single-use' };
const epin = { ...transaction, page: 'epin', form, steps: { current: 1, total: 2 } };
const code = { ...transaction, page: 'otp', form, steps: { current: 2, total: 2 }, canResend: true, minutesValid: 10 };
/** What the last page takes to the merchant. */
export const CRES = { name: 'cres', value: 'eyJ9' };
export const SESSION_DATA = { name: 'threeDSSessionData', value: 'c2hvcA' };
const final = {
  action: 'http://shop.example/notify',
  fields: [CRES, SESSION_DATA],
  delayMs: 600_000,
};
const cancelled = { ...transaction, page: 'cancelled', final };

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
  'epin, wrong': { template: 'epin', view: { ...epin, notice: 'wrongCode', triesLeft: 2 } },
  'epin, malformed': { template: 'epin', view: { ...epin, fieldError: 'ePinFormat' } },
  code: { template: 'code', view: code },
  'code, wrong': { template: 'code', view: { ...code, notice: 'wrongCode', triesLeft: 1 } },
  'code, malformed': { template: 'code', view: { ...code, fieldError: 'codeFormat' } },
  'code, sent again': { template: 'code', view: { ...code, notice: 'codeSent' } },
  'code, not sent': { template: 'code', view: { ...code, notice: 'codeNotSent' } },
  'code, not sent and no more': { template: 'code', view: { ...code, notice: 'codeNotSent', canResend: false } },
  'code, expired': { template: 'code', view: { ...code, notice: 'codeExpired' } },
  'code, no more sends': { template: 'code', view: { ...code, notice: 'noMoreSends', canResend: false } },
  'code, the only step': { template: 'code', view: { ...code, steps: { current: 1, total: 1 } } },
  'code, without a purchase': { template: 'code', view: { ...code, ...withoutPurchase } },
  processing: {
    template: 'processing',
    view: { ...transaction, page: 'processing', refresh: { url: '/3ds/challenge/wait?id=1&n=2', seconds: 600 } },
  },
  success: { template: 'success', view: { ...transaction, page: 'success', final } },
  decoupled: { template: 'decoupled', view: { ...transaction, page: 'decoupled', final } },
  'cancelled, too many tries': { template: 'cancelled', view: { ...cancelled, why: 'tooManyTries', triesLeft: 0 } },
  'cancelled, by the cardholder': { template: 'cancelled', view: { ...cancelled, why: 'cancelled' } },
  'cancelled, too late': { template: 'cancelled', view: { ...cancelled, why: 'timedOut' } },
  'cancelled, without a purchase': { template: 'cancelled', view: { ...cancelled, ...withoutPurchase, why: 'timedOut' } },
  'cancelled, failed': { template: 'cancelled', view: { ...cancelled, why: 'failed' } },
  error: { template: 'error', view: { ...everyPage, page: 'error' } },
} satisfies Record<string, State>;

export type StateName = keyof typeof STATES;
export const STATE_NAMES = Object.keys(STATES) as StateName[];
