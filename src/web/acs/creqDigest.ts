import { createHash } from 'node:crypto';
import { type MessageVersion, VERSIONS } from '../../messages/versions.ts';

/** The elements of a CReq of a browser (EMV 3DS 2.3.1, Table B.3). */
const ELEMENTS = [
  ...['messageType', 'messageVersion', 'threeDSServerTransID', 'acsTransID', 'challengeWindowSize', 'messageExtension'],
];

/**
 * A digest by which a CReq of a browser is known again. Up to 2.2.0 it is the same one where its text is; since 2.3.1 where its
 * elements are, in whatever order and with whatever unknown ones beside them (5.9.6).
 * @param text one JSON object
 */
export function digestOfCReq(text: string, version: MessageVersion): string {
  const known = VERSIONS[version].secondCReqEnds ? elementsOfCReq(text) : text;
  return createHash('sha256').update(known).digest('base64url');
}

function elementsOfCReq(text: string): string {
  const creq = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(ELEMENTS.map((name) => sortMembers(creq[name]) ?? null));
}

/** The same value, the members of its objects by name. */
function sortMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortMembers);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return members.map(([name, inner]) => [name, sortMembers(inner)]);
}
