import { readFileSync } from 'node:fs';
import { shipped } from '../files.ts';

interface Currency {
  /** ISO 4217 alphabetic code, e.g. EUR. */
  code: string;
  /** Number of decimals of the minor unit. */
  exponent: number;
}

const load = (file: string) => JSON.parse(readFileSync(shipped(`schemas/common/${file}`), 'utf8'));
const currencies: Record<string, Currency> = load('currencies.json').currencies;
const countries = new Set<string>(load('countries.json').countries);

/** The currency of an ISO 4217 numeric code; undefined for an unknown or excluded one (955 to 964, 999). */
export function currencyOf(numericCode: string): Currency | undefined {
  return Object.hasOwn(currencies, numericCode) ? currencies[numericCode] : undefined;
}

const letters = new Set(Object.values(currencies).map(({ code }) => code));

/** Whether an ISO 4217 alphabetic code is in the list, and not excluded from it (XAU, XXX and the like). */
export function isCurrencyCode(code: string): boolean {
  return letters.has(code);
}

/** Whether an ISO 3166-1 numeric code is in the list (901 to 999 never are). */
export function isCountry(numericCode: string): boolean {
  return countries.has(numericCode);
}
