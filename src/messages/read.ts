import type { AReqFacts } from './areqFaults.ts';
import { CHECKS_OF_MESSAGE, FURTHER_CHECKS_OF_AREQ, firstFaults, kindsOfFaults } from './checks.ts';
import { type About, ProtocolError } from './errors.ts';
import { maskText } from './masking.ts';
import { judgedElements, type MessageType } from './schemas.ts';
import { type Fault, objectOf, type ReadOptions, ruleOfFault, type Subject, subjectOf } from './subject.ts';
import type { AReq, MessageByType } from './types.ts';
import { isOfDs } from './versions.ts';

export type { ReadOptions } from './subject.ts';

/**
 * Turns the text of a message into a message of one of the expected types. It holds what was judged and nothing else: an
 * element that its version, channel or category does not have is ignored (EMV 3DS 2.2.0, Req 209), whatever is in it.
 * @throws ProtocolError with errorCode, errorDetail and all ids that could be read (EMV 3DS 2.2.0, 5.9 and Table A.4)
 */
export function readMessage<T extends MessageType>(
  expected: T | readonly T[],
  raw: string,
  options: ReadOptions = {},
): MessageByType[T] {
  const subject = judgeMessage(expected, raw, options);
  const { version, message } = subject;
  const isElement = judgedElements(version, message.messageType as MessageType, asBrowserOfDs(subject) ?? subject.judged);
  const own = Object.entries(message).filter(([name]) => isElement(name) && Object.hasOwn(subject.judged, name));
  return Object.fromEntries(own) as unknown as MessageByType[T];
}

/** A message that was read, or what is wrong with it. */
export type Reading<T extends MessageType> = { message: MessageByType[T] } | { fault: ProtocolError };

/** The same without throwing what is wrong. */
export function tryToRead<T extends MessageType>(expected: T | readonly T[], raw: string, options: ReadOptions = {}): Reading<T> {
  try {
    return { message: readMessage(expected, raw, options) };
  } catch (fault) {
    if (fault instanceof ProtocolError) return { fault };
    throw fault;
  }
}

/** The same for who passes a message on or shows it: with all that came in it. */
export function readWhole<T extends MessageType>(
  expected: T | readonly T[],
  raw: string,
  options: ReadOptions = {},
): MessageByType[T] {
  return judgeMessage(expected, raw, options).message as unknown as MessageByType[T];
}

function judgeMessage(expected: MessageType | readonly MessageType[], raw: string, options: ReadOptions): Subject {
  const message = objectOf(raw);
  const types = (Array.isArray(expected) ? expected : [expected]) as readonly MessageType[];
  const subject = subjectOf(message, raw, types, options);
  const [first, ...others] = firstFaults(subject, CHECKS_OF_MESSAGE);
  if (first) throw errorOf([first, ...others]).knowing(aboutOf(message));
  return subject;
}

/**
 * No table says what an AReq has in a channel of the DS's own (80 to 99). If it would be right as that of a browser, it has all
 * that a browser has, so that the cardholder can be challenged there; else only what every channel has.
 */
function asBrowserOfDs({ message, raw, expected, options }: Subject): Record<string, unknown> | undefined {
  if (message.messageType !== 'AReq' || !isOfDs(message.deviceChannel)) return undefined;
  const inBrowser = { ...message, deviceChannel: '02' };
  return firstFaults(subjectOf(inBrowser, raw, expected, options), CHECKS_OF_MESSAGE).length === 0 ? inBrowser : undefined;
}

/** Every fault of a message, in the order in which they are looked for: for those who look at it. The first one is the answer. */
export function faultsOf(
  expected: MessageType | readonly MessageType[],
  raw: string,
  options: ReadOptions = {},
): ProtocolError[] {
  const types = (Array.isArray(expected) ? expected : [expected]) as readonly MessageType[];
  return kindsOfFaults(subjectOf(objectOf(raw), raw, types, options)).map(errorOf);
}

/**
 * Judges an AReq that was read by what is known besides the message (see FURTHER_CHECKS_OF_AREQ).
 * @throws ProtocolError of the first fault, with the ids of the AReq
 */
export function judgeAReq(areq: AReq, facts: AReqFacts): void {
  const [first, ...others] = firstFaults({ areq, facts }, FURTHER_CHECKS_OF_AREQ);
  if (first) throw errorOf([first, ...others]).knowing(aboutOf({ ...areq }));
}

function errorOf(faults: [Fault, ...Fault[]]): ProtocolError {
  const detail = [...new Set(faults.map((fault) => fault.detail))].join(',');
  return new ProtocolError(faults[0].reason, detail, {}, [...new Set(faults.map(ruleOfFault))].join(', '));
}

/** Nothing that a message may say of itself is as long: what is longer is told by its beginning. */
const LONGEST_SAID = 64;

/**
 * What a message says of itself, as far as it is text; for answers to messages that are broken elsewhere, and for the log. What
 * is too long, or holds control characters, does not become something that is right.
 */
export function aboutOf(message: Record<string, unknown>): About {
  const names = ['messageType', 'messageVersion', 'threeDSServerTransID', 'acsTransID', 'dsTransID', 'sdkTransID'] as const;
  const about: About = {};
  for (const name of names) {
    const value = message[name];
    if (typeof value === 'string' && value !== '') about[name] = quoteMasked(value);
  }
  return about;
}

/** Masked before it is cut: a cut card number would no longer look like one. */
function quoteMasked(value: string): string {
  return maskText(value, 'valid', () => 'X')
    .slice(0, LONGEST_SAID)
    .replaceAll(/\p{Cc}/gu, '\uFFFD');
}

/** The same for the text of a message, whatever is wrong with it. */
export function readAbout(raw: string): About {
  return aboutOf(objectOf(raw));
}
