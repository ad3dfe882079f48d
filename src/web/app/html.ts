import { encodeBase64url } from '../../messages/base64url.ts';
import { makePages } from '../../pages/render.ts';
import type { IssuerProfile } from '../../settings/fixtures.ts';
import type { AppQuestion } from './question.ts';

/** The acsHTML of a question: a whole page, base64url without padding. */
export type AppHtml = (question: AppQuestion) => string;

/** A picture that is larger stays out: acsHTML may have 100 kB. */
const PICTURE_LIMIT = 20_000;

/**
 * Pages for the HTML interface of an SDK: they load nothing, run nothing, and their form goes to the address that the SDK
 * watches for (EMV 3DS 2.2.0, 4.2.2). Pictures are PNG or JPEG, which every SDK can draw (2.3.1, 4.2): those beside the logos.
 */
export function makeAppHtml(issuer: IssuerProfile, ...logoFolders: string[]): AppHtml {
  const pages = makePages('app', '', ...logoFolders);

  function dataUrl(logo: string): string | undefined {
    const picture = logo.replace(/\.svg$/, '.png');
    const folder = pages.assets.folderOf(picture);
    if (folder === undefined || folder !== pages.assets.folderOf(logo)) return undefined;
    const { type, body = '' } = pages.assets.find(pages.assets.versioned(picture)) ?? {};
    return body.length > PICTURE_LIMIT ? undefined : `data:${type};base64,${Buffer.from(body).toString('base64')}`;
  }

  return (question) => {
    const { step, boxes, trust, binding, scheme, language, wording } = question;
    const view = {
      question,
      issuer,
      wording,
      logos: { logo: dataUrl(issuer.logo), schemeLogo: dataUrl(scheme.logo) },
      boxes: boxes.map((box, index) => ({
        ...box,
        id: index === 0 ? 'entry' : 'entry-two',
        name: index === 0 ? step : `${step}Two`,
      })),
      toggles: [
        ...(trust ? [{ name: 'trustList', text: trust }] : []),
        ...(binding ? [{ name: 'deviceBinding', text: binding }] : []),
      ],
    };
    return encodeBase64url(pages.render('challenge', language, view));
  };
}
