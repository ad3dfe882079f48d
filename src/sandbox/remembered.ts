/** A map that holds the newest entries only: what is remembered has a limit, whatever is sent. */
export class Remembered<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #limit: number;

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  get(id: string): Value | undefined {
    return this.#entries.get(id);
  }

  set(id: string, value: Value): void {
    this.#entries.delete(id);
    this.#entries.set(id, value);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.#limit && !oldest.done) this.#entries.delete(oldest.value);
  }
}
