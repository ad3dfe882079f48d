import type { ErrorReason } from '../../messages/errors.ts';
import type { Erro } from '../../messages/types.ts';

/** Whose rule it is: a published SDK, or the specification. */
export type RuleOf = 'Android' | 'iOS' | 'EMV';

/** How a refusal is told to the ACS: the reason of the Erro, and its errorDetail. */
export interface ToldToAcs {
  reason: ErrorReason;
  detail: string;
}

/** An answer of the ACS that an SDK would not take. */
export class SdkRefusal extends Error {
  override readonly name = 'SdkRefusal';
  /** What the rule is called, e.g. `acsCounterAtoS`. */
  readonly rule: string;
  readonly ruleOf: readonly RuleOf[];
  /** How the ACS is told; undefined where it is not: of an ARes, and of a broken Erro. */
  readonly told: ToldToAcs | undefined;
  /** The Erro that was sent to the ACS. */
  erro?: Erro;

  constructor(rule: string, ruleOf: readonly RuleOf[], says: string, told?: ToldToAcs) {
    super(`${rule}: ${says} (${ruleOf.join(', ')})`);
    this.rule = rule;
    this.ruleOf = ruleOf;
    this.told = told;
  }
}

/** The ACS answered with an Erro: the challenge is over. */
export class ErroReceived extends Error {
  override readonly name = 'ErroReceived';
  readonly erro: Erro;

  constructor(erro: Erro) {
    super(`Erro ${erro.errorCode} ${erro.errorDetail}`);
    this.erro = erro;
  }
}

/** Why an SDK ends a challenge without an answer that it could judge. */
export type SdkFailureReason =
  /** The ACS could not be reached, twice (EMV 3DS 2.2.0, Req 236). */
  | 'notConnected'
  /** No CRes came within ten seconds (Req 239). */
  | 'noCRes'
  /** The answer is no HTTP, is a redirect, or is larger than any message. */
  | 'unreadable'
  /** The challenge took longer than sdkMaxTimeout (Req 312). */
  | 'sdkMaxTimeout'
  /** The counter would come to zero again (6.2.4.1). */
  | 'counter'
  /** The page brought a blank answer (EMV 3DS 2.3.1, Req 474). */
  | 'blankEntry';

/** The SDK has ended the challenge; the app is told so. */
export class SdkFailure extends Error {
  override readonly name = 'SdkFailure';
  readonly reason: SdkFailureReason;
  /** The Erro that was sent to the ACS, where one was. */
  erro?: Erro;

  constructor(reason: SdkFailureReason, says: string) {
    super(`${reason}: ${says}`);
    this.reason = reason;
  }
}
