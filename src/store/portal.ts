import type { Keys } from '../crypto/keys.ts';
import type { CardholderMessage } from '../enrolment/cardholder.ts';
import { blockedUntil, type LimitName, LONGEST_MS, type Scope, scopesOf } from '../enrolment/limits.ts';
import { expiresAt, type IdentityStep, type PortalSession } from '../enrolment/portalSession.ts';
import type { Database } from './database.ts';
import { prepareEffects } from './effects.ts';
import type { Write } from './writer.ts';

/** Something that is about to be done, and by whom. */
export interface Use {
  name: LimitName;
  subjects: Partial<Record<Scope, string>>;
  /** What it is forgiven with: the way through the portal, or one phone number on that way. */
  group: string;
  at: number;
}

export type Taken = { ids: number[] } | { blockedUntil: number };

/** What a step makes of a session. */
export interface SessionStep<T> {
  /** What it is from now on; absent where it stays as it is, null where it is over. */
  session?: PortalSession | null;
  /** Where rights rise: the hash of the new id; the old one is nobody's from this moment. */
  renewedAs?: string;
  /**
   * A phone number that was proven, and who hears of the change. Codes that were sent to the old one are void: they open no
   * session any more.
   */
  phone?: { email: string; phone: string; notices: readonly CardholderMessage[] };
  /** Uses of one group that need not be counted any longer. */
  forgive?: { group: string; names: readonly LimitName[] };
  answer: T;
}

/** Sessions of the enrolment portal, by the hash of their id, and the uses that limits are counted by. */
export interface Portal {
  /** A session that is not over. */
  find(idHash: string, at: number): Promise<PortalSession | undefined>;
  /** When a session is over, if it is not used before. */
  endOf(idHash: string, at: number): Promise<number | undefined>;
  /**
   * Opens a session, at the cost of a use. A page that is posted twice opens one: the second post takes it over, under an id of its own
   * and for nothing.
   */
  open(idHash: string, session: IdentityStep, use: Use): Promise<Taken | 'takenOver'>;
  /** Ends what `open` has opened, by whichever post it was taken over. */
  close(session: IdentityStep): Promise<void>;
  /** Saves a session, or replaces it. Removes what is over. */
  save(idHash: string, session: PortalSession, at: number): Promise<void>;
  /** Reads, decides and saves in one write transaction; undefined where there is no such session. `decide` must be pure. */
  step<T>(idHash: string, at: number, decide: (session: PortalSession) => SessionStep<T>): Promise<T | undefined>;
  /** A step that costs a use: both in one write, or neither. `overtaken` where `decide` has nothing to change any more. */
  stepAtCost(
    idHash: string,
    use: Use,
    decide: (session: PortalSession) => PortalSession | undefined,
  ): Promise<Taken | 'overtaken'>;
  /** Counts a use before it is made, or tells until when it is not allowed: of any number at once no more than the limit pass. */
  take(use: Use): Promise<Taken>;
  /** What came to nothing was not used. */
  giveBack(ids: readonly number[]): Promise<void>;
}

export function makePortal(database: Database, write: Write, keys: Keys): Portal {
  const select = database.prepare<[string, number], { document: string; expiresAt: number }>(
    'SELECT document, expiresAt FROM portalSessions WHERE idHash = ? AND expiresAt > ?',
  );
  const selectOpened = database.prepare<[string, string, number], { idHash: string; document: string }>(`
    SELECT idHash, document FROM portalSessions
    WHERE openedFrom = ? AND json_extract(document, '$.email') = ? AND expiresAt > ?`);
  const removeOpened = database.prepare(
    "DELETE FROM portalSessions WHERE openedFrom = ? AND json_extract(document, '$.flow') = ?",
  );
  const replace = database.prepare(
    'INSERT OR REPLACE INTO portalSessions (idHash, openedFrom, expiresAt, document) VALUES (?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM portalSessions WHERE idHash = ?');
  const removeOver = database.prepare('DELETE FROM portalSessions WHERE expiresAt <= ?');
  const selectUses = database.prepare<[string, string, string, number], { at: number }>(
    'SELECT at FROM portalUses WHERE use = ? AND scope = ? AND subject = ? AND at > ?',
  );
  // The column `flow` holds the group.
  const insertUse = database.prepare('INSERT INTO portalUses (use, scope, subject, flow, at) VALUES (?, ?, ?, ?, ?)');
  const removeUse = database.prepare('DELETE FROM portalUses WHERE id = ?');
  const removeUses = database.prepare('DELETE FROM portalUses WHERE flow = ? AND use = ?');
  const removeOldUses = database.prepare('DELETE FROM portalUses WHERE at <= ?');
  // `codesUntil` stays: where it vanished, the page would tell whoever typed the address that somebody has it.
  const voidCodes = database.prepare(`
    UPDATE portalSessions SET document = json_remove(document, '$.codes')
    WHERE json_extract(document, '$.name') = 'identity' AND json_extract(document, '$.email') = ?`);
  const effects = prepareEffects(database, keys);
  const updatePhone = database.prepare('UPDATE cardholders SET phone = ? WHERE email = ?');

  function put(idHash: string, session: PortalSession, at: number): void {
    const openedFrom = session.name === 'identity' ? session.openedFrom : null;
    replace.run(idHash, openedFrom, expiresAt(session, at), JSON.stringify(session));
  }

  function read(idHash: string, at: number): PortalSession | undefined {
    const row = select.get(idHash, at);
    return row && (JSON.parse(row.document) as PortalSession);
  }

  function count({ name, subjects, group, at }: Use): Taken {
    removeOldUses.run(at - LONGEST_MS);
    const counted = scopesOf(name).map(([scope, { withinMs }]) => {
      const subject = subjects[scope];
      if (subject === undefined) throw new Error(`${name} is limited by ${scope}, which is not given`);
      return { scope, subject, times: selectUses.all(name, scope, subject, at - withinMs).map((row) => row.at) };
    });
    const until = blockedUntil(name, Object.fromEntries(counted.map(({ scope, times }) => [scope, times])), at);
    if (until !== undefined) return { blockedUntil: until };
    return {
      ids: counted.map(({ scope, subject }) => Number(insertUse.run(name, scope, subject, group, at).lastInsertRowid)),
    };
  }

  return {
    async find(idHash, at) {
      return read(idHash, at);
    },
    async endOf(idHash, at) {
      return select.get(idHash, at)?.expiresAt;
    },
    open: (idHash, session, use) =>
      write(() => {
        removeOver.run(use.at);
        const twin = selectOpened.get(session.openedFrom, session.email, use.at);
        if (twin) {
          remove.run(twin.idHash);
          put(idHash, JSON.parse(twin.document), use.at);
          return 'takenOver';
        }
        const taken = count(use);
        if ('ids' in taken) put(idHash, session, use.at);
        return taken;
      }),
    close: ({ openedFrom, flow }) => write(() => void removeOpened.run(openedFrom, flow)),
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
        if (phone) {
          updatePhone.run(phone.phone, phone.email);
          voidCodes.run(phone.email);
          effects.addNotices(phone.notices);
        }
        for (const name of forgive?.names ?? []) removeUses.run(forgive?.group, name);
        return answer;
      }),
    stepAtCost: (idHash, use, decide) =>
      write(() => {
        const before = read(idHash, use.at);
        const after = before && decide(before);
        if (!after) return 'overtaken';
        const taken = count(use);
        if ('ids' in taken) put(idHash, after, use.at);
        return taken;
      }),
    take: (use) => write(() => count(use)),
    giveBack: (ids) =>
      write(() => {
        for (const id of ids) removeUse.run(id);
      }),
  };
}
