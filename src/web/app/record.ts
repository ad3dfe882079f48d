import { maskMessage } from '../../messages/record.ts';

/** What the cardholder entered. It is judged and forgotten. */
const ENTRIES = new Set(['challengeDataEntry', 'challengeDataEntryTwo', 'challengeHTMLDataEntry']);

/** A message of an app for the record: without entries and card numbers, at whatever depth they stand. */
export function hidden(text: string): string {
  try {
    const message = JSON.stringify(JSON.parse(text), (name, value) => (ENTRIES.has(name) ? '[hidden]' : value));
    return maskMessage(message);
  } catch {
    return '"[unreadable]"';
  }
}
