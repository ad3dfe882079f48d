import { cardNumberFor } from '../../src/index.ts';
import { opensApp } from './app.ts';
import { areqOf, sends, wishOf } from './areqs.ts';
import { CARDS } from './cards.ts';
import type { Json } from './json.ts';
import { approvalLink, METHOD_CARDS, messagesOf } from './methods.ts';
import { rawRequest } from './rawRequest.ts';
import type { Scenario } from './scenario.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const ASKS_DECOUPLED = { threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00060' };
/** What an AReq has that asks for Secure Payment Confirmation. */
export const SPC = {
  acctNumber: cardNumberFor({ outcome: 'S' }),
  threeDSRequestorSpcSupport: 'Y',
  payeeOrigin: 'https://shop.example',
};

/** Posts a form, with any headers. */
export const post = (url: string, fields: Record<string, string>, headers = {}) =>
  rawRequest(url, { method: 'POST', headers: { ...FORM, ...headers }, body: new URLSearchParams(fields).toString() });

/** Transactions in every state, that had a challenge or not. */
export async function startVictims(s: Scenario) {
  const begins = async (patch: Json) => {
    const ares = await s.sendsAReq(patch);
    return { ares, page: await s.postsCReq(ares) };
  };
  const sms = await begins({ acctNumber: CARDS.sms });
  const picker = await begins({ acctNumber: METHOD_CARDS.picker });
  const oob = await begins({ acctNumber: METHOD_CARDS.oob });
  const ended = await begins({ acctNumber: METHOD_CARDS.picker });
  const waiting = await s.posts(ended.page, { result: 'Y' });
  await s.ends(ended.ares);
  const app = await opensApp(s, { areq: { acctNumber: CARDS.sms } });
  await app.challenge.start();
  const unopened = await s.sendsAReq({ acctNumber: CARDS.sms });
  const bare: Record<string, Json> = {
    frictionless: await s.sendsAReq({ acctNumber: CARDS.frictionless }),
    refused: await s.sendsAReq({ acctNumber: '4970720000030008' }),
    attempted: await s.sendsAReq({ acctNumber: '4970720000020009' }),
    'informational (data only)': await s.sendsAReq({ acctNumber: CARDS.sms, ...wishOf('2.2.0', '06') }),
    decoupled: await s.sendsAReq({ acctNumber: '4970720000200007', ...ASKS_DECOUPLED }),
    '3RI': await sends(s, areqOf(s, '2.2.0', '3ri-payment')),
    SPC: await sends(s, areqOf(s, '2.3.1', 'browser-payment', SPC)),
    'in an app': app.ares,
    'not opened yet': unopened,
  };
  // What is on its way would look like a change later on.
  for (const ares of [sms.ares, app.ares]) await s.code(ares);
  for (const ares of [oob.ares, bare.decoupled ?? {}]) await approvalLink(s, ares);
  const challenged = { sms: sms.ares, picker: picker.ares, oob: oob.ares, ended: ended.ares };
  return { sms, picker, oob, ended, waiting, app, bare, challenged, all: [...Object.values(challenged), ...Object.values(bare)] };
}

export type Victims = Awaited<ReturnType<typeof startVictims>>;

/** All that the simulator keeps of some transactions, and has sent for them. */
export const recordOf = (s: Scenario, transactions: readonly Json[]) =>
  Promise.all(transactions.map(async (ares) => [await s.transaction(ares), await messagesOf(s, ares)]));
