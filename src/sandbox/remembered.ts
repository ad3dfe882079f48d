/** How much is remembered at most. */
export interface Limits {
  entries?: number;
  /** Of all entries together, as `bytesOf` tells them. */
  bytes?: number;
}

interface Entry<Value> {
  value: Value;
  bytes: number;
}

/** A map that holds the newest entries only: what is remembered has a limit in number and in bytes, whatever is sent. */
export class Remembered<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #limits: Required<Limits>;
  #bytes = 0;

  constructor({ entries = 10_000, bytes = 64 * 1024 * 1024 }: Limits = {}) {
    this.#limits = { entries, bytes };
  }

  /** What is held now. */
  get bytes(): number {
    return this.#bytes;
  }

  get(id: string): Value | undefined {
    return this.#entries.get(id)?.value;
  }

  /** Takes a value as the newest one. */
  set(id: string, value: Value): void {
    this.#drop(id);
    this.#add(id, value);
  }

  /** To be told when a value has changed in place: it is measured anew, and stays as old as it is. */
  changed(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    const bytes = bytesOf(id) + bytesOf(entry.value);
    this.#bytes += bytes - entry.bytes;
    entry.bytes = bytes;
    this.#forgetOldest();
  }

  #add(id: string, value: Value): void {
    const bytes = bytesOf(id) + bytesOf(value);
    this.#entries.set(id, { value, bytes });
    this.#bytes += bytes;
    this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const id of this.#entries.keys()) {
      if (this.#entries.size <= this.#limits.entries && this.#bytes <= this.#limits.bytes) return;
      this.#drop(id);
    }
  }

  #drop(id: string): void {
    this.#bytes -= this.#entries.get(id)?.bytes ?? 0;
    this.#entries.delete(id);
  }
}

/** What any value, and any member of an object, takes besides its own content. */
const OVERHEAD_BYTES = 64;

/**
 * About how much memory a value takes, with all that is in it: rather too much than too little. Two bytes for a character, as
 * where one of a text is not of Latin script.
 */
export function bytesOf(value: unknown): number {
  let bytes = 0;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    bytes += OVERHEAD_BYTES;
    if (typeof next === 'string') bytes += 2 * next.length;
    if (typeof next !== 'object' || next === null) continue;
    for (const [name, member] of Object.entries(next)) {
      bytes += 2 * name.length;
      open.push(member);
    }
  }
  return bytes;
}
