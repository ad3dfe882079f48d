import type { Acs } from '../../acs.ts';
import type { Assets } from '../../pages/assets.ts';
import type { AppPictures, Picture } from './question.ts';

/**
 * The pictures that SDKs fetch, of the issuer and of a scheme: those that the issuer profile names, else the PNG files beside
 * the logos (`issuer.svg`: `issuer.png`, `issuer-dark.png`, `issuer-monochrome.png`), which this ACS serves.
 * @param assets those of the challenge, served at `/3ds/assets/`
 */
export function makePictures(acs: Acs, assets: Assets): (scheme: string) => AppPictures {
  const { issuer } = acs;
  const url = (file: string) => `${acs.urls.acs}/3ds/assets/${assets.versioned(file)}`;

  function beside(logo: string): Picture | undefined {
    const stem = logo.replace(/\.svg$/, '');
    // Of the same folder: a picture that ships is not that of a logo that does not.
    const isThere = (file: string) => assets.folderOf(file) !== undefined && assets.folderOf(file) === assets.folderOf(logo);
    if (!isThere(`${stem}.png`)) return undefined;
    const [dark, monochrome] = [`${stem}-dark.png`, `${stem}-monochrome.png`];
    return {
      default: url(`${stem}.png`),
      ...(isThere(dark) ? { dark: url(dark) } : {}),
      ...(isThere(monochrome) ? { monochrome: url(monochrome) } : {}),
    };
  }

  return (name) => {
    const { isIssuers, logo } = acs.faceOfScheme(name);
    const ofIssuer = named(issuer.appImages?.issuer) ?? beside(issuer.logo);
    const ofScheme = (isIssuers ? named(issuer.appImages?.scheme) : undefined) ?? beside(logo);
    return { ...(ofIssuer ? { issuer: ofIssuer } : {}), ...(ofScheme ? { scheme: ofScheme } : {}) };
  };
}

/** A picture as the issuer profile names it: one address, or one by the look of the screen. */
function named(picture: string | Picture | undefined): Picture | undefined {
  return typeof picture === 'string' ? { default: picture } : picture;
}
