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

/** What is still to be written to one file descriptor, and how that goes. */
interface Pipe {
  readonly fd: number;
  readonly tellLost: OutputOptions['tellLost'];
  held: Held[];
  heldBytes: number;
  /** Whether the first of `held` is the rest of a line that is begun. */
  isBegun: boolean;
  state: 'good' | keyof typeof RETRY_MS;
  lost: number;
  /** Why something was lost, last. */
  reason: string;
  timer: NodeJS.Timeout | undefined;
}

/**
 * A stream of Node would do where all goes well. Where the disk is full or the reader has gone, it fails in an event that ends
 * the process; a thread of its own that stands still in a write would keep even `process.exit` waiting.
 */
export function makeOutput({ stream, lingerMs = 0, tellLost }: OutputOptions): Output {
  const pipe: Pipe = {
    fd: stream.isTTY ? withoutWaiting(stream.fd) : stream.fd,
    tellLost,
    held: [],
    heldBytes: 0,
    isBegun: false,
    state: 'good',
    lost: 0,
    reason: '',
    timer: undefined,
  };
  return {
    write(lines) {
      const line = { bytes: Buffer.from(lines), worth: 1 };
      if (pipe.heldBytes + line.bytes.length > HELD_BYTES) {
        lose(pipe, [line], 'nobody reads it');
        return;
      }
      pipe.held.push(line);
      pipe.heldBytes += line.bytes.length;
      if (pipe.state !== 'good') flushLater(pipe, RETRY_MS[pipe.state]);
      else if (lingerMs === 0 || pipe.heldBytes >= FLUSH_BYTES) flush(pipe);
      else flushLater(pipe, lingerMs);
    },
    flush: () => flush(pipe),
    async end(limitMs) {
      flush(pipe);
      for (let ms = 0; pipe.state === 'slow' && ms < limitMs; ms += END_LOOK_MS) {
        await new Promise((resolve) => setTimeout(resolve, END_LOOK_MS));
        flush(pipe);
      }
    },
  };
}

function flushLater(pipe: Pipe, ms: number): void {
  // Not a reason to go on living.
  pipe.timer ??= setTimeout(flush, ms, pipe).unref();
}

function flush(pipe: Pipe): void {
  clearTimeout(pipe.timer);
  pipe.timer = undefined;
  if (pipe.lost > 0 && pipe.tellLost && pipe.state !== 'slow') holdLossLine(pipe, pipe.tellLost);
  try {
    while (pipe.held.length > 0) send(pipe);
    pipe.state = 'good';
  } catch (error) {
    const { code = 'an error' } = error as NodeJS.ErrnoException;
    pipe.state = code === 'EAGAIN' ? 'slow' : 'failing';
    if (pipe.state === 'failing') dropAll(pipe, code);
  }
  if (pipe.state !== 'good') flushLater(pipe, RETRY_MS[pipe.state]);
  else if (pipe.lost > 0 && pipe.tellLost) flush(pipe);
}

/** Puts the line that tells of the loss before all others, but for the rest of one that is begun. */
function holdLossLine(pipe: Pipe, tellLost: (lost: number, reason: string) => string): void {
  const bytes = Buffer.from(tellLost(pipe.lost, pipe.reason));
  pipe.held.splice(pipe.isBegun ? 1 : 0, 0, { bytes, worth: pipe.lost });
  pipe.heldBytes += bytes.length;
  pipe.lost = 0;
}

function send(pipe: Pipe): void {
  const { held } = pipe;
  let written = writevSync(
    pipe.fd,
    held.slice(0, LINES_AT_ONCE).map(({ bytes }) => bytes),
  );
  pipe.heldBytes -= written;
  for (let first = held[0]; first && written >= first.bytes.length; first = held[0]) {
    written -= first.bytes.length;
    held.shift();
    pipe.isBegun = false;
  }
  if (written === 0 || !held[0]) return;
  held[0].bytes = held[0].bytes.subarray(written);
  pipe.isBegun = true;
}

/** All but the rest of a line that is begun: no line is ever written in half. */
function dropAll(pipe: Pipe, why: string): void {
  const rest = pipe.isBegun ? pipe.held.slice(0, 1) : [];
  lose(pipe, pipe.held.slice(rest.length), why);
  pipe.held = rest;
  pipe.heldBytes = rest[0]?.bytes.length ?? 0;
}

function lose(pipe: Pipe, lines: readonly Held[], why: string): void {
  for (const { worth } of lines) pipe.lost += worth;
  pipe.reason = why;
}

/** A terminal may be stopped (Ctrl-S); opened once more, for us alone, it says so instead of making us wait. */
function withoutWaiting(fd: number): number {
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return fd;
  }
}
