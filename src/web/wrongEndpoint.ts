import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { Acs } from '../acs.ts';
import { ProtocolError } from '../messages/errors.ts';
import { MESSAGE_BYTES } from '../messages/limits.ts';
import { mediaTypeOf } from '../messages/mediaType.ts';
import { readAbout } from '../messages/read.ts';
import { isMessageType } from '../messages/schemas.ts';
import type { Show } from './acs/showPage.ts';
import { JSON_TYPE } from './contentType.ts';
import { sendErro } from './errors.ts';
import { noteRefused } from './otherMessages.ts';

/** Where a message belongs that this ACS takes. */
const ENDPOINTS: Record<string, string> = {
  AReq: 'An AReq is taken at POST /3ds/areq',
  OReq: 'An OReq is taken at POST /3ds/areq',
  CReq: 'A CReq is taken at the acsURL of its ARes, in the form field creq',
};

/**
 * The fault of a 3-D Secure message that came where none is taken (303); undefined for a body that is no message.
 * What it says of its transaction is read as far as it can be.
 */
export function wrongEndpoint(body: Buffer): ProtocolError | undefined {
  const about = isUtf8(body) ? readAbout(body.toString('utf8')) : {};
  const { messageType } = about;
  if (messageType === undefined || !isMessageType(messageType)) return undefined;
  return new ProtocolError('ACCESS_DENIED', ENDPOINTS[messageType] ?? `No ${messageType} is taken here`, about);
}

/** JSON where forms are taken: Erro 303 for a message, 415 for anything else. */
export function refuseJson(app: FastifyInstance): void {
  app.addContentTypeParser(JSON_TYPE, { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    noteRefused(request, { body: body.toString('utf8') });
    done(wrongEndpoint(body) ?? Object.assign(new Error('Only forms are taken here'), { statusCode: 415 }));
  });
}

/** What is posted to an address under /3ds/ that is none: a message gets Erro 303, everything else the page of the unknown. */
export const unknownEndpoints: FastifyPluginAsync<{ acs: Acs; show: Show }> = async (app, { acs, show }) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MESSAGE_BYTES }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => show.unknown(reply, error.statusCode ?? 500));
  app.setNotFoundHandler((request, reply) => {
    const { body, headers, method } = request;
    const isJson = method === 'POST' && mediaTypeOf(headers['content-type'] ?? '') === JSON_TYPE;
    const fault = isJson && Buffer.isBuffer(body) ? wrongEndpoint(body) : undefined;
    if (method === 'POST')
      noteRefused(request, { cause: 'no message is taken at this address', ...(isJson ? textOf(body) : {}) });
    return fault ? sendErro(acs, fault, request, reply) : show.unknown(reply);
  });
};

const textOf = (body: unknown) => (Buffer.isBuffer(body) ? { body: body.toString('utf8') } : {});
