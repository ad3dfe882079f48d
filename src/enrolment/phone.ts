import { getExampleNumber, parsePhoneNumberFromString as parseWithType } from 'libphonenumber-js/max';
import { type CountryCode, isSupportedCountry, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import examples from 'libphonenumber-js/mobile/examples';

/** Where a number without country code is taken to be from, unless the issuer profile says otherwise. */
const DEFAULT_COUNTRY: CountryCode = 'NC';

/** The kinds of numbers that get SMS. Where a country does not tell them from others, every number may. */
const MOBILE: readonly unknown[] = ['MOBILE', 'FIXED_LINE_OR_MOBILE'];

/**
 * A phone number in the form in which it is stored, `+687 79 00 23`; undefined where it is none, or surely none of a mobile phone.
 * @param typed with or without country code
 * @param country ISO 3166-1 alpha-2, for numbers without country code
 */
export function readPhone(typed: string, country: string = DEFAULT_COUNTRY): string | undefined {
  // A number that is pasted brings spaces that do not break, and marks of direction, which nobody sees.
  const text = typed
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/\s/g, ' ')
    .trim()
    // As the issuer writes its own: (+687) 79.11.08.
    .replace(/^\((\+[0-9 ]+)\)/, '$1 ');
  // Other scripts' digits would be taken for ours; an extension cannot get an SMS.
  if (!/^\+?[0-9 ().-]+$/.test(text)) return undefined;
  const number = parsePhoneNumberFromString(text, { defaultCountry: knownCountry(country), extract: false });
  return number?.isValid() && isMaybeMobile(number) ? number.formatInternational() : undefined;
}

/** How a mobile number of a country is written there: `75.12.34`. */
export function examplePhone(country: string = DEFAULT_COUNTRY): string {
  return getExampleNumber(knownCountry(country), examples)?.formatNational() ?? '';
}

function knownCountry(country: string): CountryCode {
  return isSupportedCountry(country) ? country : DEFAULT_COUNTRY;
}

/** Numbers of no known kind may be: countries keep some for fiction, such as +33 6 39 98 00 00, which tests use. */
function isMaybeMobile({ number }: PhoneNumber): boolean {
  const type = parseWithType(number)?.getType();
  return type === undefined || MOBILE.includes(type);
}

/** Whether two numbers are one, however they are written. */
export function isSamePhone(a: string, b: string): boolean {
  return compact(a) === compact(b);
}

/** All but the last two characters hidden: `xxxxxxxx23`. */
export function hidePhone(phone: string): string {
  const text = compact(phone);
  return 'x'.repeat(Math.max(text.length - 2, 0)) + text.slice(-2);
}

function compact(phone: string): string {
  return phone.replaceAll(/[^\d+]/g, '');
}
