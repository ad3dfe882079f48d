import type { FastifyError, FastifyInstance } from 'fastify';
import type { Acs } from '../acs.ts';
import { erro, ProtocolError } from '../messages/errors.ts';

/** An error of the HTTP layer below 3-D Secure, e.g. 413 or 415: no Erro, the status says it. */
const isHttpError = (error: unknown): error is FastifyError =>
  typeof (error as FastifyError).statusCode === 'number' && (error as FastifyError).statusCode !== 500;

/** For peers that speak the protocol: every fault of a message becomes an Erro, with HTTP 200 (EMVCo FAQ 30). */
export function answerWithErro(app: FastifyInstance, { log }: Pick<Acs, 'log'>): void {
  app.setErrorHandler((error, request, reply) => {
    if (isHttpError(error))
      return reply.code(error.statusCode ?? 400).send({ statusCode: error.statusCode, message: error.message });
    if (!(error instanceof ProtocolError)) log.error({ err: error, url: request.url }, 'a message could not be answered');
    if (error instanceof ProtocolError && error.about.messageType === 'Erro') {
      log.warn({ ...error.about }, 'an Erro came where an AReq was awaited; an Erro is never answered with an Erro');
      return reply.code(200).send();
    }
    const answer = erro(error);
    const { errorCode, errorDetail, threeDSServerTransID, messageVersion } = answer;
    log.info(
      {
        messageType: answer.errorMessageType,
        messageVersion,
        threeDSServerTransID,
        errorCode,
        errorDetail,
        ms: Math.round(reply.elapsedTime),
      },
      `${answer.errorMessageType ?? 'Message'} answered by Erro ${errorCode}`,
    );
    return reply.code(200).type('application/json; charset=utf-8').send(JSON.stringify(answer));
  });
}
