import type { ErrorObject, ValidateFunction } from 'ajv';
import type { MessageByType } from './types.ts';
import { type Leniency, readSchema, validatorOf, validatorOfPiece } from './validators.ts';
import type { VersionFacts } from './versionFacts.ts';
import { isOfDs, type MessageVersion, VERSIONS } from './versions.ts';

export { readSchema } from './validators.ts';

export type MessageType = keyof MessageByType;

/**
 * The fault that a schema found, and at which element (`parent.child`): it is absent, malformed, has a value that EMVCo
 * reserves (told apart in 2.3.1), or has one value twice.
 */
export interface Finding {
  element: string;
  fault: 'missing' | 'format' | 'reserved' | 'repeated';
  /** What the validator said, with the schemas that it is about. */
  errors: ErrorObject[];
}

/** Of all versions. */
export const MESSAGE_TYPES: readonly MessageType[] = [
  'AReq',
  'ARes',
  'CReq',
  'CRes',
  'PReq',
  'PRes',
  'RReq',
  'RRes',
  'OReq',
  'ORes',
  'Erro',
];

/** Whether a text is the messageType of a message of any version. */
export function isMessageType(text: string): text is MessageType {
  return (MESSAGE_TYPES as readonly string[]).includes(text);
}

/** OReq and ORes are not in every version. */
export function hasType(version: MessageVersion, type: MessageType): boolean {
  return VERSIONS[version].operationMessages || (type !== 'OReq' && type !== 'ORes');
}

/**
 * All that the schema of a message type finds wrong. An element that is empty or null counts as missing where it is
 * required, and as malformed where it is optional (EMV 3DS 2.2.0, 201 vs 203).
 */
export function findings(
  version: MessageVersion,
  type: MessageType,
  message: Record<string, unknown>,
  judgement: Leniency = {},
): Finding[] {
  // The lists of a PRes have no end.
  const judged = type === 'PRes' ? message : (withShortLists(message) as Record<string, unknown>);
  return findingsBy(validatorOf(`${version}/${type}.json`, judgement), judged, VERSIONS[version]);
}

/** More items than any list of a message may have. */
const TOO_MANY = 200;

/** A list that is much too long is refused for its first items as well: a million of them would take the validator many seconds. */
function withShortLists(value: unknown, depth: number = DEPTH): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  const members = Array.isArray(value) ? value.slice(0, TOO_MANY) : Object.values(value);
  const short = members.map((member) => withShortLists(member, depth - 1));
  const isSame = !(Array.isArray(value) && value.length > TOO_MANY) && short.every((member, at) => member === members[at]);
  if (isSame) return value;
  return Array.isArray(value) ? short : Object.fromEntries(Object.keys(value).map((name, at) => [name, short[at]]));
}

/** The same for what is no message: it has one form in all versions. */
export function dataFindings(name: 'threeDSMethodData' | 'acsSignedContent', data: Record<string, unknown>): Finding[] {
  return findingsBy(validatorOf(`common/${name}.json`), data, { reservedValues: false, bareIsEmpty: false });
}

/** What a version tells apart. */
type Distinctions = Pick<VersionFacts, 'reservedValues' | 'bareIsEmpty'>;

function findingsBy(validate: ValidateFunction, message: Record<string, unknown>, facts: Distinctions): Finding[] {
  if (validate(message)) return [];
  const asItCame = findingsOfErrors(validate.errors ?? [], facts);
  validate(withoutEmpty(message, facts.bareIsEmpty ? isEmptyOrBare : isEmptyValue));
  const missing = findingsOfErrors(validate.errors ?? [], facts).filter(({ fault }) => fault === 'missing');
  const absent = new Set(missing.map(({ element }) => element));
  return unique([...missing, ...asItCame.filter(({ element, fault }) => fault !== 'missing' && !absent.has(element))]);
}

/** Elements that a message has where a condition holds; anywhere without one. */
interface Part {
  holds?: ValidateFunction;
  elements: ReadonlySet<string>;
}

/** Elements of a channel, a category or the like, as the schema of a message has them. */
interface Conditional {
  if?: object;
  then?: { properties?: object };
  else?: { properties?: object };
}

const parts = new Map<string, readonly Part[]>();

function partsOf(path: string): readonly Part[] {
  let known = parts.get(path);
  if (!known) {
    const { properties = {}, allOf = [] } = readSchema(path) as { properties?: object; allOf?: Conditional[] };
    const conditional = allOf.flatMap(({ if: condition, then, else: otherwise }) => [
      ...partOf({ type: 'object', ...condition }, then?.properties),
      ...partOf({ type: 'object', not: { type: 'object', ...condition } }, otherwise?.properties),
    ]);
    known = [{ elements: new Set(Object.keys(properties)) }, ...conditional];
    parts.set(path, known);
  }
  return known;
}

function partOf(condition: object, properties: object | undefined): Part[] {
  return properties ? [{ holds: validatorOfPiece(condition), elements: new Set(Object.keys(properties)) }] : [];
}

/** Tells the elements that a message has in its version, channel and category: the schema judges these and no others. */
export function judgedElements(
  version: MessageVersion,
  type: MessageType,
  message: Record<string, unknown>,
): (name: string) => boolean {
  const held = partsOf(`${version}/${type}.json`).filter(({ holds }) => !holds || holds(message));
  return (name) => held.some(({ elements }) => elements.has(name));
}

/** Keywords that only say that something below them failed; what failed is reported by itself. */
const STRUCTURAL = new Set(['if', 'anyOf', 'allOf']);

function findingsOfErrors(errors: readonly ErrorObject[], facts: Distinctions): Finding[] {
  const reserved = new Set(facts.reservedValues ? errors.filter(isReserved).map(({ instancePath }) => instancePath) : []);
  return (
    errors
      .filter(({ keyword, instancePath }) => !(STRUCTURAL.has(keyword) && (instancePath === '' || keyword === 'if')))
      // Besides, the list itself says what it has.
      .filter(({ schemaPath }) => !schemaPath.endsWith(NO_EMVCO_VALUE) && !schemaPath.endsWith(REFUSED_DS_VALUE))
      .map((error) => {
        const { keyword, instancePath, params } = error;
        const path = instancePath.split('/').filter((part) => part !== '' && !/^\d+$/.test(part));
        const element = path.join('.');
        const errors = [error];
        if (keyword === 'required')
          return { element: [...path, params.missingProperty as string].join('.'), fault: 'missing', errors };
        if (keyword === 'uniqueItems') return { element, fault: 'repeated', errors };
        return { element, fault: reserved.has(instancePath) ? 'reserved' : 'format', errors };
      })
  );
}

// How an error says that a code is not in its list: what is left open, EMVCo reserves up to 79 where the DSs have a range, or else up to 99.
const NO_DS_VALUE = '/dsValue/pattern';
/** Where a DS defines no values: see Judgement. */
const REFUSED_DS_VALUE = '/dsValue/not';
const NO_EMVCO_VALUE = '/emvcoValue/not';

/** Whether a code is neither one of its list, nor one of a DS (80 to 99), but one that EMVCo may define (EMV 3DS 2.3.1, Req 434). */
function isReserved({ schemaPath, data }: ErrorObject): boolean {
  if (typeof data !== 'string') return false;
  if (schemaPath.endsWith(NO_DS_VALUE)) return /^(0[1-9]|[1-7][0-9])$/.test(data);
  if (schemaPath.endsWith(REFUSED_DS_VALUE)) return isOfDs(data);
  return schemaPath.endsWith(NO_EMVCO_VALUE) && /^(0[1-9]|[1-9][0-9])$/.test(data);
}

/** Each fault of an element once, with all that was said of it. */
function unique(all: Finding[]): Finding[] {
  const byFault = new Map<string, Finding>();
  for (const finding of all) {
    const key = `${finding.fault} ${finding.element}`;
    const first = byFault.get(key);
    if (first) first.errors.push(...finding.errors);
    else byFault.set(key, finding);
  }
  return [...byFault.values()];
}

/** What counts as empty; in 2.3.1 so do objects without members and lists without items. */
const isEmptyValue = (value: unknown) => value === null || value === '';
const isEmptyOrBare = (value: unknown) =>
  isEmptyValue(value) || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);

/** No schema looks deeper into a message. */
const DEPTH = 8;

/** A copy without members that are empty, as deep as the schemas look. */
function withoutEmpty(value: unknown, empty: (value: unknown) => boolean, depth: number = DEPTH): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.map((item) => withoutEmpty(item, empty, depth - 1));
  const filled = Object.entries(value).filter(([, member]) => !empty(member));
  return Object.fromEntries(filled.map(([name, member]) => [name, withoutEmpty(member, empty, depth - 1)]));
}
