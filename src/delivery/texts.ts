import type { Acs } from '../acs.ts';
import { approvalToken } from '../challenge/approval.ts';
import type { CardholderMessage } from '../enrolment/cardholder.ts';
import { isolate } from '../pages/format.ts';
import { presentPurchase } from '../pages/purchase.ts';
import { catalogue } from '../pages/render.ts';
import { notificationOf } from '../transaction/approval.ts';
import { type Transaction, wordingOf } from '../transaction/transaction.ts';

// What the cardholder is sent during a challenge. Each text names payee and amount, so that he sees what he approves.

/** The text message that carries a one-time code. */
export function codeMessage(acs: Acs, transaction: Transaction, code: string): CardholderMessage {
  const { acsTransID, phone } = transaction;
  return {
    acsTransID,
    channel: 'sms',
    to: phone,
    text: say(acs, transaction, 'sms.code', { code }),
    code,
    time: acs.clock.now(),
  };
}

/** The e-mail that carries a one-time code. */
export function codeEmail(acs: Acs, transaction: Transaction, code: string): CardholderMessage {
  const { acsTransID, email = '' } = transaction;
  const subject = say(acs, transaction, 'email.subject');
  const text = say(acs, transaction, 'email.code', { code, minutes: acs.policy.codeLifetimeMs / 60_000 });
  return { acsTransID, channel: 'email', to: email, subject, text, code, time: acs.clock.now() };
}

/** The notification of the bank's app: its link opens the one approval that it is about. */
export function pushMessage(acs: Acs, transaction: Transaction): CardholderMessage {
  const { acsTransID, phone } = transaction;
  const approval = approvalToken(acs.keys, { acsTransID, push: notificationOf(transaction) ?? 0 });
  const link = `${acs.urls.acs}/bank-app/?${new URLSearchParams({ approval })}`;
  return { acsTransID, channel: 'push', to: phone, text: say(acs, transaction, 'push.approve'), link, time: acs.clock.now() };
}

/** A text of the catalogue about a payment, or about a request without one, in the cardholder's language. */
function say(acs: Acs, transaction: Transaction, key: string, more: Record<string, string | number> = {}): string {
  const language = catalogue.languageFor(transaction.browserLanguage);
  const { merchant, amount } = presentPurchase(transaction, language);
  const known = { issuer: acs.issuer.name, merchant: isolate(merchant), ...(amount === undefined ? {} : { amount }) };
  return catalogue.text(language, key, { ...known, ...more }, wordingOf(transaction));
}
