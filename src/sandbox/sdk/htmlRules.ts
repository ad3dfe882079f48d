import { externalReferences, goesToSdk, hasScript, htmlOf, isFormByGet } from './html.ts';
import { ALL, isStrictBase64url, missingOr, SDKS, type SdkRule, shows } from './rule.ts';

/** The rules of acsHTML, and of the address that opens the app of the bank. */
export const HTML_RULES: readonly SdkRule[] = [
  {
    rule: 'acsHTML',
    of: ALL,
    says: 'is there for acsUiType 05 and 06, in base64url without padding',
    isKept: (answered) => (shows(answered, '05', '06') ? isStrictBase64url(answered.cres.acsHTML) : true),
    reason: missingOr('acsHTML', 'ELEMENT_FORMAT_INVALID'),
  },
  {
    rule: 'acsHTMLRefresh',
    of: ['iOS'],
    says: 'is base64url without padding, if it is there',
    isKept: ({ cres }) => cres.acsHTMLRefresh === undefined || isStrictBase64url(cres.acsHTMLRefresh),
  },
  {
    rule: 'acsHTML form',
    of: ['Android'],
    says: 'goes to HTTPS://EMV3DS/challenge by GET',
    isKept: (answered) => !shows(answered, '05') || isFormByGet(htmlOf(answered.cres.acsHTML)),
    detail: () => 'acsHTML',
  },
  {
    rule: 'acsHTML form',
    of: ['EMV'],
    says: 'has an action that goes to HTTPS://EMV3DS/challenge, unless oobAppURL opens an app',
    isKept: (answered) => {
      const { acsHTML, oobAppURL } = answered.cres;
      const needsOne = shows(answered, '05') || (shows(answered, '06') && oobAppURL === undefined);
      return !needsOne || goesToSdk(htmlOf(acsHTML));
    },
    detail: () => 'acsHTML',
  },
  {
    rule: 'acsHTML loads nothing',
    of: ALL,
    says: 'refers to nothing outside: data:, and the two addresses under HTTPS://EMV3DS/ alone',
    isKept: ({ cres }) => cres.acsHTML === undefined || externalReferences(htmlOf(cres.acsHTML)).length === 0,
    reason: 'CONTENT_SECURITY_POLICY',
    detail: ({ cres }) => `acsHTML: ${externalReferences(htmlOf(cres.acsHTML)).join(', ')}`,
  },
  {
    rule: 'acsHTML loads nothing',
    of: SDKS,
    says: 'has no script',
    isKept: ({ cres }) => cres.acsHTML === undefined || !hasScript(htmlOf(cres.acsHTML)),
    reason: 'CONTENT_SECURITY_POLICY',
    detail: () => 'acsHTML: a script',
  },
  {
    rule: 'oobAppURL',
    of: ['EMV'],
    since: 'laterUiTypes',
    says: 'is an https URL',
    isKept: ({ cres: { oobAppURL } }) => oobAppURL === undefined || /^https:\/\//i.test(String(oobAppURL)),
  },
];
