import { blockedUntil, type LimitName, LONGEST_MS, type Scope, scopesOf } from '../issuer/limits.ts';
import { expiresAt, type PortalSession } from '../issuer/portalSession.ts';
import type { Database } from './database.ts';
import type { Write } from './writer.ts';

/** Something that is about to be done, and by whom. */
export interface Use {
  name: LimitName;
  subjects: Partial<Record<Scope, string>>;
  /** The way through the portal that it belongs to. */
  flow: string;
  at: number;
}

export type Taken = { ids: number[] } | { blockedUntil: number };

/** What a step makes of a session. */
export interface SessionStep<T> {
  /** What it is from now on; absent where it stays as it is, null where it is over. */
  session?: PortalSession | null;
  /** Where rights rise: the hash of the new id; the old one is nobody's from this moment. */
  renewedAs?: string;
  /** A phone number that was proven. */
  phone?: { email: string; phone: string };
  /** Uses of this way that need not be counted any longer. */
  forgive?: { flow: string; names: readonly LimitName[] };
  answer: T;
}

/** Sessions of the enrolment portal, by the hash of their id, and the uses that limits are counted by. */
export interface Portal {
  /** A session that is not over. */
  find(idHash: string, at: number): Promise<PortalSession | undefined>;
  /** When a session is over, if it is not used before. */
  endOf(idHash: string, at: number): Promise<number | undefined>;
  /** The hash of the id of the session that a page opened. */
  openedFrom(page: string, at: number): Promise<string | undefined>;
  /** Opens a session, or replaces it. Removes what is over. */
  save(idHash: string, session: PortalSession, at: number): Promise<void>;
  /** Reads, decides and saves in one write transaction; undefined where there is no such session. `decide` must be pure. */
  step<T>(idHash: string, at: number, decide: (session: PortalSession) => SessionStep<T>): Promise<T | undefined>;
  /** Counts a use before it is made, or tells until when it is not allowed: of any number at once no more than the limit pass. */
  take(use: Use): Promise<Taken>;
  /** What came to nothing was not used. */
  giveBack(ids: readonly number[]): Promise<void>;
}

export function makePortal(database: Database, write: Write): Portal {
  const select = database.prepare<[string, number], { document: string; expiresAt: number }>(
    'SELECT document, expiresAt FROM portalSessions WHERE idHash = ? AND expiresAt > ?',
  );
  const selectOpened = database.prepare<[string, number], { idHash: string }>(
    'SELECT idHash FROM portalSessions WHERE openedFrom = ? AND expiresAt > ?',
  );
  const replace = database.prepare(
    'INSERT OR REPLACE INTO portalSessions (idHash, openedFrom, expiresAt, document) VALUES (?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM portalSessions WHERE idHash = ?');
  const removeOver = database.prepare('DELETE FROM portalSessions WHERE expiresAt <= ?');
  const selectUses = database.prepare<[string, string, string, number], { at: number }>(
    'SELECT at FROM portalUses WHERE use = ? AND scope = ? AND subject = ? AND at > ?',
  );
  const insertUse = database.prepare('INSERT INTO portalUses (use, scope, subject, flow, at) VALUES (?, ?, ?, ?, ?)');
  const removeUse = database.prepare('DELETE FROM portalUses WHERE id = ?');
  const removeUses = database.prepare('DELETE FROM portalUses WHERE flow = ? AND use = ?');
  const removeOldUses = database.prepare('DELETE FROM portalUses WHERE at <= ?');
  const updatePhone = database.prepare('UPDATE cardholders SET phone = ? WHERE email = ?');

  function put(idHash: string, session: PortalSession, at: number): void {
    const openedFrom = session.name === 'identity' ? session.openedFrom : null;
    replace.run(idHash, openedFrom, expiresAt(session, at), JSON.stringify(session));
  }

  function read(idHash: string, at: number): PortalSession | undefined {
    const row = select.get(idHash, at);
    return row && (JSON.parse(row.document) as PortalSession);
  }

  return {
    async find(idHash, at) {
      return read(idHash, at);
    },
    async endOf(idHash, at) {
      return select.get(idHash, at)?.expiresAt;
    },
    async openedFrom(page, at) {
      return selectOpened.get(page, at)?.idHash;
    },
    save: (idHash, session, at) =>
      write(() => {
        removeOver.run(at);
        put(idHash, session, at);
      }),
    step: (idHash, at, decide) =>
      write(() => {
        const before = read(idHash, at);
        if (!before) return undefined;
        const { session = before, renewedAs, phone, forgive, answer } = decide(before);
        if (renewedAs !== undefined || session === null) remove.run(idHash);
        if (session) put(renewedAs ?? idHash, session, at);
        if (phone) updatePhone.run(phone.phone, phone.email);
        for (const name of forgive?.names ?? []) removeUses.run(forgive?.flow, name);
        return answer;
      }),
    take: ({ name, subjects, flow, at }) =>
      write((): Taken => {
        removeOldUses.run(at - LONGEST_MS);
        const counted = scopesOf(name).map(([scope, { withinMs }]) => {
          const subject = subjects[scope];
          if (subject === undefined) throw new Error(`${name} is limited by ${scope}, which is not given`);
          return { scope, subject, times: selectUses.all(name, scope, subject, at - withinMs).map((row) => row.at) };
        });
        const until = blockedUntil(name, Object.fromEntries(counted.map(({ scope, times }) => [scope, times])), at);
        if (until !== undefined) return { blockedUntil: until };
        return {
          ids: counted.map(({ scope, subject }) => Number(insertUse.run(name, scope, subject, flow, at).lastInsertRowid)),
        };
      }),
    giveBack: (ids) =>
      write(() => {
        for (const id of ids) removeUse.run(id);
      }),
  };
}
