import { factsOf } from '../../messages/versions.ts';

type Json = Readonly<Record<string, unknown>>;

/** What every native user interface may have. */
const OF_NATIVE = [
  ...['challengeInfoHeader', 'challengeInfoText', 'challengeInfoTextIndicator', 'challengeAddLabel', 'togglePositionInd'],
  ...['trustListInfoText', 'deviceBindingInfoText', 'issuerImage', 'psImage'],
  ...['whyInfoLabel', 'whyInfoText', 'expandInfoLabel', 'expandInfoText'],
];
const OF_SELECT = [...OF_NATIVE, 'challengeInfoLabel', 'challengeSelectInfo', 'submitAuthenticationLabel'];

/** What each acsUiType shows, besides what is common to all CRes (EMV 3DS 2.3.1, Table A.20). */
const ELEMENTS_OF_UI: Readonly<Record<string, readonly string[]>> = {
  '01': [...OF_NATIVE, 'challengeEntryBox', 'challengeEntryBoxTwo', 'submitAuthenticationLabel', 'resendInformationLabel'],
  '02': OF_SELECT,
  '03': OF_SELECT,
  '04': [...OF_NATIVE, 'challengeInfoLabel', 'oobAppURL', 'oobAppLabel', 'oobContinueLabel'],
  '05': ['acsHTML'],
  '06': ['acsHTML', 'oobAppURL'],
  '07': [...OF_NATIVE, 'challengeInfoLabel', 'infoContinueLabel'],
};

const ALL = new Set(Object.values(ELEMENTS_OF_UI).flat());

/**
 * A CRes as an SDK shows it: without the elements that its acsUiType does not have, of which nothing is told to the ACS (EMV 3DS
 * 2.3.1, Req 362). Older versions, and a CRes that shows nothing, stay as they are.
 */
export function withoutForeignElements(cres: Json): Json {
  const own = ELEMENTS_OF_UI[String(cres.acsUiType)];
  if (!own || cres.challengeCompletionInd !== 'N' || !factsOf(cres.messageVersion)?.laterUiTypes) return cres;
  return Object.fromEntries(Object.entries(cres).filter(([name]) => !ALL.has(name) || own.includes(name)));
}
