import { type MessageVersion, VERSIONS } from '../messages/versions.ts';

interface StepRow {
  /** The event that this step is judged by; any other answer means nothing to it. */
  takes: 'ePin' | 'code' | 'answer' | 'verdict' | 'deadline' | 'pick';
  /** authenticationMethod of the factor (codes 01 to 11). */
  factor: '01' | '02' | '05' | '06' | '10' | '11';
  /** What goes to the cardholder when the step begins; he may ask for it again. */
  sends?: 'sms' | 'email' | 'push';
}

/** The kinds of step. A new one is a row here, a face (its template) and a judge of what its page posts. */
export const STEPS = {
  ePin: { takes: 'ePin', factor: '01' },
  code: { takes: 'code', factor: '02', sends: 'sms' },
  emailCode: { takes: 'code', factor: '05', sends: 'email' },
  /** A question with one right answer. */
  select: { takes: 'answer', factor: '06' },
  /** A question whose right answers have all to be named, and no other. */
  multiSelect: { takes: 'answer', factor: '06' },
  /** Approved or refused in the bank's app. */
  oob: { takes: 'verdict', factor: '11', sends: 'push' },
  /** Decided by the card after a while, without anybody. */
  automatic: { takes: 'deadline', factor: '10' },
  /** Decided by the tester, who picks the result. */
  picker: { takes: 'pick', factor: '10' },
} as const satisfies Record<string, StepRow>;

/** One thing that the cardholder has to do. */
export type StepName = keyof typeof STEPS;

interface Method {
  /** What is asked, in this order. */
  steps: readonly [StepName, ...StepName[]];
  /** 01 static, 02 dynamic, 03 OOB, 04 decoupled (ARes and RReq of 2.1.0 and 2.2.0). */
  authenticationType: '01' | '02' | '03' | '04';
}

/** How a cardholder can prove himself. */
export const METHODS = {
  ePinThenSms: { steps: ['ePin', 'code'], authenticationType: '02' },
  ePin: { steps: ['ePin'], authenticationType: '01' },
  sms: { steps: ['code'], authenticationType: '02' },
  email: { steps: ['emailCode'], authenticationType: '02' },
  select: { steps: ['select'], authenticationType: '01' },
  multiSelect: { steps: ['multiSelect'], authenticationType: '01' },
  oob: { steps: ['oob'], authenticationType: '03' },
  // Neither proves anything: the type is that of most challenges.
  automatic: { steps: ['automatic'], authenticationType: '02' },
  picker: { steps: ['picker'], authenticationType: '02' },
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof METHODS;

export function stepsOf(method: MethodName): readonly StepName[] {
  return METHODS[method].steps;
}

/** What is sent when a step begins, and can be sent again; undefined where nothing is. */
export function sendsOf(step: StepName): StepRow['sends'] {
  const row: StepRow = STEPS[step];
  return row.sends;
}

/** authenticationMethod where it is no list: one code, that of the last factor; that of a push came with 2.2.0. */
export function authenticationMethodOf(method: MethodName, version: MessageVersion) {
  const code = factorsOf(method).at(-1) ?? '10';
  return code === '11' ? VERSIONS[version].methodOfPush : code;
}

/** authenticationMethod as a list: all factors of the method. */
export function factorsOf(method: MethodName) {
  return [...new Set(stepsOf(method).map((step) => STEPS[step].factor))];
}

/** How a challenge without a human ends, and how long after its first page. */
export interface Automatic {
  transStatus: 'Y' | 'N' | 'U' | 'A' | 'R';
  /** With N, U and R. */
  transStatusReason?: string;
  afterMs: number;
}
