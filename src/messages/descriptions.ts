import { hasType, type MessageType, readSchema } from './schemas.ts';
import type { MessageVersion } from './versions.ts';

type Schema = Record<string, unknown>;

const known = new Map<string, ReadonlyMap<string, string>>();

/** What each element of a message is, by its path (`acctInfo.chAccAgeInd`), as the schema of its version says. */
export function descriptionsOf(version: MessageVersion, type: MessageType): ReadonlyMap<string, string> {
  const key = `${version}/${type}`;
  let descriptions = known.get(key);
  if (!descriptions) {
    const found = new Map<string, string>();
    if (hasType(version, type)) collect(readSchema(`${key}.json`), '', readSchema('common/definitions.json'), found);
    descriptions = found;
    known.set(key, descriptions);
  }
  return descriptions;
}

/** Conditions and choices describe elements at their own place, lists and references what stands in them. */
function collect(schema: Schema, path: string, definitions: Schema, found: Map<string, string>): void {
  const { properties = {}, $ref, items, then: met, else: unmet, allOf = [], anyOf = [] } = schema;
  for (const [name, element] of Object.entries(properties as Record<string, Schema>)) {
    const at = path === '' ? name : `${path}.${name}`;
    if (typeof element.description === 'string' && !found.has(at)) found.set(at, element.description);
    collect(element, at, definitions, found);
  }
  const [, name] = /#\/\$defs\/(\w+)$/.exec(String($ref)) ?? [];
  const referred = name === undefined ? undefined : (definitions.$defs as Record<string, Schema>)[name];
  for (const inner of [referred, items, met, unmet, ...(allOf as Schema[]), ...(anyOf as Schema[])]) {
    if (typeof inner === 'object' && inner !== null) collect(inner as Schema, path, definitions, found);
  }
}
