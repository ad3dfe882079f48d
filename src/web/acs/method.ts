import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import { encodeBase64url } from '../../messages/base64url.ts';
import { readMethodData } from '../../messages/methodData.ts';
import { catalogue, type Pages } from '../../pages/render.ts';
import { allowOnly } from '../connections.ts';
import { sendLeavingPage } from './headers.ts';

/** The 3DS Method: an invisible page that tells the 3DS Server that it was loaded (EMV 3DS 2.2.0, 5.8.1). */
export const methodRoutes: FastifyPluginAsync<{ acs: Acs; pages: Pages }> = async (app, { acs, pages }) => {
  allowOnly(app, 'POST', '/3ds/method');

  app.post<{ Body: { threeDSMethodData?: unknown } | undefined }>('/3ds/method', async ({ body }, reply) => {
    const data = readMethodData(String(body?.threeDSMethodData ?? ''));
    acs.log.info({ threeDSServerTransID: data?.threeDSServerTransID, ms: Math.round(reply.elapsedTime) }, '3DS Method called');
    // There is no message to answer a fault with: an empty page, and the 3DS Server goes on without it.
    if (!data) return sendLeavingPage(reply, '<!doctype html><title>3DS Method</title>');
    const { threeDSServerTransID, threeDSMethodNotificationURL } = data;
    const fields = [{ name: 'threeDSMethodData', value: encodeBase64url(JSON.stringify({ threeDSServerTransID })) }];
    const view = { action: threeDSMethodNotificationURL, fields };
    return sendLeavingPage(reply, pages.render('method', catalogue.languageFor(), view));
  });
};
