import type { Acs } from '../acs.ts';
import { formatAmount, isolate } from '../pages/format.ts';
import { catalogue } from '../pages/render.ts';
import { type Transaction, wordingOf } from '../transaction/transaction.ts';

/**
 * Texts of the catalogue about a payment, or about a request without one, in the cardholder's language: `{issuer}`, `{amount}`
 * and `{merchant}` are filled in.
 */
export function paymentWords(acs: Pick<Acs, 'issuer'>, transaction: Transaction) {
  const { purchaseAmount, purchaseCurrency, purchaseExponent, merchantName } = transaction.purchase;
  const language = catalogue.languageFor(transaction.browserLanguage);
  const known = {
    issuer: acs.issuer.name,
    ...(purchaseAmount ? { amount: formatAmount(purchaseAmount, purchaseCurrency, Number(purchaseExponent), language) } : {}),
    merchant: isolate(merchantName),
  };
  return (key: string, more: Record<string, string | number> = {}) =>
    catalogue.text(language, key, { ...known, ...more }, wordingOf(transaction));
}
