import type { Outcome } from '../decision/outcome.ts';
import type { Card } from './card.ts';
import { meaningOfNumber } from './speakingNumbers.ts';

/** The public test cards of another sandbox. */
export interface CompatibleSandbox {
  /** Its full name. */
  sandbox: string;
  /** Where its numbers are published. */
  source: string;
  cards: readonly { acctNumber: string; outcome: Outcome }[];
}

/** What card numbers of other sandboxes do there, by number. */
export type CompatibleCards = ReadonlyMap<string, { sandbox: string; outcome: Outcome }>;

/** The cards of the sandboxes that are switched on; of a number that several have, the first one named counts. */
export function compatibleCards(all: Readonly<Record<string, CompatibleSandbox>>, names: readonly string[]): CompatibleCards {
  const cards = new Map<string, { sandbox: string; outcome: Outcome }>();
  for (const name of names) {
    const { sandbox, cards: ofSandbox } = all[name] ?? { sandbox: name, cards: [] };
    for (const { acctNumber, outcome } of ofSandbox) if (!cards.has(acctNumber)) cards.set(acctNumber, { sandbox, outcome });
  }
  return cards;
}

/** What a card that the issuer does not know is made for, by its number alone. */
export function madeFor(acctNumber: string, compatible: CompatibleCards): Pick<Card, 'outcome' | 'scripted' | 'versions'> {
  const known = compatible.get(acctNumber);
  if (known) return { outcome: known.outcome, scripted: `the card has this outcome in the sandbox of ${known.sandbox}` };
  const meaning = meaningOfNumber(acctNumber);
  if (meaning === undefined) return {};
  if (typeof meaning === 'string') return { scripted: meaning };
  const { versions, outcome } = meaning;
  return { versions, ...(outcome ? { outcome, scripted: 'the digits of the card number say so (acs-simulator card)' } : {}) };
}
