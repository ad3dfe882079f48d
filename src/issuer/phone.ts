import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Where a number without country code is taken to be from, unless the issuer profile says otherwise. */
const DEFAULT_COUNTRY: CountryCode = 'NC';

/**
 * A phone number in the form in which it is stored, `+687 79 00 23`; undefined where it is none.
 * @param typed with or without country code
 * @param country ISO 3166-1 alpha-2, for numbers without country code
 */
export function readPhone(typed: string, country: string = DEFAULT_COUNTRY): string | undefined {
  // A number that is pasted brings spaces that do not break, and marks of direction, which nobody sees.
  const text = typed
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/\s/g, ' ')
    .trim();
  // Other scripts' digits would be taken for ours; an extension cannot get an SMS.
  if (!/^\+?[0-9 ().-]+$/.test(text)) return undefined;
  const defaultCountry = isSupportedCountry(country) ? country : DEFAULT_COUNTRY;
  const number = parsePhoneNumberFromString(text, { defaultCountry, extract: false });
  return number?.isValid() ? number.formatInternational() : undefined;
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
