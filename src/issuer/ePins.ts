import { hashEPin } from '../crypto/ePin.ts';
import type { Keys } from '../crypto/keys.ts';
import type { Cards } from '../store/cards.ts';

/** The ePin of a card that nobody enrolled, where its number or a rule has one asked. The issuer never asks for it by himself. */
export const DEMO_EPIN = '4826';

/** The stored form of a card's ePin by the card's keyed hash; undefined where its cardholder has none. */
export type EPinOf = (cardHash: string) => Promise<string | undefined>;

export function makeEPins({ store, keys }: { store: { cards: Pick<Cards, 'find'> }; keys: Keys }): EPinOf {
  let demo: Promise<string> | undefined;
  return async (cardHash) => {
    const card = await store.cards.find(cardHash);
    if (card) return card.ePin;
    demo ??= hashEPin(DEMO_EPIN, keys);
    return demo;
  };
}
