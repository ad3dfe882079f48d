import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { maskText } from './messages/masking.ts';
import { nearestOf } from './messages/nearest.ts';
import { readSchema } from './messages/schemas.ts';

/** What is wrong with a value: where, the rule that it breaks, and how it could look. */
export interface SchemaFault {
  /** E.g. `outcome.transStatusReason`; empty for the whole. */
  field: string;
  /** The same place as a JSON pointer. */
  path: string;
  rule: string;
  /** A valid value of the field, as JSON; empty where the schema has none. */
  example: string;
}

/** Schemas that others refer to. */
const SHARED = ['common/outcome.json', 'api/rule.json'];

/** Checks settings and bodies by their schemas; each is compiled on first use. */
const ajv = new Ajv({ meta: false, validateSchema: false, verbose: true });
const validators = new Map<string, ValidateFunction>();

function apiValidatorOf(schema: string): ValidateFunction {
  let validator = validators.get(schema);
  if (!validator) {
    // Added, they are compiled as far as another schema needs them.
    if (validators.size === 0) for (const shared of SHARED) ajv.addSchema(readSchema(shared));
    validator = SHARED.includes(schema) ? ajv.getSchema(`/schemas/${schema}`) : ajv.compile(readSchema(schema));
    if (!validator) throw new Error(`there is no schema ${schema}`);
    validators.set(schema, validator);
  }
  return validator;
}

/** @param schema path under schemas/, e.g. `api/rule.json` */
export function faultOf(schema: string, value: unknown): SchemaFault | undefined {
  const validate = apiValidatorOf(schema);
  if (validate(value)) return undefined;
  const error = blame(validate.errors ?? []);
  return error ? toFault(error) : { field: '', path: '/', rule: 'is wrong', example: '' };
}

/**
 * The error that says most. There is one alone, but where one of several forms is allowed: then the last one speaks for all of
 * them, and the one of the form that the value has the type of says what is wrong with it.
 */
function blame(errors: readonly ErrorObject[]): ErrorObject | undefined {
  // An `if` only says that its `then` is broken, which has an error of its own.
  const all = errors.filter(({ keyword }) => keyword !== 'if');
  const last = all.at(-1);
  if (last?.keyword !== 'anyOf') return last;
  const ofForms = all.slice(0, -1);
  const near = ofForms.filter(({ keyword, instancePath }) => !(keyword === 'type' && instancePath === last.instancePath));
  return near.length === 1 ? near[0] : last;
}

type Node = { description?: string; examples?: unknown[]; properties?: Record<string, Node> };

function toFault(error: ErrorObject): SchemaFault {
  const { keyword, instancePath, params, parentSchema } = error;
  const node = parentSchema as Node;
  const { missingProperty, additionalProperty } = params as { missingProperty?: string; additionalProperty?: string };
  const name = missingProperty ?? additionalProperty;
  // A card number that somebody takes for a member is not repeated.
  const path = maskText(name === undefined || keyword !== 'required' ? instancePath : `${instancePath}/${name}`);
  const example = (name === undefined ? undefined : node.properties?.[name]?.examples?.[0]) ?? node.examples?.[0];
  return {
    field: [...path.split('/').filter(Boolean), ...(additionalProperty ? [maskText(additionalProperty)] : [])].join('.'),
    path: path || '/',
    rule: ruleOf(error),
    example: example === undefined ? '' : JSON.stringify(example),
  };
}

/** The rule with what it is about: Ajv alone does not say which property is too much, or which values are allowed. */
function ruleOf({ keyword, message, params, parentSchema }: ErrorObject): string {
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: unknown[] };
  const { description, properties = {} } = parentSchema as Node;
  if (additionalProperty !== undefined) {
    const known = Object.keys(properties).join(', ');
    const nearest = nearestOf(additionalProperty, Object.keys(properties));
    const meant = nearest ? ` (did you mean ${nearest}?)` : '';
    return `has '${maskText(additionalProperty)}', which is no setting${meant}${known ? `; there are ${known}` : ''}`;
  }
  if (keyword === 'required') return 'must be there';
  if (keyword === 'not') return 'must not be there';
  if (allowedValues) return `must be one of ${allowedValues.join(', ')}`;
  const rule = keyword === 'anyOf' ? 'has none of its forms' : (message ?? 'is wrong');
  return description ? `${rule} (${description.replace(/\.$/, '')})` : rule;
}
