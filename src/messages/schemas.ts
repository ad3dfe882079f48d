import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { shipped } from '../files.ts';
import type { MessageByType } from './types.ts';
import type { MessageVersion } from './versions.ts';

export type MessageType = keyof MessageByType;

/** The fault that a schema found: at which element (`parent.child`), and whether that element is absent or malformed. */
export interface Finding {
  element: string;
  fault: 'missing' | 'format';
}

// The wire is judged as it came: nothing is coerced, defaulted or removed.
const ajv = new Ajv({
  allErrors: true,
  strict: true,
  strictRequired: false,
  coerceTypes: false,
  useDefaults: false,
  // Our own schemas are checked against their meta-schema by a test, not at every start.
  meta: false,
  validateSchema: false,
});
addFormats.default(ajv, ['ipv4', 'ipv6']);

export function readSchema(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(shipped(`schemas/${path}`), 'utf8'));
}

const validators = new Map<string, ValidateFunction>();

/** Compiled on first use: a start does not pay for messages that never come. */
function validatorOf(version: MessageVersion, type: MessageType): ValidateFunction {
  const key = `${version}/${type}`;
  let validator = validators.get(key);
  if (!validator) {
    if (!ajv.getSchema('/schemas/common/definitions.json')) ajv.addSchema(readSchema('common/definitions.json'));
    validator = ajv.compile(readSchema(`${key}.json`));
    validators.set(key, validator);
  }
  return validator;
}

/**
 * All that the schema of a message type finds wrong. An element that is empty or null counts as missing where it is
 * required, and as malformed where it is optional (EMV 3DS 2.2.0, 201 vs 203).
 */
export function findings(version: MessageVersion, type: MessageType, message: Record<string, unknown>): Finding[] {
  const validate = validatorOf(version, type);
  if (validate(message)) return [];
  const asItCame = toFindings(validate.errors ?? []);
  validate(withoutEmpty(message));
  const missing = toFindings(validate.errors ?? []).filter(({ fault }) => fault === 'missing');
  const absent = new Set(missing.map(({ element }) => element));
  return unique([...missing, ...asItCame.filter(({ element, fault }) => fault === 'format' && !absent.has(element))]);
}

/** Keywords that only say that something below them failed; what failed is reported by itself. */
const STRUCTURAL = new Set(['if', 'anyOf', 'allOf']);

function toFindings(errors: readonly ErrorObject[]): Finding[] {
  return errors
    .filter(({ keyword, instancePath }) => !(STRUCTURAL.has(keyword) && instancePath === ''))
    .map(({ keyword, instancePath, params }) => {
      const path = instancePath.split('/').filter((part) => part !== '' && !/^\d+$/.test(part));
      return keyword === 'required'
        ? { element: [...path, params.missingProperty as string].join('.'), fault: 'missing' }
        : { element: path.join('.'), fault: 'format' };
    });
}

function unique(all: Finding[]): Finding[] {
  return [...new Map(all.map((finding) => [`${finding.fault} ${finding.element}`, finding])).values()];
}

/** No schema looks deeper into a message: message, array, item, member. What lies below may be nested without end. */
const DEPTH = 4;

/** A copy without members that are null or an empty string, as deep as the schemas look. */
function withoutEmpty(value: unknown, depth: number = DEPTH): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.map((item) => withoutEmpty(item, depth - 1));
  const filled = Object.entries(value).filter(([, member]) => member !== null && member !== '');
  return Object.fromEntries(filled.map(([name, member]) => [name, withoutEmpty(member, depth - 1)]));
}
