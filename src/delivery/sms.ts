import type { Acs } from '../acs.ts';
import { formatAmount, withoutDirectionMarks } from '../pages/format.ts';
import { catalogue } from '../pages/render.ts';
import type { CardholderMessage } from '../store/outbox.ts';
import { type Transaction, wordingOf } from '../transaction/transaction.ts';

/** The text message that carries a one-time code. Names payee and amount, so that the cardholder sees what he approves. */
export function codeMessage(acs: Acs, transaction: Transaction, code: string): CardholderMessage {
  const { purchase, acsTransID, phone, browserLanguage } = transaction;
  const language = catalogue.languageFor(browserLanguage);
  const { purchaseAmount, purchaseCurrency, purchaseExponent, merchantName } = purchase;
  const values = {
    issuer: acs.issuer.name,
    code,
    ...(purchaseAmount ? { amount: formatAmount(purchaseAmount, purchaseCurrency, Number(purchaseExponent), language) } : {}),
    merchant: isolate(merchantName),
  };
  const text = catalogue.text(language, 'sms.code', values, wordingOf(transaction));
  return { acsTransID, channel: 'sms', to: phone, text, code, time: acs.clock.now() };
}

/** A merchant's name cannot turn the direction of the text around it (Unicode first strong isolate). */
function isolate(text: string): string {
  return `\u2068${withoutDirectionMarks(text)}\u2069`;
}
