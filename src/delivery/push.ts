import type { Acs } from '../acs.ts';
import { approvalToken } from '../challenge/approval.ts';
import type { CardholderMessage } from '../enrolment/cardholder.ts';
import { notificationOf } from '../transaction/approval.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { paymentWords } from './paymentWords.ts';

/** The notification of the bank's app: its link opens the one approval that it is about. */
export function pushMessage(acs: Acs, transaction: Transaction): CardholderMessage {
  const { acsTransID, phone } = transaction;
  const approval = approvalToken(acs.keys, { acsTransID, push: notificationOf(transaction) ?? 0 });
  const link = `${acs.urls.acs}/bank-app/?${new URLSearchParams({ approval })}`;
  return {
    acsTransID,
    channel: 'push',
    to: phone,
    text: paymentWords(acs, transaction)('push.approve'),
    link,
    time: acs.clock.now(),
  };
}
