import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Acs } from '../acs.ts';
import { type About, erro, ProtocolError, ruleOfErro } from '../messages/errors.ts';
import { idOfSender, responseHeaders } from '../messages/headers.ts';
import { readAbout } from '../messages/read.ts';
import type { Erro } from '../messages/types.ts';
import { troubleOf } from '../store/trouble.ts';
import { type NotedMessage, noteRefused } from './otherMessages.ts';

/** An error of the HTTP layer below 3-D Secure, e.g. 413 or 415: no Erro, the status says it. */
const isHttpError = (error: unknown): error is FastifyError =>
  typeof (error as FastifyError).statusCode === 'number' && (error as FastifyError).statusCode !== 500;

/** A fault whose Erro leaves in another form, on purpose. */
export class BentFault extends ProtocolError {
  readonly erro: Erro;
  readonly mark: string;

  constructor({ reason, detail, about, rule }: ProtocolError, sent: Erro, mark: string) {
    super(reason, detail, about, rule);
    this.erro = sent;
    this.mark = mark;
  }
}

/** For peers that speak the protocol: every fault of a message becomes an Erro, with HTTP 200 (EMVCo FAQ 30). */
export function answerWithErro(app: FastifyInstance, acs: Pick<Acs, 'log'>): void {
  app.setErrorHandler((error, request, reply) => {
    if (isHttpError(error))
      return reply.code(error.statusCode ?? 400).send({ statusCode: error.statusCode, message: error.message });
    return sendErro(acs, error, request, reply);
  });
}

/** Sends the Erro of a fault. An Erro that came is never answered with one. */
export function sendErro({ log }: Pick<Acs, 'log'>, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fault = error instanceof ProtocolError ? error : systemFailure(error, readAboutOf(request.body));
  if (fault !== error && !troubleOf(error))
    log.error({ err: error, url: request.url.split('?')[0] }, 'a message could not be answered');
  if (fault.about.messageType === 'Erro') {
    log.warn({ ...fault.about }, 'an Erro came where none was awaited; an Erro is never answered with an Erro');
    return reply.code(200).send();
  }
  const { erro: answer, mark } = fault instanceof BentFault ? fault : { erro: erro(fault), mark: undefined };
  const { errorCode, errorDetail, threeDSServerTransID, messageVersion } = answer;
  const rule = ruleOfErro({ ...answer });
  if (!troubleOf(error)) noteRefused(request, refusalOf(answer, rule, request.body));
  log.info(
    {
      messageType: answer.errorMessageType,
      messageVersion,
      threeDSServerTransID,
      errorCode,
      errorDetail,
      rule,
      ...(mark ? { mark } : {}),
      ms: Math.round(reply.elapsedTime),
    },
    `${fault.about.messageType ?? 'Message'} answered by Erro ${errorCode}${mark ? `, ${mark}` : ''}`,
  );
  return reply
    .code(200)
    .headers(responseHeaders(fault.about.messageVersion ?? messageVersion, undefined, idOfSender('ACS', fault.about)))
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(answer));
}

function refusalOf(answer: Erro, rule: string | undefined, body: unknown): NotedMessage {
  const { errorMessageType: messageType, errorCode, errorDetail } = answer;
  return {
    ...(messageType ? { messageType } : {}),
    ...(rule === undefined ? {} : { rule }),
    ...(typeof body === 'string' ? { body } : {}),
    ...{ cause: `Erro ${errorCode} ${errorDetail}`, answer: JSON.stringify(answer) },
  };
}

/** How long whoever met a store in trouble is asked to wait. */
export const RETRY_AFTER_SECONDS = 5;

function readAboutOf(body: unknown): About {
  return typeof body === 'string' ? readAbout(body) : {};
}

/**
 * The fault of an error that is none of the protocol. What is sent again may succeed where the store cannot be used for now (403);
 * a damaged store, or a fault of this program, will not mend by itself (404).
 */
export function systemFailure(error: unknown, about: About): ProtocolError {
  const trouble = troubleOf(error);
  return trouble && !trouble.isDamage
    ? new ProtocolError('TRANSIENT_SYSTEM_FAILURE', 'The store cannot be used now: send the message again', about)
    : new ProtocolError('PERMANENT_SYSTEM_FAILURE', 'See the log of this component', about);
}
