import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { shipped } from '../files.ts';
import { areDifferent } from './alike.ts';

/** What may be judged otherwise than by the text of the specification. Each changes one definition of schemas/common/definitions.json. */
export interface Leniency {
  /** Refuse what is left to the directory servers (80 to 99): for a DS that defines none of it (EMV 3DS 2.3.1, Req 434: 207). */
  refuseDsValues?: boolean;
  /** Take any text as a language, such as en_US, which is no tag of BCP 47. */
  lenientLanguage?: boolean;
}

export function readSchema(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(shipped(`schemas/${path}`), 'utf8'));
}

// The wire is judged as it came: nothing is coerced, defaulted or removed.
function makeAjv(): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictRequired: false,
    coerceTypes: false,
    useDefaults: false,
    // An error holds the value that it is about.
    verbose: true,
    // Our own schemas are checked against their meta-schema by a test, not at every start.
    meta: false,
    validateSchema: false,
  });
  addFormats.default(ajv, ['ipv4', 'ipv6']);
  // Ajv compares every object with every other: a PRes has two hundred thousand.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    ...{ keyword: 'uniqueItems', type: 'array', schemaType: 'boolean' },
    validate: (isAsked: boolean, items: unknown[]) => !isAsked || areDifferent(items),
  });
  return ajv;
}

const ajvs = new Map<string, Ajv>();
const validators = new Map<string, ValidateFunction>();

function ajvOf(leniency: Leniency, key: string): Ajv {
  let ajv = ajvs.get(key);
  if (!ajv) {
    ajv = makeAjv();
    ajv.addSchema(definitionsFor(leniency));
    ajvs.set(key, ajv);
  }
  return ajv;
}

function definitionsFor({ refuseDsValues, lenientLanguage }: Leniency): Record<string, unknown> {
  const schema = readSchema('common/definitions.json');
  const $defs = schema.$defs as Record<string, Record<string, unknown>>;
  const { description, type, minLength, maxLength } = $defs.languageTag ?? {};
  return {
    ...schema,
    $defs: {
      ...$defs,
      ...(refuseDsValues ? { dsValue: { ...$defs.dsValue, not: {} } } : {}),
      ...(lenientLanguage ? { languageTag: { description, type, minLength, maxLength } } : {}),
    },
  };
}

/** Compiled on first use: a start does not pay for messages that never come. @param path of the schema, under schemas/ */
export function validatorOf(path: string, leniency: Leniency = {}): ValidateFunction {
  const { refuseDsValues = false, lenientLanguage = false } = leniency;
  const key = `${refuseDsValues} ${lenientLanguage}`;
  let validator = validators.get(`${key} ${path}`);
  if (!validator) {
    validator = ajvOf(leniency, key).compile(readSchema(path));
    validators.set(`${key} ${path}`, validator);
  }
  return validator;
}

/** The validator of a piece of a schema that refers to nothing. */
export function validatorOfPiece(piece: object): ValidateFunction {
  return ajvOf({}, 'false false').compile(piece);
}
