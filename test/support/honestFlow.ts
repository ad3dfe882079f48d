import { CARDS, EPIN } from './cards.ts';
import type { Json } from './json.ts';
import type { Page } from './page.ts';
import type { Scenario } from './scenario.ts';

/** The way of an honest cardholder from the first page to the final CRes: the positive control of every attack. */
export async function honestFlow(s: Scenario, patch: Json = {}, form: Record<string, string> = {}): Promise<Page> {
  const ares = await s.sendsAReq({ acctNumber: CARDS.ePinThenSms, ...patch });
  const ePinPage = await s.postsCReq(ares, form);
  const codePage = await s.posts(ePinPage, { ePin: EPIN });
  const waiting = await s.posts(codePage, { code: await s.code(ares) });
  return s.finalPage(ares, waiting);
}
