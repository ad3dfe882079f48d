import type { Keys } from '../crypto/keys.ts';
import type { CardholderMessage } from '../enrolment/cardholder.ts';
import type { Errand } from '../transaction/events.ts';
import type { Database } from './database.ts';
import type { Write } from './writer.ts';

/** Something to carry out, claimed for a short time by whoever reads it. */
export type DueEffect = DueErrand | DueNotice;

/** What a transaction leaves to be done. */
export interface DueErrand {
  id: number;
  acsTransID: string;
  attempts: number;
  effect: Errand;
}

/** Tells a cardholder what was changed on the portal: no transaction asks for it. */
export interface DueNotice {
  id: number;
  acsTransID: undefined;
  attempts: number;
  effect: { kind: 'notice'; message: CardholderMessage };
}

/** What was saved to be carried out. */
export interface Effects {
  /** Claims effects until `leaseUntil`; after a crash they fall due again. */
  claim(now: number, leaseUntil: number): Promise<DueEffect[]>;
  /** Keeps a claim for longer, by whoever has it. */
  keep(id: number, leaseUntil: number): Promise<void>;
  retry(id: number, at: number): Promise<void>;
  /** Makes due what waits for its next try, not what is held back on purpose. What another process is carrying out stays with that one. */
  hurry(now: number): Promise<void>;
  /** Marks an effect as done, whatever came of it. */
  end(id: number, at: number): Promise<void>;
  /** Whether a one-time code of a transaction is still to be sent. */
  hasCodeToSend(acsTransID: string): Promise<boolean>;
  /** Makes the RReq of a transaction due: the one that waits for its next try, else a new one. One that is on its way stays so. */
  sendRReqAgain(acsTransID: string, now: number): Promise<void>;
  /** When the RReq of a transaction is tried next; undefined where none is to be sent, or one is on its way. */
  nextRReqAt(acsTransID: string): Promise<number | undefined>;
}

interface EffectRow {
  id: number;
  acsTransID: string | null;
  kind: DueEffect['effect']['kind'];
  sealed: string | null;
  attempts: number;
}

export function makeEffects(database: Database, write: Write, keys: Keys): Effects {
  const claim = database.prepare<[number, number], EffectRow>(`
    UPDATE effects SET dueAt = ?, leased = 1, attempts = attempts + 1
    WHERE id IN (SELECT id FROM effects WHERE doneAt IS NULL AND dueAt <= ? ORDER BY dueAt, id LIMIT 100)
    RETURNING id, acsTransID, kind, sealed, attempts`);
  const anyDue = database.prepare<[number], { id: number }>('SELECT id FROM effects WHERE doneAt IS NULL AND dueAt <= ? LIMIT 1');
  const lengthen = database.prepare('UPDATE effects SET dueAt = ? WHERE id = ?');
  const hurry = database.prepare(
    'UPDATE effects SET dueAt = ? WHERE doneAt IS NULL AND leased = 0 AND attempts > 0 AND dueAt > ?',
  );
  const codeToSend = database.prepare<[string], { id: number }>(
    // What is sealed in an effect of a transaction is the code that it sends.
    'SELECT id FROM effects WHERE doneAt IS NULL AND acsTransID = ? AND sealed IS NOT NULL LIMIT 1',
  );
  const waitingRReq = database.prepare<[string], { id: number; dueAt: number; leased: number }>(
    "SELECT id, dueAt, leased FROM effects WHERE doneAt IS NULL AND acsTransID = ? AND kind = 'rreq' LIMIT 1",
  );
  const { add, retry, end } = prepareEffects(database, keys);

  return {
    async claim(now, leaseUntil) {
      // Looked for before a write is asked for: a sweep that finds nothing does not touch the file.
      if (!anyDue.get(now)) return [];
      const rows = await write(() => claim.all(leaseUntil, now));
      return rows.map(toEffect);
    },
    keep: (id, leaseUntil) =>
      write(() => {
        lengthen.run(leaseUntil, id);
      }),
    retry: (id, at) => write(() => retry(id, at)),
    hurry: (now) =>
      write(() => {
        hurry.run(now, now);
      }),
    end: (id, at) => write(() => end(id, at)),
    async hasCodeToSend(acsTransID) {
      return codeToSend.get(acsTransID) !== undefined;
    },
    sendRReqAgain: (acsTransID, now) =>
      write(() => {
        const waiting = waitingRReq.get(acsTransID);
        if (!waiting) add(acsTransID, { kind: 'rreq' }, now);
        else if (!waiting.leased) retry(waiting.id, Math.min(now, waiting.dueAt));
      }),
    async nextRReqAt(acsTransID) {
      const waiting = waitingRReq.get(acsTransID);
      return waiting?.leased ? undefined : waiting?.dueAt;
    },
  };

  function toEffect({ id, acsTransID, kind, sealed, attempts }: EffectRow): DueEffect {
    const content = sealed === null ? '' : keys.unseal('seal of an effect', ownerOf(id, kind, acsTransID), sealed);
    const errand = { id, acsTransID: acsTransID ?? '', attempts };
    switch (kind) {
      case 'notice':
        return { id, acsTransID: undefined, attempts, effect: { kind, message: JSON.parse(content) as CardholderMessage } };
      case 'sms':
      case 'email':
        return { ...errand, effect: { kind, code: content } };
      default:
        return { ...errand, effect: { kind } };
    }
  }
}

/** The part that is done within a write: what is to be carried out is saved with what it follows from, or not at all. */
export function prepareEffects(database: Database, keys: Keys) {
  const insert = database.prepare('INSERT INTO effects (acsTransID, kind, dueAt) VALUES (?, ?, ?)');
  const setSealed = database.prepare('UPDATE effects SET sealed = ? WHERE id = ?');
  const postpone = database.prepare('UPDATE effects SET dueAt = ?, leased = 0 WHERE id = ?');
  const markDone = database.prepare('UPDATE effects SET doneAt = ? WHERE id = ?');

  /** The id, which the content is sealed with, is known once there is a row. */
  function insertWith(content: string, kind: EffectRow['kind'], acsTransID: string | null, dueAt: number): void {
    const id = Number(insert.run(acsTransID, kind, dueAt).lastInsertRowid);
    setSealed.run(keys.seal('seal of an effect', ownerOf(id, kind, acsTransID), content), id);
  }

  return {
    add(acsTransID: string, effect: Errand, dueAt: number): void {
      if ('code' in effect) insertWith(effect.code, effect.kind, acsTransID, dueAt);
      else insert.run(acsTransID, effect.kind, dueAt);
    },
    /** Sealed whole: whom a notice is for is as private as what it says. */
    addNotices(notices: readonly CardholderMessage[]): void {
      for (const notice of notices) insertWith(JSON.stringify(notice), 'notice', null, notice.time);
    },
    retry(id: number, at: number): void {
      postpone.run(at, id);
    },
    end(id: number, at: number): void {
      markDone.run(at, id);
    },
  };
}

function ownerOf(id: number, kind: EffectRow['kind'], acsTransID: string | null): string[] {
  return [String(id), kind, acsTransID ?? ''];
}
