import type { MessageType } from './schemas.ts';
import { readSchema } from './validators.ts';
import type { MessageVersion } from './versions.ts';

/** What a schema says of a value, as far as names of members go. */
interface Node {
  $ref?: string;
  $defs?: Record<string, Node>;
  properties?: Record<string, Node>;
  items?: Node;
  additionalProperties?: boolean;
  allOf?: Node[];
  anyOf?: Node[];
  oneOf?: Node[];
  then?: Node;
  else?: Node;
}

/** A node, and the file that it stands in: references are relative to it. */
interface Place {
  node: Node;
  path: string;
}

/** Extensions are handed on whole (EMV 3DS 2.3.1.1, Req 210); the members of a key are those of RFC 7517, not of a table. */
const WHOLE: readonly string[] = ['messageExtension', 'sdkEphemPubKey'];

/**
 * A message without the members of its objects that no table has (EMV 3DS 2.3.1.1, Req 209), as deep as its schema names any. An
 * object for which it names none, or that may have any, stays as it is.
 * @param message with its own elements alone: which ones these are, its channel and category say
 */
export function keepOwnMembers<Message extends object>(version: MessageVersion, type: MessageType, message: Message): Message {
  const elements = elementPlaces(`${version}/${type}.json`);
  const own = Object.entries(message).map(([name, value]) => [
    name,
    WHOLE.includes(name) ? value : keepOwn(value, elements.get(name) ?? []),
  ]);
  return Object.fromEntries(own) as Message;
}

function keepOwn(value: unknown, places: readonly Place[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const all = places.flatMap(placesUnder);
  if (Array.isArray(value)) {
    const items = all.flatMap(({ node, path }) => (node.items ? [{ node: node.items, path }] : []));
    return value.map((item) => keepOwn(item, items));
  }
  const members = memberPlaces(all);
  if (members.size === 0 || all.some(({ node }) => node.additionalProperties === true)) return value;
  const own = Object.entries(value).filter(([name]) => members.has(name));
  return Object.fromEntries(own.map(([name, member]) => [name, keepOwn(member, members.get(name) ?? [])]));
}

/** A node with all that it refers to, whatever condition it stands under. */
function placesUnder(place: Place): Place[] {
  const { node, path } = place;
  const { $ref, allOf = [], anyOf = [], oneOf = [], then, else: otherwise } = node;
  const parts = [...allOf, ...anyOf, ...oneOf, ...(then ? [then] : []), ...(otherwise ? [otherwise] : [])];
  const further = [...parts.map((part) => ({ node: part, path })), ...($ref === undefined ? [] : [placeReferred($ref, path)])];
  return [place, ...further.flatMap(placesUnder)];
}

/** `#/$defs/uuid` or `../common/definitions.json#/$defs/uuid`. */
function placeReferred($ref: string, from: string): Place {
  const [file = '', name = ''] = $ref.split('#/$defs/');
  const path = file === '' ? from : file.replace('../', '');
  const node = schemaOf(path).$defs?.[name];
  if (!node) throw new Error(`${from}: no ${$ref}`);
  return { node, path };
}

/** What is said of each member, by its name. */
function memberPlaces(places: readonly Place[]): Map<string, Place[]> {
  const members = new Map<string, Place[]>();
  for (const { node, path } of places)
    for (const [name, member] of Object.entries(node.properties ?? {}))
      members.set(name, [...(members.get(name) ?? []), { node: member, path }]);
  return members;
}

const schemas = new Map<string, Node>();
const elements = new Map<string, Map<string, Place[]>>();

function schemaOf(path: string): Node {
  const schema = schemas.get(path) ?? (readSchema(path) as Node);
  schemas.set(path, schema);
  return schema;
}

function elementPlaces(path: string): Map<string, Place[]> {
  const known = elements.get(path) ?? memberPlaces(placesUnder({ node: schemaOf(path), path }));
  elements.set(path, known);
  return known;
}
