import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { ProtocolError } from '../../messages/errors.ts';
import { aboutOf, readMessage } from '../../messages/read.ts';
import type { PReq, PRes } from '../../messages/types.ts';
import { SUPPORTED_VERSIONS, VERSIONS } from '../../messages/versions.ts';
import { StreamedMessage } from '../protocolRoute.ts';
import type { Remembered } from '../remembered.ts';
import { allOf, changesSince, entriesOf, serialNumOf, stateOf } from './cardRangeData.ts';
import type { Ds } from './context.ts';

/** Within which a 3DS Server may ask for card ranges once (EMV 3DS 2.3.1.1, Req 303). */
const HOUR_MS = 3_600_000;

/** When each 3DS Server has last been given card ranges, by what it is and in which version it asked. */
export type AskedAt = Remembered<number>;

/**
 * Answers a PReq with the card ranges, in its own version: all of them, what has changed since its serialNum, or where they lie
 * as a file.
 * @throws ProtocolError for a broken PReq, 103 for a second one within an hour, 307 for a serialNum that is not known
 */
export function preq(ds: Ds, askedAt: AskedAt, raw: string): StreamedMessage {
  const message = readMessage('PReq', raw);
  const { messageVersion, threeDSServerTransID, threeDSServerRefNumber, threeDSServerOperatorID = '' } = message;
  const { dsRules, now } = ds.sandbox;
  const about = aboutOf({ ...message });
  const asker = JSON.stringify([threeDSServerRefNumber, threeDSServerOperatorID, messageVersion]);
  const last = askedAt.get(asker);
  if (dsRules.preqs === 'hourly' && last !== undefined && now() - last < HOUR_MS) {
    const detail = `A 3DS Server asks once within an hour, in each version; this one did ${Math.round((now() - last) / 60_000)} minutes ago`;
    throw new ProtocolError('SENT_MESSAGES_LIMIT_EXCEEDED', detail, about);
  }
  const head = {
    messageType: 'PRes' as const,
    messageVersion,
    threeDSServerTransID,
    dsTransID: randomUUID(),
    ...generalPart(ds, message),
  };
  const answer = withRanges(ds, message, head);
  askedAt.set(asker, now());
  return answer;
}

/** What a PRes says besides the ranges. */
function generalPart({ sandbox }: Ds, { messageVersion }: PReq): Partial<PRes> {
  const { urlCountries, readOrder } = sandbox.dsRules;
  const oldestFirst = SUPPORTED_VERSIONS.toReversed();
  if (!VERSIONS[messageVersion].cardRangeGroups)
    return { dsStartProtocolVersion: oldestFirst[0] as string, dsEndProtocolVersion: SUPPORTED_VERSIONS[0] };
  const dsUrlList = urlCountries.map((dsCountryCode) => ({
    threeDSServerToDsUrl: `${sandbox.urls.sandbox}/ds`,
    dsCountryCode,
  }));
  return { dsProtocolVersions: oldestFirst, readOrder, ...(dsUrlList.length > 0 ? { dsUrlList } : {}) };
}

/** @throws ProtocolError 307 */
function withRanges(ds: Ds, message: PReq, head: Partial<PRes>): StreamedMessage {
  const { messageVersion, serialNum, cardRangeDataDownloadInd } = message;
  const { dsRules, urls } = ds.sandbox;
  const now = ds.ranges.current();
  if (cardRangeDataDownloadInd === 'Y' && dsRules.rangeFile === 'offered') {
    const cardRangeDataFileURL = `${urls.sandbox}/ds/card-ranges/${now.id}.json`;
    return new StreamedMessage({ ...head, cardRangeDataFileURL });
  }
  const known = serialNum === undefined ? undefined : stateOf(ds.ranges, messageVersion, serialNum);
  if (serialNum !== undefined && !known) {
    const detail = 'This DS has not given serialNum in this version, or too long ago: ask without one';
    throw new ProtocolError('SERIAL_NUMBER_NOT_VALID', detail, aboutOf({ ...message }));
  }
  const changes = known ? changesSince(known, now) : allOf(now);
  const whole = { ...head, serialNum: serialNumOf(messageVersion, now) };
  if (known?.id === now.id) return new StreamedMessage(whole);
  const entries = entriesOf(changes, messageVersion, ds.sandbox);
  return new StreamedMessage(whole, () => Readable.from(textOfPRes(whole, entries)));
}

/** The text of a PRes, piece by piece: its ranges may be more than anybody holds as one text. */
export function* textOfPRes(head: object, entries: Iterable<object>): Generator<string> {
  const text = JSON.stringify(head).slice(0, -1);
  yield text === '{' ? '{"cardRangeData":[' : `${text},"cardRangeData":[`;
  let isFirst = true;
  for (const entry of entries) {
    yield `${isFirst ? '' : ','}${JSON.stringify(entry)}`;
    isFirst = false;
  }
  yield ']}';
}
