/** One thing that the cardholder has to enter. */
export type StepName = 'ePin' | 'code';

interface Method {
  /** What is asked, in this order. */
  steps: readonly StepName[];
  /** 01 static, 02 dynamic, 03 OOB, 04 decoupled (ARes and RReq of 2.1.0 and 2.2.0). */
  authenticationType: '01' | '02' | '03' | '04';
  /** 02 SMS OTP (RReq, leg ACS → DS). */
  authenticationMethod: '02';
}

/** How a cardholder can prove himself. */
export const METHODS = {
  ePinThenSms: { steps: ['ePin', 'code'], authenticationType: '02', authenticationMethod: '02' },
  sms: { steps: ['code'], authenticationType: '02', authenticationMethod: '02' },
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof METHODS;

export function stepsOf(method: MethodName): readonly StepName[] {
  return METHODS[method].steps;
}
