import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import { wellFormed } from '../../challenge/entries.ts';
import { type StepName, stepsOf } from '../../challenge/methods.ts';
import { isEPin } from '../../crypto/ePin.ts';
import { type CardLock, isLocked } from '../../transaction/cardLock.ts';
import { type Event, isCurrent } from '../../transaction/step.ts';
import type { Place, Transaction } from '../../transaction/transaction.ts';
import { allowOnly } from '../connections.ts';
import { CHALLENGE_PATH, type FieldError } from './challengeView.ts';
import { readPageToken } from './pageToken.ts';
import type { Show } from './showPage.ts';

/** The fields of our own pages. */
interface PageForm {
  token?: unknown;
  action?: unknown;
  ePin?: unknown;
  code?: unknown;
}

const FIELD_ERRORS: Record<StepName, FieldError> = { ePin: 'ePinFormat', code: 'codeFormat' };

/** The posts of the challenge pages, and the look of a page that waits. */
export const challengeRoutes: FastifyPluginAsync<{ acs: Acs; show: Show }> = async (app, { acs, show }) => {
  allowOnly(app, 'GET, POST', CHALLENGE_PATH);

  app.get<{ Querystring: PageForm }>(CHALLENGE_PATH, async ({ query }, reply) => {
    const token = readPageToken(acs.keys, String(query.token ?? ''));
    const saved = token && (await acs.store.transactions.find(token.acsTransID));
    return saved ? show.page(reply, saved.transaction) : show.unknown(reply);
  });

  app.post<{ Body: PageForm | undefined }>(CHALLENGE_PATH, async ({ body = {} }, reply) => {
    const token = readPageToken(acs.keys, String(body?.token ?? ''));
    if (!token) return show.unknown(reply);
    let event: Event | undefined;
    const transaction = await acs.advance(token.acsTransID, async (current, cardLock) => {
      event = await eventOf(acs, current, token.place, body ?? {}, cardLock);
      return event;
    });
    if (!transaction) return show.unknown(reply);
    const step = event?.type === 'malformed' ? currentStep(transaction) : undefined;
    tell(acs, transaction, event, reply.elapsedTime);
    return show.page(reply, transaction, step && FIELD_ERRORS[step]);
  });
};

/** What a post means to the transaction as it is now; nothing where it comes from a page that is not current any more. */
async function eventOf(
  acs: Acs,
  transaction: Transaction,
  place: Place | undefined,
  form: PageForm,
  cardLock: CardLock | undefined,
): Promise<Event | undefined> {
  if (!place) return undefined;
  const at = acs.clock.now();
  switch (form.action) {
    case 'cancel':
      return { type: 'cancel', at, place };
    case 'close':
      return { type: 'close', at, place };
    case 'resend':
      return { type: 'resend', at, place, fresh: acs.freshCode(transaction.acsTransID) };
    case 'submit':
      return entryEvent(acs, transaction, place, form, cardLock);
    default:
      return undefined;
  }
}

/** What an entry in the form means; the field of a step has its name. Nothing where it comes from an older page. */
export async function entryEvent(
  acs: Acs,
  transaction: Transaction,
  place: Place,
  form: PageForm,
  cardLock: CardLock | undefined,
): Promise<Event | undefined> {
  const step = currentStep(transaction);
  // An entry from an older page is not even looked at.
  if (!step || !isCurrent(transaction, place)) return undefined;
  const at = acs.clock.now();
  const entry = wellFormed(step, String(form[step] ?? ''));
  if (entry === undefined) return { type: 'malformed', at, place };
  const fresh = acs.freshCode(transaction.acsTransID);
  if (step === 'code') return { type: 'code', at, place, fresh, hash: acs.keys.codeHash(transaction.acsTransID, entry) };
  // Of a locked card no ePin is looked at: the step says what comes of it.
  if (cardLock && isLocked(cardLock, at)) return { type: 'ePin', at, place, fresh, right: false };
  const card = await acs.store.cards.find(transaction.cardHash);
  const right = card?.ePin !== undefined && (await isEPin(entry, card.ePin, acs.keys));
  return { type: 'ePin', at: acs.clock.now(), place, fresh, right };
}

export function currentStep({ state, method }: Transaction): StepName | undefined {
  return method && state.name === 'challenging' ? stepsOf(method)[state.progress.step] : undefined;
}

function tell(acs: Acs, { acsTransID, threeDSServerTransID, state }: Transaction, event: Event | undefined, ms: number): void {
  const wrongTries = state.name === 'challenging' ? state.progress.wrongTries : undefined;
  const what = event ? `cardholder: ${event.type}` : 'cardholder: a page that had been used';
  acs.log.info({ acsTransID, threeDSServerTransID, state: state.name, wrongTries, ms: Math.round(ms) }, what);
}
