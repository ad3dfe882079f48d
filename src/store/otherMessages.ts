import type { Keys } from '../crypto/keys.ts';
import { isTransID } from '../messages/ids.ts';
import { maskMessage, maskText } from '../messages/masking.ts';
import type { Database } from './database.ts';
import type { Write } from './writer.ts';

/** A message that belongs to no transaction: one that was refused, or one about the operation. */
export interface OtherMessage {
  /** Milliseconds since 1970. */
  at: number;
  method: string;
  /** Where it came, without its query. */
  path: string;
  /** The HTTP status of its answer. */
  status: number;
  verdict: 'taken' | 'refused';
  /** As far as it said so, or could be told by where it came. */
  messageType?: string;
  messageVersion?: string;
  threeDSServerTransID?: string;
  acsTransID?: string;
  dsTransID?: string;
  /** Why it was refused, in a sentence. */
  cause?: string;
  /** The rule that it was refused by: ids of docs/conformance/requirements.csv. */
  rule?: string;
  /** Its text; absent where it was not read. */
  body?: string;
  /** The message that answered it. */
  answer?: string;
  /** Of an OReq: its place in its sequence. */
  seqNum?: string;
  seqTotal?: string;
}

/** Which part of which sequence an OReq is. */
export interface OfSequence {
  seqId: string;
  /** What tells one OReq from another: the same one again is no other part. */
  digest: string;
}

/** A part that came before. */
export type PartBefore = Required<Pick<OtherMessage, 'seqNum' | 'seqTotal'>>;

export type KeptOther = OtherMessage & { id: number };

export interface OtherFilter {
  messageType?: string;
  verdict?: OtherMessage['verdict'];
  limit: number;
}

export interface OtherMessages {
  keep(message: OtherMessage): Promise<void>;
  /**
   * Keeps a part of a sequence, as it is decided by those that came before, in one write with looking at them.
   * @returns what was kept; for a part that had come before, what was kept then
   */
  keepPart(part: OfSequence, decide: (before: readonly PartBefore[]) => OtherMessage): Promise<OtherMessage>;
  /** The newest first. */
  find(filter: OtherFilter): Promise<KeptOther[]>;
}

/** Anybody may send what is refused: no more than this is kept. */
const MAX_KEPT = 1000;
const MAX_BODY = 32 * 1024;

interface Row {
  id: number;
  details: string;
  body: string | null;
}

export function makeOtherMessages(database: Database, write: Write, keys: Keys): OtherMessages {
  const insert = database.prepare(
    'INSERT INTO otherMessages (verdict, messageType, details, seqId, digest) VALUES (?, ?, ?, ?, ?)',
  );
  const setBody = database.prepare('UPDATE otherMessages SET body = ? WHERE id = ?');
  const prune = database.prepare('DELETE FROM otherMessages WHERE id <= ?');
  const samePart = database.prepare<[string, string], Row>(
    'SELECT id, details, body FROM otherMessages WHERE seqId = ? AND digest = ?',
  );
  // Without the bodies: a sequence may be as long as all that is kept, and each of its parts looks at those before it.
  const ofSequence = database.prepare<[string], Pick<Row, 'details'>>(
    'SELECT details FROM otherMessages WHERE seqId = ? ORDER BY id',
  );
  const select = database.prepare<[string | null, string | null, number], Row>(
    `SELECT id, details, body FROM otherMessages
     WHERE id > 0 AND messageType = coalesce(?, messageType) AND verdict = coalesce(?, verdict) ORDER BY id DESC LIMIT ?`,
  );

  function add({ body, ...said }: OtherMessage, part?: OfSequence): void {
    const details = withoutNumbers(said);
    const { verdict, messageType = '' } = details;
    const id = Number(
      insert.run(verdict, messageType, JSON.stringify(details), part?.seqId ?? null, part?.digest ?? null).lastInsertRowid,
    );
    if (body) setBody.run(keys.seal('seal of another message', [String(id)], maskForStore(body).slice(0, MAX_BODY)), id);
    prune.run(id - MAX_KEPT);
  }

  function read({ id, details, body }: Row): KeptOther {
    const text = body === null ? {} : { body: keys.unseal('seal of another message', [String(id)], body) };
    return { id, ...(JSON.parse(details) as OtherMessage), ...text };
  }

  return {
    keep: (message) => write(() => add(message)),
    keepPart: (part, decide) =>
      write(() => {
        const same = samePart.get(part.seqId, part.digest);
        if (same) return read(same);
        const message = decide(ofSequence.all(part.seqId).map(({ details }) => JSON.parse(details) as PartBefore));
        add(message, part);
        return message;
      }),
    find: async ({ messageType = null, verdict = null, limit }) => select.all(messageType, verdict, limit).map(read),
  };
}

/** What stands where an id should is text of anybody: it is kept as readable as the ids, but for what may be a card number, mistyped or not. */
function withoutNumbers(details: Omit<OtherMessage, 'body'>): Omit<OtherMessage, 'body'> {
  const shown = { ...details };
  for (const name of ['messageVersion', 'threeDSServerTransID', 'acsTransID', 'dsTransID'] as const) {
    const value = shown[name];
    if (value !== undefined && !isTransID(value)) shown[name] = maskText(value, 'long');
  }
  return shown;
}

/** A message that nobody has judged: whatever may be a card number, or prove that one has the card, is not kept. */
function maskForStore(body: string): string {
  try {
    JSON.parse(body);
  } catch {
    return maskText(body, 'long');
  }
  const hasEntries = /"challenge(?:HTML)?DataEntry(?:Two)?"/.test(body);
  return maskMessage(maskMessage(body, NOBODYS), { hides: 'typed', hasEntries });
}

/** No card number: with one, also the security code and the like are masked. */
const NOBODYS = { acctNumber: '\uffff' };
