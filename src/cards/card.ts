import { createHash } from 'node:crypto';
import type { Automatic, MethodName } from '../challenge/methods.ts';
import type { DecoupledFacts } from '../decision/decision.ts';
import type { Outcome } from '../decision/outcome.ts';
import type { MessageVersion } from '../messages/versions.ts';

/** What the issuer knows of a card. */
export interface Card {
  cardHash: string;
  blocked: boolean;
  /** What the card is made for. */
  outcome?: Outcome;
  /** The sentence that says where that stands; absent for a card of the fixtures. */
  scripted?: string;
  /** The protocol versions that the card takes part in; all of them if absent. */
  versions?: readonly MessageVersion[];
  /** What an AReq is answered now, after too many wrong ePins in a row. */
  locked?: { transStatus: 'N' | 'U' | 'R'; transStatusReason: string };
  /** How it is authenticated apart from the purchase; absent where it is not. */
  decoupled?: DecoupledFacts;
  /** Where the one-time codes go, e.g. `+687 79 00 23`; empty where nobody holds the card. */
  phone: string;
  /** The scrypt form of the cardholder's ePin; absent where none is enrolled. */
  ePin?: string;
  /** Where his e-mails go. */
  email?: string;
  /** How he is challenged, where the card is set to one method or he prefers it. */
  method?: MethodName;
  /** What comes of the method `automatic`. */
  automatic?: Automatic;
}

/**
 * A card that nobody enrolled: any number works here, with a code by SMS to a made-up mobile number of its own. The number,
 * and an e-mail address with it, come from the card's keyed hash, so they stay the same and tell nothing of the card.
 */
export function unknownCard(cardHash: string): Card {
  const digits = createHash('sha256').update(cardHash).digest().readUInt32BE(0) % 100_000;
  const subscriber = `7${String(digits).padStart(5, '0')}`;
  const email = `${subscriber}@example.nc`;
  return { cardHash, blocked: false, email, phone: `+687 ${subscriber.replaceAll(/(\d\d)(?=\d)/g, '$1 ')}` };
}

/**
 * An enrolled card as it can be challenged on demand, whatever it is made for: where nobody holds it, its codes go where those of an
 * unknown number go.
 */
export function withCardholder(card: Card): Card {
  if (card.phone !== '') return card;
  const { phone, email = '' } = unknownCard(card.cardHash);
  return { ...card, phone, email };
}
