import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Where a number without country code is taken to be from, unless the issuer profile says otherwise. */
const DEFAULT_COUNTRY: CountryCode = 'NC';

/**
 * A phone number in the form in which it is stored, `+687 79 00 23`; undefined where it is none.
 * @param typed with or without country code
 * @param country ISO 3166-1 alpha-2, for numbers without country code
 */
export function readPhone(typed: string, country: string = DEFAULT_COUNTRY): string | undefined {
  // Other scripts' digits would be taken for ours; an extension cannot get an SMS.
  if (!/^\+?[0-9 ().-]+$/.test(typed.trim())) return undefined;
  const defaultCountry = isSupportedCountry(country) ? country : DEFAULT_COUNTRY;
  const number = parsePhoneNumberFromString(typed.trim(), { defaultCountry, extract: false });
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
