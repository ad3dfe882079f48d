import type { FastifyReply } from 'fastify';
import { catalogue, type Pages } from '../../pages/render.ts';

const CSP =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The parts of the console: the path of each, and `consoleNav.` its name in the catalogue. */
const NAV = [
  { href: '/console/', name: 'inbox' },
  { href: '/console/transactions/', name: 'transactions' },
  { href: '/console/others/', name: 'others' },
] as const;

type Part = (typeof NAV)[number]['name'];

/** Shows a page of the console in the language of its reader. */
export type ShowConsole = (reply: FastifyReply, template: string, part: Part, view: (language: string) => object) => FastifyReply;

/** @param sends whether messages also go to real servers, which every page says */
export function makeShowConsole(pages: Pages, sends: boolean): ShowConsole {
  return (reply, template, part, view) => {
    const { language: wish, ...query } = reply.request.query as Record<string, string>;
    const language = catalogue.languageFor(wish, reply.request.headers['accept-language']);
    const nav = NAV.map(({ href, name }) => ({
      ...{ href: `${href}?language=${language}`, isCurrent: name === part },
      label: catalogue.text(language, `consoleNav.${name}`),
    }));
    // What the page was asked for, for the links to its other languages.
    const asked = new URLSearchParams(query).toString();
    return reply
      .headers({
        'cache-control': 'no-store',
        'content-security-policy': CSP,
        'cross-origin-opener-policy': 'same-origin',
        // With no-referrer, its forms would come with `Origin: null`.
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      })
      .type('text/html; charset=utf-8')
      .send(pages.render(template, language, { nav, asked, sends, ...view(language) }));
  };
}

/** A time for people and for machines. @param time milliseconds since 1970 */
export function timeOf(time: number): { datetime: string; time: string } {
  const datetime = new Date(time).toISOString();
  return { datetime, time: datetime.replace('T', ' ').slice(0, 19) };
}

/**
 * What live.js needs to say that there is more.
 * @param event the event after which it looks
 * @param look URL of the list as JSON, the newest first
 * @param newest id of what the page shows first; empty where it shows nothing
 */
export function liveOf(language: string, event: 'message' | 'opened', look: string, newest: string): object {
  const text = (form: 'one' | 'other') => catalogue.text(language, `live.${event}.${form}`);
  return { event, look, newest, one: text('one'), other: text('other') };
}
