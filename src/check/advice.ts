import { currencyOf } from '../messages/isoCodes.ts';
import { isBeyondBounds } from '../messages/messageFaults.ts';
import { isMessageType, MESSAGE_TYPES } from '../messages/schemas.ts';
import type { Fault } from '../messages/subject.ts';
import type { MessageVersion } from '../messages/versions.ts';
import { exampleOf, valueAt } from './examples.ts';
import { allowedValues, mustBeAbsent } from './ruleTexts.ts';

/** What a fault was found in. */
export interface FoundIn {
  version: MessageVersion;
  /** The messageType. */
  type: string;
  message: Record<string, unknown>;
}

/** The element that a fault is about, also where its errorDetail is another text. */
export function schemaOfElement({ reason, detail }: Fault): string {
  if (isBeyondBounds({ reason, detail })) return 'message';
  if (reason === 'MESSAGE_RECEIVED_INVALID') return 'messageType';
  if (reason === 'MESSAGE_VERSION_NOT_SUPPORTED') return 'messageVersion';
  return reason === 'CRITICAL_EXTENSION_NOT_RECOGNISED' ? 'messageExtension' : detail;
}

/** What would be right instead: an imperative, with an example wherever one is known. */
export function changeOf(fault: Fault, { version, type, message }: FoundIn): string {
  const { reason, detail, errors = [] } = fault;
  const element = schemaOfElement(fault);
  const name = element.split('.').at(-1) ?? element;
  const received = valueAt(message, element.split('.'));
  const instead = received === undefined ? '' : ` instead of ${short(received)}`;
  switch (reason) {
    case 'MESSAGE_RECEIVED_INVALID':
      if (isBeyondBounds(fault)) return 'send less in it: what nobody knows is ignored, and can be left out';
      if (isMessageType(type) && detail.endsWith('receiving component'))
        return `send ${short(type)} where it belongs: a CReq as creq, a CRes or Erro as cres`;
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
    case 'ISO_CODE_INVALID':
      return exponentOf(element, message) ?? anExample(fault, { version, type, message }, instead);
    default:
      return anExample(fault, { version, type, message }, instead);
  }
}

/** For a currency with the exponent of another: which one is its own. */
function exponentOf(element: string, message: FoundIn['message']): string | undefined {
  const names = ['Currency', 'Exponent'].map((end) => element.replace(/(?:Currency|Exponent)$/, end));
  const [code, exponent] = names.map((name) => valueAt(message, name.split('.')));
  const currency = typeof code === 'string' ? currencyOf(code) : undefined;
  // In a list, it may be another item that is wrong.
  if (!currency || String(currency.exponent) === exponent) return undefined;
  const [, name] = names.map((path) => path.split('.').at(-1));
  const whose = `currency ${code} (${currency.code})`;
  const further = element.endsWith('Currency') ? ', or the currency that it belongs to' : '';
  return `send "${name}": "${currency.exponent}" with ${whose} instead of ${short(exponent)}${further}`;
}

/** A value to send instead, wherever one is known. */
function anExample(fault: Fault, { version, type, message }: FoundIn, instead: string): string {
  const { reason, errors = [] } = fault;
  const element = schemaOfElement(fault);
  const name = element.split('.').at(-1) ?? element;
  const received = valueAt(message, element.split('.'));
  if (mustBeAbsent(errors)) return `leave out ${name}`;
  const allowed = allowedValues(errors);
  const shipped = !isMessageType(type) ? undefined : exampleOf(version, type, element, message);
  const example = allowed.length === 0 || allowed.includes(shipped) ? shipped : allowed[0];
  const isUseful = example !== undefined && JSON.stringify(example) !== JSON.stringify(received);
  if (element === 'messageType') return `send "messageType", one of ${MESSAGE_TYPES.join(', ')}`;
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
