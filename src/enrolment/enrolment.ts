import { hashEPin, isEPin } from '../crypto/ePin.ts';
import type { Keys } from '../crypto/keys.ts';
import type { Cardholder, CardholderMessage, Cardholders } from './cardholder.ts';
import { type EPinEntry, type EPinFault, ePinFault } from './ePinRules.ts';

export interface EnrolmentParts {
  cardholders: Cardholders;
  keys: Keys;
  weakEPins: readonly string[];
}

export type EPinOutcome =
  /** `first`: there was none before. */
  | { outcome: 'changed'; first: boolean }
  /** Posted twice, or chosen again on a page that had been overtaken: it is in place, and its cards can be used. */
  | { outcome: 'inPlace' }
  | { outcome: 'refused'; fault: EPinFault }
  /** It was changed elsewhere since the page was shown; nothing is overwritten unseen. */
  | { outcome: 'overtaken' };

/**
 * Whether a phone number ends in a cardholder's ePin: a pair that is refused, whichever of the two is chosen last. It can be told only
 * to who has proven the number, or any number would be a guess at the ePin.
 */
export async function endsInEPin(phone: string, { ePin }: Pick<Cardholder, 'ePin'>, keys: Keys): Promise<boolean> {
  return ePin !== undefined && isEPin(phone.replaceAll(/\D/g, '').slice(-4), ePin, keys);
}

/**
 * Chooses or renews a cardholder's ePin. It counts from the next step of any payment on; what is running goes on,
 * and cards that wrong ePins have locked can be used again.
 * @param seenChanges the number of changes that the cardholder's page knew of
 * @param notices what the cardholder is told of a change; they are saved with it
 */
export async function chooseEPin(
  { cardholders, keys, weakEPins }: EnrolmentParts,
  cardholder: Cardholder,
  entry: EPinEntry,
  { seenChanges, at, notices }: { seenChanges: number; at: number; notices: readonly CardholderMessage[] },
): Promise<EPinOutcome> {
  const { email, phone, ePin, cards } = cardholder;
  const fault = ePinFault(entry, { maskedCards: cards, phone, weakEPins });
  if (fault) return { outcome: 'refused', fault };
  const hash = await hashEPin(entry.ePin, keys);
  const enrolment = { chosenAt: at, chosenBy: 'cardholder' } as const;
  if (await cardholders.setEPin(email, hash, enrolment, seenChanges, notices)) {
    return { outcome: 'changed', first: ePin === undefined };
  }
  const now = await cardholders.find(email);
  const isInPlace =
    now?.ePin !== undefined && (await isEPin(entry.ePin, now.ePin, keys)) && (await cardholders.confirmEPin(email, now.ePin, at));
  return { outcome: isInPlace ? 'inPlace' : 'overtaken' };
}
