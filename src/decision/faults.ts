import { type JsonPatch, patchMessage, summaryOfPatch } from '../messages/patch.ts';
import type { Delays, Faults, PageFault } from './decision.ts';

/** Messages that can be patched. */
export type Bendable = 'ares' | 'rreq' | 'cres' | 'stepCRes' | 'erro';

/** A message as it leaves, and what was done to it. */
export interface Bent<M> {
  message: M;
  /** Absent where it is as it should be. */
  mark?: string;
}

/** What of a transaction bends its messages. */
interface Bending {
  readonly faults?: Faults;
  readonly delays?: Delays;
  /** The rule of the protocol that its forced outcome breaks. */
  readonly bent?: string;
}

/** The held-back messages, by the delay that holds them. */
const DELAYS = { ares: 'aresMs', rreq: 'rreqMs', cres: 'cresMs' } as const;

/** How each fault is named beside the message that it befell. */
const MARKS = {
  ares: {
    drop: 'dropped on purpose: the connection was closed without an answer',
    reset: 'dropped on purpose: the connection was reset',
    http500: 'dropped on purpose: HTTP 500 was answered',
    truncated: 'truncated on purpose: half of it left',
    contentType: 'sent on purpose as text/html',
    erro: 'dropped on purpose: an Erro was answered',
  },
  rreq: { never: 'never sent on purpose', twice: undefined },
  cres: { never: 'never sent on purpose' },
} as const;

/** The mark of an RReq that is sent once more. */
export const SENT_AGAIN = 'sent a second time on purpose';
/** The mark of an Erro that answers an AReq without a fault. */
export const ERRO_ON_PURPOSE = 'sent on purpose in place of the ARes';

/** How the log and the console name what a page suffers. */
export const PAGE_MARKS: Record<PageFault, string> = {
  frameDenied: 'page bent on purpose: X-Frame-Options is DENY',
  oversize: 'page bent on purpose: larger than its window',
  http500: 'page bent on purpose: HTTP 500',
};

/** A message as the faults of its transaction want it to leave. A patch that does not apply leaves it as it was, and is told. */
export function bend<M extends object>(name: Bendable, message: M, { faults, delays, bent }: Bending): Bent<M> {
  if (!faults && !delays && !bent) return { message };
  const patch = faults?.[name]?.patch;
  const result = patch ? patchMessage(message, patch) : undefined;
  const changed = result && 'message' in result ? result.message : message;
  const marks = [
    markOfForce(name, bent),
    patch && result && markOfPatch(patch, result),
    markOf(name, faults),
    markOfDelay(name, delays),
  ];
  const mark = marks.filter((text) => text !== undefined).join('; ');
  return { message: changed, ...(mark ? { mark } : {}) };
}

function markOfPatch(patch: JsonPatch, result: object): string {
  return 'problem' in result
    ? `patch not applied, the message is as it was: ${result.problem}`
    : `mutated on purpose: ${summaryOfPatch(patch)}`;
}

/** Of the messages that tell the outcome, which a rule forces. */
function markOfForce(name: Bendable, law: string | undefined): string | undefined {
  return law && (name === 'ares' || name === 'rreq') ? `forced on purpose, against the protocol: ${law}` : undefined;
}

function markOf(name: Bendable, faults: Faults | undefined): string | undefined {
  if (name === 'ares' && faults?.ares?.instead) return MARKS.ares[faults.ares.instead];
  if (name === 'rreq' && faults?.rreq?.send) return MARKS.rreq[faults.rreq.send];
  return name === 'cres' && faults?.cres?.send ? MARKS.cres[faults.cres.send] : undefined;
}

function markOfDelay(name: Bendable, delays: Delays | undefined): string | undefined {
  const ms = name in DELAYS ? delays?.[DELAYS[name as keyof typeof DELAYS]] : undefined;
  return ms ? `delayed on purpose by ${ms} ms` : undefined;
}

/** The transStatus of a message as it leaves, for the log: a patch can have put there anything, of any size, or nothing. */
export function statusInLog({ transStatus }: { transStatus?: unknown }): string {
  return typeof transStatus === 'string' && transStatus.length === 1 ? transStatus : '?';
}

/** The channel without which a fault cannot be seen. */
const CHANNELS = {
  stepCRes: { not: '02', says: 'is of an app (deviceChannel 01), and the rule is for browsers' },
  page: { not: '01', says: 'is of a browser (deviceChannel 02), and the rule is for apps' },
} as const;

/**
 * Where a fault or a delay could never be seen, with the reason; undefined where each can.
 * @param transStatus of the ARes
 * @param deviceChannel of the only AReqs that match, if there is one
 */
export function idleFault(
  { faults = {}, delays = {} }: Bending,
  transStatus: string,
  deviceChannel?: string,
): { field: string; says: string } | undefined {
  if (faults.ares?.errorCode && faults.ares.instead !== 'erro')
    return { field: 'faults.ares.errorCode', says: "is the code of the Erro that ares.instead 'erro' sends" };
  const inOther = (['stepCRes', 'page'] as const).find((name) => faults[name] && deviceChannel === CHANNELS[name].not);
  if (inOther && transStatus === 'C') return { field: `faults.${inOther}`, says: CHANNELS[inOther].says };
  if (transStatus === 'C') return undefined;
  if (faults.erro && transStatus !== 'D' && faults.ares?.instead !== 'erro')
    return { field: 'faults.erro', says: "is of an Erro, which follows transStatus C and D, or comes by ares.instead 'erro'" };
  const ofRReq = faults.rreq ? 'faults.rreq' : delays.rreqMs && 'delays.rreqMs';
  if (ofRReq && transStatus !== 'D') return { field: ofRReq, says: 'is of an RReq, which follows transStatus C and D alone' };
  const name = (['cres', 'stepCRes', 'page'] as const).find((one) => faults[one]);
  const ofChallenge = name ? `faults.${name}` : delays.cresMs && 'delays.cresMs';
  return ofChallenge ? { field: ofChallenge, says: 'is of a challenge, which follows transStatus C alone' } : undefined;
}
