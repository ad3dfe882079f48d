import type { FastifyInstance } from 'fastify';
import { erro, ProtocolError } from '../../messages/errors.ts';
import { objectOf } from '../../messages/subject.ts';
import { logMessage, outcomeOfAnswer, refusalOf, typeOf } from '../messageLog.ts';
import type { Sandbox } from '../options.ts';
import { AN_ID, Problem } from '../problem.ts';
import { protocolRoute, StreamedMessage, takeMessages } from '../protocolRoute.ts';
import { Remembered } from '../remembered.ts';
import { takeAReq } from './areq.ts';
import type { Ds } from './context.ts';
import { publishedKeys } from './dsKeys.ts';
import { keepErro } from './erro.ts';
import { operationRoutes } from './operations.ts';
import { type AskedAt, preq } from './preq.ts';
import { makeRangeBook } from './rangeBook.ts';
import { rangeRoutes } from './rangeRoutes.ts';
import { type DsTransactions, makeDsTransactions } from './routedTransactions.ts';
import { takeRReqOfAcs } from './rreq.ts';

/** By which a message goes: the types that a DS is asked. */
type Leg = 'AReq' | 'PReq' | 'RReq';

type Carry = (raw: string) => object | string | Promise<object | string>;

/** The addresses of the DS. Each takes every message by its messageType; what is none for a DS is judged as the type named here. */
const ADDRESSES: Readonly<Record<string, Leg>> = { '/ds': 'AReq', '/ds/areq': 'AReq', '/ds/rreq': 'RReq', '/ds/preq': 'PReq' };

/** The loopback DS; what it has seen of a transaction is under /ds/transactions/{threeDSServerTransID}. */
export function ds(app: FastifyInstance, { sandbox }: { sandbox: Sandbox }, done: () => void): void {
  const transactions = makeDsTransactions(sandbox.now);
  const withoutAcs = sandbox.dsRules.rangesWithoutAcs.map((range) => ({ ...range, acs: false as const }));
  const context: Ds = { sandbox, transactions, ranges: makeRangeBook([...sandbox.servedRanges, ...withoutAcs]) };
  const askedAt: AskedAt = new Remembered();
  takeMessages(app);
  const legs: Record<Leg, Carry> = {
    AReq: (raw) => takeAReq(context, raw),
    PReq: (raw) => preq(context, askedAt, raw),
    RReq: (raw) => takeRReqOfAcs(sandbox, transactions, raw),
  };
  for (const [path, usual] of Object.entries(ADDRESSES)) {
    protocolRoute(app, path, 'DS', (raw) => {
      const { messageType } = objectOf(raw);
      if (messageType === 'Erro') return keepErro(sandbox, transactions, raw);
      const leg = (Object.keys(legs) as Leg[]).find((type) => type === messageType) ?? usual;
      return carried(sandbox, transactions, { leg, carry: legs[leg], raw });
    });
  }

  void app.register(rangeRoutes, { ds: context });
  void app.register(operationRoutes, { ds: context });
  app.get('/ds/keys', async () => publishedKeys(sandbox.dsKeys));
  app.get<{ Params: { id: string } }>('/ds/transactions/:id', async (request, reply) => {
    const transaction = transactions.byThreeDSServerTransID(request.params.id);
    reply.header('cache-control', 'no-store');
    if (!transaction) throw new Problem(404, 'threeDSServerTransID', 'of a transaction that this DS has seen', AN_ID);
    const { threeDSServerTransID, dsTransID, acsTransID, messages } = transaction;
    return {
      ...{ threeDSServerTransID, dsTransID, acsTransID },
      messages: messages.map(({ text, ...seen }) => ({ ...seen, message: JSON.parse(text) })),
    };
  });
  done();
}

/** Runs one leg; whatever is thrown becomes the Erro of the DS. */
async function carried(
  sandbox: Sandbox,
  transactions: DsTransactions,
  { leg, carry, raw }: { leg: Leg; carry: Carry; raw: string },
): Promise<object | string> {
  const start = performance.now();
  let answer: object | string;
  try {
    answer = await carry(raw);
  } catch (error) {
    if (!(error instanceof ProtocolError)) sandbox.log.error({ err: error, party: 'DS' }, `${leg} failed`);
    const refusal = erro(error, 'D');
    const known = transactions.byThreeDSServerTransID(refusal.threeDSServerTransID ?? '');
    if (known) transactions.saw(known, `DS → ${leg === 'RReq' ? 'ACS' : '3DSServer'}`, refusal);
    answer = refusal;
  }
  const read = typeof answer === 'string' ? JSON.parse(answer) : answer;
  const parsed = read instanceof StreamedMessage ? read.head : read;
  logMessage(sandbox.log, 'DS', {
    messageType: typeOf(raw, leg),
    threeDSServerTransID: parsed.threeDSServerTransID,
    outcome: outcomeOfAnswer(parsed),
    refusal: refusalOf(parsed),
    ms: Math.round(performance.now() - start),
  });
  return answer;
}
