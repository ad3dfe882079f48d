import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import type { Inbox } from '../../delivery/delivery.ts';
import { sendRReqAgain } from '../../delivery/sendAgain.ts';
import { shipped } from '../../files.ts';
import { maskText } from '../../messages/masking.ts';
import { USUAL_VERSION } from '../../messages/versions.ts';
import { withoutControls } from '../../pages/format.ts';
import { amountOf } from '../../pages/purchase.ts';
import { catalogue } from '../../pages/render.ts';
import type { OutboxMessage } from '../../store/outbox.ts';
import { triesOf, withTries } from './attempts.ts';
import { liveOf, type ShowConsole, timeOf } from './consolePage.ts';
import { curlOf } from './curl.ts';
import { triedRules } from './explain.ts';
import { visible } from './jsonTree.ts';
import { type MessageView, messageViews, stepOf } from './messageView.ts';
import type { Arrow } from './sequence.ts';
import { diagramOf, mermaidOf, PARTIES, type Party } from './sequence.ts';
import { readTransactionQuery, STATES, STATUSES, type TransactionQuery, unknownBefore } from './transactionQuery.ts';
import {
  methodOfTransaction,
  owesRReq,
  type RReqStory,
  type Story,
  type Summary,
  storyOf,
  summaryOf,
} from './transactionView.ts';

/** What the console shows. */
export interface ConsoleParts {
  acs: Acs;
  inbox: Inbox;
}

/** What the pages of a transaction may be asked for. */
const OF_ONE = { config: { query: { language: 'language=fr' } } };

/** The pages of the transactions: the list, and each with why it was decided so and all its messages. */
export const transactionPages: FastifyPluginAsync<ConsoleParts & { show: ShowConsole }> = async (app, { acs, inbox, show }) => {
  // The list tells on its page what is wrong with a question.
  const any = { config: { query: 'any' } } as const;
  app.get('/console/transactions', any, async (_request, reply) => reply.redirect('/console/transactions/'));

  app.get<{ Querystring: TransactionQuery & { language?: string } }>('/console/transactions/', any, async (request, reply) => {
    const { language: _language, ...query } = request.query;
    const asked = readTransactionQuery(query);
    const found = 'problem' in asked ? [] : await acs.store.transactions.search(asked.filter, asked.limit);
    const problem = 'problem' in asked ? asked.problem : found ? undefined : unknownBefore();
    if (problem) reply.code(400);
    const isFull = !('problem' in asked) && found?.length === asked.limit;
    return show(reply, 'transactions', 'transactions', (language) =>
      listView(language, query, (found ?? []).map(summaryOf), {
        ...{ problem, isFull, areqUrl: `${acs.urls.acs}/3ds/areq`, shop: `${acs.urls.sandbox}/shop/` },
      }),
    );
  });

  app.get<{ Params: { acsTransID: string } }>('/console/transactions/:acsTransID', OF_ONE, async ({ params }, reply) => {
    const story = await storyOf(acs.store, params.acsTransID);
    if (!story) {
      return show(reply.code(404), 'unknown', 'transactions', () => ({
        acsTransID: visible(maskText(params.acsTransID)),
      }));
    }
    const sent = await inbox.find({ acsTransID: params.acsTransID });
    const messages = messageViews(story.messages, {
      ...{ readOptions: acs.readOptions, areqUrl: `${acs.urls.acs}/3ds/areq` },
      ...{ messageVersion: story.summary.messageVersion, deviceChannel: story.summary.deviceChannel },
    });
    const method = methodView(await methodOfTransaction(acs.store, story));
    return show(reply, 'transaction', 'transactions', (language) => ({ ...storyView(language, story, messages, sent), method }));
  });
};

/** The one form of the console that does something. It is empty: what it does stands in its address. */
export const sendAgainForm: FastifyPluginAsync<{ acs: Acs }> = async (app, { acs }) => {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, _body, done) => done(null));
  app.post<{ Params: { acsTransID: string }; Querystring: { language?: string } }>(
    '/console/transactions/:acsTransID/rreq',
    OF_ONE,
    async ({ params: { acsTransID }, query: { language = '' } }, reply) => {
      const story = await storyOf(acs.store, acsTransID);
      if (story && owesRReq(story.summary)) await sendRReqAgain(acs, acsTransID);
      const page = `/console/transactions/${encodeURIComponent(acsTransID)}?${new URLSearchParams({ language })}`;
      return reply.redirect(`${page}#rreq-attempts`, 303);
    },
  );
};

interface ListAround {
  problem: { field: string; rule: string; example: string } | undefined;
  /** Whether there may be more. */
  isFull: boolean;
  areqUrl: string;
  shop: string;
}

function listView(
  language: string,
  query: TransactionQuery,
  all: Summary[],
  { problem, isFull, areqUrl, shop }: ListAround,
): object {
  const { before, limit, ...asked } = query;
  // What is searched for is shown again, and stands in links.
  const filter = Object.fromEntries(
    Object.entries(asked).map(([name, value]) => [name, maskText(String(value))]),
  ) as typeof asked;
  const filled = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
  const href = (more: Record<string, string>) =>
    `/console/transactions/?${new URLSearchParams({ language, ...filled, ...(limit ? { limit } : {}), ...more })}`;
  const last = all.at(-1);
  return {
    shop,
    filter: { id: '', card: '', merchant: '', ...filter },
    states: STATES.map((name) => ({ name, isChosen: name === filter.state })),
    statuses: STATUSES.map((name) => ({ ...statusOf(language, name), isChosen: name === filter.transStatus })),
    isFiltered: Object.keys(filled).length > 0,
    isOlder: Boolean(before),
    problem,
    transactions: all.map((summary) => ({ ...summaryView(language, summary), href: hrefOf(language, summary.acsTransID) })),
    older: isFull && last ? href({ before: last.acsTransID }) : '',
    newest: href({}),
    all: `/console/transactions/?language=${language}`,
    example: curlOf(areqUrl, `@${shipped(`fixtures/messages/${USUAL_VERSION}/AReq-browser-payment.json`)}`),
    // Those that come belong on the first page.
    live:
      before || problem
        ? undefined
        : liveOf(language, 'opened', `/api/transactions?${new URLSearchParams(filled)}`, all[0]?.acsTransID ?? ''),
  };
}

const hrefOf = (language: string, acsTransID: string) => `/console/transactions/${acsTransID}?language=${language}`;

/** A transaction in the words of its reader. */
function summaryView(language: string, summary: Summary): object {
  const { purchase, deviceChannel = '', ares, result, openedAt } = summary;
  const { merchantName, maskedCard } = purchase;
  const channel = catalogue.find(language, `transactions.channel.${deviceChannel}`);
  return {
    ...summary,
    ...timeOf(Date.parse(openedAt)),
    merchantName: visible(withoutControls(merchantName)),
    amount: amountOf(purchase, language) ?? '',
    maskedCard,
    channel: channel ? `${channel} (${deviceChannel})` : visible(deviceChannel),
    aresStatus: statusOf(language, ares.transStatus),
    // After a challenge there is another one than that of the ARes.
    resultStatus: result && result.transStatus !== ares.transStatus ? statusOf(language, result.transStatus) : undefined,
  };
}

/** A transStatus with what it means. */
function statusOf(language: string, name: string): { name: string; meaning: string } {
  return { name, meaning: catalogue.find(language, `transactions.status.${name}`) ?? '' };
}

/** A code of the protocol with what it means; the values of a DS (80 to 99) mean what that DS says. */
function codeOf(language: string, element: 'transStatusReason' | 'challengeCancel', code = ''): object | undefined {
  return code === '' ? undefined : { code, meaning: catalogue.find(language, `transactions.${element}.${code}`) ?? '' };
}

function storyView(language: string, { summary, decided, rreq }: Story, messages: MessageView[], sent: OutboxMessage[]): object {
  const startedAt = messages[0]?.record.at ?? 0;
  const parties = partyNames(language, summary.deviceChannel);
  const steps = [
    ...withTries(
      messages.map((message) => stepOf(message, startedAt)),
      rreq?.attempts ?? [],
      startedAt,
    ),
    ...sent.map((message) => deliveryOf(language, message, startedAt)),
  ]
    .toSorted((a, b) => a.offsetMs - b.offsetMs)
    .map((step) => ({
      ...step,
      ...{ offset: offsetOf(language, step.offsetMs), fromName: parties[step.from], toName: parties[step.to] },
    }));
  const { lanes, ...diagram } = diagramOf(steps);
  return {
    summary: summaryView(language, summary),
    reason: codeOf(language, 'transStatusReason', summary.result?.transStatusReason),
    cancel: codeOf(language, 'challengeCancel', summary.result?.challengeCancel),
    tried: triedRules(decided.explain, summary.because),
    alsoAsked: factsOf({ challengeResult: decided.challengeResult, eci: decided.eci }),
    onPurpose: onPurpose(decided),
    steps,
    diagram: { ...diagram, lanes: lanes.map(({ party, x }) => ({ x, name: parties[party] })) },
    rreq: rreqView(language, summary, rreq),
    seenTries: `${rreq?.attempts.length ?? 0} ${rreq?.attempts.at(-1)?.outcome ?? ''}`,
    mermaid: mermaidOf(steps, parties),
    messages: messages.map((message) => ({
      ...message,
      ...timeOf(message.record.at),
      offset: offsetOf(language, message.record.at - startedAt),
      isOpen: message.hasFaults || message.isError,
    })),
    to: sent[0] ? `/console/?${new URLSearchParams({ language, to: sent[0].to })}` : '',
    api: `/api/transactions/${summary.acsTransID}`,
  };
}

/** The tries to report the result, and the way to have it sent again; undefined where there is none to report. */
function rreqView(language: string, summary: Summary, { attempts, nextTryAt }: RReqStory = { attempts: [] }): object | undefined {
  if (attempts.length === 0 && !owesRReq(summary)) return undefined;
  const tries = triesOf(attempts).map(({ first, last, count }) => ({
    ...timeOf(first.at),
    ...{ address: visible(first.address), why: visible(first.why ?? ''), ms: first.ms },
    outcome: catalogue.text(language, `transactions.attempt.${first.outcome}`),
    isError: first.outcome !== 'acknowledged' && first.outcome !== 'sending',
    ...{ count, isMany: count > 1, until: timeOf(last.at) },
  }));
  return {
    tries,
    next: nextTryAt === undefined ? undefined : timeOf(nextTryAt),
    again: owesRReq(summary) ? `/console/transactions/${summary.acsTransID}/rreq?language=${language}` : undefined,
  };
}

/** What is done wrong on purpose, each as the rule has it. */
function onPurpose({ bent, faults, delays }: Story['decided']): Fact[] {
  return [...(bent ? [{ name: 'force', value: bent }] : []), ...factsOf({ ...faults, ...delays })];
}

/** The 3DS Method; absent where there is none, as in an app. */
function methodView(method: Awaited<ReturnType<typeof methodOfTransaction>>): object | undefined {
  if (!method) return undefined;
  const { mark, note, request = {}, browser = {}, calledAt, browserAt, threeDSCompInd, methodData } = method;
  return {
    ...{ mark, note, threeDSCompInd, methodData },
    called: calledAt ? timeOf(Date.parse(calledAt)) : undefined,
    collected: browserAt ? timeOf(Date.parse(browserAt)) : undefined,
    seen: factsOf({ ...request, ...browser }),
  };
}

interface Fact {
  name: string;
  value: string;
}

function factsOf(values: object): Fact[] {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => ({ name, value: visible(typeof value === 'string' ? value : JSON.stringify(value)) }));
}

function partyNames(language: string, deviceChannel: string | undefined): Record<Party, string> {
  const client = deviceChannel === '01' ? 'sdk' : 'browser';
  const name = (party: Party) => catalogue.text(language, `transactions.party.${party === 'client' ? client : party}`);
  return Object.fromEntries(PARTIES.map((party) => [party, name(party)])) as Record<Party, string>;
}

const CHANNELS: Record<OutboxMessage['channel'], string> = { sms: 'SMS', email: 'e-mail', push: 'push' };

function deliveryOf(language: string, { channel, to, time }: OutboxMessage, startedAt: number): Arrow {
  return {
    href: `/console/?${new URLSearchParams({ language, to })}`,
    label: CHANNELS[channel],
    ...{ from: 'acs', to: 'cardholder', offsetMs: time - startedAt, isError: false },
  };
}

/** `+12 ms`, `+1.5 s`, `+2 min 5 s`. */
function offsetOf(language: string, ms: number): string {
  const number = (value: number) => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
  if (ms < 1000) return `+${number(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `+${number(ms / 1000)} s` : `+${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
