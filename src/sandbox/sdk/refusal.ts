import type { Erro } from '../../messages/types.ts';

/** Whose rule it is: a published SDK, or the specification. */
export type RuleOf = 'Android' | 'iOS' | 'EMV';

/** An answer of the ACS that a published SDK would not take. */
export class SdkRefusal extends Error {
  override readonly name = 'SdkRefusal';
  /** What the rule is called, e.g. `acsCounterAtoS`. */
  readonly rule: string;
  readonly ruleOf: readonly RuleOf[];

  constructor(rule: string, ruleOf: readonly RuleOf[], says: string) {
    super(`${rule}: ${says} (${ruleOf.join(', ')})`);
    this.rule = rule;
    this.ruleOf = ruleOf;
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
