// The sum of what the schemas allow, whatever the code says of it.
import t from 'tap';
import { EXTENDED_MESSAGE_BYTES, MESSAGE_BYTES, MESSAGE_EXTENSION_LIMIT } from '../../src/messages/limits.ts';
import { hasType, MESSAGE_TYPES, readSchema } from '../../src/messages/schemas.ts';
import { SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { example, verdict } from './example.ts';

interface Schema {
  $ref?: string;
  maxLength?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
  allOf?: { then?: Schema; else?: Schema }[];
}

const { $defs } = readSchema('common/definitions.json') as { $defs: Record<string, Schema> };

/** Free objects, and their limits, which no schema says. */
const OBJECTS: Record<string, number> = { messageExtension: MESSAGE_EXTENSION_LIMIT, broadInfo: 4096, sdkEphemPubKey: 256 };

function mostOf(schema: Schema): number {
  if (schema.$ref) return mostOf($defs[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  const { maxLength = 0, maxItems = 1, items, properties, anyOf = [] } = schema;
  return Math.max(
    40,
    maxLength,
    items ? maxItems * (mostOf(items) + 1) : 0,
    properties ? sumOf(properties) : 0,
    ...anyOf.map(mostOf),
  );
}

const sumOf = (properties: Record<string, Schema>): number =>
  Object.entries(properties).reduce((sum, [name, schema]) => sum + name.length + 6 + (OBJECTS[name] ?? mostOf(schema)), 0);

for (const version of SUPPORTED_VERSIONS) {
  t.test(`no message of ${version} is larger than what is taken`, async (t) => {
    // A PRes lists card ranges without end; only the sandbox gets one, from itself.
    for (const type of MESSAGE_TYPES.filter((type) => type !== 'PRes' && hasType(version, type))) {
      const { properties = {}, allOf = [] } = readSchema(`${version}/${type}.json`) as Schema;
      const parts = [{ properties }, ...allOf.flatMap(({ then = {}, else: otherwise = {} }) => [then, otherwise])];
      const all = Object.assign({}, ...parts.toReversed().map((part) => part.properties ?? {}));
      const bytes = 4 * sumOf(all);
      t.ok(bytes <= MESSAGE_BYTES, `${type}: ${bytes} bytes`);
      if (['CReq', 'RRes'].includes(type)) t.ok(bytes <= EXTENDED_MESSAGE_BYTES, `${type}: ${bytes} bytes, extended`);
    }
  });
}

t.test('A list without end is refused by the name of its element', async (t) => {
  for (const element of ['messageExtension', 'sellerInfo', 'threeDSRequestorAuthenticationInfo']) {
    const endless = { ...example('AReq-browser-payment', '2.3.1'), [element]: Array.from({ length: 900_000 }, () => 1) };
    t.match(verdict('AReq', JSON.stringify(endless)), ['203', new RegExp(`^${element}`)]);
  }
});
