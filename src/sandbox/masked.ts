import { maskMessage } from '../messages/masking.ts';
import { maskCard } from '../pages/format.ts';

/**
 * A copy of a message for the record: its card number shows the last four digits only, wherever it occurs, and whatever else looks
 * like a card number is masked, too.
 */
export function maskCopy<Message extends object>(message: Message): Message {
  const { acctNumber } = message as { acctNumber?: unknown };
  const pan = typeof acctNumber === 'string' && acctNumber.length > 4 ? acctNumber : undefined;
  const copy = JSON.stringify(message, (name, value) => {
    if (typeof value === 'string') return pan ? value.replaceAll(pan, maskCard(pan)) : value;
    return name === 'acctNumber' ? 'x' : value;
  });
  return JSON.parse(maskMessage(copy, { hides: 'valid' }));
}
