import { hasType, MESSAGE_TYPES, type MessageType, readSchema } from '../messages/schemas.ts';
import { type MessageVersion, SUPPORTED_VERSIONS } from '../messages/versions.ts';

interface Schema {
  properties?: Record<string, unknown>;
  allOf?: Schema[];
  then?: Schema;
  else?: Schema;
}

const cache = new Map<string, ReadonlySet<string>>();

/** The names of the elements that a message can have, in any channel. */
export function knownElements(version: MessageVersion, type: MessageType): ReadonlySet<string> {
  const path = `${version}/${type}.json`;
  const names = cache.get(path) ?? new Set(namesIn(readSchema(path)));
  cache.set(path, names);
  return names;
}

function namesIn(schema: Schema): string[] {
  const further = [schema.then, schema.else, ...(schema.allOf ?? [])].flatMap((each) => (each ? namesIn(each) : []));
  return [...Object.keys(schema.properties ?? {}), ...further];
}

/** The versions in which a message can have an element, newest first. */
export function versionsWith(element: string, type: MessageType): MessageVersion[] {
  return SUPPORTED_VERSIONS.filter((version) => hasType(version, type) && knownElements(version, type).has(element));
}

/** Elements that hardly anything but a message has. */
const SIGNS = [
  ...['messageVersion', 'threeDSServerTransID', 'acsTransID', 'dsTransID', 'sdkTransID'],
  ...['threeDSServerRefNumber', 'threeDSRequestorID', 'dsReferenceNumber', 'acsReferenceNumber', 'dsURL', 'notificationURL'],
  ...['messageCategory', 'deviceChannel', 'acctNumber', 'transStatus', 'resultsStatus', 'challengeWindowSize', 'acsUiType'],
  ...['errorCode', 'errorComponent', 'errorDetail'],
];
const IDS = ['threeDSServerTransID', 'acsTransID', 'dsTransID', 'sdkTransID'];

/**
 * Whether an object is a message that lacks its messageType. The line of a log may name a transaction, too, but there it
 * stands among much that is no element.
 */
export function looksLikeMessage(value: Record<string, unknown>): boolean {
  const signs = SIGNS.filter((name) => Object.hasOwn(value, name));
  if (signs.length < 3 || signs.every((name) => IDS.includes(name))) return false;
  const names = Object.keys(value);
  return names.filter((name) => !isElement(name)).length <= names.length / 4;
}

const isElement = (name: string) => MESSAGE_TYPES.some((type) => versionsWith(name, type).length > 0);
