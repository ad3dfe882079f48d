import { readFileSync } from 'node:fs';
import { shipped } from '../../src/files.ts';
import { ProtocolError } from '../../src/messages/errors.ts';
import { type ReadOptions, readMessage } from '../../src/messages/read.ts';
import type { MessageType } from '../../src/messages/schemas.ts';
import type { MessageVersion } from '../../src/messages/versions.ts';

export type Json = Record<string, unknown>;

/** The valid example of a message, fresh at every call. */
export function example(name: string, version: MessageVersion = '2.2.0'): Json {
  return JSON.parse(readFileSync(shipped(`fixtures/messages/${version}/${name}.json`), 'utf8'));
}

/** How a message is judged: `['accepted', '']`, or the errorCode and errorDetail of the Erro. Text is read as it is. */
export function verdict(expected: MessageType, message: Json | string, options?: ReadOptions): [string, string] {
  try {
    readMessage(expected, typeof message === 'string' ? message : JSON.stringify(message), options);
    return ['accepted', ''];
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return [error.message.slice(0, 3), error.detail];
  }
}

/** The message with one element set, `parent.child` for a child; `undefined` takes it away. */
export function withElement(message: Json, path: string, value: unknown): Json {
  const [name = '', child] = path.split('.');
  if (child === undefined) return { ...message, [name]: value };
  return { ...message, [name]: { ...(message[name] as Json), [child]: value } };
}
