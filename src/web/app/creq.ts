import { isUtf8 } from 'node:buffer';
import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import { ProtocolError } from '../../messages/errors.ts';
import { CREQ_JWE_BYTES } from '../../messages/limits.ts';
import { maskMessage } from '../../messages/masking.ts';
import { readMessage } from '../../messages/read.ts';
import { troubleOf } from '../../store/trouble.ts';
import { faultOfApp } from '../../transaction/appCreq.ts';
import { step } from '../../transaction/step.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import { APP_CREQ_PATH } from '../../urls.ts';
import { allowOnly } from '../connections.ts';
import { JOSE_TYPE, JSON_TYPE, takeOnly } from '../contentType.ts';
import { answerWithErro, systemFailure } from '../errors.ts';
import type { Hold } from '../hold.ts';
import { noteKept } from '../otherMessages.ts';
import { answerCReq, refuseCReq } from './answer.ts';
import { takeSdkErro } from './sdkErro.ts';
import { type Jwe, readJwe, type Secured } from './secured.ts';
import type { AppMeans } from './steps.ts';
import { type CameIn, takeCReq } from './take.ts';

/** CReq → CRes, both as JWE, or Erro in the clear; and the Erro of an SDK, which gets no answer. */
export const appCreqRoutes: FastifyPluginAsync<{ acs: Acs; face: AppMeans; hold: Hold }> = async (app, { acs, face, hold }) => {
  takeOnly(app, JOSE_TYPE, JSON_TYPE);
  app.removeAllContentTypeParsers();
  // Published SDKs send their Erro as either type: what came is told by its first character.
  app.addContentTypeParser([JOSE_TYPE, JSON_TYPE], { parseAs: 'buffer' }, (_request, body: Buffer, done) =>
    done(null, isUtf8(body) ? body.toString('utf8').trim() : ''),
  );
  answerWithErro(app, acs);
  allowOnly(app, 'POST', APP_CREQ_PATH);

  app.post<{ Body: string | undefined }>(APP_CREQ_PATH, { bodyLimit: CREQ_JWE_BYTES }, async ({ body = '' }, reply) => {
    if (body.startsWith('{')) {
      await takeSdkErro(acs, body);
      return reply.code(200).send();
    }
    const jwe = readJwe(body);
    const transaction = await addressee(acs, jwe);
    // From here on: what the step leads to must not be missed.
    const report = acs.reports.listen(transaction.acsTransID);
    const came = cameIn(acs, JSON.stringify(jwe.header));
    try {
      const secured: Secured = await jwe.open(acs, transaction);
      came.isProven = true;
      came.message.body = maskMessage(secured.text, { hasEntries: true });
      if (secured.fault) throw secured.fault;
      const { messageVersion: version } = transaction;
      const message = readMessage(['CReq', 'Erro'], secured.text, { ...acs.readOptions, version, deviceChannel: '01' });
      if (message.messageType === 'Erro') {
        await takeSdkErro(acs, secured.text, transaction);
        return await reply.code(200).send();
      }
      const taken = await takeCReq(acs, transaction, message, came);
      return await answerCReq(acs, { taken, secured, creq: message, report, face, hold, reply });
    } catch (error) {
      noteKept(reply.request);
      if (error instanceof ProtocolError) throw await refuseCReq(acs, transaction, error, came);
      const { acsTransID, threeDSServerTransID, dsTransID, messageVersion, app } = transaction;
      const ids = { acsTransID, threeDSServerTransID, dsTransID, ...(app ? { sdkTransID: app.sdkTransID } : {}) };
      throw troubleOf(error) ? systemFailure(error, { ...ids, messageType: 'CReq', messageVersion }) : error;
    } finally {
      report.stop();
    }
  });
};

function cameIn({ clock }: Acs, body: string): CameIn {
  return { message: { at: clock.now(), direction: 'in', type: 'CReq', body }, isKept: false, isProven: false };
}

/**
 * The transaction that a kid names, if it awaits a CReq of an app.
 * @throws ProtocolError that leaves every transaction as it is: 301 unknown, 305 none of an app or over, 402 timed out
 */
async function addressee(acs: Acs, { kid, header }: Jwe): Promise<Transaction> {
  const at = acs.clock.now();
  const saved = await acs.store.transactions.find(kid);
  // A deadline that has passed counts first, also where no sweep has seen it yet.
  const fault = faultOfApp(saved && step(saved.transaction, { type: 'deadline', at }, acs.policy).transaction, acs.policy);
  if (!saved) throw fault?.knowing({ messageType: 'CReq', acsTransID: kid });
  if (!fault) return saved.transaction;
  await acs.advance(kid, () => ({ type: 'deadline', at }));
  throw await refuseCReq(acs, saved.transaction, fault, cameIn(acs, JSON.stringify(header)));
}
