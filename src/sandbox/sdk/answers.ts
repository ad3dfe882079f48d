import type { CRes } from '../../messages/types.ts';
import type { VersionFacts } from '../../messages/versionFacts.ts';
import { htmlOf, queryOf } from './html.ts';
import type { CReqElements } from './sender.ts';

// What a CReq says of each thing that a cardholder can do, by what he is shown (EMV 3DS 2.3.1, Tables A.16 and A.20).

/** What he is shown; nothing before the first CRes. */
type Seen = CRes | undefined;

const isHtml = (cres: Seen) => cres?.acsUiType === '05' || cres?.acsUiType === '06';
const isOutOfBand = (cres: Seen) => cres?.acsUiType === '04' || cres?.acsUiType === '06';
const isEntry = (cres: Seen) => cres === undefined || ['01', '02', '03'].includes(String(cres.acsUiType));
const formOf = (cres: Seen, text: string, action: 'submit' | 'resend'): CReqElements => ({
  challengeHTMLDataEntry: queryOf(htmlOf(cres?.acsHTML), text, action),
});

/** A text typed, chosen, or filled in. Where nothing can be entered, the button that is there is pressed. */
export function entry(cres: Seen, text: string, facts: VersionFacts): CReqElements {
  if (cres?.acsUiType === '06') return { ...formOf(cres, text, 'submit'), oobContinue: '01' };
  if (isHtml(cres)) return formOf(cres, text, 'submit');
  return facts.laterUiTypes && (cres?.acsUiType === '04' || cres?.acsUiType === '07')
    ? pressContinue(cres, facts)
    : { challengeDataEntry: text };
}

export function resend(cres: Seen): CReqElements {
  return isHtml(cres) ? formOf(cres, '', 'resend') : { resendChallenge: 'Y' };
}

/** challengeNoEntry is for what can be entered alone (Req 473); older versions, and an SDK before its first CRes, are not so strict. */
export function nothing(cres: Seen, facts: VersionFacts): CReqElements {
  if (!facts.challengeNoEntry) return {};
  return isEntry(cres) || !facts.laterUiTypes ? { challengeNoEntry: 'Y' } : pressContinue(cres, facts);
}

/** The button that goes on: oobContinue 01 (Req 399), the form of a page, infoContinueIndicator. */
export function pressContinue(cres: Seen, facts: VersionFacts): CReqElements {
  if (isHtml(cres)) return entry(cres, '', facts);
  if (cres?.acsUiType === '07') return { infoContinueIndicator: true };
  if (isEntry(cres)) return nothing(cres, facts);
  // A text since 2.3.1.
  return { oobContinue: facts.oobAppURLInd ? '01' : true } as CReqElements;
}

export function addCode(): CReqElements {
  return { challengeAddCode: 'Y' };
}

/** Req 400: out of band an SDK asks by itself when its app is seen again. */
export function foreground(cres: Seen, facts: VersionFacts): CReqElements | undefined {
  return facts.oobAppURLInd && isOutOfBand(cres) ? { oobContinue: '02' } : undefined;
}

/** Req 407: the app of the bank could not be opened. */
export function appFailed(cres: Seen, facts: VersionFacts): CReqElements | undefined {
  return facts.oobAppURLInd && isOutOfBand(cres) ? { oobContinue: '02', oobAppStatus: '01' } : undefined;
}

/**
 * What the last CRes asks besides and nobody has answered: its prompts are off until the cardholder switches them on (Req 392, Req
 * 446). Who cancels answers nothing.
 */
export function declineUnanswered(cres: Seen, elements: CReqElements, facts: VersionFacts): CReqElements {
  if (!cres || elements.challengeCancel !== undefined) return {};
  const asksTrust = facts.trustList && cres[facts.trustList.infoText] !== undefined;
  const trust = facts.trustList?.infoText === 'trustListInfoText' ? 'trustListDataEntry' : 'whitelistingDataEntry';
  const asksBinding = facts.deviceBindingStatus && cres.deviceBindingInfoText !== undefined;
  return { ...(asksTrust ? { [trust]: 'N' } : {}), ...(asksBinding ? { deviceBindingDataEntry: 'N' } : {}) };
}

/** Whether a page has brought an answer without anything in it (Req 474). */
export function isBlank({ challengeHTMLDataEntry }: CReqElements, facts: VersionFacts): boolean {
  return facts.laterUiTypes && challengeHTMLDataEntry !== undefined && challengeHTMLDataEntry.trim() === '';
}
