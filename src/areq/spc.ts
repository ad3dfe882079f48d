import type { Acs } from '../acs.ts';
import type { Card } from '../cards/card.ts';
import { credentialFrom } from '../crypto/credential.ts';
import { reportsSpc } from '../decision/laws.ts';
import { assertionOf, type OfferedSpc, priorInfoOf, type SpcOffer, type SpcVerdict } from '../decision/spc.ts';
import { judgeAssertion, type PriorS } from '../decision/spcVerdict.ts';
import { maskMessage } from '../messages/masking.ts';
import type { AReq } from '../messages/types.ts';
import type { MessageRecord } from '../store/messageRecord.ts';
import type { Opens } from '../store/transactions.ts';
import { step } from '../transaction/step.ts';
import type { Transaction } from '../transaction/transaction.ts';

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

/**
 * What comes of the assertion in an AReq; undefined where it brings none. A right one counts once: not here, but as the AReq opens
 * its transaction, so one that is answered by an Erro may come again.
 */
export async function judgeSpc(acs: Acs, areq: AReq, { cardHash }: Card): Promise<JudgedSpc | undefined> {
  const assertion = assertionOf(areq);
  if (!assertion) return undefined;
  if ('fault' in assertion) return { spc: assertion };
  const { clientDataJSON } = assertion;
  // A UUID is the same in either case (RFC 4122), and the record knows ours in small letters.
  const acsTransID = assertion.acsTransID.toLowerCase();
  const at = acs.clock.now();
  const prior = await priorOf(acs, acsTransID, at);
  const credential = () => credentialFrom(acs.keys.credentialSeed(cardHash));
  const spc = judgeAssertion(assertion, areq, { cardHash, prior, credential, rpID: rpIDOf(acs), now: at });
  if (spc !== 'proven') return { spc };
  const message = { at, direction: 'in', type: USED, body: maskMessage(JSON.stringify({ clientDataJSON })) } as const;
  return { spc, assertion: { acsTransID, message } };
}

/** What the store knows of the transaction that an assertion names, if its ARes said S. */
async function priorOf({ store, policy }: Acs, acsTransID: string, at: number): Promise<PriorS | undefined> {
  const saved = await store.transactions.find(acsTransID);
  // A deadline that has passed counts first, also where no sweep has seen it yet.
  const transaction = saved && step(saved.transaction, { type: 'deadline', at }, policy).transaction;
  if (!transaction || !saidS(transaction)) return undefined;
  const { state } = transaction;
  const isOver = 'result' in state && state.result.transStatus !== 'S';
  const messages = await store.transactions.messagesOf(acsTransID);
  const sent = offerIn(messages);
  const isAnswered = messages.some(({ type }) => type === USED);
  const { cardHash, threeDSServerTransID } = transaction;
  return { cardHash, threeDSServerTransID, isAnswered, ...(isOver ? { isOver } : {}), ...(sent ? { sent } : {}) };
}

/** Whether the ARes of a transaction said S. */
export function saidS({ confirmsPayment, state }: Transaction): boolean {
  return confirmsPayment === true || (state.name === 'final' && state.result.transStatus === 'S');
}

/**
 * Ends the wait of the transaction whose ARes said S: this is the AReq that says what came of it, be it right or wrong, and it has
 * opened a transaction of its own (Req 452). One for another card is none.
 */
export async function noteSecondAReq(acs: Acs, areq: AReq, { cardHash }: Pick<Card, 'cardHash'>): Promise<void> {
  const acsTransID = reportsSpc(areq) ? priorInfoOf(areq)?.threeDSReqPriorRef : undefined;
  if (acsTransID === undefined) return;
  const at = acs.clock.now();
  await acs.advance(acsTransID, (first) => (first.cardHash === cardHash ? { type: 'SecondAReq', at } : undefined));
}

/** What the ARes of a transaction offered, and when it left. */
export function offerIn(messages: readonly MessageRecord[]): { at: number; offered: OfferedSpc } | undefined {
  const ares = messages.find(({ type }) => type === 'ARes');
  return ares && { at: ares.at, offered: JSON.parse(ares.body) as OfferedSpc };
}
