import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import { entryOfForm } from '../../challenge/entries.ts';
import type { CardLock } from '../../transaction/cardLock.ts';
import type { Event } from '../../transaction/events.ts';
import { currentStep } from '../../transaction/judging.ts';
import { isCurrent } from '../../transaction/step.ts';
import { isOpenedByBrowser, type Place, type Transaction } from '../../transaction/transaction.ts';
import { allowOnly } from '../connections.ts';
import { CHALLENGE_PATH } from './challengeFrame.ts';
import type { FieldError } from './entryPage.ts';
import { readPageToken } from './pageToken.ts';
import type { Show } from './showPage.ts';

/** The fields of our own pages: these, and those of the entry (`fields` of a step). What comes twice is an array. */
interface PageForm {
  token?: unknown;
  action?: unknown;
  trustList?: unknown;
  deviceBinding?: unknown;
  [field: string]: unknown;
}

const OPEN_TO_FRAMES = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};

/** The posts of the challenge pages, and the look of a page that waits. */
export const challengeRoutes: FastifyPluginAsync<{ acs: Acs; show: Show }> = async (app, { acs, show }) => {
  allowOnly(app, 'GET, POST', CHALLENGE_PATH);

  app.get<{ Querystring: PageForm }>(CHALLENGE_PATH, async ({ query }, reply) => {
    const token = readPageToken(acs.keys, String(query.token ?? ''));
    const saved = token && (await acs.store.transactions.find(token.acsTransID));
    return saved ? show.page(reply, saved.transaction, fieldErrorOf(saved.transaction, query)) : show.unknown(reply);
  });

  // A sandboxed page has no origin of its own, so it asks across origins. It learns that something happened, not what.
  app.get<{ Querystring: PageForm }>(`${CHALLENGE_PATH}/changed`, async ({ query }, reply) => {
    const token = readPageToken(acs.keys, String(query.token ?? ''));
    const saved = token?.place && (await acs.store.transactions.find(token.acsTransID));
    const changed = !(saved && token.place && isCurrent(saved.transaction, token.place));
    return reply.headers({ ...OPEN_TO_FRAMES, 'cache-control': 'no-store' }).send({ changed });
  });

  app.post<{ Body: PageForm | undefined }>(CHALLENGE_PATH, async ({ body = {} }, reply) => {
    const token = readPageToken(acs.keys, String(body?.token ?? ''));
    if (!token) return show.unknown(reply);
    let event: Event | undefined;
    let isOfCurrentPage = false;
    const transaction = await acs.advance(token.acsTransID, async (current, cardLock) => {
      isOfCurrentPage = token.place !== undefined && isCurrent(current, token.place);
      if (isOpenedByBrowser(current)) event = await eventOf(acs, current, token.place, body ?? {}, cardLock);
      return event;
    });
    if (!transaction || !isOpenedByBrowser(transaction)) return show.unknown(reply);
    const isUnderstood = event ? event.type !== 'malformed' : !isOfCurrentPage;
    const what = event?.type ?? (isOfCurrentPage ? 'a post that none of its buttons makes' : 'a page that had been used');
    logPost(acs, transaction, what, reply.elapsedTime);
    return show.redirect(reply, transaction, isUnderstood ? undefined : formatErrorOf(transaction));
  });
};

function formatErrorOf(transaction: Transaction): FieldError | undefined {
  const step = currentStep(transaction);
  return step && `${step}Format`;
}

/** What the page is to say of the entry before, where it is still the one of that entry. */
function fieldErrorOf(transaction: Transaction, { fieldError }: PageForm): FieldError | undefined {
  const possible = formatErrorOf(transaction);
  return fieldError === possible ? possible : undefined;
}

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
    case 'alternative':
      return { type: form.action, at, place, fresh: acs.freshCode(transaction.acsTransID) };
    // A form that went without its button (a password manager, Enter in some web views) means the first one.
    case undefined:
    case 'submit': {
      const step = currentStep(transaction);
      const given = step && { entry: entryOfForm(step, form), trusts: form.trustList === 'Y', binds: form.deviceBinding === 'Y' };
      return given && acs.judge(transaction, place, given, cardLock);
    }
    default:
      return undefined;
  }
}

function logPost(acs: Acs, { acsTransID, threeDSServerTransID, state }: Transaction, what: string, ms: number): void {
  const wrongTries = state.name === 'challenging' ? state.progress.wrongTries : undefined;
  acs.log.info({ acsTransID, threeDSServerTransID, state: state.name, wrongTries, ms: Math.round(ms) }, `cardholder: ${what}`);
}
