import { ALL, isSameId, NOT_OPENED, type SdkRule, UNREADABLE } from './rule.ts';

/** Rules of the answer as it comes over the wire. */
export const WIRE_RULES: readonly SdkRule[] = [
  {
    ...UNREADABLE,
    rule: 'HTTP status',
    of: ['Android'],
    says: 'is 2xx',
    isKept: ({ status }) => status >= 200 && status < 300,
  },
  {
    ...UNREADABLE,
    rule: 'content type',
    of: ['Android', 'EMV'],
    says: 'is application/jose for a JWE',
    isKept: ({ contentType }) => /^application\/jose\s*(;|$)/i.test(contentType),
  },
  {
    ...UNREADABLE,
    rule: 'body',
    of: ALL,
    says: 'is a compact JWE and nothing around it',
    isKept: ({ body }) => PARTS.test(body),
  },
  {
    ...NOT_OPENED,
    rule: 'base64url',
    of: ALL,
    says: 'has no part of a length that cannot be',
    isKept: ({ body }) => body.split('.').every((part) => part.length % 4 !== 1),
  },
  {
    ...NOT_OPENED,
    rule: 'JWE header',
    of: ['Android'],
    says: 'has no space, line break, + or / in its JSON',
    isKept: ({ header }) => header !== '' && !/[\s+/]/.test(header),
  },
  {
    ...NOT_OPENED,
    rule: 'JWE header members',
    of: ['EMV'],
    says: 'are alg dir, the enc of the CReq and the acsTransID as kid; any others besides are allowed',
    isKept: ({ header, creq }) => {
      const { alg, kid, enc } = json(header);
      return alg === 'dir' && typeof enc === 'string' && isSameId(kid, creq.acsTransID);
    },
  },
];

const PARTS = /^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
function json(text: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}
