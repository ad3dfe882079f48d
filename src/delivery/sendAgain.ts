import { setTimeout } from 'node:timers/promises';
import type { Acs } from '../acs.ts';
import type { RReqAttempt } from '../store/rreqAttempts.ts';

/** How long a tester waits for the try that he asked for: none lasts longer. */
const TRY_MS = 8000;
const LOOK_MS = 20;

/**
 * Has the RReq of a transaction that has ended sent now, also where it was acknowledged or given up; resolves when it was tried.
 * Where one is on its way, that one is it.
 */
export async function sendRReqAgain({ store, clock, onEffects }: Acs, acsTransID: string): Promise<void> {
  const tries = async () => (await store.transactions.attemptsOf(acsTransID)).filter(isOver).length;
  const before = await tries();
  await store.effects.sendRReqAgain(acsTransID, clock.now());
  onEffects();
  const end = performance.now() + TRY_MS;
  // Looked up rather than listened to: another process on the same store may be the one that sends.
  while ((await tries()) === before && performance.now() < end) await setTimeout(LOOK_MS);
}

/** One that was interrupted ended before. */
function isOver({ outcome }: RReqAttempt): boolean {
  return outcome !== 'sending' && outcome !== 'interrupted';
}
