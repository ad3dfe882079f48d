import { faultsOfPair, pairFacts, type ReadMessage } from '../messages/pairRules.ts';
import type { Fault } from '../messages/subject.ts';
import { isSupported, type MessageVersion } from '../messages/versions.ts';

/** What is wrong with one of several messages as the later one of its transaction. */
export interface FaultsOfPair {
  /** Its place among the messages. */
  of: number;
  version: MessageVersion;
  faults: Fault[];
}

/** For each message that goes with earlier ones: which. */
const EARLIER: Readonly<Record<string, readonly string[]>> = { ARes: ['AReq'], RReq: ['AReq', 'ARes'], RRes: ['RReq'] };
const IDS = ['threeDSServerTransID', 'dsTransID', 'acsTransID', 'sdkTransID'];

/**
 * The faults that messages show beside each other. Two belong together where one of their ids is the same. Of several earlier ones
 * that could be meant, all have to say the same: else nobody can tell which it is, and nothing is said.
 */
export function faultsOfPairs(messages: readonly ReadMessage[]): FaultsOfPair[] {
  const known = new Map<string, ReadMessage | 'ambiguous'>();
  for (const message of messages)
    for (const key of keysOf(message)) known.set(key, joinTexts(known.get(key), pairFacts(message)));
  return messages.flatMap((later, of) => {
    const { messageType, messageVersion } = later;
    if (typeof messageType !== 'string' || !Object.hasOwn(EARLIER, messageType) || !isSupported(messageVersion)) return [];
    const earlier = (EARLIER[messageType] ?? []).map((type) => {
      const found = keysOf({ ...later, messageType: type }).flatMap((key) => known.get(key) ?? []);
      return found.includes('ambiguous') ? undefined : (found[0] as ReadMessage | undefined);
    });
    const faults = faultsOfPair(later, ...earlier);
    return faults.length > 0 ? [{ of, version: messageVersion, faults }] : [];
  });
}

/** One message of what two say, as that of both legs; an AReq lacks on the first one what the DS adds. */
function joinTexts(one: ReadMessage | 'ambiguous' | undefined, other: ReadMessage): ReadMessage | 'ambiguous' {
  if (one === undefined || one === 'ambiguous') return one ?? other;
  const differs = Object.keys(other).some((name) => name in one && JSON.stringify(one[name]) !== JSON.stringify(other[name]));
  return differs ? 'ambiguous' : { ...one, ...other };
}

/** By what a message of its type is found. */
function keysOf(message: ReadMessage): string[] {
  const { messageType } = message;
  if (typeof messageType !== 'string') return [];
  return IDS.flatMap((name) => {
    const id = message[name];
    return typeof id === 'string' && id !== '' ? [`${messageType} ${name} ${id.toLowerCase()}`] : [];
  });
}
