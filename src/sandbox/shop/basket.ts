import { formatAmount } from '../../pages/format.ts';
import type { Purchase } from '../threeDSServer/areq.ts';

/** What lies in the basket: 299,00 €. `name` is a key of the catalogue, `picture` a file of templates/shop. */
const LINES = [
  { name: 'lamp', picture: 'lamp.svg', cents: 12900 },
  { name: 'backpack', picture: 'backpack.svg', cents: 14500 },
  { name: 'delivery', picture: 'delivery.svg', cents: 2500 },
];

const EURO = { currency: '978', exponent: 2 };

/** The payment of the basket, as the AReq says it. */
export const PAYMENT: Omit<Purchase, 'acctNumber'> = {
  purchaseAmount: String(LINES.reduce((sum, { cents }) => sum + cents, 0)),
  purchaseCurrency: EURO.currency,
  purchaseExponent: String(EURO.exponent),
};

/** The basket for a page, its amounts as the language writes them. */
export function basket(language: string): object {
  const price = (cents: number | string) => formatAmount(String(cents), EURO.currency, EURO.exponent, language);
  return {
    lines: LINES.map(({ name, picture, cents }) => ({
      name: `shop.basket.${name}.name`,
      detail: `shop.basket.${name}.detail`,
      picture,
      price: price(cents),
    })),
    total: price(PAYMENT.purchaseAmount),
  };
}
