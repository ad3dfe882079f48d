import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import { sameText } from '../../crypto/keys.ts';
import { type Card, maskAcctNumber } from '../../issuer/card.ts';
import { ProtocolError } from '../../messages/errors.ts';
import { aboutOf, readMessage } from '../../messages/read.ts';
import type { AReq, ARes } from '../../messages/types.ts';
import { type CardFacts, decide } from '../../transaction/decide.ts';
import { ares } from '../../transaction/messages.ts';
import { openTransaction } from '../../transaction/open.ts';
import { type Assertion, assertionOf, type SpcOffer, spcElements } from '../../transaction/spc.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import { newTransID } from '../../transaction/transID.ts';
import { allowOnly, takeRawJson } from '../connections.ts';
import { answerWithErro } from '../errors.ts';

/** An AReq is at most some 100 kB: 64 kB of deviceInfo, 81,920 characters of extensions are the largest elements. */
const BODY_LIMIT = 256 * 1024;

export interface AReqOptions {
  acs: Acs;
  /** Path of the picture that Secure Payment Confirmation shows for the card. */
  cardPicture: string;
}

/** AReq → ARes or Erro at `POST /3ds/areq`. */
export const areqRoutes: FastifyPluginAsync<AReqOptions> = async (app, options) => {
  const { acs } = options;
  takeRawJson(app);
  answerWithErro(app, acs);
  allowOnly(app, 'POST', '/3ds/areq');

  app.post<{ Body: string }>('/3ds/areq', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const areq = readMessage('AReq', request.body ?? '', acs.readOptions);
    const card = await cardOf(acs, areq);
    const received = withoutCard(request.body, areq, maskAcctNumber(areq.acctNumber));
    for (let race = 0; race < MAX_RACES; race += 1) {
      const { transaction, message, at } = answerTo(options, areq, card);
      const answer = JSON.stringify(message);
      const isOpened = await acs.store.transactions.open(transaction, at, [
        { at, direction: 'in', type: 'AReq', body: received },
        { at, direction: 'out', type: 'ARes', body: answer },
      ]);
      if (!isOpened) {
        // Another process used the rule up, or removed it: without it, the answer is another one.
        await acs.rules.refresh(true);
        continue;
      }
      tell(acs, transaction, message.transStatus, reply.elapsedTime);
      return reply.type('application/json; charset=utf-8').send(answer);
    }
    throw new Error(`${MAX_RACES} rules in a row were used up by others`);
  });
};

const MAX_RACES = 1000;

/** Decides, and makes the transaction and its ARes; nothing is kept yet. In one turn, so that a rule is taken once. */
function answerTo(
  options: AReqOptions,
  areq: AReq,
  card: CardFacts & Card,
): { transaction: Transaction; message: ARes; at: number } {
  const { acs } = options;
  const decided = decide(areq, card, { rules: acs.rules.active(), policy: acs.issuer.policy });
  if (decided.rule !== undefined) acs.rules.take(decided.rule);
  const at = acs.clock.now();
  const acsTransID = newTransID(at);
  const spc = decided.transStatus === 'S' ? spcElements(areq, spcOffer(options, acsTransID)) : undefined;
  const decision = spc ? { ...decided, elements: { ...spc, ...decided.elements } } : decided;
  const transaction = openTransaction({ areq, card, decision, maskedCard: maskAcctNumber(areq.acctNumber), at, acsTransID });
  const message = ares(areq, transaction, acs.proofOf(transaction, decision.transStatus), acs.identity());
  return { transaction, message, at };
}

function spcOffer({ acs: { keys, urls, issuer }, cardPicture }: AReqOptions, acsTransID: string): SpcOffer {
  return {
    challenge: keys.spcChallenge(acsTransID),
    rpID: new URL(urls.acs).hostname,
    displayName: `${issuer.name} ${issuer.scheme.name}`,
    icon: `${urls.acs}${cardPicture}`,
  };
}

/** The card with what only the AReq shows. */
async function cardOf(acs: Acs, areq: AReq): Promise<CardFacts & Card> {
  try {
    const card = await acs.cardOf(areq.acctNumber);
    if (card.versions && !card.versions.some((version) => version === areq.messageVersion))
      throw new ProtocolError('MESSAGE_VERSION_NOT_SUPPORTED', card.versions.join(','));
    const assertion = assertionOf(areq);
    return assertion ? { ...card, spcProven: await isProven(acs, card, assertion) } : card;
  } catch (error) {
    throw error instanceof ProtocolError ? error.knowing(aboutOf({ ...areq })) : error;
  }
}

/** Whether the assertion answers the challenge that the ARes of its transaction gave, for the same card and the first time. */
async function isProven({ store, keys, clock }: Acs, { cardHash }: Card, { acsTransID, challenge }: Assertion): Promise<boolean> {
  const { transaction } = (await store.transactions.find(acsTransID)) ?? {};
  const offered = transaction?.state.name === 'final' && transaction.state.result.transStatus === 'S';
  if (!offered || transaction.cardHash !== cardHash || !sameText(challenge, keys.spcChallenge(acsTransID))) return false;
  const used = { at: clock.now(), direction: 'in', type: 'SPC assertion', body: JSON.stringify({ challenge }) } as const;
  return store.transactions.addOnce(acsTransID, used);
}

/** The message as it came, for the record, with the card number masked wherever it stands. */
function withoutCard(raw: string, areq: AReq, maskedCard: string): string {
  // A digit that is spelt as a JSON escape hides a number from a search of the raw text: then the text is made anew.
  const text = raw.includes('\\u003') ? JSON.stringify(areq) : raw;
  return text.replaceAll(areq.acctNumber, maskedCard);
}

function tell(acs: Acs, transaction: Transaction, transStatus: ARes['transStatus'], ms: number): void {
  const { acsTransID, threeDSServerTransID, dsTransID, messageVersion, because, rule, bent } = transaction;
  acs.log.info(
    {
      messageType: 'AReq',
      messageVersion,
      threeDSServerTransID,
      dsTransID,
      acsTransID,
      transStatus,
      because,
      ...(rule === undefined ? {} : { rule }),
      ...(bent ? { bent } : {}),
      ms: Math.round(ms),
    },
    `AReq answered by ARes ${transStatus}`,
  );
}
