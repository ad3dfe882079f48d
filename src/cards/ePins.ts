import { hashEPin } from '../crypto/ePin.ts';
import type { Keys } from '../crypto/keys.ts';

/** The ePin of whoever has chosen none, where a card number or a rule has one asked. The issuer never asks for it by himself. */
export const DEMO_EPIN = '4826';

/** The stored form of a card's ePin by the card's keyed hash. */
export type EPinOf = (cardHash: string) => Promise<string>;

/** Where enrolled cards are found. */
interface CardsStore {
  cards: { find(cardHash: string): Promise<{ ePin?: string } | undefined> };
}

export function makeEPins({ store, keys }: { store: CardsStore; keys: Keys }): EPinOf {
  let demo: Promise<string> | undefined;
  return async (cardHash) => {
    const { ePin } = (await store.cards.find(cardHash)) ?? {};
    if (ePin !== undefined) return ePin;
    demo ??= hashEPin(DEMO_EPIN, keys);
    return demo;
  };
}
