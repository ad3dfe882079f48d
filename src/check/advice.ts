import type { Fault } from '../messages/checks.ts';
import { isMessageType, MESSAGE_TYPES } from '../messages/schemas.ts';
import type { MessageVersion } from '../messages/versions.ts';
import { exampleOf, valueAt } from './examples.ts';
import { allowedValues, mustBeAbsent } from './rules.ts';

/** What a fault was found in. */
export interface FoundIn {
  version: MessageVersion;
  /** The messageType. */
  type: string;
  message: Record<string, unknown>;
}

/** The element that a fault is about, also where its errorDetail is another text. */
export function elementOf({ reason, detail }: Fault): string {
  if (reason === 'MESSAGE_RECEIVED_INVALID') return 'messageType';
  if (reason === 'MESSAGE_VERSION_NOT_SUPPORTED') return 'messageVersion';
  return reason === 'CRITICAL_EXTENSION_NOT_RECOGNISED' ? 'messageExtension' : detail;
}

/** What would be right instead: an imperative, with an example wherever one is known. */
export function changeOf(fault: Fault, { version, type, message }: FoundIn): string {
  const { reason, detail, errors = [] } = fault;
  const element = elementOf(fault);
  const name = element.split('.').at(-1) ?? element;
  const received = valueAt(message, element.split('.'));
  const instead = received === undefined ? '' : ` instead of ${short(received)}`;
  switch (reason) {
    case 'MESSAGE_RECEIVED_INVALID':
      return `send one of ${MESSAGE_TYPES.join(', ')}${instead}; OReq and ORes are new in 2.3.1`;
    case 'MESSAGE_VERSION_NOT_SUPPORTED':
      return `send one of ${detail.replaceAll(',', ', ')}${instead}`;
    case 'CRITICAL_EXTENSION_NOT_RECOGNISED':
      return `send "criticalityIndicator": false with id ${short(detail)}, or leave it out`;
    case 'DUPLICATE_ELEMENT':
      return errors.length > 0 ? `send each value of ${name} once` : `send ${name} once`;
    case 'CRYPTO_ALGORITHM_WRONG':
      return 'sign with PS256 or ES256';
    case 'SIGNATURE_NOT_VERIFIED':
      return 'sign header and payload with the key of the first certificate, and send the chain in order';
    default:
  }
  if (mustBeAbsent(errors)) return `leave out ${name}`;
  const allowed = allowedValues(errors);
  const shipped = !isMessageType(type) ? undefined : exampleOf(version, type, element, message);
  const example = allowed.length === 0 || allowed.includes(shipped) ? shipped : allowed[0];
  const isUseful = example !== undefined && JSON.stringify(example) !== JSON.stringify(received);
  if (reason === 'REQUIRED_ELEMENT_MISSING') return isUseful ? `add "${name}": ${short(example)}` : `add "${name}"`;
  return isUseful ? `send "${name}": ${short(example)}${instead}` : `send a value by this rule${instead}`;
}

const MAX_LENGTH = 60;

/** A value as JSON, cut where it is long. */
function short(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch {
    return '…'; // nested deeper than the call stack
  }
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
