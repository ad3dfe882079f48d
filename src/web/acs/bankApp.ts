import formbody from '@fastify/formbody';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Acs } from '../../acs.ts';
import { type ApprovalToken, approvalToken, readApprovalToken } from '../../challenge/approval.ts';
import { serveAssets } from '../../pages/assetRoutes.ts';
import { presentPurchase } from '../../pages/purchase.ts';
import { catalogue, makePages, type Pages } from '../../pages/render.ts';
import { troubleOf } from '../../store/trouble.ts';
import { awaitsVerdict, notificationOf } from '../../transaction/approval.ts';
import { type Transaction, type Verdict, wordingOf } from '../../transaction/transaction.ts';
import { issuerOf, themeUrl } from './challengeFrame.ts';
import { askLater } from './notNow.ts';

/** What the app's links and forms say. */
interface AppForm {
  approval?: unknown;
  verdict?: unknown;
  trustList?: unknown;
  deviceBinding?: unknown;
  language?: unknown;
}

interface BankApp {
  acs: Acs;
  pages: Pages;
}

const PATH = '/bank-app/';
const ASSETS_URL = `${PATH}assets/`;
const FORM_LIMIT = 8 * 1024;
const VERDICTS: ReadonlyMap<unknown, Verdict> = new Map([
  ['approve', 'approved'],
  ['refuse', 'refused'],
]);

/** A page of its own, not framed by anybody: an approval cannot be clicked through somebody else's page. */
const HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

/**
 * The pretend app of the bank, where out-of-band challenges and decoupled
 * authentication are approved or refused. Whoever has the link of a notification may
 * act, once: it stands for the phone in the cardholder's hand.
 */
export const bankAppRoutes: FastifyPluginAsync<{ acs: Acs; logoFolder: string }> = async (app, { acs, logoFolder }) => {
  const bank: BankApp = { acs, pages: makePages('bank-app', ASSETS_URL, logoFolder) };
  app.removeAllContentTypeParsers();
  await app.register(formbody, { bodyLimit: FORM_LIMIT });
  app.setErrorHandler(async (error: { statusCode?: number }, request, reply) => {
    if (troubleOf(error)) return showNotNow(bank, reply, 503);
    const status = error.statusCode ?? 500;
    if (status < 500) return show(bank, reply, 'unknown', {}, status);
    acs.log.error({ err: error, url: request.url.split('?')[0] }, 'a page of the bank app could not be shown');
    return showNotNow(bank, reply, 500);
  });

  app.get('/bank-app', (_request, reply) => reply.redirect(PATH));

  app.get<{ Querystring: AppForm }>(PATH, async ({ query }, reply) => {
    if (query.approval === undefined) return show(bank, reply, 'home', {});
    const token = readApprovalToken(acs.keys, String(query.approval));
    const saved = token && (await acs.store.transactions.find(token.acsTransID));
    return token && saved && isFor(token, acs)(saved.transaction)
      ? showApproval(bank, reply, saved.transaction, token)
      : show(bank, reply, 'unknown', {}, 404);
  });

  app.post<{ Body: AppForm | undefined }>(PATH, async ({ body }, reply) => {
    const form = body ?? {};
    const token = readApprovalToken(acs.keys, String(form.approval ?? ''));
    const verdict = VERDICTS.get(form.verdict);
    if (!token || !verdict) return show(bank, reply, 'unknown', {}, 404);
    const approval = { verdict, trusts: form.trustList === 'Y', binds: form.deviceBinding === 'Y', isFor: isFor(token, acs) };
    const said = await acs.approve(token.acsTransID, approval);
    if (!said?.counted) return show(bank, reply, 'unknown', {}, 404);
    const { acsTransID, threeDSServerTransID, browserLanguage } = said.transaction;
    const wording = wordingOf(said.transaction);
    acs.log.info({ acsTransID, threeDSServerTransID, ms: Math.round(reply.elapsedTime) }, `cardholder: ${verdict} in the app`);
    return show(bank, reply, verdict, { wording }, 200, browserLanguage);
  });

  serveAssets(app, ASSETS_URL, { assets: bank.pages.assets });
};

/** The same request again, with a note; or, where not even that can be read, a page that leads to it. */
async function showNotNow(bank: BankApp, reply: FastifyReply, status: 500 | 503): Promise<FastifyReply> {
  const { acs } = bank;
  if (status === 503) askLater(reply);
  const { approval = '' } = { ...(reply.request.query as AppForm), ...((reply.request.body ?? {}) as AppForm) };
  const token = readApprovalToken(acs.keys, String(approval));
  const saved = token && (await acs.store.transactions.find(token.acsTransID).catch(() => undefined));
  if (token && saved && isFor(token, acs)(saved.transaction)) return showApproval(bank, reply, saved.transaction, token, status);
  return show(bank, reply, 'notNow', { action: PATH, ...(token ? { approval: approvalToken(acs.keys, token) } : {}) }, status);
}

function showApproval(
  bank: BankApp,
  reply: FastifyReply,
  transaction: Transaction,
  token: ApprovalToken,
  status: 200 | 500 | 503 = 200,
): FastifyReply {
  const language = languageOf(reply, transaction.browserLanguage);
  const view = {
    action: PATH,
    approval: approvalToken(bank.acs.keys, token),
    acsTransID: transaction.acsTransID,
    summary: presentPurchase(transaction, language),
    trustList: transaction.offersTrustList === true,
    deviceBinding: transaction.offersDeviceBinding === true,
    wording: wordingOf(transaction),
    notNow: status !== 200,
  };
  return show(bank, reply, 'approval', view, status, transaction.browserLanguage);
}

function show(
  { acs, pages }: BankApp,
  reply: FastifyReply,
  page: string,
  view: object,
  status = 200,
  browserLanguage?: string,
): FastifyReply {
  const language = languageOf(reply, browserLanguage);
  const html = pages.render(page, language, { page, themeUrl: themeUrl(acs), issuer: issuerOf(acs), ...view });
  return reply.code(status).headers(HEADERS).type('text/html; charset=utf-8').send(html);
}

/** Whether a notification is the newest of its transaction, in time, and still to be answered. */
function isFor({ push }: ApprovalToken, { clock, policy }: Acs) {
  const at = clock.now();
  return (transaction: Transaction): boolean => {
    if (!awaitsVerdict(transaction, at) || notificationOf(transaction) !== push) return false;
    const { state } = transaction;
    // In a challenge it is as old as a code may get; decoupled, as long as the requestor gives the cardholder.
    if (state.name !== 'challenging') return true;
    const { code } = state.progress;
    return code !== undefined && at < code.sentAt + policy.codeLifetimeMs;
  };
}

/** The language chosen on the page, else that of the payment, else that of the request. */
function languageOf(reply: FastifyReply, browserLanguage?: string): string {
  const { body, query, headers } = reply.request;
  const { language } = { ...(query as AppForm), ...(body as AppForm) };
  return catalogue.languageFor(typeof language === 'string' ? language : undefined, browserLanguage, headers['accept-language']);
}
