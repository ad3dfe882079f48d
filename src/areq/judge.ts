import type { Acs } from '../acs.ts';
import type { Card } from '../cards/card.ts';
import { isServed } from '../cards/ranges.ts';
import { faultOfKey } from '../crypto/areqKeys.ts';
import type { CardFacts, PriorTransaction } from '../decision/cardFacts.ts';
import type { MethodBehaviour } from '../decision/methodBehaviour.ts';
import { priorInfoOf } from '../decision/spc.ts';
import type { TrustStatus } from '../decision/statuses.ts';
import { judgeAReq } from '../messages/read.ts';
import type { AReq } from '../messages/types.ts';
import { VERSIONS } from '../messages/versions.ts';
import { deviceOf, type KnownDevice } from './device.ts';
import { type JudgedSpc, judgeSpc } from './spc.ts';

/** What is known of an AReq that nothing is wrong with: its card, its browser and its assertion. */
export type KnownAReq = CardFacts & Card & Pick<JudgedSpc, 'assertion'> & KnownDevice & { methodBehaviour?: MethodBehaviour };

/**
 * Judges an AReq that was read by what the issuer, its keys and its card show (the order of the checks: messages/checks.ts).
 * @returns what the decision needs to know
 * @throws ProtocolError of the first fault, with the ids of the AReq
 */
export async function judgeByWhatIsKnown(acs: Acs, areq: AReq): Promise<KnownAReq> {
  judgeAReq(areq, {
    refusedMccs: acs.issuer.scheme.refusedMccs,
    faultOfKey: (element) => faultOfKey(areq, element),
    isServed: isServed(areq.acctNumber, acs.servedRanges),
  });
  const card = await acs.cardOf(areq.acctNumber);
  judgeAReq(areq, { versionsOfCard: card.versions });
  // The 3DS Method may have run for an earlier AReq (Req 410).
  const methodRun = areq.threeDSMethodId ?? areq.threeDSServerTransID;
  const method = areq.deviceChannel === '02' ? await acs.store.methodRuns.stateOf(methodRun) : {};
  const spc = await judgeSpc(acs, areq, card);
  const trustList = await trustStatusOf(acs, areq, card);
  const device = await deviceOf(acs, areq, card);
  const prior = await priorOf(acs, areq, card);
  return { ...card, ...method, ...(trustList ? { trustList } : {}), ...(prior ? { prior } : {}), ...device, ...spc };
}

/** What the transaction is that a 3RI leans on (Req 290). */
async function priorOf({ store }: Acs, areq: AReq, { cardHash }: Card): Promise<PriorTransaction | undefined> {
  const ref = areq.deviceChannel === '03' ? priorInfoOf(areq)?.threeDSReqPriorRef : undefined;
  if (ref === undefined) return undefined;
  const { transaction } = (await store.transactions.find(ref)) ?? {};
  if (!transaction) return 'unknown';
  if (transaction.cardHash !== cardHash) return 'otherCard';
  return 'result' in transaction.state && transaction.state.result.transStatus === 'D' ? 'goesOnDecoupled' : 'known';
}

/** What the trust list of the issuer says of the merchant; there is none in 2.1.0. */
async function trustStatusOf({ issuer, store }: Acs, areq: AReq, { cardHash }: Card): Promise<TrustStatus | undefined> {
  if (!VERSIONS[areq.messageVersion].trustList) return undefined;
  if (issuer.trustList === 'never') return 'E';
  return areq.threeDSRequestorID && (await store.trustList.has(cardHash, areq.threeDSRequestorID)) ? 'Y' : 'N';
}
