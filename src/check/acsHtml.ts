import { decodeBase64url } from '../messages/base64url.ts';
import type { FaultToTell } from './findings.ts';
import type { CheckNote } from './notes.ts';

type Json = Record<string, unknown>;

/** What an SDK takes for the end of a page: it sees that the page goes there, and nothing is ever sent (EMV 3DS, Req 164). */
const SUBMIT = 'https://emv3ds/challenge';
/** No schema lets more through, and more is not looked at. */
const MAX_HTML = 300_000;

const TAG = /<([a-z][a-z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi;
const ATTRIBUTE = /([a-z][\w:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))/gi;

interface Tag {
  name: string;
  attributes: ReadonlyMap<string, string>;
}

/** Attributes that an engine follows or fetches by itself. */
const FETCHED = [
  'src',
  'srcset',
  'poster',
  'background',
  'data',
  'xlink:href',
  'manifest',
  'ping',
  'icon',
  'classid',
  'codebase',
];

const isEmbedded = (url: string) => /^\s*(data:|about:blank|#|$)/i.test(url);
const isSubmit = (url: string) => url.trim().toLowerCase().split('?')[0] === SUBMIT;

/** What is in the acsHTML (up to 2.2.0 also the acsHTMLRefresh) of a CRes. */
export interface LookIntoHtml {
  faults: FaultToTell[];
  notes: CheckNote[];
}

/**
 * Looks into the HTML of a CRes for apps: what it fetches, where it leads, and how it is submitted (EMV 3DS 2.3.1, Req 160 to 165).
 * What is no base64url of a text is told elsewhere.
 */
export function lookIntoHtml(cres: Json): LookIntoHtml {
  const looks = ['acsHTML', 'acsHTMLRefresh'].flatMap((element) => {
    const html = cres[element];
    const text = typeof html === 'string' ? decodeBase64url(html) : undefined;
    return text === undefined || text.length > MAX_HTML ? [] : [lookInto(element, text, cres)];
  });
  return { faults: looks.flatMap(({ faults }) => faults), notes: looks.flatMap(({ notes }) => notes) };
}

function lookInto(element: string, text: string, cres: Json): LookIntoHtml {
  const html = text.replaceAll(/<!--[\s\S]*?-->/g, '');
  const tags = [...html.matchAll(TAG)].map(tagOf);
  const formFaults = submitFaults(element, html, tags, cres);
  return {
    faults: [...fetchFaults(element, html, tags), ...leavingFaults(element, tags), ...formFaults],
    notes: notesOf(element, html, tags),
  };
}

function tagOf([, name = '', inside = '']: RegExpMatchArray): Tag {
  const all = [...inside.matchAll(ATTRIBUTE)].map(
    ([, attribute = '', ...values]) => [attribute.toLowerCase(), values.find((value) => value !== undefined) ?? ''] as const,
  );
  return { name: name.toLowerCase(), attributes: new Map(all.toReversed()) };
}

const wrong = (element: string, id: string, rule: string, change: string): FaultToTell => ({
  ...{ reason: 'ELEMENT_FORMAT_INVALID', detail: element, id, rule, change },
});

/** Everything that would be fetched: pictures, styles, fonts, frames, scripts. */
function fetchFaults(element: string, html: string, tags: readonly Tag[]): FaultToTell[] {
  const fetched = tags.flatMap(({ name, attributes }) => {
    const urls = FETCHED.flatMap((attribute) => (attributes.has(attribute) ? [`${attribute} of <${name}>`] : [])).filter(
      (what) => !isEmbedded(attributes.get(what.split(' ')[0] ?? '') ?? ''),
    );
    const isLink = name === 'link' && !isEmbedded(attributes.get('href') ?? '');
    return [...urls, ...(isLink ? ['href of <link>'] : []), ...(name === 'base' ? ['<base>'] : [])];
  });
  const inStyles = /@import\b|url\(\s*["']?(?!\s*["']?(?:data:|#))[^)\s]/i.test(html) ? ['url() or @import of a style'] : [];
  const inScripts = /\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon)\s*\(/.test(html) ? ['a call in a script'] : [];
  const isImage = (what: string) => /<img>|style|<link>/.test(what);
  return [...new Set([...fetched, ...inStyles, ...inScripts])].map((what): FaultToTell => {
    const id = what === 'a call in a script' ? 'Req 165' : isImage(what) ? 'Req 160, Req 161, Req 163' : 'Req 160, Req 163';
    const rule = `The HTML fetches nothing: pictures and styles are in it, as data: URLs and <style>. Here ${what} refers to something else.`;
    return {
      reason: 'CONTENT_SECURITY_POLICY',
      detail: element,
      id,
      rule,
      change: `embed what ${what} refers to, or leave it out`,
    };
  });
}

/** Links, and pages that move on by themselves. */
function leavingFaults(element: string, tags: readonly Tag[]): FaultToTell[] {
  const leads = (url: string | undefined) => url !== undefined && !isEmbedded(url) && !isSubmit(url);
  const leaving = tags.flatMap(({ name, attributes }) => {
    if ((name === 'a' || name === 'area') && leads(attributes.get('href'))) return [`<${name} href>`];
    const isRefresh = name === 'meta' && /^refresh$/i.test(attributes.get('http-equiv') ?? '');
    return isRefresh ? ['<meta http-equiv="refresh">'] : [];
  });
  return [...new Set(leaving)].map((what): FaultToTell => {
    const rule = `The HTML leads nowhere but to HTTPS://EMV3DS/challenge; here ${what} leads elsewhere.`;
    return { reason: 'CONTENT_SECURITY_POLICY', detail: element, id: 'Req 160', rule, change: `leave out ${what}` };
  });
}

/** How the page is submitted: a form by GET, to the address that the SDK waits for. */
function submitFaults(element: string, html: string, tags: readonly Tag[], { acsUiType, oobAppURL }: Json): FaultToTell[] {
  const targets = tags.flatMap(({ name, attributes }) =>
    name === 'form' ? [attributes.get('action') ?? ''] : attributes.has('formaction') ? [attributes.get('formaction') ?? ''] : [],
  );
  const elsewhere = targets.filter((url) => !isSubmit(url));
  const form = '<form method="get" action="HTTPS://EMV3DS/challenge">';
  const said =
    'On submit the page goes to HTTPS://EMV3DS/challenge, where the SDK takes the query of that address as the answer.';
  const faults = elsewhere.length > 0 ? [wrong(element, 'Req 164', `${said} Here a form goes elsewhere.`, `send ${form}`)] : [];
  const isPosted = tags.some(
    ({ name, attributes }) =>
      (name === 'form' && /^post$/i.test(attributes.get('method') ?? '')) || /^post$/i.test(attributes.get('formmethod') ?? ''),
  );
  if (isPosted)
    faults.push(wrong(element, 'Req 164', `${said} Of a form by POST it sees nothing but the address.`, 'send method="get"'));
  // Switched to by itself, the other app brings the cardholder back: nothing has to be pressed.
  const isAutomatic = acsUiType === '06' && typeof oobAppURL === 'string';
  if (targets.length === 0 && !html.toLowerCase().includes(SUBMIT) && !isAutomatic)
    faults.push(wrong(element, 'Req 164', `${said} Here nothing leads there.`, `add ${form} with its fields and a button`));
  return faults;
}

/** What published SDKs do not do. */
function notesOf(element: string, html: string, tags: readonly Tag[]): CheckNote[] {
  const hasScripts = tags.some(
    ({ name, attributes }) => name === 'script' || [...attributes.keys()].some((attribute) => /^on[a-z]+$/.test(attribute)),
  );
  const note = (rule: string, meaning: string, change: string): CheckNote => ({ element, rule, meaning, change });
  const scripts = note('Req 164', 'SDKs run no scripts: the page has to work without.', 'leave the scripts out, or let them be');
  const isWhole = /<html[\s>]/i.test(html);
  const isResponsive = tags.some(({ name, attributes }) => name === 'meta' && attributes.get('name') === 'viewport');
  const part = note(
    'Req 162',
    'The HTML is a whole document; here is no <html>.',
    'send one from <!doctype html> to </html>, or let it be',
  );
  const narrow = note(
    'Req 162',
    'The page fits every width of a screen; without a viewport, SDKs show it as that of a desktop.',
    'add <meta name="viewport" content="width=device-width, initial-scale=1">, or let it be',
  );
  const whole = isWhole ? [] : [part];
  return [...(hasScripts ? [scripts] : []), ...(isWhole && !isResponsive ? [narrow] : whole)];
}
