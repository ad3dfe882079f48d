import type { Acs } from '../acs.ts';
import type { CardholderMessage } from '../enrolment/cardholder.ts';
import { POLICY } from '../transaction/policy.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { paymentWords } from './paymentWords.ts';

/** The e-mail that carries a one-time code. */
export function codeEmail(acs: Acs, transaction: Transaction, code: string): CardholderMessage {
  const { acsTransID, email = '' } = transaction;
  const words = paymentWords(acs, transaction);
  const text = words('email.code', { code, minutes: POLICY.codeLifetimeMs / 60_000 });
  return { acsTransID, channel: 'email', to: email, subject: words('email.subject'), text, code, time: acs.clock.now() };
}
