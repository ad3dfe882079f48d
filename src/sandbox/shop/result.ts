import { paymentOutcomeOf } from '../threeDSServer/outcome.ts';
import type { ServerTransaction } from '../threeDSServer/serverTransactions.ts';
import { basket } from './basket.ts';
import type { Order } from './orders.ts';

/** The page looks again each second for the RReq, this many times. */
export const MOST_LOOKS = 60;

/** What result.hbs shows of an order. */
export function resultView(order: Order, { looks, now }: { looks: number; now: number }): object {
  const { transaction, language } = order;
  const { ares, rreq, cres } = transaction;
  const erro = transaction.erro ?? transaction.rreqErro;
  const reached = paymentOutcomeOf(transaction, now);
  // The result of decoupled authentication is waited for as long as it may come.
  const isLate = looks >= MOST_LOOKS && transaction.waitsUntil === undefined;
  const outcome = reached === 'waiting' && isLate ? 'noResult' : reached;
  const decided = rreq ?? (ares?.transStatus === 'C' ? undefined : ares);
  return {
    outcome,
    // Testers know four outcomes: a time-out is a refusal, no result an error.
    testedOutcome: ({ timedOut: 'refused', noResult: 'error' } as Record<string, string>)[outcome] ?? outcome,
    waiting: outcome === 'waiting',
    script: outcome === 'waiting' ? 'result.js' : '',
    refresh: outcome === 'waiting' ? `/shop/result/${order.id}?look=${looks + 1}` : '',
    heading: `shop.result.${outcome}.heading`,
    explanation: `shop.result.${outcome}.explanation`,
    amount: (basket(language) as { total: string }).total,
    erro: erro ?? null,
    erroFrom: `shop.erroFrom.${erro?.errorComponent}`,
    facts: [
      fact('transStatus', 'trans-status', decided?.transStatus),
      fact('transStatusReason', 'trans-status-reason', decided?.transStatusReason),
      fact('eci', 'eci', decided?.eci),
      fact('authenticationValue', 'authentication-value', decided?.authenticationValue),
      fact('challengeCancel', 'challenge-cancel', rreq?.challengeCancel),
      fact('CRes transStatus', 'cres-trans-status', cres?.transStatus),
      fact('threeDSServerTransID', 'three-ds-server-trans-id', transaction.threeDSServerTransID),
      fact('acsTransID', 'acs-trans-id', ares?.acsTransID),
    ],
    cardholderInfo: cardholderInfoOf(transaction),
    cresDiffers: Boolean(cres && rreq && cres.transStatus !== (rreq.transStatus === 'Y' ? 'Y' : 'N')),
    messages: messagesOf(transaction),
  };
}

/** What the issuer has the shop tell the cardholder (EMV 3DS 2.3.1.1, Req 356): a text, since 2.3.1 with pictures. */
function cardholderInfoOf({ ares, rreq }: ServerTransaction): { text: string; images: string[] } | undefined {
  const info = rreq?.cardholderInfo ?? ares?.cardholderInfo;
  if (info === undefined || typeof info === 'string') return info ? { text: info, images: [] } : undefined;
  return { text: info.text, images: [info.issuerImage, info.paymentSystemImage].flatMap((image) => image ?? []) };
}

function fact(name: string, testId: string, value: string | undefined): object {
  return { name, testId, value: value ?? '–' };
}

/** Every message of the payment that the 3DS Server has, in their order, as JSON to read. */
function messagesOf({ areq, ares, creq, rreq, rres, cres, erro }: ServerTransaction): object[] {
  const all = { AReq: areq, ARes: ares, CReq: creq, RReq: rreq, RRes: rres, CRes: cres, Erro: erro };
  return Object.entries(all)
    .filter(([, message]) => message)
    .map(([type, message]) => ({ type, json: JSON.stringify(message, undefined, 2) }));
}
