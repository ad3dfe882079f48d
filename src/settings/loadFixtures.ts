import { hashEPin } from '../crypto/ePin.ts';
import type { Keys } from '../crypto/keys.ts';
import { maskNumber } from '../messages/masking.ts';
import type { Cards } from '../store/cards.ts';
import type { Fixtures } from './fixtures.ts';

/**
 * Puts the fixtures into a store that has none yet, `at` that time; card numbers and ePins go in as keyed hashes.
 * @returns whether the store holds these fixtures now: false where it was filled with others before
 */
export async function loadFixtures({ cards, cardholders }: Fixtures, store: Cards, keys: Keys, at = 0): Promise<boolean> {
  const fingerprint = fingerprintOf({ cards, cardholders }, keys);
  const loaded = await store.loaded();
  if (loaded !== undefined && loaded !== fingerprint && !wasLoadedBefore(loaded, { cards, cardholders }, keys)) return false;
  if (loaded === fingerprint) return true;
  const people = await Promise.all(
    cardholders.map(async ({ email, phone, ePin, method }) => ({
      email,
      phone,
      ...(ePin ? { ePin: await hashEPin(ePin, keys) } : {}),
      ...(method ? { method } : {}),
    })),
  );
  await store.load(
    people,
    cards.map(({ acctNumber, cardholder, blocked = false, outcome, method, automatic, decoupled }) => ({
      cardHash: keys.cardHash(acctNumber),
      maskedNumber: maskNumber(acctNumber),
      blocked,
      ...(cardholder ? { cardholder } : {}),
      ...(outcome ? { outcome } : {}),
      ...(method ? { method } : {}),
      ...(automatic ? { automatic } : {}),
      ...(decoupled ? { decoupled } : {}),
    })),
    fingerprint,
    at,
    loaded,
  );
  return true;
}

type Lists = Pick<Fixtures, 'cards' | 'cardholders'>;

function fingerprintOf({ cards, cardholders }: Lists, keys: Keys): string {
  return keys.fixturesDigest(JSON.stringify({ cards, cardholders }));
}

/** As older versions of this program wrote it: with the key of the card numbers. */
function olderFingerprintOf({ cards, cardholders }: Lists, keys: Keys): string {
  return keys.cardHash(JSON.stringify({ cards, cardholders }));
}

/**
 * Whether a store was filled with the beginning of these lists, as with a release that had fewer cards: then the rest is added. Or
 * with all of them by a release that wrote their fingerprint otherwise: then nothing but that is new.
 */
function wasLoadedBefore(loaded: string, { cards, cardholders }: Lists, keys: Keys): boolean {
  return cards.some((_card, shorter) =>
    [...cardholders.keys(), cardholders.length].some((people) => {
      const beginning = { cards: cards.slice(0, shorter + 1), cardholders: cardholders.slice(0, people) };
      return [fingerprintOf, olderFingerprintOf].some((made) => made(beginning, keys) === loaded);
    }),
  );
}
