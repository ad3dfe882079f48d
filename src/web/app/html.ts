import { encodeBase64url } from '../../messages/base64url.ts';
import { makePages } from '../../pages/render.ts';
import type { IssuerProfile } from '../../settings/fixtures.ts';
import type { AppQuestion } from './question.ts';

/** The acsHTML of a question: a whole page, base64url without padding. */
export type AppHtml = (question: AppQuestion) => string;

/** A logo that is larger stays out: acsHTML may have 100 kB. */
const LOGO_LIMIT = 20_000;

/**
 * Pages for the HTML interface of an SDK: they load nothing, run nothing, and their form goes to the address that the SDK
 * watches for (EMV 3DS 2.2.0, 4.2.2).
 */
export function makeAppHtml(issuer: IssuerProfile, logoFolder: string): AppHtml {
  const pages = makePages('app', '', logoFolder);
  const logos = { logo: dataUrl(issuer.logo), schemeLogo: dataUrl(issuer.schemeLogo) };

  function dataUrl(file: string): string | undefined {
    const body = pages.assets.find(pages.assets.versioned(file))?.body ?? '';
    return body.length > LOGO_LIMIT ? undefined : `data:image/svg+xml;base64,${Buffer.from(body, 'utf8').toString('base64')}`;
  }

  return (question) =>
    encodeBase64url(pages.render('challenge', question.language, { question, issuer, logos, wording: question.wording }));
}
