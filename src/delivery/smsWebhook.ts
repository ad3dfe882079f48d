import { isUrl } from '../messages/urls.ts';
import { isAllowedOrigin, postMessage } from '../posting.ts';
import { SEND_MS, type Send } from './delivery.ts';

/**
 * Posts each text message as JSON to a URL, where an SMS gateway or a test waits for it:
 * `{ to, text, code?, acsTransID?, time }`, `to` in E.164 form, `time` as ISO 8601. Any 2xx counts as taken.
 */
export function makeSmsWebhook(url: string, allowedOrigins: readonly string[]): Send {
  return async ({ to, text, code, acsTransID, time }) => {
    if (!isAllowedOrigin(url, allowedOrigins)) {
      throw new Error(`the origin of the webhook is not allowed: start with --allow-origin ${originOf(url)}`);
    }
    const body = { to: to.replaceAll(/[^\d+]/g, ''), text, code, acsTransID, time: new Date(time).toISOString() };
    const posted = await postMessage(url, JSON.stringify(body), SEND_MS);
    if (posted.outcome !== 'answered') throw new Error(`the webhook gave no answer (${posted.why})`);
    if (posted.status < 200 || posted.status > 299) throw new Error(`the webhook answered HTTP ${posted.status}`);
  };
}

function originOf(url: string): string {
  return isUrl(url) ? new URL(url).origin : 'ORIGIN';
}
