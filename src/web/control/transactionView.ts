import { methodNote } from '../../decision/threeDSMethod.ts';
import { findBrokenBound } from '../../messages/bounds.ts';
import { ruleOfErro } from '../../messages/errors.ts';
import { maskMessage, maskText } from '../../messages/masking.ts';
import type { KeptMessage } from '../../store/messageRecord.ts';
import type { RReqAttempt } from '../../store/rreqAttempts.ts';
import type { FoundTransaction } from '../../store/search.ts';
import type { Store } from '../../store/store.ts';
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
    purchase: { ...purchase, purchaseAmount: maskText(purchase.purchaseAmount, 'valid') },
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
  messages: ToldApart[];
  /** What became of its RReq; absent where none was to be sent yet. */
  rreq?: RReqStory;
}

/** The tries to report a result, and when the next one is made, where there is to be one. */
export interface RReqStory {
  attempts: RReqAttempt[];
  nextTryAt?: number;
}

/** A message that cannot be taken for another one. */
export type ToldApart = KeptMessage & {
  /** Id of the one before that was the same, byte for byte and in the same direction: it came, left or was kept twice. */
  sameAs?: number;
  /** It was kept after a message that came or left later. */
  late?: true;
};

/** Tells what came, left or was kept twice, or late. @param messages in the order of keeping */
export function toldApart(messages: readonly KeptMessage[]): ToldApart[] {
  const first = new Map<string, number>();
  let newest = Number.NEGATIVE_INFINITY;
  return messages.map((message) => {
    const key = JSON.stringify([message.direction, message.type, message.body]);
    const sameAs = first.get(key);
    if (sameAs === undefined) first.set(key, message.id);
    const isLate = message.at < newest;
    newest = Math.max(newest, message.at);
    return { ...message, ...(sameAs === undefined ? {} : { sameAs }), ...(isLate ? { late: true } : {}) };
  });
}

/** The story of a transaction; undefined for an unknown one. */
export async function storyOf({ transactions, effects }: Store, acsTransID: string): Promise<Story | undefined> {
  const saved = await transactions.find(acsTransID);
  if (!saved) return undefined;
  const messages = toldApart(await transactions.messagesOf(acsTransID)).map(maskOutgoing);
  const bodyOf = (type: string) => messages.find((message) => message.type === type)?.body ?? '';
  const found = { transaction: saved.transaction, openedAt: messages[0]?.at ?? 0, areq: bodyOf('AReq'), ares: bodyOf('ARes') };
  const { threeDSMethod } = saved.transaction;
  const decided = Object.fromEntries(
    DECIDED.map((name) => [name, saved.transaction[name]]).filter(([, value]) => value !== undefined),
  );
  return { summary: summaryOf(found), decided, ...(threeDSMethod ? { threeDSMethod } : {}), messages, ...(await rreqOf()) };

  async function rreqOf(): Promise<{ rreq?: RReqStory }> {
    const attempts = await transactions.attemptsOf(acsTransID);
    const nextTryAt = await effects.nextRReqAt(acsTransID);
    if (attempts.length === 0 && nextTryAt === undefined) return {};
    return { rreq: { attempts, ...(nextTryAt === undefined ? {} : { nextTryAt }) } };
  }
}

/** The same as the control API tells it. */
export function rreqJson({ attempts, nextTryAt }: RReqStory) {
  return {
    attempts: attempts.map(({ at, ...attempt }) => ({ at: new Date(at).toISOString(), ...attempt })),
    ...(nextTryAt === undefined ? {} : { nextTryAt: new Date(nextTryAt).toISOString() }),
  };
}

/** Whether a transaction has a result that the DS has to be told. */
export function owesRReq({ state, report }: Pick<Summary, 'state'> & { report?: string }): boolean {
  return state === 'ending' || (state === 'final' && report !== 'notOwed');
}

function maskOutgoing<M extends KeptMessage>(message: M): M {
  return message.direction === 'out' ? { ...message, body: maskMessage(message.body) } : message;
}

/** The 3DS Method as both sides know it, and what the browser told; the latter as long as it is kept. */
export async function methodOfTransaction({ methodRuns }: Store, { threeDSMethod, summary: { threeDSServerTransID } }: Story) {
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
    return findBrokenBound(body, { members: Number.POSITIVE_INFINITY }) ? body : value;
  } catch {
    return body;
  }
}

/** The rule that a kept Erro goes by; undefined for any other message. */
export function ruleOfMessage({ type, body }: { type: string; body: string }): string | undefined {
  const message = type === 'Erro' ? readJson(body) : undefined;
  return typeof message === 'object' && message !== null ? ruleOfErro({ ...message }) : undefined;
}

/** An element of a message that is text; undefined where it is absent or something else. */
export function textIn(body: string, element: string): string | undefined {
  const value = (readJson(body) as Record<string, unknown> | null)?.[element];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
