import { type Keys, sameText } from '../../crypto/keys.ts';
import { type Place, placeOf, type Transaction } from '../../transaction/transaction.ts';

/** What a page of ours proves when it is posted: that it was shown for this transaction, and at which place. */
export interface PageToken {
  acsTransID: string;
  /** Absent on pages that ask for nothing: in progress, success, cancelled. */
  place?: Place;
}

/**
 * `acsTransID.place.proof`, for a hidden form field. The place changes with every try and every step, so a token can act
 * once; an older one still opens the page that is current. No cookie is needed.
 */
export function pageToken(keys: Keys, transaction: Transaction): string {
  const place = placeOf(transaction);
  const looks = place?.looks ? `-${place.looks}` : '';
  const text = place ? `${place.step}-${place.wrongTries}-${place.sends}${looks}` : 'result';
  return `${transaction.acsTransID}.${text}.${keys.pageProof(transaction.acsTransID, text)}`;
}

/** The token as its text says; undefined for one that is not ours. */
export function readPageToken(keys: Keys, text: string): PageToken | undefined {
  const [acsTransID = '', place = '', proof = ''] = text.split('.');
  if (!sameText(proof, keys.pageProof(acsTransID, place))) return undefined;
  if (place === 'result') return { acsTransID };
  const [step = 0, wrongTries = 0, sends = 0, looks = 0] = place.split('-').map(Number);
  return { acsTransID, place: { step, wrongTries, sends, ...(looks ? { looks } : {}) } };
}
