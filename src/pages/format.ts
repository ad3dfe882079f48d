import { currencyOf } from '../messages/isoCodes.ts';

/**
 * A purchase amount as the language writes it: ('29900', '978', 2, 'fr') → `299,00 €`.
 * The exponent of the message decides the decimals: Intl's own are not those of ISO 4217 for some currencies.
 * @param amount minor units, digits
 * @param numericCurrency ISO 4217 numeric code
 */
export function formatAmount(amount: string, numericCurrency: string, exponent: number, language: string): string {
  // An older version of this program kept amounts that nobody had judged: they are shown as they came.
  const isJudged = typeof amount === 'string' && /^\d*$/.test(amount) && exponent >= 0 && exponent <= 9;
  if (!isJudged) return textOfOthers(String(amount));
  const padded = amount.padStart(exponent + 1, '0');
  const split = padded.length - exponent;
  const decimal = exponent === 0 ? padded : `${padded.slice(0, split)}.${padded.slice(split)}`;
  const digits = { minimumFractionDigits: exponent, maximumFractionDigits: exponent };
  const currency = currencyOf(numericCurrency);
  const format = currency
    ? new Intl.NumberFormat(language, { style: 'currency', currency: currency.code, ...digits })
    : new Intl.NumberFormat(language, digits);
  // A decimal string keeps all 48 digits that purchaseAmount may have; a number would round them.
  return format.format(decimal as unknown as number);
}

/** purchaseDate (YYYYMMDDHHMMSS, UTC) as the guide shows it: `07/02/2022 21:28:18 GMT`. */
export function formatPurchaseDate(purchaseDate: string): string {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(purchaseDate) ?? [];
  return `${day}/${month}/${year} ${hour}:${minute}:${second} GMT`;
}

/** A time of day with the name of its zone: `10:41 (heure normale de la Nouvelle-Calédonie)`. */
export function formatClockTime(at: number, timeZone: string | undefined, language: string): string {
  const format = new Intl.DateTimeFormat(language, {
    timeZone: timeZone ?? 'UTC',
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'long',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts.get('hour')}:${parts.get('minute')} (${parts.get('timeZoneName')})`;
}

/** Marks that turn or isolate the direction of text. An unpaired one would reach beyond the text that it came in. */
const DIRECTION_MARKS = /[\u202A-\u202E\u2066-\u2069]/g;

/** Text of a message for display: whatever isolates it, an element or a pair of marks, it cannot end that itself. */
export function withoutDirectionMarks(text: string): string {
  return text.replaceAll(DIRECTION_MARKS, '');
}

/** Control characters, and what separates lines or paragraphs: text of others is one line, and does nothing to what shows it. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]/gu;

/** A text of others with each of its control characters as U+FFFD, so that it cannot begin a line of its own among our texts. */
export function withoutControls(text: string): string {
  return text.replaceAll(CONTROLS, '\uFFFD');
}

/** A text of others for display: one line, which cannot turn the direction of what is around it, whatever isolates it. */
export function textOfOthers(text: string): string {
  return withoutControls(withoutDirectionMarks(text));
}

/** A text of a message within a sentence: it cannot turn the direction of the text around it (Unicode first strong isolate). */
export function isolate(text: string): string {
  return `\u2068${textOfOthers(text)}\u2069`;
}

/** All but the last four digits of a card number as x: `xxxxxxxxxxxx2226`. */
export function maskCard(acctNumber: string): string {
  return 'x'.repeat(acctNumber.length - 4) + acctNumber.slice(-4);
}

/** An e-mail address, hidden but for the first letter of its name and all of its domain: `cxxxxxxxxx@example.nc`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return email.slice(0, 1) + 'x'.repeat(Math.max(at - 1, 0)) + email.slice(at);
}

/** An international number, hidden but for its first three and last two characters: `+68xxxxx23`. */
export function maskPhone(phone: string): string {
  const compact = phone.replaceAll(/[^\d+]/g, '');
  return compact.slice(0, 3) + 'x'.repeat(Math.max(compact.length - 5, 0)) + compact.slice(-2);
}
