import { type MessageVersion, VERSIONS } from '../messages/versions.ts';
import type { StepRow } from './stepRow.ts';
import { rowOf, STEPS, type StepName } from './steps.ts';

/** A method of several steps, which are asked in this order. One of a single step is named in the row of its step. */
const OF_SEVERAL_STEPS = {
  ePinThenSms: { steps: ['ePin', 'code'], digits: '02' },
} as const satisfies Record<string, Pick<Method, 'steps' | 'digits'>>;

type OfOneStep = NonNullable<(typeof STEPS)[StepName]['method']>['name'];

export type MethodName = keyof typeof OF_SEVERAL_STEPS | OfOneStep;

interface Method {
  /** What is asked, in this order. */
  steps: readonly [StepName, ...StepName[]];
  /** That of its last step. */
  authenticationType: StepRow['authenticationType'];
  /** Digits 10 and 11 of a card number that asks for it. */
  digits: string;
}

/** How a cardholder can prove himself. */
export const METHODS: Readonly<Record<MethodName, Method>> = Object.fromEntries([
  ...Object.entries(OF_SEVERAL_STEPS).map(([name, { steps, digits }]) => [name, methodOf(steps, digits)]),
  ...(Object.keys(STEPS) as StepName[]).flatMap((step) => {
    const { method } = rowOf(step);
    return method ? [[method.name, methodOf([step], method.digits)]] : [];
  }),
]);

function methodOf(steps: Method['steps'], digits: string): Method {
  const last = steps.at(-1) ?? steps[0];
  return { steps, authenticationType: STEPS[last].authenticationType, digits };
}

export function stepsOf(method: MethodName): readonly StepName[] {
  return METHODS[method].steps;
}

/** authenticationMethod where it is no list: one code, that of the last factor; that of a push came with 2.2.0. */
export function authenticationMethodOf(method: MethodName, version: MessageVersion) {
  const code = factorsOf(method).at(-1) ?? '10';
  return code === '11' ? VERSIONS[version].methodOfPush : code;
}

/** authenticationMethod as a list: all factors of the method. */
export function factorsOf(method: MethodName) {
  return [...new Set(stepsOf(method).flatMap((step) => STEPS[step].factors))];
}

/** The factors that a limited split SDK may not be asked for: static passcode, and knowledge (EMV 3DS 2.3.1, Table A.1, authenticationMethod). */
const NOT_FOR_LIMITED_SDKS: readonly string[] = ['01', '06'];

/** Whether a method asks for nothing that a limited split SDK may not be asked for. */
export function suitsLimitedSdk(method: MethodName): boolean {
  return !factorsOf(method).some((factor) => NOT_FOR_LIMITED_SDKS.includes(factor));
}

/** How a challenge without a human ends, and how long after its first page. */
export interface Automatic {
  transStatus: 'Y' | 'N' | 'U' | 'A' | 'R';
  /** With N, U and R. */
  transStatusReason?: string;
  afterMs: number;
}
