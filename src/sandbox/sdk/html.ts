// What the web view of an SDK does with acsHTML (EMV 3DS 2.3.1, 4.2.7), as far as it can without a screen.

export function htmlOf(acsHTML: unknown): string {
  return Buffer.from(String(acsHTML), 'base64url').toString('utf8');
}

/** Where a page may go: to itself, to the two addresses that the SDK watches for, and to what the device opens by itself. */
const INSIDE = /^(?:data:|#|about:blank|tel:|mailto:|https:\/\/emv3ds\/(?:challenge|openoobapp)(?:[/?#]|$)|$)/i;
const REFERENCE =
  /\b(?:src|href|action|formaction|poster|background|data|srcset|manifest|ping|cite)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;
const IN_STYLE = /url\(\s*["']?([^"')]*)|@import\s+["']([^"']*)/gi;
const REFRESH = /<meta\b[^>]*\bhttp-equiv\s*=\s*["']?refresh[^>]*\burl\s*=\s*["']?([^"'>\s]+)/gi;

/**
 * The references of a page to something outside, resources and navigation alike: an SDK blocks them all (EMV 3DS 2.3.1, Req 160
 * and Req 167).
 */
export function externalReferences(html: string): string[] {
  const inTags = (html.match(/<[a-z][^>]*>/gi) ?? []).flatMap((tag) => [...tag.matchAll(REFERENCE)]);
  const found = [...inTags, ...html.matchAll(IN_STYLE), ...html.matchAll(REFRESH)];
  const references = found.map(([, ...groups]) => (groups.find((group) => group !== undefined) ?? '').trim());
  return [...new Set(references.filter((reference) => !INSIDE.test(reference)))];
}

/** Whether a page runs anything: the published SDKs switch scripts off. */
export function hasScript(html: string): boolean {
  return /<script|\son\w+\s*=/i.test(html);
}

/** Whether a page has an action that brings the answer to the SDK. */
export function goesToSdk(html: string): boolean {
  return /https:\/\/emv3ds\/challenge/i.test(html);
}

/** Whether the form of a page goes to the SDK, and by GET: of a POST, the one of Android sees nothing. */
export function isFormByGet(html: string): boolean {
  const [form = ''] = /<form\b[^>]*>/i.exec(html) ?? [];
  return /\baction="HTTPS:\/\/EMV3DS\/challenge"/i.test(form) && !/\bmethod="post"/i.test(form);
}

/** The query that the form of a page makes when its field is filled and a button is pressed; hidden fields go along. */
export function queryOf(html: string, text: string, action: 'submit' | 'resend'): string {
  const query = new URLSearchParams();
  let isFilled = false;
  for (const [input] of html.matchAll(/<input\b[^>]*>/gi)) {
    const { name, type = 'text', value = '' } = attributesOf(input);
    if (!name || ['submit', 'button', 'image', 'reset'].includes(type)) continue;
    if (type === 'hidden') query.append(name, value);
    else if (!isFilled) {
      query.append(name, text);
      isFilled = true;
    }
  }
  query.append('action', action);
  return query.toString();
}

function attributesOf(tag: string): Record<string, string | undefined> {
  const found = tag.matchAll(/\b([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi);
  return Object.fromEntries([...found].map(([, name = '', a, b, c]) => [name.toLowerCase(), a ?? b ?? c ?? '']));
}
