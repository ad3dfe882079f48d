import { brokenBound } from '../../messages/bounds.ts';
import { maskMessage, maskText } from '../../messages/record.ts';
import type { FoundTransaction } from '../../store/search.ts';
import type { Store } from '../../store/store.ts';
import type { MessageRecord } from '../../store/transactions.ts';
import { methodNote } from '../../transaction/threeDSMethod.ts';
import type { Transaction } from '../../transaction/transaction.ts';

/** A transaction as the control API tells it, in the words of the protocol. The card number is masked. */
export function summaryOf({ transaction, openedAt, areq, ares }: FoundTransaction) {
  const {
    acsTransID,
    threeDSServerTransID,
    dsTransID,
    messageVersion,
    messageCategory,
    scheme,
    because,
    state,
    method,
    purchase,
  } = transaction;
  const { deviceChannel = textIn(areq, 'deviceChannel') } = transaction as Transaction & { deviceChannel?: string };
  return {
    acsTransID,
    threeDSServerTransID,
    dsTransID,
    openedAt: new Date(openedAt).toISOString(),
    messageVersion,
    messageCategory,
    scheme,
    ...(deviceChannel ? { deviceChannel } : {}),
    purchase: { ...purchase, purchaseAmount: maskText(purchase.purchaseAmount) },
    method,
    because,
    state: state.name,
    ...('dueAt' in state ? { dueAt: new Date(state.dueAt).toISOString() } : {}),
    ares: { transStatus: textIn(ares, 'transStatus') ?? '' },
    ...('result' in state ? { result: state.result } : {}),
    ...('report' in state ? { report: state.report } : {}),
  };
}

export type Summary = ReturnType<typeof summaryOf>;

/** What of a transaction tells how its AReq was decided. */
const DECIDED = ['explain', 'rule', 'bent', 'eci', 'challengeResult', 'delays', 'faults'] as const;

/** A transaction with everything that is known of it. */
export interface Story {
  summary: Summary;
  /** How its AReq was decided, as far as that was kept: another version of this program may have kept it otherwise. */
  decided: Partial<Pick<Transaction, (typeof DECIDED)[number]>>;
  /** What both sides know of the 3DS Method. */
  threeDSMethod?: Transaction['threeDSMethod'];
  messages: MessageRecord[];
}

/** The story of a transaction; undefined for an unknown one. */
export async function storyOf({ transactions }: Store, acsTransID: string): Promise<Story | undefined> {
  const saved = await transactions.find(acsTransID);
  if (!saved) return undefined;
  // Those of ours are kept as they left.
  const messages = (await transactions.messagesOf(acsTransID)).map(shown);
  const bodyOf = (type: string) => messages.find((message) => message.type === type)?.body ?? '';
  const found = { transaction: saved.transaction, openedAt: messages[0]?.at ?? 0, areq: bodyOf('AReq'), ares: bodyOf('ARes') };
  const { threeDSMethod } = saved.transaction;
  const decided = Object.fromEntries(
    DECIDED.map((name) => [name, saved.transaction[name]]).filter(([, value]) => value !== undefined),
  );
  return { summary: summaryOf(found), decided, ...(threeDSMethod ? { threeDSMethod } : {}), messages };
}

function shown(message: MessageRecord): MessageRecord {
  return message.direction === 'out' ? { ...message, body: maskMessage(message.body) } : message;
}

/** The 3DS Method as both sides know it, and what the browser told; the latter as long as it is kept. */
export async function methodOf({ methodRuns }: Store, { threeDSMethod, summary: { threeDSServerTransID } }: Story) {
  if (!threeDSMethod) return undefined;
  const { at, browserAt, request, browser, behaviour } = (await methodRuns.find(threeDSServerTransID)) ?? {};
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    ...threeDSMethod,
    ...{ note: methodNote(threeDSMethod) },
    ...(at ? { calledAt: iso(at), request, behaviour } : {}),
    ...(browserAt ? { browserAt: iso(browserAt), browser } : {}),
  };
}

/**
 * What another party answered may be no JSON at all, or nested deeper than could be written again; then it is shown as the text
 * that came.
 */
export function readJson(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return brokenBound(body, { members: Number.POSITIVE_INFINITY }) ? body : value;
  } catch {
    return body;
  }
}

/** An element of a message that is text; undefined where it is absent or something else. */
export function textIn(body: string, element: string): string | undefined {
  const value = (readJson(body) as Record<string, unknown> | null)?.[element];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
