import { constants, openSync, writevSync } from 'node:fs';

/** Standard output or standard error, written so that it never keeps the program waiting and never ends it. */
export interface Output {
  /** Takes whole lines. What cannot be written is dropped; what only waits for its reader is kept, as long as there is room. */
  write(lines: string): void;
  /** Writes what can be written at once. */
  flush(): void;
  /** Gives a slow reader so many milliseconds to take the rest. */
  end(limitMs: number): Promise<void>;
}

export interface OutputOptions {
  /** As `process.stderr`. That somebody has looked at it has made its pipe or socket non-blocking: Node's own doing. */
  stream: { fd: number; isTTY?: boolean };
  /** Lines that come within this time are written together; 0 writes each at once. */
  lingerMs?: number;
  /** The line that is written once it can be again, where something was lost. Without it nothing is said. */
  tellLost?: (lost: number, reason: string) => string;
}

/** How much is kept for a reader that does not read. */
const HELD_BYTES = 1024 * 1024;
const FLUSH_BYTES = 8192;
/** How often a write is tried again that found no room, and one that failed. */
const RETRY_MS = { slow: 20, failing: 250 };
const LINES_AT_ONCE = 512;
const END_LOOK_MS = 20;

interface Held {
  bytes: Buffer;
  /** How many lines are lost with it. */
  worth: number;
}

/**
 * A stream of Node would do where all goes well. Where the disk is full or the reader has gone, it fails in an event that ends
 * the process; a thread of its own that stands still in a write would keep even `process.exit` waiting.
 */
export function makeOutput({ stream, lingerMs = 0, tellLost }: OutputOptions): Output {
  const fd = stream.isTTY ? withoutWaiting(stream.fd) : stream.fd;
  let held: Held[] = [];
  let heldBytes = 0;
  /** Whether the first of `held` is the rest of a line that is begun. */
  let isBegun = false;
  let state: 'good' | keyof typeof RETRY_MS = 'good';
  let lost = 0;
  let reason = '';
  let timer: NodeJS.Timeout | undefined;

  function lose(lines: readonly Held[], why: string): void {
    for (const { worth } of lines) lost += worth;
    reason = why;
  }

  function later(ms: number): void {
    // Not a reason to go on living.
    timer ??= setTimeout(flush, ms).unref();
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (lost > 0 && tellLost && state !== 'slow') tell();
    try {
      while (held.length > 0) send();
      state = 'good';
    } catch (error) {
      const { code = 'an error' } = error as NodeJS.ErrnoException;
      state = code === 'EAGAIN' ? 'slow' : 'failing';
      if (state === 'failing') dropAll(code);
    }
    if (state !== 'good') later(RETRY_MS[state]);
    else if (lost > 0 && tellLost) flush();
  }

  function tell(): void {
    const bytes = Buffer.from(tellLost?.(lost, reason) ?? '');
    held.splice(isBegun ? 1 : 0, 0, { bytes, worth: lost });
    heldBytes += bytes.length;
    lost = 0;
  }

  function send(): void {
    let written = writevSync(
      fd,
      held.slice(0, LINES_AT_ONCE).map(({ bytes }) => bytes),
    );
    heldBytes -= written;
    for (let first = held[0]; first && written >= first.bytes.length; first = held[0]) {
      written -= first.bytes.length;
      held.shift();
      isBegun = false;
    }
    if (written === 0 || !held[0]) return;
    held[0].bytes = held[0].bytes.subarray(written);
    isBegun = true;
  }

  /** All but the rest of a line that is begun: no line is ever written in half. */
  function dropAll(why: string): void {
    const rest = isBegun ? held.slice(0, 1) : [];
    lose(held.slice(rest.length), why);
    held = rest;
    heldBytes = rest[0]?.bytes.length ?? 0;
  }

  return {
    write(lines) {
      const line = { bytes: Buffer.from(lines), worth: 1 };
      if (heldBytes + line.bytes.length > HELD_BYTES) {
        lose([line], 'nobody reads it');
        return;
      }
      held.push(line);
      heldBytes += line.bytes.length;
      if (state !== 'good') later(RETRY_MS[state]);
      else if (lingerMs === 0 || heldBytes >= FLUSH_BYTES) flush();
      else later(lingerMs);
    },
    flush,
    async end(limitMs) {
      flush();
      for (let ms = 0; state === 'slow' && ms < limitMs; ms += END_LOOK_MS) {
        await new Promise((resolve) => setTimeout(resolve, END_LOOK_MS));
        flush();
      }
    },
  };
}

/** A terminal may be stopped (Ctrl-S); opened once more, for us alone, it says so instead of making us wait. */
function withoutWaiting(fd: number): number {
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return fd;
  }
}
