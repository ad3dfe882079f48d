import { readSchema } from '../messages/schemas.ts';
import type { Fault } from '../messages/subject.ts';

type Schema = Record<string, unknown> & {
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  then?: Schema;
  else?: Schema;
  $ref?: string;
};
type SchemaError = NonNullable<Fault['errors']>[number];

const schemas = new Map<string, Schema>();

function schemaAt(path: string): Schema {
  const schema = schemas.get(path) ?? (readSchema(path) as Schema);
  schemas.set(path, schema);
  return schema;
}

/** The rule that a fault breaks, in words, as the schemas have them; `isConvention` where nobody has to insist on it. */
export function meaningOf({ rule, detail, errors = [] }: Fault, path: string, isConvention = false): string {
  if (rule !== undefined) return rule;
  const root = schemaAt(path);
  const element = sentence(describe(root, detail));
  const clause = errors.map(({ schemaPath }) => conditionOf(root, schemaPath)).find(Boolean);
  if (mustBeAbsent(errors)) {
    const own = errors.map(({ parentSchema }) => parentSchema?.description).find(Boolean);
    return `${isConvention ? 'Usually absent' : 'Absent'} here. ${sentence(own ?? clause) || element}`;
  }
  if (errors.some(({ keyword }) => keyword === 'required')) {
    const required = isConvention ? 'Required for a payment; else the DS decides.' : 'Required.';
    return [required, sentence(clause), element].filter(Boolean).join(' ');
  }
  const definition = errors.map(({ parentSchema }) => parentSchema?.description).find((text) => text && text !== element);
  // A pattern is told only where nothing says in words what it stands for; two digits need no length besides.
  const told = errors
    .filter(({ keyword, params }) => !definition || keyword !== 'pattern' || params.pattern === DS_VALUES)
    .filter(({ keyword, parentSchema }) => keyword !== 'maxLength' || parentSchema?.pattern !== DS_VALUES);
  const words = [...new Set(told.map(constraintOf).filter(Boolean))];
  const has = words.length > 0 ? `Has to be ${words.join(', or ')}.` : '';
  return [element, sentence(definition), has].filter(Boolean).join(' ');
}

/** Whether an element is there although it must not be. */
export function mustBeAbsent(errors: readonly SchemaError[]): boolean {
  return errors.some(({ keyword }) => keyword === 'not' || keyword === 'false schema');
}

/** The values that a rule leaves, where they are few. */
export function allowedValues(errors: readonly SchemaError[]): unknown[] {
  return errors.flatMap(({ keyword, params }) => {
    if (keyword === 'const') return [params.allowedValue];
    return keyword === 'enum' ? (params.allowedValues as unknown[]) : [];
  });
}

/** What a condition (`allOf` with `if`) is for. */
function conditionOf(root: Schema, schemaPath: string): string | undefined {
  const [, index] = /^#\/allOf\/(\d+)\/(?:then|else)\/(?:required|properties\/[^/]+\/(?:not|const|enum))/.exec(schemaPath) ?? [];
  return index === undefined ? undefined : root.allOf?.[Number(index)]?.description;
}

/** The description of an element, wherever in the schema it stands. */
function describe(root: Schema, element: string): string | undefined {
  let at: Schema[] = [root];
  for (const name of element.split('.')) {
    const branches = at.flatMap((schema) => allBranches(schema));
    at = branches.flatMap(({ properties }) =>
      properties && Object.hasOwn(properties, name) ? [properties[name] as Schema] : [],
    );
  }
  return at.map(({ description }) => description).find(Boolean);
}

/** A schema with what it refers to, what its items are and what its conditions add. */
function allBranches(schema: Schema): Schema[] {
  const [, name] = /#\/\$defs\/(\w+)$/.exec(schema.$ref ?? '') ?? [];
  const definitions = schemaAt('common/definitions.json').$defs as Record<string, Schema>;
  const further = [name ? definitions[name] : undefined, schema.items, schema.then, schema.else, ...(schema.allOf ?? [])];
  return [schema, ...further.flatMap((each) => (each ? allBranches(each) : []))];
}

const DS_VALUES = '^[89][0-9]$';
const MAX_LISTED = 16;

function constraintOf({ keyword, params }: SchemaError): string {
  switch (keyword) {
    case 'enum': {
      const values = params.allowedValues as unknown[];
      return values.length > MAX_LISTED ? 'one of the list' : `one of ${values.join(', ')}`;
    }
    case 'const':
      return JSON.stringify(params.allowedValue);
    case 'pattern':
      return params.pattern === DS_VALUES ? 'a value of the DS (80 to 99)' : `like ${params.pattern}`;
    case 'type':
      return `of type ${params.type}`;
    case 'format':
      return `an ${params.format} address`;
    case 'minLength':
      return `at least ${counted(params.limit, 'character')} long`;
    case 'maxLength':
      return `at most ${counted(params.limit, 'character')} long`;
    case 'minItems':
      return `a list of at least ${counted(params.limit, 'item')}`;
    case 'minProperties':
      return `an object of at least ${counted(params.limit, 'element')}`;
    case 'maxItems':
      return `a list of at most ${counted(params.limit, 'item')}`;
    case 'maxProperties':
      return `an object of at most ${counted(params.limit, 'element')}`;
    case 'minimum':
      return `at least ${params.limit}`;
    case 'maximum':
      return `at most ${params.limit}`;
    case 'uniqueItems':
      return 'without a value that occurs twice';
    default:
      return '';
  }
}

const counted = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

/** A text that ends like a sentence. */
function sentence(text: string | undefined): string {
  return text && !/[.:!?]$/.test(text) ? `${text}.` : (text ?? '');
}
