import { type Keys, sameText } from '../../crypto/keys.ts';
import { type Place, placeOf, type Transaction } from '../../transaction/transaction.ts';

/** What a page of ours proves when it is posted: that it was shown for this transaction, and at which place. */
export interface PageToken {
  acsTransID: string;
  /** Absent on pages that ask for nothing: in progress, success, cancelled. */
  place?: Place;
}

/** Of a page that asks for nothing. */
const RESULT = 'result';

/** `acsTransID.place.proof`, a place being `step-wrongTries-sends`, with `-looks` where there were any, or `result`. */
const TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(result|\d{1,3}-\d{1,3}-\d{1,3}(?:-\d{1,6})?)\.([\w-]{32})$/;

/**
 * `acsTransID.place.proof`, for a hidden form field. The place changes with every try and every step, so a token can act
 * once; an older one still opens the page that is current. No cookie is needed.
 */
export function pageToken(keys: Keys, transaction: Transaction): string {
  const { acsTransID } = transaction;
  const place = placeOf(transaction);
  const text = place ? textOf(place) : RESULT;
  return `${acsTransID}.${text}.${keys.proof('page token', acsTransID, text)}`;
}

/** The token as its text says; undefined for one that is not ours. */
export function readPageToken(keys: Keys, text: string): PageToken | undefined {
  const [, acsTransID, said, proof] = TOKEN.exec(text) ?? [];
  if (acsTransID === undefined || said === undefined || proof === undefined) return undefined;
  if (!sameText(proof, keys.proof('page token', acsTransID, said))) return undefined;
  if (said === RESULT) return { acsTransID };
  const [step = 0, wrongTries = 0, sends = 0, looks = 0] = said.split('-').map(Number);
  const place = { step, wrongTries, sends, ...(looks ? { looks } : {}) };
  // There is one way to write a place.
  return textOf(place) === said ? { acsTransID, place } : undefined;
}

function textOf({ step, wrongTries, sends, looks }: Place): string {
  return [step, wrongTries, sends, ...(looks ? [looks] : [])].join('-');
}
