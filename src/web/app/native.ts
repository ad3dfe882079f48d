import type { Acs } from '../../acs.ts';
import type { AcsUiType } from '../../challenge/appUi.ts';
import type { CRes } from '../../messages/types.ts';
import { type MessageVersion, VERSIONS } from '../../messages/versions.ts';
import { isolate } from '../../pages/format.ts';
import { catalogue } from '../../pages/render.ts';
import type { AppQuestion, Shown } from './question.ts';

/** Characters that the SDK takes (EMV 3DS 2.2.0, Table A.18). */
const LIMITS = { label: 45, info: 350, more: 256, trust: 64 };

/** What differs by template. A select has options; out of band, the button says that the cardholder has approved. */
const TEMPLATES: Record<Exclude<AcsUiType, '05'>, (question: AppQuestion, version: MessageVersion) => Shown> = {
  '01': (question, version) => ({
    ...(VERSIONS[version].challengeEntryBox ? { challengeEntryBox: entryBox(question) } : labelOf(question)),
    ...submitOf(question),
    ...(question.resend ? { resendInformationLabel: cut(question.resend, LIMITS.label) } : {}),
  }),
  '02': (question) => ({ ...labelOf(question), ...optionsOf(question), ...submitOf(question) }),
  '03': (question) => ({ ...labelOf(question), ...optionsOf(question), ...submitOf(question) }),
  '04': ({ submit }) => ({ oobContinueLabel: cut(submit, LIMITS.label) }),
};

/** The elements of a native template. SDKs refuse empty ones, so each is there with a text or not at all. */
export function nativeUi(
  question: AppQuestion,
  { issuer, version, acsUiType }: { issuer: Acs['issuer']; version: MessageVersion; acsUiType: Exclude<AcsUiType, '05'> },
): Shown {
  const { language, header, notice, purchase, wording } = question;
  const text = (key: string, values = {}) => catalogue.text(language, key, values, wording);
  const bought = text(purchase.amount === undefined ? 'app.noPurchase' : 'app.purchase', {
    ...purchase,
    merchant: isolate(notBold(purchase.merchant)),
  });
  const lines = [notice?.text, bought, question.text].filter((line) => line !== undefined);
  const { name, phone } = issuer.customerService;
  return {
    acsUiType,
    challengeInfoHeader: cut(header, LIMITS.label),
    challengeInfoText: cut(lines.join('\n\n'), LIMITS.info),
    ...(notice?.isWarning ? { challengeInfoTextIndicator: 'Y' as const } : {}),
    ...TEMPLATES[acsUiType](question, version),
    ...trustOf(question, version),
    whyInfoLabel: cut(text('app.why.label'), LIMITS.label),
    whyInfoText: cut(text('app.why.text', { programme: issuer.scheme.programme, issuer: issuer.name }), LIMITS.more),
    expandInfoLabel: cut(text('app.help.label'), LIMITS.label),
    expandInfoText: cut(text('app.help.text', { service: name, phone }), LIMITS.more),
    ...imagesOf(issuer.appImages, version),
  };
}

/** SDKs of 2.3.1 show `**so**` in bold (Req 445), which is for the bank to say, not for the name of a merchant. */
function notBold(text: string): string {
  return text.replaceAll(/\*{2,}/g, (stars) => '\u2217'.repeat(stars.length));
}

const labelOf = ({ label }: AppQuestion): Shown => ({ challengeInfoLabel: cut(label, LIMITS.label) });
const submitOf = ({ submit }: AppQuestion): Shown => ({ submitAuthenticationLabel: cut(submit, LIMITS.label) });

function optionsOf({ options = [] }: AppQuestion): Shown {
  return { challengeSelectInfo: options.map(({ key, label }) => ({ [key]: cut(label, LIMITS.label) })) };
}

/** The SDK asks and answers with whitelistingDataEntry, since 2.3.1 trustListDataEntry; 2.1.0 has no trust list. */
function trustOf({ trust }: AppQuestion, version: MessageVersion): Shown {
  const { trustList: names } = VERSIONS[version];
  return trust && names ? { [names.infoText]: cut(trust, LIMITS.trust) } : {};
}

/** The box of 2.3.1, which says more of the entry than a label. */
function entryBox({ label, length, isSecret, isOneTimeCode }: AppQuestion): NonNullable<CRes['challengeEntryBox']> {
  return {
    challengeDataEntryLabel: cut(label, LIMITS.label),
    challengeDataEntryKeyboardType: '01',
    challengeDataEntryLengthMax: String(length).padStart(2, '0'),
    ...(isSecret ? { challengeDataEntryMasking: 'Y', challengeDataEntryToggle: 'Y' } : { challengeDataEntryMasking: 'N' }),
    ...(isOneTimeCode ? { challengeDataEntryAutofill: 'Y', challengeDataEntryAutofillType: '01' } : {}),
  };
}

/** SDKs fetch pictures over https and cannot draw SVG, so only those that the issuer profile names are sent. */
function imagesOf(images: Acs['issuer']['appImages'], version: MessageVersion): Shown {
  const form = (url: string) => (VERSIONS[version].imagesByTheme ? { default: url } : { medium: url, high: url, extraHigh: url });
  return {
    ...(images?.issuer ? { issuerImage: form(images.issuer) } : {}),
    ...(images?.scheme ? { psImage: form(images.scheme) } : {}),
  };
}

/** A text of at most so many characters, as the schemas count them. */
export function cut(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit
    ? text
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}
