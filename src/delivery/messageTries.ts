import type { Acs } from '../acs.ts';
import type { CardholderMessage } from '../enrolment/cardholder.ts';
import type { DueEffect, DueErrand, DueNotice } from '../store/effects.ts';
import type { Event, Sending } from '../transaction/events.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { type Delivery, NotDelivered } from './delivery.ts';
import { codeEmail, codeMessage, pushMessage } from './texts.ts';

/** What messages to cardholders are sent with. */
export interface MessageParts {
  acs: Acs;
  delivery: Delivery;
}

/**
 * Tries to send a code or a notification: so few and soon that the cardholder can be told while he waits for it. Tries to send a
 * notice, which nobody waits for: for ten minutes.
 */
const TRIES = {
  sms: { max: 3, pauseMs: 1000 },
  email: { max: 3, pauseMs: 1000 },
  push: { max: 3, pauseMs: 1000 },
  notice: { max: 60, pauseMs: 10_000 },
} as const satisfies Record<Exclude<DueEffect['effect']['kind'], 'rreq'>, object>;

/** Tells a cardholder what was changed on the portal. @throws NotDelivered */
export async function sendNotice({ acs, delivery }: MessageParts, { id, effect: { message } }: DueNotice): Promise<void> {
  await delivery.deliver(message, id);
  acs.log.info({ channel: message.channel }, 'notice delivered');
}

/** Sends the one-time code or the notification of a transaction. @throws NotDelivered */
export async function sendMessage(
  { acs, delivery }: MessageParts,
  { id, attempts }: DueErrand,
  transaction: Transaction,
  effect: Sending,
): Promise<void> {
  const { acsTransID } = transaction;
  // Nobody can enter it any more: it would only be mistaken for the newer one.
  if (attempts > 1 && 'code' in effect && !isNewest(acs, transaction, effect.code)) {
    return acs.store.effects.end(id, acs.clock.now());
  }
  const message = messageOf(acs, transaction, effect);
  await delivery.deliver(message, id);
  const what = message.code ? 'one-time code delivered' : 'notification delivered';
  acs.log.info({ channel: message.channel, acsTransID }, what);
}

function isNewest({ keys }: Acs, { state, acsTransID }: Transaction, code: string): boolean {
  return state.name === 'challenging' && state.progress.code?.hash === keys.codeHash(acsTransID, code);
}

function messageOf(acs: Acs, transaction: Transaction, effect: Sending): CardholderMessage {
  switch (effect.kind) {
    case 'sms':
      return codeMessage(acs, transaction, effect.code);
    case 'email':
      return codeEmail(acs, transaction, effect.code);
    case 'push':
      return pushMessage(acs, transaction);
  }
}

/** A try was in vain: the next one follows soon, or the message is given up. */
export async function putOffMessage(acs: Acs, due: DueEffect, kind: keyof typeof TRIES, err: unknown): Promise<void> {
  const { id, acsTransID, attempts } = due;
  const about = { acsTransID, effect: kind, attempts };
  const { max, pauseMs } = TRIES[kind];
  const what = kind === 'notice' ? 'notice' : 'one-time code';
  if (err instanceof NotDelivered) acs.log.warn({ ...about, why: err.message }, `${what} not sent (try ${attempts} of ${max})`);
  else acs.log.error({ err, ...about }, `an effect failed, of ${max} tries`);
  if (attempts < max) await acs.store.effects.retry(id, acs.clock.now() + pauseMs);
  else await giveUp(acs, due);
}

/** A cardholder is told that no code is coming. */
async function giveUp(acs: Acs, due: DueEffect): Promise<void> {
  const { store, clock, log, keys } = acs;
  const at = clock.now();
  if (due.acsTransID === undefined) {
    log.error({ channel: due.effect.message.channel, attempts: due.attempts }, 'a notice could not be sent; it is given up');
    return store.effects.end(due.id, at);
  }
  const { id, acsTransID, effect } = due;
  // A notification that is lost can be asked for again; the window stays open for it.
  if (!('code' in effect)) return store.effects.end(id, at);
  const event: Event = { type: 'codeNotSent', at, hash: keys.codeHash(acsTransID, effect.code) };
  await acs.advance(acsTransID, () => event, { doneEffect: id });
}
