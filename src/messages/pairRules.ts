import { type ErrorReason, ProtocolError } from './errors.ts';
import { aboutOf } from './read.ts';
import { askedStatusOf, CONDITIONS_OF_ARES, CONDITIONS_OF_RREQ, type StatusCondition } from './statusConditions.ts';
import { type Fault, ruleOfFault } from './subject.ts';
import type { AReq } from './types.ts';
import { isSupported } from './versions.ts';

/** A message that was read: right by itself. */
export type ReadMessage = Readonly<Record<string, unknown>>;

/** A rule that no message breaks by itself: it is about a later message of a transaction and an earlier one. */
export interface PairRule {
  /** Ids of docs/conformance/requirements.csv, parted by `, `. */
  id: string;
  later: 'ARes' | 'RReq' | 'RRes';
  earlier: 'AReq' | 'ARes' | 'RReq';
  reason: ErrorReason;
  says: string;
  /** The elements of the later message that break it. */
  find(later: ReadMessage, earlier: ReadMessage): string[];
}

const PAIRS = [
  { later: 'ARes', earlier: 'AReq', ids: ['threeDSServerTransID', 'dsTransID', 'sdkTransID'] },
  { later: 'RReq', earlier: 'AReq', ids: ['threeDSServerTransID', 'dsTransID', 'sdkTransID'] },
  { later: 'RReq', earlier: 'ARes', ids: ['acsTransID'] },
  { later: 'RRes', earlier: 'RReq', ids: ['threeDSServerTransID', 'acsTransID', 'dsTransID', 'sdkTransID'] },
] as const;

/** An element that the earlier message has and the later one does not repeat. A UUID is the same in either case (RFC 4122). */
function differs(name: string, later: ReadMessage, earlier: ReadMessage): boolean {
  if (later[name] === undefined || earlier[name] === undefined) return false;
  return String(later[name]).toLowerCase() !== String(earlier[name]).toLowerCase();
}

const sameVersion = PAIRS.map(
  ({ later, earlier }): PairRule => ({
    ...{ id: 'Req 320', later, earlier, reason: 'ELEMENT_FORMAT_INVALID' },
    says: 'Every message of a transaction has its messageVersion.',
    find: (one, other) => (differs('messageVersion', one, other) ? ['messageVersion'] : []),
  }),
);

const sameIds = PAIRS.map(
  ({ later, earlier, ids }): PairRule => ({
    ...{ id: 'Req 212', later, earlier, reason: 'TRANSACTION_ID_NOT_RECOGNISED' },
    says: `The ids of the ${later} are those of the ${earlier}.`,
    find: (one, other) => ids.filter((name) => differs(name, one, other)),
  }),
);

const ofStatus = (later: 'ARes' | 'RReq', { transStatus, id, says, holds }: StatusCondition): PairRule => ({
  ...{ id, later, earlier: 'AReq', reason: 'ELEMENT_FORMAT_INVALID', says: `${says}.` },
  find(one, areq) {
    if (one.transStatus !== transStatus || !isSupported(areq.messageVersion)) return [];
    return holds(askedStatusOf(areq as unknown as AReq)) ? [] : ['transStatus'];
  },
});

/** Table A.1, since 2.3.1: only there authenticationMethod is a list. */
const isOfLimitedSdk = ({ sdkType, splitSdkType }: ReadMessage) =>
  sdkType === '02' && (splitSdkType as { limitedInd?: unknown } | undefined)?.limitedInd === 'Y';
const hasKnowledge = (methods: unknown) => Array.isArray(methods) && (methods.includes('01') || methods.includes('06'));

const PAYMENT = '01';
const AUTHENTICATED: readonly unknown[] = ['Y', 'A'];
/** The transStatus of an ARes that an RReq may follow (EMV 3DS 2.3.1.1, Req 431 and 433). */
const RESULT_FOLLOWS: readonly unknown[] = ['C', 'D', 'S'];

/**
 * What an answer is judged by besides itself: the one place of these rules, for DS, 3DS Server and `check`. In the order in which
 * they are looked for; the reason of the first that is broken is the answer.
 */
export const PAIR_RULES: readonly PairRule[] = [
  ...sameVersion,
  ...sameIds,
  {
    ...{ id: 'Req 212', later: 'ARes', earlier: 'AReq', reason: 'ELEMENT_FORMAT_INVALID' },
    says: 'The ARes repeats the dsReferenceNumber of its AReq.',
    find: (ares, areq) => (differs('dsReferenceNumber', ares, areq) ? ['dsReferenceNumber'] : []),
  },
  {
    ...{ id: 'Req 431, Req 433', later: 'RReq', earlier: 'ARes', reason: 'RREQ_INCONSISTENT' },
    says: 'An RReq follows an ARes with C, D or S alone.',
    find: (_rreq, { transStatus }) => (RESULT_FOLLOWS.includes(transStatus) ? [] : ['transStatus']),
  },
  {
    ...{ id: 'A.1 messageCategory', later: 'RReq', earlier: 'AReq', reason: 'ELEMENT_FORMAT_INVALID' },
    says: 'The messageCategory of the RReq is that of the AReq.',
    find: (rreq, areq) => (differs('messageCategory', rreq, areq) ? ['messageCategory'] : []),
  },
  {
    ...{ id: 'A.1 authenticationValue', later: 'ARes', earlier: 'AReq', reason: 'REQUIRED_ELEMENT_MISSING' },
    says: 'A payment (messageCategory 01) that is answered by Y or A has an authenticationValue.',
    find: ({ transStatus, authenticationValue }, { messageCategory }) =>
      messageCategory === PAYMENT && AUTHENTICATED.includes(transStatus) && !authenticationValue ? ['authenticationValue'] : [],
  },
  {
    ...{ id: 'A.1 transStatus', later: 'ARes', earlier: 'AReq', reason: 'REQUIRED_ELEMENT_MISSING' },
    says: 'The ARes of a payment (messageCategory 01) has a transStatus.',
    find: ({ transStatus }, { messageCategory }) => (messageCategory === PAYMENT && !transStatus ? ['transStatus'] : []),
  },
  ...(['ARes', 'RReq'] as const).map(
    (later): PairRule => ({
      ...{ id: 'A.1 authenticationMethod', later, earlier: 'AReq', reason: 'ELEMENT_FORMAT_INVALID' },
      says: 'A limited split SDK (sdkType 02, limitedInd Y) has no static passcode (01) and no knowledge (06).',
      find: ({ authenticationMethod }, areq) =>
        isOfLimitedSdk(areq) && hasKnowledge(authenticationMethod) ? ['authenticationMethod'] : [],
    }),
  ),
  ...CONDITIONS_OF_ARES.map((condition) => ofStatus('ARes', condition)),
  ...CONDITIONS_OF_RREQ.map((condition) => ofStatus('RReq', condition)),
];

/**
 * What is wrong with a message as the later one of its transaction; nothing where no rule is about two of these. All are right by
 * themselves.
 * @param later an ARes, RReq or RRes
 * @param earlier the AReq, ARes or RReq that it goes with, as far as they are known
 * @returns each fault with its rule, in the order of PAIR_RULES
 */
export function faultsOfPair(later: ReadMessage, ...earlier: readonly (ReadMessage | undefined)[]): Fault[] {
  return PAIR_RULES.filter((rule) => rule.later === later.messageType).flatMap(({ id, reason, says, find, ...rule }) => {
    const other = earlier.find((message) => message?.messageType === rule.earlier);
    return other ? find(later, other).map((detail): Fault => ({ reason, detail, rule: says, id })) : [];
  });
}

/**
 * Judges a message by the earlier ones of its transaction.
 * @throws ProtocolError of the first kind of fault, naming all its elements
 */
export function judgePair(later: ReadMessage, ...earlier: readonly (ReadMessage | undefined)[]): void {
  const [first, ...others] = faultsOfPair(later, ...earlier);
  if (!first) return;
  const alike = [first, ...others.filter(({ reason }) => reason === first.reason)];
  const detail = [...new Set(alike.map((fault) => fault.detail))].join(',');
  throw new ProtocolError(first.reason, detail, aboutOf(later), [...new Set(alike.map(ruleOfFault))].join(', '));
}

/** What the rules look at in an earlier message: for who keeps no more of it. */
const LOOKED_AT: readonly string[] = [
  ...['messageType', 'messageVersion', 'messageCategory', 'deviceChannel', 'transStatus', 'dsReferenceNumber'],
  ...['threeDSServerTransID', 'dsTransID', 'acsTransID', 'sdkTransID'],
  ...['threeDSRequestorChallengeInd', 'threeDSRequestorDecReqInd', 'threeDSRequestorSpcSupport', 'sdkType', 'splitSdkType'],
];

/** A message as far as the rules look at it as an earlier one: no data of a card or a cardholder. */
export function pairFacts(message: object): ReadMessage {
  return Object.fromEntries(Object.entries(message).filter(([name]) => LOOKED_AT.includes(name)));
}
