import type { Acs } from '../../acs.ts';
import type { Card } from '../../cards/card.ts';
import { credentialFrom, faultOfAssertion } from '../../crypto/credential.ts';
import {
  type Assertion,
  assertionOf,
  faultOfClientData,
  faultOfPayment,
  type Offered,
  type SpcOffer,
  type SpcVerdict,
} from '../../decision/spc.ts';
import { maskMessage } from '../../messages/masking.ts';
import type { AReq } from '../../messages/types.ts';
import type { MessageRecord, Opens } from '../../store/transactions.ts';

/** How long an ARes with S waits for the AReq that reports what came of it (EMV 3DS 2.3.1, time-out of SPC). */
const SPC_VALID_MS = 10 * 60_000;

/** What Secure Payment Confirmation shows and asks for a card. @param cardPicture the path of the picture of the card */
export function spcOffer(
  { acs: { keys, urls, issuer }, cardPicture }: { acs: Acs; cardPicture: string },
  { cardHash }: Card,
  acsTransID: string,
): SpcOffer {
  return {
    challenge: keys.spcChallenge(acsTransID),
    rpID: rpIDOf({ urls }),
    credentialId: credentialFrom(keys.credentialSeed(cardHash)).credentialId,
    displayName: `${issuer.name} ${issuer.scheme.name}`,
    icon: `${urls.acs}${cardPicture}`,
  };
}

/** The relying party of all credentials: the host of the ACS. */
export function rpIDOf({ urls }: Pick<Acs, 'urls'>): string {
  return new URL(urls.acs).hostname;
}

/** What comes of the assertion in an AReq. */
export interface JudgedSpc {
  spc: SpcVerdict;
  /** To be used up as the AReq opens its transaction. */
  assertion?: NonNullable<Opens['assertion']>;
}

const USED = 'SPC assertion';

/** What an assertion comes to that has been used before. */
export const ANSWERED_BEFORE: SpcVerdict = { fault: 'the ARes with S has had its answer before' };

/**
 * What comes of the assertion in an AReq; undefined where it brings none. A right one counts once: not here, but as the AReq opens
 * its transaction, so one that is answered by an Erro may come again.
 */
export async function judgeSpc(acs: Acs, areq: AReq, card: Card): Promise<JudgedSpc | undefined> {
  const assertion = assertionOf(areq);
  if (!assertion) return undefined;
  const fault = 'fault' in assertion ? assertion.fault : await faultOf(acs, areq, card, assertion);
  if (fault !== undefined || 'fault' in assertion) return { spc: { fault: fault ?? '' } };
  const { acsTransID, clientDataJSON } = assertion;
  if (await isUsed(acs, acsTransID)) return { spc: ANSWERED_BEFORE };
  const message = {
    at: acs.clock.now(),
    direction: 'in',
    type: USED,
    body: maskMessage(JSON.stringify({ clientDataJSON })),
  } as const;
  return { spc: 'proven', assertion: { acsTransID, message } };
}

async function isUsed({ store }: Acs, acsTransID: string): Promise<boolean> {
  return (await store.transactions.messagesOf(acsTransID)).some(({ type }) => type === USED);
}

async function faultOf(acs: Acs, areq: AReq, { cardHash }: Card, assertion: Assertion): Promise<string | undefined> {
  const { store, keys, clock } = acs;
  const { acsTransID, clientData } = assertion;
  const { transaction } = (await store.transactions.find(acsTransID)) ?? {};
  if (transaction?.state.name !== 'final' || transaction.state.result.transStatus !== 'S')
    return 'threeDSReqPriorRef names no transaction whose ARes said S';
  if (transaction.cardHash !== cardHash) return 'that ARes with S was for another card';
  const sent = offerIn(await store.transactions.messagesOf(acsTransID));
  const now = clock.now();
  if (!sent || now - sent.at > SPC_VALID_MS) return 'it comes more than ten minutes after the ARes with S';
  const { offered } = sent;
  return (
    faultOfClientData(clientData, offered) ??
    faultOfPayment(areq, offered) ??
    faultOfAssertion(credentialFrom(keys.credentialSeed(cardHash)), rpIDOf(acs), assertion)
  );
}

/** What the ARes of a transaction offered, and when it left. */
export function offerIn(messages: readonly MessageRecord[]): { at: number; offered: Offered } | undefined {
  const ares = messages.find(({ type }) => type === 'ARes');
  return ares && { at: ares.at, offered: JSON.parse(ares.body) as Offered };
}
