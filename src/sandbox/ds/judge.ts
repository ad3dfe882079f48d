import { findBrokenBound } from '../../messages/bounds.ts';
import { type About, ProtocolError } from '../../messages/errors.ts';
import { keepOwnMembers } from '../../messages/ownMembers.ts';
import { judgePair, type ReadMessage } from '../../messages/pairRules.ts';
import { readMessage } from '../../messages/read.ts';
import type { MessageType } from '../../messages/schemas.ts';
import { objectOf } from '../../messages/subject.ts';
import type { MessageByType } from '../../messages/types.ts';
import { isSupported, VERSIONS } from '../../messages/versions.ts';

/** A message that the DS is to pass on, and what it knows of its transaction. */
export interface ToJudge<T extends 'ARes' | 'RReq' | 'RRes'> {
  type: T;
  /** Its text, as it came. */
  raw: string;
  /** The transaction, where the message does not say it right. */
  about: About;
  /** Earlier messages of the transaction, the AReq first. */
  earlier: readonly (ReadMessage | undefined)[];
  /** Pass it on whatever is wrong with it, as long as it is a message of its type. */
  passesAll: boolean;
}

export interface JudgedInTransaction<T extends 'ARes' | 'RReq' | 'RRes'> {
  message: MessageByType[T];
  /** To be passed on: without elements that its table does not have (EMV 3DS 2.3.1.1, Req 209). */
  text: string;
  /** Why it would have been refused. */
  note?: string;
}

/**
 * Judges a message by itself and by the earlier ones of its transaction.
 * @throws ProtocolError with the ids and in the version of the transaction
 */
export function judgeInTransaction<T extends 'ARes' | 'RReq' | 'RRes'>({
  type,
  raw,
  about,
  earlier,
  passesAll,
}: ToJudge<T>): JudgedInTransaction<T> {
  const { deviceChannel } = earlier[0] ?? {};
  const { messageVersion: version } = about;
  try {
    const message = readMessage<T>(type, raw, {
      ...(version === undefined ? {} : { version }),
      ...(typeof deviceChannel === 'string' ? { deviceChannel } : {}),
    });
    judgePair({ ...message }, ...earlier);
    return { message, text: passOn(type, raw, { ...message }) };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    if (passesAll && isOfType(raw, type)) {
      const note = `passed on as --ds-passes-all says, although: ${error.message}`;
      return { message: objectOf(raw) as unknown as MessageByType[T], text: raw, note };
    }
    const { messageType: _ofTheRequest, ...known } = about;
    throw error.knowing(known);
  }
}

/** Letter for letter as it came, where nothing has to be dropped. Before 2.3.1 only unknown elements are, not members of them. */
function passOn(type: MessageType, raw: string, message: ReadMessage): string {
  const { messageVersion: version } = message;
  const drops = isSupported(version) && VERSIONS[version].unknownIsDropped;
  const own = JSON.stringify(drops ? keepOwnMembers(version, type, message) : message);
  return own === JSON.stringify(objectOf(raw)) ? raw : own;
}

/** Whether a text is a message of a type, whatever else is wrong with it, and nothing that must not be walked through. */
export function isOfType(raw: string, type: string): boolean {
  return objectOf(raw).messageType === type && !findBrokenBound(raw);
}
