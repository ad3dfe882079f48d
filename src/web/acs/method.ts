import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Acs } from '../../acs.ts';
import { sameText } from '../../crypto/keys.ts';
import { type MethodBehaviour, readBehaviour } from '../../decision/methodBehaviour.ts';
import { encodeBase64url } from '../../messages/base64url.ts';
import { causeOfField } from '../../messages/formField.ts';
import { isTransID } from '../../messages/ids.ts';
import { maskText } from '../../messages/masking.ts';
import { faultsOfMethodData, type MethodData, readMethodData } from '../../messages/methodData.ts';
import { serveAssets } from '../../pages/assetRoutes.ts';
import { withoutDirectionMarks } from '../../pages/format.ts';
import { catalogue, makePages } from '../../pages/render.ts';
import type { MethodFindings } from '../../store/methodData.ts';
import { allowOnly } from '../connections.ts';
import { noteRefused } from '../otherMessages.ts';
import { sendCollectingPage } from './headers.ts';

const ASSETS_URL = '/3ds/method/assets/';
const COLLECT_URL = '/3ds/method/data';

interface MethodCall {
  Body: Record<string, unknown> | undefined;
  Querystring: Record<string, unknown>;
}

/** The 3DS Method: an invisible page that looks at the browser and tells the 3DS Server when it is done (EMV 3DS 2.2.0, 5.8.1). */
export const methodRoutes: FastifyPluginAsync<{ acs: Acs }> = async (app, { acs }) => {
  const pages = makePages('method', ASSETS_URL);
  allowOnly(app, 'POST', '/3ds/method');

  app.post<MethodCall>('/3ds/method', async (request, reply) => {
    const { body, query, headers } = request;
    const asked = 'behaviour' in query || 'delayMs' in query ? readBehaviour(query) : acs.threeDSMethod.current;
    if ('rule' in asked)
      return tellFault(reply, `${asked.field} must be ${asked.rule}, for example ${asked.field}=${asked.example}`);
    const data = readMethodData(String(body?.threeDSMethodData ?? ''));
    const { behaviour } = asked;
    acs.log.info(
      { threeDSServerTransID: data?.threeDSServerTransID, behaviour, ms: Math.round(reply.elapsedTime) },
      '3DS Method called',
    );
    if (!data) noteRefused(request, { messageType: '3DS Method', rule: 'A.2 3DS Method data', cause: causeOfMethod(body) });
    const { 'user-agent': userAgent, 'accept-language': acceptLanguage } = headers;
    if (data) {
      const run = { at: acs.clock.now(), request: tidyFindings({ userAgent, acceptLanguage }), behaviour: asked };
      await acs.store.methodRuns.called(data.threeDSServerTransID, run);
    }
    if (behaviour === 'failing')
      return reply.code(500).type('text/plain; charset=utf-8').send('3DS Method: it fails, as it was told to.');
    // There is no message to answer a fault with: an empty page, and the 3DS Server goes on without it.
    if (!data) return sendCollectingPage(reply, '<!doctype html><title>3DS Method</title>');
    return sendCollectingPage(reply, pages.render('method', catalogue.languageFor(acceptLanguage), viewOf(acs, data, asked)));
  });

  app.post<MethodCall>(COLLECT_URL, async ({ body }, reply) => {
    const [threeDSServerTransID = '', proof = '', ...more] = String(body?.token ?? '').split('.');
    const isToken = isTransID(threeDSServerTransID) && more.length === 0;
    const isOurs = isToken && sameText(proof, proofOf(acs, threeDSServerTransID));
    if (isOurs) await acs.store.methodRuns.collected(threeDSServerTransID, acs.clock.now(), tidyFindings(fieldsOf(body)));
    acs.log.info({ threeDSServerTransID: isOurs ? threeDSServerTransID : undefined }, '3DS Method: data of the browser');
    return reply
      .code(isOurs ? 204 : 403)
      .headers({ 'cache-control': 'no-store', 'cross-origin-resource-policy': 'cross-origin' })
      .send();
  });

  serveAssets(app, ASSETS_URL, { assets: pages.assets, headers: { 'cross-origin-resource-policy': 'cross-origin' } });
};

/** Why a call of the 3DS Method cannot be read. */
function causeOfMethod(body: Record<string, unknown> | undefined): string {
  const why = causeOfField('threeDSMethodData', body && { ...body });
  return why ?? `threeDSMethodData: ${faultsOfMethodData(String(body?.threeDSMethodData)).join(', ')} missing or malformed`;
}

/** What the script of the page sends; anything else is left out. */
const COLLECTED = [
  ...['browserUserAgent', 'browserLanguage', 'languages', 'browserScreenWidth', 'browserScreenHeight', 'browserColorDepth'],
  ...['pixelRatio', 'browserTZ', 'timeZone', 'browserJavaEnabled', 'cookiesEnabled', 'platform', 'hardwareConcurrency'],
  'touchPoints',
];

function fieldsOf(body: Record<string, unknown> | undefined): Record<string, unknown> {
  return Object.fromEntries(COLLECTED.map((name) => [name, body && Object.hasOwn(body, name) ? body[name] : undefined]));
}

const LONGEST = 512;

/** What is kept of it: single values, short, in plain text, without card numbers. */
function tidyFindings(fields: Record<string, unknown>): MethodFindings {
  const kept = Object.entries(fields).filter(([, value]) => typeof value === 'string' && value !== '');
  return Object.fromEntries(kept.map(([name, value]) => [name, plain(String(value))]));
}

function plain(text: string): string {
  const visible = withoutDirectionMarks(text).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
  return maskText(visible).slice(0, LONGEST);
}

/** Only who was given the page may say what it found. The caller names the id: its proof opens nothing else. */
function proofOf({ keys }: Acs, threeDSServerTransID: string): string {
  return keys.proof('3DS Method token', threeDSServerTransID);
}

function viewOf(
  acs: Acs,
  { threeDSServerTransID, threeDSMethodNotificationURL }: MethodData,
  { behaviour, delayMs }: MethodBehaviour,
) {
  return {
    collect: COLLECT_URL,
    token: `${threeDSServerTransID}.${proofOf(acs, threeDSServerTransID)}`,
    delayMs,
    ...(behaviour === 'silent'
      ? {}
      : {
          notification: {
            action: threeDSMethodNotificationURL,
            threeDSMethodData: encodeBase64url(JSON.stringify({ threeDSServerTransID })),
          },
        }),
  };
}

function tellFault(reply: FastifyReply, text: string): FastifyReply {
  return reply.code(400).type('text/plain; charset=utf-8').send(`3DS Method: ${text}`);
}
