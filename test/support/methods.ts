import type { Json } from './json.ts';
import { rawRequest } from './rawRequest.ts';
import type { Scenario } from './scenario.ts';
import { until } from './until.ts';

/** The fixture cards of the methods beyond ePin and SMS. */
export const METHOD_CARDS = {
  ePin: '4970720000120007',
  email: '4970720000130006',
  select: '4970720000140005',
  multiSelect: '4970720000150004',
  oob: '4970720000160003',
  automatic: '4970720000170002',
  automaticNo: '4970720000180001',
  picker: '4970720000190000',
} as const;

/** What the fixtures ask, and what is right. */
export const RIGHT_ANSWER = '3';
export const RIGHT_ANSWERS = ['1', '3'];

/** The messages of a transaction, the newest first. */
export async function messagesOf(s: Scenario, { acsTransID }: Json): Promise<Json[]> {
  return (await fetch(`${s.simulator.urls.control}/api/messages?acsTransID=${acsTransID}`)).json() as Promise<Json[]>;
}

/** The link of the newest notification, once that many came. */
export async function approvalLink(s: Scenario, ares: Json, count = 1): Promise<string> {
  const found = await until(
    () => messagesOf(s, ares),
    (messages) => messages.length >= count,
    `${count} notifications`,
  );
  return String(found[0]?.link);
}

/** All of an answer that a client can see, but for the time. */
export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string;
  /** What the page of the bank app calls itself. */
  page: string;
}

async function seen(...request: Parameters<typeof rawRequest>): Promise<Answer> {
  const { status, headers, body } = await rawRequest(...request);
  const { date: _date, ...others } = headers;
  return { status, headers: others, body, page: /<body data-page="(\w+)"/.exec(body)?.[1] ?? '' };
}

/** Opens a link of the bank app, as a tap on the notification does. */
export const opensLink = (link: string): Promise<Answer> => seen(link);

/** Taps "approve" or "refuse" on the page of a link. */
export function says(link: string, verdict: string, more: Record<string, string> = {}): Promise<Answer> {
  const url = new URL(link);
  const body = new URLSearchParams({ approval: url.searchParams.get('approval') ?? '', verdict, ...more }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return seen(`${url.origin}${url.pathname}`, { method: 'POST', headers, body });
}
