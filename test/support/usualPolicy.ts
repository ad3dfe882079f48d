// Steps and messages under the policy that holds where an issuer says nothing else, for tests that are not about it.
import * as decoupled from '../../src/transaction/decoupled.ts';
import type { Event } from '../../src/transaction/events.ts';
import * as messages from '../../src/transaction/messages.ts';
import * as opening from '../../src/transaction/open.ts';
import { POLICY, type Policy } from '../../src/transaction/policy.ts';
import * as scripted from '../../src/transaction/scripted.ts';
import * as steps from '../../src/transaction/step.ts';
import type { DecoupledAnswer, Transaction } from '../../src/transaction/transaction.ts';

export const step = (transaction: Transaction, event: Event, policy: Policy = POLICY) => steps.step(transaction, event, policy);
export const play = (transaction: Transaction, event: Event, policy: Policy = POLICY) =>
  scripted.play(transaction, event, policy);
export const cres = (transaction: Transaction, policy: Policy = POLICY) => messages.cres(transaction, policy);
export const finalCresOfApp = (transaction: Transaction, acsCounterAtoS: string, policy: Policy = POLICY) =>
  messages.finalCresOfApp(transaction, acsCounterAtoS, policy);
export const openTransaction = (given: opening.Opening, policy: Policy = POLICY) => opening.openTransaction(given, policy);
export const decoupledResult = (answer: DecoupledAnswer, policy: Policy = POLICY) => decoupled.decoupledResult(answer, policy);
