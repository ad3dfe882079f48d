import type { Acs } from '../../acs.ts';
import type { AcsUiType } from '../../challenge/appUi.ts';
import type { CRes } from '../../messages/types.ts';
import { type MessageVersion, VERSIONS } from '../../messages/versions.ts';
import { isolate } from '../../pages/format.ts';
import { catalogue } from '../../pages/render.ts';
import type { AppPictures, AppQuestion, Picture, Shown, ShownBox } from './question.ts';

/** Characters that the SDK takes (EMV 3DS 2.2.0, Table A.18). */
const LIMITS = { label: 45, info: 350, more: 256, trust: 64 };

type NativeType = Exclude<AcsUiType, '05' | '06'>;

/** What differs by template. A select has options; out of band, the button says that the cardholder has approved. */
const TEMPLATES: Record<NativeType, (question: AppQuestion, version: MessageVersion) => Shown> = {
  '01': (question, version) => ({
    ...boxesOf(question, version),
    ...submitOf(question),
    ...(question.resend ? { resendInformationLabel: shorten(question.resend, LIMITS.label) } : {}),
  }),
  '02': (question) => ({ ...labelOf(question), ...optionsOf(question), ...submitOf(question) }),
  '03': (question) => ({ ...labelOf(question), ...optionsOf(question), ...submitOf(question) }),
  '04': ({ submit, oobApp }) => ({
    oobContinueLabel: shorten(submit, LIMITS.label),
    ...(oobApp ? { oobAppURL: oobApp.url, oobAppLabel: shorten(oobApp.label, LIMITS.label) } : {}),
  }),
  '07': ({ submit }) => ({ infoContinueLabel: shorten(submit, LIMITS.label) }),
};

/** The elements of a native template (Table A.20). SDKs refuse empty ones, so each is there with a text or not at all. */
export function nativeUi(
  question: AppQuestion,
  { issuer, version, acsUiType }: { issuer: Acs['issuer']; version: MessageVersion; acsUiType: NativeType },
): Shown {
  const { language, header, notice, purchase, wording, scheme, alternative } = question;
  const text = (key: string, values = {}) => catalogue.text(language, key, values, wording);
  const bought = text(purchase.amount === undefined ? 'app.noPurchase' : 'app.purchase', {
    ...purchase,
    merchant: isolate(notBold(purchase.merchant)),
  });
  const lines = [notice?.text, bought, question.text].filter((line) => line !== undefined);
  const { name, phone } = issuer.customerService;
  return {
    acsUiType,
    challengeInfoHeader: shorten(header, LIMITS.label),
    challengeInfoText: shorten(lines.join('\n\n'), LIMITS.info),
    ...(notice?.isWarning ? { challengeInfoTextIndicator: 'Y' as const } : {}),
    ...TEMPLATES[acsUiType](question, version),
    ...(alternative ? { challengeAddLabel: shorten(alternative, LIMITS.label) } : {}),
    ...togglesOf(question, version),
    whyInfoLabel: shorten(text('app.why.label'), LIMITS.label),
    whyInfoText: shorten(text('app.why.text', { programme: scheme.programme, issuer: issuer.name }), LIMITS.more),
    expandInfoLabel: shorten(text('app.help.label'), LIMITS.label),
    expandInfoText: shorten(text('app.help.text', { service: name, phone }), LIMITS.more),
    ...imagesOf(question.pictures, version),
  };
}

/** SDKs of 2.3.1 show `**so**` in bold (Req 445), which is for the bank to say, not for the name of a merchant. */
function notBold(text: string): string {
  return text.replaceAll(/\*{2,}/g, (stars) => '\u2217'.repeat(stars.length));
}

const labelOf = ({ label }: AppQuestion): Shown => ({ challengeInfoLabel: shorten(label, LIMITS.label) });
const submitOf = ({ submit }: AppQuestion): Shown => ({ submitAuthenticationLabel: shorten(submit, LIMITS.label) });

function optionsOf({ options = [] }: AppQuestion): Shown {
  return { challengeSelectInfo: options.map(({ key, label }) => ({ [key]: shorten(label, LIMITS.label) })) };
}

/**
 * What is to be ticked besides. The SDK asks and answers with whitelistingDataEntry, since 2.3.1 trustListDataEntry, and
 * deviceBindingDataEntry; 2.1.0 has neither.
 */
function togglesOf({ trust, binding, togglesAbove }: AppQuestion, version: MessageVersion): Shown {
  const { trustList: names, deviceBindingStatus: binds } = VERSIONS[version];
  return {
    ...(trust && names ? { [names.infoText]: shorten(trust, LIMITS.trust) } : {}),
    ...(binding && binds ? { deviceBindingInfoText: shorten(binding, LIMITS.trust) } : {}),
    ...(togglesAbove && binds && (trust || binding) ? { togglePositionInd: '01' as const } : {}),
  };
}

/** A label for the one box, or, since 2.3.1, up to two boxes that say more of their entries. */
function boxesOf({ boxes }: AppQuestion, version: MessageVersion): Shown {
  const [first, second] = boxes;
  if (!first) throw new Error('a text is asked for without a box');
  if (!VERSIONS[version].challengeEntryBox) return { challengeInfoLabel: shorten(first.label, LIMITS.label) };
  return { challengeEntryBox: entryBox(first), ...(second ? { challengeEntryBoxTwo: entryBox(second) } : {}) };
}

function entryBox({ label, length, isSecret, sentBy }: ShownBox): NonNullable<CRes['challengeEntryBox']> {
  return {
    challengeDataEntryLabel: shorten(label, LIMITS.label),
    challengeDataEntryKeyboardType: '01',
    challengeDataEntryLengthMax: String(length).padStart(2, '0'),
    ...(isSecret ? { challengeDataEntryMasking: 'Y', challengeDataEntryToggle: 'Y' } : { challengeDataEntryMasking: 'N' }),
    // A device knows the codes of text messages alone.
    ...(sentBy === 'sms' ? { challengeDataEntryAutofill: 'Y', challengeDataEntryAutofillType: '01' } : {}),
  };
}

/** By theme since 2.3.1, else the one picture for every density of the screen. */
function imagesOf({ issuer, scheme }: AppPictures = {}, version: MessageVersion): Shown {
  const form = (picture: Picture) => {
    const { default: url } = picture;
    return VERSIONS[version].imagesByTheme ? { ...picture } : { medium: url, high: url, extraHigh: url };
  };
  return { ...(issuer ? { issuerImage: form(issuer) } : {}), ...(scheme ? { psImage: form(scheme) } : {}) };
}

/** A text of at most so many characters, as the schemas count them. */
export function shorten(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit
    ? text
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}
