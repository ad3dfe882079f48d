import {
  idsOfAnother,
  keyOfSdk,
  mccOfScheme,
  type SubjectAReq,
  servedCard,
  signatureOfSdkServer,
  versionOfCard,
} from './areqFaults.ts';
import { type ErrorReason, ProtocolError } from './errors.ts';
import {
  bounds,
  criticalExtensions,
  decidingElements,
  duplicates,
  isoCodes,
  jsonObject,
  malformedElements,
  messageType,
  messageVersion,
  missingElements,
  repeatedValues,
  reservedValues,
  versionOfTransaction,
} from './messageFaults.ts';
import type { Fault, Subject } from './subject.ts';
import { isSupported } from './versions.ts';

/** A row in an order of checks. */
export interface Check<Judged, Found = Fault[]> {
  name: string;
  /** The reasons that an Erro may give for what is found. */
  reasons: readonly ErrorReason[];
  /** Where the specification asks for it; `ours` where it does not. */
  source: string;
  /** The id of its rule in docs/conformance/requirements.csv; absent where that of the element or of the code says it better. */
  rule?: string;
  /** What is wrong, or nothing. */
  find(judged: Judged): Found;
}

/**
 * The order in which faults of any message are looked for; the reason of the first one found is the answer. The specification
 * gives no total order: this is ours (recognise the message, then what decides how it is read, then what is absent, then what is
 * malformed).
 */
export const CHECKS_OF_MESSAGE: readonly Check<Subject>[] = [
  {
    name: 'one JSON object',
    reasons: ['MESSAGE_RECEIVED_INVALID'],
    source: 'EMV 3DS 2.2.0, 5.9 and Table A.4 (101)',
    rule: 'Req 198',
    find: jsonObject,
  },
  {
    name: 'depth and number of members',
    reasons: ['MESSAGE_RECEIVED_INVALID'],
    source: 'ours: what walks through a message has an end',
    find: bounds,
  },
  {
    name: 'messageType',
    reasons: ['REQUIRED_ELEMENT_MISSING', 'ELEMENT_FORMAT_INVALID', 'MESSAGE_RECEIVED_INVALID'],
    source: 'EMV 3DS 2.2.0, Table A.4 (101)',
    find: messageType,
  },
  {
    name: 'messageVersion',
    reasons: ['REQUIRED_ELEMENT_MISSING', 'ELEMENT_FORMAT_INVALID', 'MESSAGE_VERSION_NOT_SUPPORTED'],
    source: 'EMV 3DS 2.2.0, Req 195',
    find: messageVersion,
  },
  {
    name: 'messageVersion of the transaction',
    reasons: ['ELEMENT_FORMAT_INVALID'],
    source: 'EMV 3DS 2.2.0, Req 320',
    rule: 'Req 320',
    find: versionOfTransaction,
  },
  {
    name: 'an element twice',
    reasons: ['DUPLICATE_ELEMENT'],
    source: 'EMV 3DS 2.2.0, Table A.4 (204)',
    find: duplicates,
  },
  {
    name: 'critical extensions',
    reasons: ['CRITICAL_EXTENSION_NOT_RECOGNISED'],
    source: 'EMV 3DS 2.2.0, Table A.4 (202)',
    find: criticalExtensions,
  },
  {
    name: 'deviceChannel and messageCategory',
    reasons: ['REQUIRED_ELEMENT_MISSING', 'ELEMENT_FORMAT_INVALID', 'RESERVED_VALUE_USED'],
    source: 'EMV 3DS 2.2.0, Table A.1: what else is asked for depends on them',
    find: decidingElements,
  },
  {
    name: 'missing elements',
    reasons: ['REQUIRED_ELEMENT_MISSING'],
    source: 'EMV 3DS 2.2.0, Tables A.1 and A.4 (201)',
    find: missingElements,
  },
  {
    name: 'malformed elements',
    reasons: ['ELEMENT_FORMAT_INVALID'],
    source: 'EMV 3DS 2.2.0, Table A.1 and Req 309',
    find: malformedElements,
  },
  {
    name: 'reserved values',
    reasons: ['RESERVED_VALUE_USED'],
    source: 'EMV 3DS 2.3.1, Req 434',
    rule: 'Req 434',
    find: reservedValues,
  },
  {
    name: 'a value twice',
    reasons: ['DUPLICATE_ELEMENT'],
    source: 'EMV 3DS 2.2.0, Table A.4 (204)',
    find: repeatedValues,
  },
  {
    name: 'ISO codes',
    reasons: ['ISO_CODE_INVALID'],
    source: 'EMV 3DS 2.2.0, Table A.4 (304)',
    find: isoCodes,
  },
];

/**
 * What is looked for then in an AReq, by what the ACS knows besides: the issuer, the keys, the card and the store. The store is
 * asked last, when all else is decided, and in one with the writing: of two AReqs with the same ids one opens the transaction.
 */
export const FURTHER_CHECKS_OF_AREQ: readonly Check<SubjectAReq>[] = [
  {
    name: 'mcc of the payment system',
    reasons: ['MCC_NOT_VALID'],
    source: 'EMV 3DS 2.2.0, Table A.4 (306)',
    find: mccOfScheme,
  },
  {
    name: 'sdkEphemPubKey on its curve',
    reasons: ['ELEMENT_FORMAT_INVALID'],
    source: 'EMV 3DS 2.2.0, 6.2.3.1 and Table A.1',
    find: keyOfSdk,
  },
  {
    name: 'signature of a split SDK',
    reasons: ['ELEMENT_FORMAT_INVALID', 'CRYPTO_ALGORITHM_WRONG', 'SIGNATURE_NOT_VERIFIED'],
    source: 'EMV 3DS 2.3.1, Tables A.1 and A.4 (308, 310)',
    find: signatureOfSdkServer,
  },
  {
    name: 'a served card',
    reasons: ['TRANSACTION_DATA_NOT_VALID'],
    source: 'EMV 3DS 2.2.0, Table A.4 (305)',
    find: servedCard,
  },
  {
    name: 'messageVersion of the card',
    reasons: ['MESSAGE_VERSION_NOT_SUPPORTED'],
    source: 'EMV 3DS 2.2.0, Req 195',
    find: versionOfCard,
  },
  {
    name: 'ids of another AReq',
    rule: 'A.4 312',
    reasons: ['DUPLICATE_MESSAGE'],
    source: 'EMV 3DS 2.3.1, Table A.4 (312; 301 before); the same AReq again gets the same answer',
    find: idsOfAnother,
  },
];

/** What any message may be answered. */
export const REASONS_OF_MESSAGE: readonly ErrorReason[] = [...new Set(CHECKS_OF_MESSAGE.flatMap(({ reasons }) => reasons))];

/** Without these nobody can tell what else to look for, or may. */
const DECIDE_THE_REST: readonly Check<Subject>['find'][] = [jsonObject, bounds, messageType];

/** The faults of the first kind that is found; none where all is right. */
export function firstFaults<Judged>(judged: Judged, checks: readonly Check<Judged>[]): Fault[] {
  for (const { find, rule } of checks) {
    const [first, ...others] = find(judged);
    if (first) return [first, ...others.filter(({ reason }) => reason === first.reason)].map((fault) => by(rule, fault));
  }
  return [];
}

/** What the first check finds that finds anything, where each finds one thing; undefined where all is right. */
export function findFirst<Judged, Found>(judged: Judged, checks: readonly Check<Judged, Found | undefined>[]): Found | undefined {
  for (const { find, rule } of checks) {
    const found = find(judged);
    if (found instanceof ProtocolError) return found.by(rule) as Found & ProtocolError;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A fault by the rule of its row, unless it names its own. */
const by = (id: string | undefined, fault: Fault): Fault => (id === undefined ? fault : { id, ...fault });

/** Every fault of a message that can be found, each once, by kind: those that would make one Erro stand together. */
export function kindsOfFaults(subject: Subject): [Fault, ...Fault[]][] {
  const known = new Set<string>();
  const kinds: [Fault, ...Fault[]][] = [];
  for (const { find, rule } of CHECKS_OF_MESSAGE) {
    const faults = find(subject).map((fault) => by(rule, fault));
    for (const reason of new Set(faults.map((fault) => fault.reason))) {
      const ofKind = faults.filter(({ reason: each, detail }) => {
        const isNew = each === reason && !known.has(`${reason} ${detail}`);
        if (isNew) known.add(`${reason} ${detail}`);
        return isNew;
      });
      const [first, ...others] = ofKind;
      if (first) kinds.push([first, ...others]);
    }
    if (faults.length > 0 && (DECIDE_THE_REST.includes(find) || !isSupported(subject.version))) break;
  }
  return kinds;
}

/** Every fault of a message that can be found, each once. */
export function allFaults(subject: Subject): Fault[] {
  return kindsOfFaults(subject).flat();
}

/** Every further fault of an AReq that can be found by what is known. */
export function furtherFaults(subject: SubjectAReq): Fault[] {
  return FURTHER_CHECKS_OF_AREQ.flatMap(({ find, rule }) => find(subject).map((fault) => by(rule, fault)));
}
