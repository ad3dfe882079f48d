import type { Acs } from '../../acs.ts';
import { isSameId } from '../../messages/ids.ts';
import type { MessageRecord } from '../../store/messageRecord.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import { keepWhileFew } from '../keepWhileFew.ts';

/**
 * Said of a message that names a challenge in an app by its acsTransID alone, and is neither encrypted with its key nor says
 * another id of it: anybody may send that. The SDK has shown by its first CReq that it has the key.
 */
export const UNPROVEN = 'not proven to come from the SDK: the challenge goes on';

/**
 * Whether a challenge has begun and goes on, so that only who proves to be its SDK may end it; by the letter of 5.9.5 whoever names
 * it may (POLICY.unproven).
 */
export function needsProof({ policy }: Acs, { app, state }: Transaction): boolean {
  return policy.unproven === 'goesOn' && app !== undefined && state.name === 'challenging';
}

/** Whether a message in the clear says another id of a transaction besides acsTransID, and none that is not its own. */
export function saysAnotherId({ threeDSServerTransID, app }: Transaction, message: Record<string, unknown>): boolean {
  const known = { threeDSServerTransID, sdkTransID: app?.sdkTransID };
  const said = (['threeDSServerTransID', 'sdkTransID'] as const).filter((name) => message[name] !== undefined);
  return said.length > 0 && said.every((name) => isSameId(message[name], known[name]));
}

/** Keeps such a message, and what it was answered, with the transaction that goes on. */
export async function keepUnproven(
  acs: Acs,
  { acsTransID, threeDSServerTransID, state }: Transaction,
  [cameIn, ...answered]: readonly [MessageRecord, ...MessageRecord[]],
): Promise<void> {
  acs.log.warn({ messageType: cameIn.type, acsTransID, threeDSServerTransID, state: state.name, mark: UNPROVEN }, UNPROVEN);
  await keepWhileFew(acs, acsTransID, [{ ...cameIn, mark: UNPROVEN }, ...answered]);
}
