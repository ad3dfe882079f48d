import { examplePhone } from '../enrolment/phone.ts';

/** What the pages give as examples of an entry: of the issuer's country, so that they look like the cardholder's own. */
export function examplesOf({ country = 'NC' }: { country?: string }): { phoneExample: string; emailDomain: string } {
  return { phoneExample: examplePhone(country), emailDomain: `example.${country.toLowerCase()}` };
}
