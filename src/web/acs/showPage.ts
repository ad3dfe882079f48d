import type { FastifyReply } from 'fastify';
import type { Acs } from '../../acs.ts';
import { PAGE_MARKS, statusInLog } from '../../decision/faults.ts';
import type { Erro } from '../../messages/types.ts';
import { catalogue, type Pages } from '../../pages/render.ts';
import { outgoing } from '../../store/messageRecord.ts';
import { isOpenedByBrowser, type Transaction } from '../../transaction/transaction.ts';
import type { Hold } from '../hold.ts';
import { pageUrl } from './challengeFrame.ts';
import { challengePage, erroPage, errorPage, finalCRes } from './challengeView.ts';
import type { FieldError } from './entryPage.ts';
import { sendLeavingPage, sendPage, sendToPage, sendWatchingPage } from './headers.ts';
import { askLater, notNowPage } from './notNow.ts';

/** Shows cardholders where their transaction stands. */
export interface Show {
  page(reply: FastifyReply, transaction: Transaction, fieldError?: FieldError): Promise<FastifyReply>;
  /**
   * The answer to every post that was understood: 303 to the page on which the transaction stands now. So Back, Forward and reload
   * come to a page that can be had again, and post nothing.
   */
  redirect(reply: FastifyReply, transaction: Transaction, fieldError?: FieldError): FastifyReply;
  /** The one answer for an unknown, a foreign and a forged transaction. */
  unknown(reply: FastifyReply, status?: number): FastifyReply;
  /**
   * What a request gets that met trouble of ours, never that of the cardholder.
   * @param status 503 where the store cannot be used now, 500 for a fault of this program
   */
  notNow(reply: FastifyReply, status: 500 | 503): Promise<FastifyReply>;
  /** Brings an Erro to the merchant by way of the browser, in the form field `cres` that its receivers read. */
  erro(reply: FastifyReply, transaction: Transaction, answer: Erro, threeDSSessionData: string | undefined): FastifyReply;
}

export function makeShow(acs: Acs, pages: Pages, hold: Hold): Show {
  return {
    async page(reply, shown, fieldError) {
      if (!isOpenedByBrowser(shown)) return this.unknown(reply);
      const transaction = await afterSending(acs, shown);
      const language = languageOf(reply, transaction.browserLanguage);
      if (isBroken(acs, reply, transaction)) return this.unknown(reply, 500);
      const isFinal = transaction.state.name === 'final';
      // Who asks for the headers alone is given no CRes.
      const givesCRes = isFinal && reply.request.method !== 'HEAD';
      if (givesCRes) await hold(reply, transaction.delays?.cresMs);
      const isFirst = givesCRes && (await recordCRes(acs, transaction));
      const { template, view, watches } = challengePage(acs, transaction, language, { fieldError, leavesByItself: isFirst });
      const html = pages.render(template, language, view);
      if (watches) return sendWatchingPage(reply, html);
      return isFinal ? sendLeavingPage(reply, html) : sendPage(reply, html);
    },
    redirect(reply, transaction, fieldError) {
      if (!isOpenedByBrowser(transaction)) return this.unknown(reply);
      const url = pageUrl(acs, transaction, languageOf(reply, transaction.browserLanguage), fieldError);
      return sendToPage(reply, url);
    },
    unknown(reply, status = 404) {
      const { template, view } = errorPage(acs);
      return sendPage(reply, pages.render(template, languageOf(reply), view), status);
    },
    async notNow(reply, status) {
      const { template, view, language } = await notNowPage(acs, reply.request, (known) => languageOf(reply, known));
      return sendPage(status === 503 ? askLater(reply) : reply, pages.render(template, language, view), status);
    },
    erro(reply, transaction, answer, threeDSSessionData) {
      if (isBroken(acs, reply, transaction)) return this.unknown(reply, 500);
      const language = languageOf(reply, transaction.browserLanguage);
      const { template, view } = erroPage(acs, transaction, language, answer, threeDSSessionData);
      return sendLeavingPage(reply, pages.render(template, language, view));
    },
  };
}

/** What asks for a code, a page or a CRes, waits a moment for it to be sent: so it can say that none is coming. */
export async function afterSending(acs: Acs, transaction: Transaction): Promise<Transaction> {
  const { state, acsTransID } = transaction;
  if (!acs.afterSending || state.name !== 'challenging' || !state.progress.code) return transaction;
  await acs.afterSending(acsTransID);
  return (await acs.store.transactions.find(acsTransID))?.transaction ?? transaction;
}

/** The language that the cardholder chose on the page, else that of the AReq, else that of the request. */
function languageOf(reply: FastifyReply, browserLanguage?: string): string {
  const { body, query, headers } = reply.request;
  const chosen = { ...(query as object), ...(body as object) } as { language?: unknown; switchTo?: unknown };
  const wish = [chosen.switchTo, chosen.language].filter((value) => typeof value === 'string');
  return catalogue.languageFor(...wish, browserLanguage, headers['accept-language']);
}

/** The final CRes goes into the record once, however often its page is loaded. @returns whether this was the first time */
async function recordCRes(acs: Acs, transaction: Transaction): Promise<boolean> {
  const { acsTransID, threeDSServerTransID, messageVersion } = transaction;
  const bent = finalCRes(acs, transaction);
  if (!(await acs.store.transactions.addOnce(acsTransID, outgoing(acs.clock.now(), 'CRes', bent)))) return false;
  const { mark } = bent;
  const transStatus = statusInLog(bent.message);
  acs.log.info(
    { messageType: 'CRes', messageVersion, acsTransID, threeDSServerTransID, transStatus, ...(mark ? { mark } : {}) },
    `final CRes ${transStatus}${mark ? `, ${mark}` : ''}`,
  );
  return true;
}

/** Does to a page what its tester wants. @returns whether HTTP 500 stands in its place */
function isBroken({ log }: Acs, reply: FastifyReply, { acsTransID, threeDSServerTransID, faults }: Transaction): boolean {
  const fault = faults?.page;
  if (!fault) return false;
  log.info({ acsTransID, threeDSServerTransID, mark: PAGE_MARKS[fault] }, PAGE_MARKS[fault]);
  if (fault === 'frameDenied') reply.header('x-frame-options', 'DENY');
  return fault === 'http500';
}
