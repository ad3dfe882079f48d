/** A page of the challenge, as far as a test looks at it. */
export interface Page {
  status: number;
  headers: Headers;
  html: string;
  /** What the page calls itself: epin, otp, processing, success, cancelled, error, method. */
  name: string;
  /** The token in its forms; empty where it has none. */
  token: string;
  triesLeft: number | undefined;
  /** Where the waiting page looks for the result. */
  refresh: string;
  /** The form that brings a message to the merchant. */
  final?: { action: string; message: Record<string, unknown>; threeDSSessionData: string | undefined };
}

export async function readPage(response: Response): Promise<Page> {
  const html = await response.text();
  const triesLeft = attribute(html, 'data-tries-left');
  const cres = field(html, 'cres');
  return {
    status: response.status,
    headers: response.headers,
    html,
    name: attribute(html, 'data-page') ?? '',
    token: field(html, 'token') ?? '',
    triesLeft: triesLeft === undefined ? undefined : Number(triesLeft),
    refresh: unescaped(/<a [^>]*href="([^"]*)"[^>]*data-follow-after/.exec(html)?.[1] ?? ''),
    ...(cres === undefined
      ? {}
      : {
          final: {
            action: unescaped(/<form[^>]* action="([^"]*)"[^>]*data-final/.exec(html)?.[1] ?? ''),
            message: JSON.parse(Buffer.from(cres, 'base64url').toString('utf8')),
            threeDSSessionData: field(html, 'threeDSSessionData'),
          },
        }),
  };
}

function attribute(html: string, name: string): string | undefined {
  const found = new RegExp(`<body[^>]* ${name}="([^"]*)"`).exec(html)?.[1];
  return found === undefined ? undefined : unescaped(found);
}

/** The value of a hidden field as a browser would send it. */
function field(html: string, name: string): string | undefined {
  const found = new RegExp(`<input type="hidden" name="${name}" value="([^"]*)">`).exec(html)?.[1];
  return found === undefined ? undefined : unescaped(found);
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]+)|(\w+));/gi, (whole, hex: string | undefined, name: string) =>
    hex === undefined ? (NAMED[name] ?? whole) : String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}
