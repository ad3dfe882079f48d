import type { ARes, Erro } from './types.ts';

/**
 * What a version is, as far as this program does something else by another version. It is asked for a fact, never for its
 * number: a new version is a row of its own, and every fact of it has to be decided. Nothing is inherited.
 */
export interface VersionFacts {
  // Messages

  /** OReq and ORes. */
  operationMessages: boolean;
  /** X-Request-ID and X-Response-ID (EMV 3DS 2.3.1, Table A.29). */
  transactionHeaders: boolean;
  /** Table A.4. For a code that it does not have, ERROR_CODES says another. */
  errorCodes: readonly Erro['errorCode'][];
  /** A value that EMVCo reserves is a fault of its own. */
  reservedValues: boolean;
  /** Objects without members and lists without items count as empty, as null and '' do in every version. */
  bareIsEmpty: boolean;
  /** A DS hands on no element that a message does not have (EMV 3DS 2.3.1.1, Req 209). */
  unknownIsDropped: boolean;
  /** A DS refuses dates that are not now (EMV 3DS 2.3.1.1, Req 416). */
  datesAreNow: boolean;

  // AReq

  /** browserJavascriptEnabled: scripts may be off, and what they would say be absent. */
  browserJavascriptEnabled: boolean;
  /** acceptLanguage: the languages of the browser as a list. */
  acceptLanguage: boolean;
  /** acquirerCountryCode and its source. */
  acquirerCountryCode: boolean;
  sellerInfo: boolean;
  multiTransaction: boolean;
  payTokenInfo: boolean;
  /** recurringAmount, its currency and exponent. */
  recurringAmount: boolean;
  /** threeDSReqAuthData may be an object. */
  authDataAsObject: boolean;
  /** Secure Payment Confirmation: transStatus S, and what reports it. */
  spc: boolean;
  /** How long the 3DS Method may take, in milliseconds (2.3.1: Req 315). */
  threeDSMethodMs: 5_000 | 10_000;
  /** A purchase in requestor initiated messages. */
  purchaseIn3RI: boolean;
  /** threeDSRequestorChallengeInd in requestor initiated messages. */
  challengeIndIn3RI: boolean;
  /** threeDSRequestorDecReqInd that takes transStatus D in the ARes. */
  asksForDecoupled: readonly string[];
  /** threeDSRequestorDecReqInd that takes transStatus D as the end of a challenge. */
  asksForFallback: readonly string[];

  // ARes and RReq

  /** In the order of Table A.1. */
  transStatuses: readonly NonNullable<ARes['transStatus']>[];
  /** The last transStatusReason that EMVCo defines, from 1; 80 to 99 are the DS's in all versions. */
  lastReason: number;
  transStatusReasonInfo: boolean;
  /** acsDecConInd: whether decoupled authentication is confirmed. */
  acsDecConInd: boolean;
  transChallengeExemption: boolean;
  /** An object of a text and pictures; else a text alone. */
  cardholderInfoAsObject: boolean;
  cardholderInfoIn3RI: boolean;
  /** broadInfo has a category, a severity, recipients and a source; else it is any object. */
  structuredBroadInfo: boolean;
  /** The names of the elements of the trust list; undefined where there is none. */
  trustList: TrustNames | undefined;
  deviceBindingStatus: boolean;
  cardSecurityCodeStatus: boolean;
  /** authenticationMethod is a list, told to all in ARes and RReq; else authenticationType is, and one method in the RReq to the DS alone. */
  listOfMethods: boolean;
  /** authenticationMethod of an approval in the app of the bank. */
  methodOfPush: '09' | '11';
  /** challengeCancel of an RReq that has no Erro to report. */
  cancels: readonly string[];
  /** challengeCancel beside transStatusReason 14 where nobody answered decoupled authentication. */
  timeOutsOfDecoupled: readonly string[];
  /** challengeErrorReporting: the Erro that ended a challenge is copied into the RReq. */
  challengeErrorReporting: boolean;
  /** The RReq of decoupled authentication has an interactionCounter: it is required without a condition. */
  countsDecoupled: boolean;
  /** A cardholder who cancels has made an attempt that failed (Req 123). */
  cancelIsAttempt: boolean;
  /** An RReq that cannot be delivered says U from the second failure on (Req 240). */
  undeliveredIsU: boolean;
  /** What an app may not say beside something else, or unasked, is refused (Table A.16, trustListDataEntry). */
  refusesUnasked: boolean;
  /** What is wrong with an RRes is told to the app as to the DS (5.9.11). */
  tellsAppOfRRes: boolean;
  /** A further CReq of a browser that is not the first one again ends the challenge (5.9.6); before, it changes nothing. */
  secondCReqEnds: boolean;
  /** In an app, RReq and RRes name the SDK's transaction. */
  sdkTransIDInRReq: boolean;
  /** The low half of the version byte in our authentication values. */
  protocolInValue: number;

  // Apps

  /** sdkType, and the elements of default and split SDKs, with the signature of a split SDK's server. */
  sdkTypes: boolean;
  /** The newest Device Information that an SDK of it sends (DV). */
  deviceInfoVersion: '1.4' | '1.7';
  /** An ARes tells deviceInfoRecognisedVersion and threeDSRequestorAppURLInd. */
  deviceInfoRecognised: boolean;
  /** acsRenderingType of the RReq tells how the device is held. */
  deviceUserInterfaceMode: boolean;
  /** acsUiType 06 (out of band in HTML) and 07 (information). */
  laterUiTypes: boolean;
  /** challengeAddLabel: a button for one more choice. */
  challengeAddLabel: boolean;
  /** challengeEntryBox, which says more of the entry than a label. */
  challengeEntryBox: boolean;
  /** issuerImage and psImage by theme (default, dark, monochrome); else by density of the screen. */
  imagesByTheme: boolean;
  /** challengeNoEntry says that nothing was entered; else a CReq with nothing in it does. */
  challengeNoEntry: boolean;
  /** oobAppURLInd: whether the SDK opens the app of the bank. */
  oobAppURLInd: boolean;

  // PRes

  /** The card ranges stand together by what they have in common, each version by itself; else each range by itself, with its first and last version. */
  cardRangeGroups: boolean;
  /** acsInfoInd. */
  acsInfoIndInPRes: boolean;
  /** What an ACS can do in this version, by the codes of acsInfoInd: 01 authenticate, 02 attempts, 03 decoupled, 04 trust list. */
  acsInfoInd: readonly string[];
}

/** What the elements of the trust list are called. */
export interface TrustNames {
  status: 'whiteListStatus' | 'trustListStatus';
  source: 'whiteListStatusSource' | 'trustListStatusSource';
  infoText: 'whitelistingInfoText' | 'trustListInfoText';
  dataEntry: 'whitelistingDataEntry' | 'trustListDataEntry';
}
