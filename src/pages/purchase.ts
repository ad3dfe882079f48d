import { formatAmount, formatPurchaseDate, maskCard, maskEmail, maskPhone, textOfOthers } from './format.ts';

/** What is known of a purchase, or of a request without one. */
export interface Bought {
  messageCategory: string;
  purchase: {
    merchantName: string;
    purchaseAmount: string;
    purchaseCurrency: string;
    purchaseExponent: string;
    purchaseDate: string;
    maskedCard: string;
  };
  phone: string;
  email?: string;
}

/** A purchase as its cardholder is shown it, wherever that is: on a page, in an app, in a text message. */
export interface ShownPurchase {
  /** In one line. Within a sentence it is to be isolated (`isolate`, or an element bdi). */
  merchant: string;
  /** Absent where nothing is paid. */
  amount?: string;
  date?: string;
  card: string;
  phone: string;
  email: string;
}

/** What of a purchase is shown to the cardholder, in his language: masked where it has to be, and nothing that there is not. */
export function presentPurchase({ messageCategory, purchase, phone, email = '' }: Bought, language: string): ShownPurchase {
  const isNothing = messageCategory === '02' && /^0*$/.test(purchase.purchaseAmount);
  const amount = isNothing ? undefined : amountOf(purchase, language);
  return {
    merchant: textOfOthers(purchase.merchantName).trim(),
    ...(amount === undefined ? {} : { amount }),
    ...(purchase.purchaseDate ? { date: formatPurchaseDate(purchase.purchaseDate) } : {}),
    card: maskCard(purchase.maskedCard),
    phone: maskPhone(phone),
    email: maskEmail(email),
  };
}

/** The amount of a message; absent in one that has none, such as of a request without a purchase. */
export function amountOf(
  {
    purchaseAmount,
    purchaseCurrency,
    purchaseExponent,
  }: Pick<Bought['purchase'], 'purchaseAmount' | 'purchaseCurrency' | 'purchaseExponent'>,
  language: string,
): string | undefined {
  if (!purchaseAmount || !purchaseCurrency) return undefined;
  return formatAmount(purchaseAmount, purchaseCurrency, Number(purchaseExponent), language);
}
