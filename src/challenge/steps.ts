import { judgeApproval, judgeChoice, judgeCode, judgeEPin, judgeEPinAndCode, judgePick } from './judges.ts';
import type { StepRow } from './stepRow.ts';

/** Digits of a code that is sent: 100 million codes. */
export const CODE_LENGTH = 8;

/** The entry of a code that was sent. */
const ONE_TIME_CODE = { kind: 'digits', length: CODE_LENGTH, isSecret: false, isOneTimeCode: true } as const;

/** The entry of an ePin. */
const E_PIN = { kind: 'digits', length: 4, isSecret: true, isOneTimeCode: false } as const;

/**
 * The kinds of step. A row is all that makes one, and the method that asks for it alone; besides it a new one needs a template
 * (or one that is there) and its words in templates/languages/. stepRow.ts says what each cell means.
 */
export const STEPS = {
  ePin: {
    asks: E_PIN,
    takes: 'ePin',
    judge: judgeEPin,
    sends: null,
    needs: 'ePin',
    factors: ['01'],
    authenticationType: '01',
    method: { name: 'ePin', digits: '03' },
    browser: { template: 'epin', page: 'epin', fields: ['ePin'], wrong: 'wrongCode' },
    app: { acsUiType: '01', malformed: 'challenge.epin.format', submit: 'app.submit' },
  },
  code: {
    asks: ONE_TIME_CODE,
    takes: 'code',
    judge: judgeCode,
    sends: 'sms',
    needs: null,
    factors: ['02'],
    authenticationType: '02',
    method: { name: 'sms', digits: '01' },
    browser: { template: 'code', page: 'otp', fields: ['code'], wrong: 'wrongCode' },
    app: { acsUiType: '01', malformed: 'challenge.code.format', submit: 'app.submit' },
  },
  emailCode: {
    asks: ONE_TIME_CODE,
    takes: 'code',
    judge: judgeCode,
    sends: 'email',
    needs: 'email',
    factors: ['05'],
    authenticationType: '02',
    method: { name: 'email', digits: '04' },
    browser: { template: 'code', page: 'otp', fields: ['code'], wrong: 'wrongCode' },
    app: { acsUiType: '01', malformed: 'challenge.code.format', submit: 'app.submit' },
  },
  /** A question with one right answer. */
  select: {
    asks: { kind: 'choice', question: 'select' },
    takes: 'answer',
    judge: judgeChoice('select'),
    sends: null,
    needs: null,
    factors: ['06'],
    authenticationType: '01',
    method: { name: 'select', digits: '05' },
    browser: { template: 'select', page: 'select', fields: ['answer'], wrong: 'wrongAnswer' },
    app: { acsUiType: '02', malformed: 'app.select.format', submit: 'app.submit' },
  },
  /** A question whose right answers have all to be named, and no other. */
  multiSelect: {
    asks: { kind: 'choice', question: 'multiSelect' },
    takes: 'answer',
    judge: judgeChoice('multiSelect'),
    sends: null,
    needs: null,
    factors: ['06'],
    authenticationType: '01',
    method: { name: 'multiSelect', digits: '06' },
    browser: { template: 'select', page: 'multi-select', fields: ['answer'], wrong: 'wrongAnswer' },
    app: { acsUiType: '03', malformed: 'app.multiSelect.format', submit: 'app.submit' },
  },
  /** Approved or refused in the bank's app. */
  oob: {
    asks: { kind: 'approval' },
    takes: 'verdict',
    judge: judgeApproval,
    sends: 'push',
    needs: null,
    factors: ['11'],
    authenticationType: '03',
    method: { name: 'oob', digits: '07' },
    browser: { template: 'oob', page: 'oob', fields: [], wrong: null },
    app: { acsUiType: '04', malformed: 'app.oob.text', submit: 'app.oob.submit' },
  },
  /** Both on one page, and nobody says which of them was wrong. */
  ePinAndCode: {
    asks: { ...E_PIN, second: ONE_TIME_CODE },
    takes: 'ePin',
    judge: judgeEPinAndCode,
    sends: 'sms',
    needs: 'ePin',
    factors: ['01', '02'],
    authenticationType: '02',
    method: { name: 'ePinAndSms', digits: '10' },
    browser: { template: 'epinCode', page: 'epin-otp', fields: ['ePin', 'code'], wrong: 'wrongOfTwo' },
    app: { acsUiType: '01', malformed: 'challenge.ePinAndCode.format', submit: 'app.submit' },
  },
  /** Decided by the card after a while, without anybody. It proves nothing: the type is that of most challenges. */
  automatic: {
    asks: { kind: 'nothing' },
    takes: 'deadline',
    judge: null,
    sends: null,
    needs: null,
    factors: ['10'],
    authenticationType: '02',
    method: { name: 'automatic', digits: '08' },
    browser: { template: 'processing', page: 'processing', fields: [], wrong: null },
    app: null,
  },
  /** Decided by the tester, who picks the result; as the one above. */
  picker: {
    asks: { kind: 'pick' },
    takes: 'pick',
    judge: judgePick,
    sends: null,
    needs: null,
    factors: ['10'],
    authenticationType: '02',
    method: { name: 'picker', digits: '09' },
    browser: { template: 'picker', page: 'picker', fields: ['result', 'reason'], wrong: null },
    app: null,
  },
} as const satisfies Record<string, StepRow>;

/** One thing that the cardholder has to do. */
export type StepName = keyof typeof STEPS;

/** The row of a step. */
export function rowOf(step: StepName): StepRow {
  return STEPS[step];
}
