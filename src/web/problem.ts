/** An error that names the field, the rule and a valid example. */
export function problem(status: number, field: string, rule: string, example: string) {
  return { status, title: `${field}: ${rule}`, field, rule, example };
}
