/** Whether no two of the items are alike; the order of an object's members makes no difference. Its time grows with the items, not with their square. */
export function areDifferent(items: readonly unknown[]): boolean {
  return new Set(items.map(canonical)).size === items.length;
}

/** One text for all JSON values that are alike. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inside) => {
    if (typeof inside !== 'object' || inside === null || Array.isArray(inside)) return inside;
    return Object.fromEntries(Object.entries(inside).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
