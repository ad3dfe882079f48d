import type { Acs } from '../acs.ts';
import type { CardholderMessage } from '../enrolment/cardholder.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { paymentWords } from './paymentWords.ts';

/** The text message that carries a one-time code. Names payee and amount, so that the cardholder sees what he approves. */
export function codeMessage(acs: Acs, transaction: Transaction, code: string): CardholderMessage {
  const { acsTransID, phone } = transaction;
  const text = paymentWords(acs, transaction)('sms.code', { code });
  return { acsTransID, channel: 'sms', to: phone, text, code, time: acs.clock.now() };
}
