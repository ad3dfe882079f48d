import type { MethodDataState } from '../decision/decision.ts';
import type { MethodBehaviour } from '../decision/methodBehaviour.ts';
import type { Database } from './database.ts';
import type { Write } from './writer.ts';

/** What the 3DS Method saw, by the names under which it is shown. */
export type MethodFindings = Record<string, string>;

/** One run of the 3DS Method. */
export interface MethodRun {
  /** When its page was asked for. */
  at: number;
  /** What the request for the page said. */
  request: MethodFindings;
  /** What the script of the page found, and when that came; absent without scripts, and until then. */
  browser?: MethodFindings;
  browserAt?: number;
  /** How it behaved; absent in runs of older versions of this program. */
  behaviour?: MethodBehaviour;
}

export interface MethodRuns {
  /** Keeps the first call for a threeDSServerTransID; after one that failed, the next. */
  called(threeDSServerTransID: string, run: Required<Pick<MethodRun, 'at' | 'request' | 'behaviour'>>): Promise<void>;
  /** Keeps the first data that come for it. */
  collected(threeDSServerTransID: string, at: number, browser: MethodFindings): Promise<void>;
  find(threeDSServerTransID: string): Promise<MethodRun | undefined>;
  /** What there is of it now. */
  stateOf(threeDSServerTransID: string): Promise<{ methodData: MethodDataState; methodBehaviour?: MethodBehaviour }>;
}

interface Row {
  at: number;
  request: string;
  browser: string | null;
  browserAt: number | null;
  behaviour: string | null;
}

/** Anybody may call the 3DS Method: no more than this is kept, and for as long as decoupled authentication lasts. */
const MAX_RUNS = 10_000;
const MAX_AGE_MS = 7 * 86_400_000;

export function makeMethodRuns(database: Database, write: Write): MethodRuns {
  const insert = database.prepare(`
    INSERT INTO methodData (threeDSServerTransID, at, request, behaviour) VALUES (?, ?, ?, ?)
    ON CONFLICT (threeDSServerTransID) DO UPDATE SET at = excluded.at, request = excluded.request, behaviour = excluded.behaviour
      WHERE behaviour ->> 'behaviour' = 'failing'`);
  const update = database.prepare(
    'UPDATE methodData SET browser = ?, browserAt = ? WHERE threeDSServerTransID = ? AND browser IS NULL',
  );
  const select = database.prepare<[string], Row>(
    'SELECT at, request, browser, browserAt, behaviour FROM methodData WHERE threeDSServerTransID = ?',
  );
  // A few of the oldest with each new one: the table stays in its limits, and no call pays for many.
  const prune = database.prepare(`
    DELETE FROM methodData WHERE id IN (SELECT id FROM methodData ORDER BY id LIMIT 10)
      AND (at < ? OR id <= (SELECT max(id) FROM methodData) - ?)`);
  const key = (threeDSServerTransID: string) => threeDSServerTransID.toLowerCase();

  return {
    called: (id, { at, request, behaviour }) =>
      write(() => {
        insert.run(key(id), at, JSON.stringify(request), JSON.stringify(behaviour));
        prune.run(at - MAX_AGE_MS, MAX_RUNS);
      }),
    collected: (id, at, browser) =>
      write(() => {
        update.run(JSON.stringify(browser), at, key(id));
      }),
    async find(id) {
      const row = select.get(key(id));
      if (!row) return undefined;
      const { at, request, browser, browserAt } = row;
      return {
        ...behaviourOf(row),
        ...{ at, request: JSON.parse(request) as MethodFindings },
        ...(browser && browserAt ? { browser: JSON.parse(browser) as MethodFindings, browserAt } : {}),
      };
    },
    async stateOf(id) {
      const row = select.get(key(id));
      if (!row) return { methodData: 'absent' };
      const { behaviour } = behaviourOf(row);
      // One that failed has no page whose data could still come.
      const withoutData = behaviour?.behaviour === 'failing' ? 'absent' : 'late';
      return { methodData: row.browser ? 'present' : withoutData, ...(behaviour ? { methodBehaviour: behaviour } : {}) };
    },
  };
}

function behaviourOf({ behaviour }: Row): { behaviour?: MethodBehaviour } {
  return behaviour ? { behaviour: JSON.parse(behaviour) as MethodBehaviour } : {};
}
