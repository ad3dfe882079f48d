/** How the 3DS Method behaves, for tests of what a 3DS Server does then. */
const BEHAVIOURS = ['normal', 'slow', 'failing', 'silent'] as const;

export interface MethodBehaviour {
  /** normal; slow: everything comes after delayMs; failing: HTTP 500; silent: the 3DS Server is never told. */
  behaviour: (typeof BEHAVIOURS)[number];
  /** Of a slow one, in milliseconds. */
  delayMs: number;
}

export const NORMAL: MethodBehaviour = { behaviour: 'normal', delayMs: 0 };

/** What a tester did to the 3DS Method, as a clause after its name; undefined where it is as it should be. */
export function methodMark({ behaviour, delayMs }: MethodBehaviour): string | undefined {
  switch (behaviour) {
    case 'slow':
      return `was slow on purpose: data and notification after ${delayMs} ms`;
    case 'failing':
      return 'failed on purpose: it answered HTTP 500';
    case 'silent':
      return 'was silent on purpose: it never posts the notification';
    case 'normal':
      return undefined;
  }
}

/** Longer than any 3DS Server waits: 10 seconds in 2.1.0 and 2.2.0, 5 in 2.3.1. */
const SLOW_MS = 12_000;
const MAX_DELAY_MS = 60_000;

/** The field that is wrong, what it has to be, and a value that is right. */
export interface BehaviourFault {
  field: 'behaviour' | 'delayMs';
  rule: string;
  example: string;
}

/** A behaviour as a query or a JSON body names it; slow is 12 seconds slow unless it says otherwise. */
export function readBehaviour({
  behaviour,
  delayMs,
}: {
  behaviour?: unknown;
  delayMs?: unknown;
}): MethodBehaviour | BehaviourFault {
  const known = BEHAVIOURS.find((name) => name === behaviour);
  if (!known) return { field: 'behaviour', rule: `one of ${BEHAVIOURS.join(', ')}`, example: 'slow' };
  if (delayMs === undefined) return { behaviour: known, delayMs: known === 'slow' ? SLOW_MS : 0 };
  const ms = /^\d{1,5}$/.test(String(delayMs)) ? Number(delayMs) : Number.NaN;
  // 0 is how every other one is shown.
  if (!(ms <= MAX_DELAY_MS) || (known !== 'slow' && ms !== 0)) {
    return {
      field: 'delayMs',
      rule: `milliseconds of a slow one, 0 to ${MAX_DELAY_MS}; of any other 0, or absent`,
      example: String(SLOW_MS),
    };
  }
  return { behaviour: known, delayMs: ms };
}
