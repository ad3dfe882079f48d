import { decodeBase64url } from './base64url.ts';
import { isTransID } from './ids.ts';

/** The form that a browser posted, as its fields came. */
type Form = Readonly<Record<string, unknown>> | null | undefined;

const MAX_NAMES = 5;
const MAX_NAME = 40;

/**
 * Why nothing can be read from a form field that brings a JSON object in base64url, as creq and threeDSMethodData do.
 * @returns a sentence, which quotes names of fields and no value; undefined where there is such an object
 */
export function causeOfField(name: string, form: Form): string | undefined {
  const value = form && Object.hasOwn(form, name) ? form[name] : undefined;
  if (Array.isArray(value)) return `the form field \`${name}\` came ${value.length} times`;
  if (typeof value !== 'string') return `no form field \`${name}\`${othersIn(form)}`;
  const encoded = value.trim();
  if (encoded === '') return `the form field \`${name}\` is empty`;
  const text = decodeBase64url(encoded);
  if (text === undefined) return `\`${name}\` is not base64url${encoded.startsWith('{') ? ', but JSON as it stands' : ''}`;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return `\`${name}\` is base64url, but not JSON`;
  }
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
  return isObject ? undefined : `\`${name}\` is base64url of JSON, but not of an object`;
}

/** What a form has instead: a name that is misspelt shows itself. */
function othersIn(form: Form): string {
  const names = Object.keys(form ?? {});
  if (names.length === 0) return '';
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return `; there is ${names
    .slice(0, MAX_NAMES)
    .map((each) => `\`${each.slice(0, MAX_NAME)}\``)
    .join(', ')}${more}`;
}

/** Whether base64url came with padding, which EMV 3DS does not have (Table 1.3): it is taken all the same. */
export function isPadded(encoded: unknown): boolean {
  return typeof encoded === 'string' && /=\s*$/.test(encoded);
}

/** Why a CReq that can be read names no transaction. @param isKnown whether there is one of its acsTransID */
export function causeOfIds({ acsTransID }: Readonly<Record<string, unknown>>, isKnown: boolean): string {
  if (acsTransID === undefined || acsTransID === null || acsTransID === '') return 'no acsTransID';
  if (!isTransID(acsTransID)) return 'acsTransID is no id';
  return isKnown ? 'threeDSServerTransID is not that of this acsTransID' : 'acsTransID unknown';
}
