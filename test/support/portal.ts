import { rawRequest } from './rawRequest.ts';

/** A message to a cardholder, as the inbox has it. */
export interface Message {
  id: number;
  channel: 'sms' | 'email';
  to: string;
  subject?: string;
  text: string;
  code?: string;
}

/** A page of the portal, as far as a test looks at it. */
export interface PortalPage {
  status: number;
  headers: Record<string, unknown>;
  html: string;
  /** email, identity, dashboard, epin, phone, phone-code, help, security, error. */
  name: string;
  /** The name of what the page has to say; empty for nothing. */
  notice: string;
  token: string;
  /** A hidden field of one of its forms. */
  hidden(name: string): string;
  location: string;
  cookies: string[];
}

type Fields = Record<string, string>;

/** A browser without a screen: keeps cookies, follows redirects, posts what is on a page. */
export class PortalVisitor {
  readonly jar = new Map<string, string>();
  page: PortalPage | undefined;
  readonly acs: string;
  readonly headers: Fields;

  /** @param headers sent with every request, e.g. another language */
  constructor(acs: string, headers: Fields = {}) {
    this.acs = acs;
    this.headers = headers;
  }

  /** Another browser with the same cookies as this one has now. */
  twin(): PortalVisitor {
    const other = new PortalVisitor(this.acs, this.headers);
    for (const [name, value] of this.jar) other.jar.set(name, value);
    other.page = this.page;
    return other;
  }

  /** One request, without following where it leads to. */
  async asks(path: string, options: { method?: string; headers?: Fields; body?: string } = {}): Promise<PortalPage> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie ? { cookie } : {}), ...this.headers, ...options.headers };
    const answer = await rawRequest(`${this.acs}${path}`, { ...options, headers });
    const cookies = [answer.headers['set-cookie'] ?? []].flat() as string[];
    for (const line of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return readPortalPage(answer.status, answer.headers, answer.body, cookies);
  }

  /** Opens a page and follows where it leads to. */
  async opens(path: string): Promise<PortalPage> {
    let page = await this.asks(path);
    for (let hops = 0; page.location !== '' && hops < 5; hops += 1) page = await this.asks(page.location);
    this.page = page;
    return page;
  }

  /** Posts a form of the page that is open; answers what came at once. */
  posts(path: string, fields: Fields, headers: Fields = {}): Promise<PortalPage> {
    const page = this.page;
    const hidden = page ? { token: page.token, sends: page.hidden('sends'), changes: page.hidden('changes') } : {};
    const body = new URLSearchParams({ ...hidden, ...fields }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.asks(path, { method: 'POST', body, headers: { ...type, ...headers } });
  }

  /** Posts a form and follows where it leads to. */
  async sends(path: string, fields: Fields = {}): Promise<PortalPage> {
    const page = await this.posts(path, fields);
    if (page.location !== '') return this.opens(page.location);
    this.page = page;
    return page;
  }

  async givesEmail(email: string): Promise<PortalPage> {
    await this.opens('/portal/');
    return this.sends('/portal/', { email });
  }

  async types(codes: { sms: string; email: string }): Promise<PortalPage> {
    return this.sends('/portal/identity', { smsCode: codes.sms, emailCode: codes.email });
  }

  choosesEPin(ePin: string, confirmation = ePin): Promise<PortalPage> {
    return this.opens('/portal/epin').then(() => this.sends('/portal/epin', { ePin, confirmation }));
  }
}

function readPortalPage(status: number, headers: Record<string, unknown>, html: string, cookies: string[]): PortalPage {
  const ofBody = (name: string) => new RegExp(`<body[^>]* ${name}="([^"]*)"`).exec(html)?.[1] ?? '';
  const hidden = (name: string) => new RegExp(`<input type="hidden" name="${name}" value="([^"]*)">`).exec(html)?.[1] ?? '';
  return {
    status,
    headers,
    html,
    cookies,
    hidden,
    name: ofBody('data-page'),
    notice: ofBody('data-notice'),
    token: hidden('token'),
    location: String(headers.location ?? ''),
  };
}

/** The cardholders of the fixtures, with where their messages go. */
export const PEOPLE = {
  enrolled: { email: 'cardholder@example.nc', phone: '+687790023', ePin: '4826', card: '4970720000052226' },
  smsOnly: { email: 'sms-only@example.nc', phone: '+687790024', card: '4970720000100009' },
  newcomer: { email: 'newcomer@example.nc', phone: '+687790025', card: '4970720000200015' },
  abroad: { email: 'abroad@example.nc', phone: '+33639980026', card: '4970720000200031' },
  noCard: { email: 'no-card@example.nc', phone: '+687790027' },
};
export type Person = (typeof PEOPLE)[keyof typeof PEOPLE];

/** What an address or a number was sent, the newest first. */
export async function messagesTo(control: string, to: string, wait = '0s'): Promise<Message[]> {
  const query = new URLSearchParams({ to, wait });
  return (await (await fetch(`${control}/api/messages?${query}`)).json()) as Message[];
}

/** The newest code of both kinds. */
export async function newestCodes(control: string, { email, phone }: Person): Promise<{ sms: string; email: string }> {
  const [sms, mail] = await Promise.all([messagesTo(control, phone, '10s'), messagesTo(control, email, '10s')]);
  const newest = (messages: Message[]) => messages.find(({ code }) => code !== undefined)?.code ?? '';
  return { sms: newest(sms), email: newest(mail) };
}

/** Somebody who has proven his identity. */
export async function signsIn(
  urls: { acs: string; control: string },
  person: Person,
  headers: Fields = {},
): Promise<PortalVisitor> {
  const visitor = new PortalVisitor(urls.acs, headers);
  await visitor.givesEmail(person.email);
  await visitor.types(await newestCodes(urls.control, person));
  return visitor;
}

/** Codes that are well formed and wrong. */
export function otherCodes(codes: { sms: string; email: string }): { sms: string; email: string } {
  return {
    sms: codes.sms.replace(/^\d/, (digit) => String((Number(digit) + 1) % 10)),
    email: codes.email.replace(/^./, (sign) => (sign === 'A' ? 'B' : 'A')),
  };
}
