import type { Acs } from '../acs.ts';
import { formatAmount, withoutDirectionMarks } from '../pages/format.ts';
import { catalogue } from '../pages/render.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** Texts of the catalogue about a payment, in the cardholder's language: `{issuer}`, `{amount}` and `{merchant}` are filled in. */
export function paymentWords(acs: Pick<Acs, 'issuer'>, { purchase, browserLanguage }: Transaction) {
  const language = catalogue.languageFor(browserLanguage);
  const amount = formatAmount(purchase.purchaseAmount, purchase.purchaseCurrency, Number(purchase.purchaseExponent), language);
  const known = { issuer: acs.issuer.name, amount, merchant: isolate(purchase.merchantName) };
  return (key: string, more: Record<string, unknown> = {}) => catalogue.text(language, key, { ...known, ...more });
}

/** A merchant's name cannot turn the direction of the text around it (Unicode first strong isolate). */
function isolate(text: string): string {
  return `\u2068${withoutDirectionMarks(text)}\u2069`;
}
