/** The members of a JWK that nobody but its owner may have: of private and of symmetric keys (RFC 7518, 6.2.2, 6.3.2 and 6.4). */
export const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const;

/** Whether a JWK that came from elsewhere has a member that should have stayed there. */
export function isPrivateJwk(jwk: object): boolean {
  return PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name));
}

/** Whether a JWK stands anywhere in a JSON value that has such a member; with a list, since JSON may be deeper than the stack. */
export function holdsPrivateJwk(value: unknown): boolean {
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (Object.hasOwn(next, 'kty') && isPrivateJwk(next)) return true;
    for (const member of Object.values(next)) open.push(member);
  }
  return false;
}
