import type { Keys } from '../crypto/keys.ts';
import type { CardholderMessage } from '../enrolment/cardholder.ts';
import type { LimitName } from '../enrolment/limits.ts';
import { expiresAt, type IdentityStep, type PortalSession } from '../enrolment/portalSession.ts';
import type { Database } from './database.ts';
import { prepareEffects } from './effects.ts';
import { type CountedUse, preparePortalUses, type Use } from './portalUses.ts';
import type { Write } from './writer.ts';

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
  open(idHash: string, session: IdentityStep, use: Use): Promise<CountedUse | 'takenOver'>;
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
  ): Promise<CountedUse | 'overtaken'>;
  /** Counts a use before it is made, or tells until when it is not allowed: of any number at once no more than the limit pass. */
  take(use: Use): Promise<CountedUse>;
  /** What came to nothing was not used. */
  giveBack(ids: readonly number[]): Promise<void>;
}

export function makePortal(database: Database, write: Write, keys: Keys): Portal {
  const sessions = prepareSessions(database);
  const uses = preparePortalUses(database);
  const parts = { sessions, uses, phones: preparePhones(database), effects: prepareEffects(database, keys) };

  return {
    async find(idHash, at) {
      return sessions.find(idHash, at);
    },
    async endOf(idHash, at) {
      return sessions.endOf(idHash, at);
    },
    open: (idHash, session, use) =>
      write(() => {
        sessions.removeOver(use.at);
        if (sessions.takeOver(idHash, session, use.at)) return 'takenOver';
        const counted = uses.count(use);
        if ('ids' in counted) sessions.put(idHash, session, use.at);
        return counted;
      }),
    close: (session) => write(() => sessions.removeOpened(session)),
    save: (idHash, session, at) =>
      write(() => {
        sessions.removeOver(at);
        sessions.put(idHash, session, at);
      }),
    step: (idHash, at, decide) =>
      write(() => {
        const before = sessions.find(idHash, at);
        return before && saveStep(parts, { idHash, at, before }, decide(before));
      }),
    stepAtCost: (idHash, use, decide) =>
      write(() => {
        const before = sessions.find(idHash, use.at);
        const after = before && decide(before);
        if (!after) return 'overtaken';
        const counted = uses.count(use);
        if ('ids' in counted) sessions.put(idHash, after, use.at);
        return counted;
      }),
    take: (use) => write(() => uses.count(use)),
    giveBack: (ids) => write(() => uses.giveBack(ids)),
  };
}

interface Parts {
  sessions: ReturnType<typeof prepareSessions>;
  uses: ReturnType<typeof preparePortalUses>;
  phones: ReturnType<typeof preparePhones>;
  effects: ReturnType<typeof prepareEffects>;
}

/** Inside a write. */
function saveStep<T>(
  { sessions, uses, phones, effects }: Parts,
  { idHash, at, before }: { idHash: string; at: number; before: PortalSession },
  { session = before, renewedAs, phone, forgive, answer }: SessionStep<T>,
): T {
  if (renewedAs !== undefined || session === null) sessions.remove(idHash);
  if (session) sessions.put(renewedAs ?? idHash, session, at);
  if (phone) {
    phones.change(phone.email, phone.phone);
    sessions.voidCodes(phone.email);
    effects.addNotices(phone.notices);
  }
  if (forgive) uses.forgive(forgive.group, forgive.names);
  return answer;
}

/** The rows of sessions. To be changed inside a write. */
function prepareSessions(database: Database) {
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
  // `codesUntil` stays: where it vanished, the page would tell whoever typed the address that somebody has it.
  const voidCodes = database.prepare(`
    UPDATE portalSessions SET document = json_remove(document, '$.codes')
    WHERE json_extract(document, '$.name') = 'identity' AND json_extract(document, '$.email') = ?`);

  function put(idHash: string, session: PortalSession, at: number): void {
    const openedFrom = session.name === 'identity' ? session.openedFrom : null;
    replace.run(idHash, openedFrom, expiresAt(session, at), JSON.stringify(session));
  }

  return {
    put,
    find(idHash: string, at: number): PortalSession | undefined {
      const row = select.get(idHash, at);
      return row && (JSON.parse(row.document) as PortalSession);
    },
    endOf: (idHash: string, at: number) => select.get(idHash, at)?.expiresAt,
    /** Gives what another post of the same page has opened a new id. @returns whether there was one */
    takeOver(idHash: string, { openedFrom, email }: IdentityStep, at: number): boolean {
      const twin = selectOpened.get(openedFrom, email, at);
      if (!twin) return false;
      remove.run(twin.idHash);
      put(idHash, JSON.parse(twin.document), at);
      return true;
    },
    remove: (idHash: string) => void remove.run(idHash),
    removeOpened: ({ openedFrom, flow }: IdentityStep) => void removeOpened.run(openedFrom, flow),
    removeOver: (at: number) => void removeOver.run(at),
    voidCodes: (email: string) => void voidCodes.run(email),
  };
}

function preparePhones(database: Database) {
  const update = database.prepare('UPDATE cardholders SET phone = ? WHERE email = ?');
  return { change: (email: string, phone: string) => void update.run(phone, email) };
}
