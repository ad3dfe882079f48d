import type { VersionFacts } from './versionFacts.ts';

/** The protocol versions that this ACS speaks, highest first. */
export const SUPPORTED_VERSIONS = ['2.3.1', '2.2.0', '2.1.0'] as const;

export type MessageVersion = (typeof SUPPORTED_VERSIONS)[number];

export const NEWEST: MessageVersion = SUPPORTED_VERSIONS[0];
export const OLDEST: MessageVersion = SUPPORTED_VERSIONS.at(-1) ?? NEWEST;

/** What most 3DS Servers and SDKs speak today: by it goes what names no version. */
export const USUAL_VERSION: MessageVersion = '2.2.0';

/** errorCode of every version. */
const ERRORS_OF_210 = [
  ...(['101', '102', '103', '201', '202', '203', '204'] as const),
  ...(['301', '302', '303', '304', '305', '306', '307', '402', '403', '404', '405'] as const),
];
const ERRORS_OF_231 = [
  ...ERRORS_OF_210,
  ...(['205', '206', '207', '308', '309', '310', '311', '312', '313', '314', '315'] as const),
];

/** The facts of each version (revision logs of EMV 3DS 2.2.0 and 2.3.1). */
export const VERSIONS: Readonly<Record<MessageVersion, VersionFacts>> = {
  '2.3.1': {
    operationMessages: true,
    transactionHeaders: true,
    errorCodes: ERRORS_OF_231,
    reservedValues: true,
    bareIsEmpty: true,
    unknownIsDropped: true,
    datesAreNow: true,
    browserJavascriptEnabled: true,
    acceptLanguage: true,
    acquirerCountryCode: true,
    sellerInfo: true,
    multiTransaction: true,
    payTokenInfo: true,
    recurringAmount: true,
    authDataAsObject: true,
    spc: true,
    threeDSMethodMs: 5_000,
    purchaseIn3RI: true,
    challengeIndIn3RI: true,
    asksForDecoupled: ['Y', 'B'],
    asksForFallback: ['F', 'B'],
    transStatuses: ['Y', 'A', 'N', 'U', 'R', 'I', 'C', 'D', 'S'],
    lastReason: 30,
    transStatusReasonInfo: true,
    acsDecConInd: true,
    transChallengeExemption: true,
    cardholderInfoAsObject: true,
    cardholderInfoIn3RI: true,
    structuredBroadInfo: true,
    trustList: {
      ...{ status: 'trustListStatus', source: 'trustListStatusSource' },
      ...{ infoText: 'trustListInfoText', dataEntry: 'trustListDataEntry' },
    },
    deviceBindingStatus: true,
    cardSecurityCodeStatus: true,
    listOfMethods: true,
    methodOfPush: '11',
    cancels: ['01', '03', '04', '05', '06', '07', '08'],
    timeOutsOfDecoupled: ['04', '05'],
    challengeErrorReporting: true,
    countsDecoupled: false,
    cancelIsAttempt: true,
    undeliveredIsU: true,
    refusesUnasked: true,
    tellsAppOfRRes: true,
    secondCReqEnds: true,
    sdkTransIDInRReq: true,
    protocolInValue: 6,
    sdkTypes: true,
    deviceInfoVersion: '1.7',
    deviceInfoRecognised: true,
    deviceUserInterfaceMode: true,
    laterUiTypes: true,
    challengeAddLabel: true,
    challengeEntryBox: true,
    imagesByTheme: true,
    challengeNoEntry: true,
    oobAppURLInd: true,
    cardRangeGroups: true,
    acsInfoIndInPRes: true,
    acsInfoInd: ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11'],
  },
  '2.2.0': {
    operationMessages: false,
    transactionHeaders: false,
    errorCodes: ERRORS_OF_210,
    reservedValues: false,
    bareIsEmpty: false,
    unknownIsDropped: false,
    datesAreNow: false,
    browserJavascriptEnabled: true,
    acceptLanguage: false,
    acquirerCountryCode: false,
    sellerInfo: false,
    multiTransaction: false,
    payTokenInfo: false,
    recurringAmount: false,
    authDataAsObject: false,
    spc: false,
    threeDSMethodMs: 10_000,
    purchaseIn3RI: true,
    challengeIndIn3RI: false,
    asksForDecoupled: ['Y'],
    asksForFallback: [],
    transStatuses: ['Y', 'A', 'N', 'U', 'R', 'I', 'C', 'D'],
    lastReason: 26,
    transStatusReasonInfo: false,
    acsDecConInd: true,
    transChallengeExemption: false,
    cardholderInfoAsObject: false,
    cardholderInfoIn3RI: true,
    structuredBroadInfo: false,
    trustList: {
      ...{ status: 'whiteListStatus', source: 'whiteListStatusSource' },
      ...{ infoText: 'whitelistingInfoText', dataEntry: 'whitelistingDataEntry' },
    },
    deviceBindingStatus: false,
    cardSecurityCodeStatus: false,
    listOfMethods: false,
    methodOfPush: '11',
    cancels: ['01', '03', '04', '05', '06', '07', '08'],
    timeOutsOfDecoupled: ['03'],
    challengeErrorReporting: false,
    countsDecoupled: true,
    cancelIsAttempt: false,
    undeliveredIsU: false,
    refusesUnasked: false,
    tellsAppOfRRes: false,
    secondCReqEnds: false,
    sdkTransIDInRReq: true,
    protocolInValue: 5,
    sdkTypes: false,
    deviceInfoVersion: '1.4',
    deviceInfoRecognised: false,
    deviceUserInterfaceMode: false,
    laterUiTypes: false,
    challengeAddLabel: false,
    challengeEntryBox: false,
    imagesByTheme: false,
    challengeNoEntry: true,
    oobAppURLInd: false,
    cardRangeGroups: false,
    acsInfoIndInPRes: true,
    acsInfoInd: ['01', '02', '03', '04'],
  },
  '2.1.0': {
    operationMessages: false,
    transactionHeaders: false,
    errorCodes: ERRORS_OF_210,
    reservedValues: false,
    bareIsEmpty: false,
    unknownIsDropped: false,
    datesAreNow: false,
    browserJavascriptEnabled: false,
    acceptLanguage: false,
    acquirerCountryCode: false,
    sellerInfo: false,
    multiTransaction: false,
    payTokenInfo: false,
    recurringAmount: false,
    authDataAsObject: false,
    spc: false,
    threeDSMethodMs: 10_000,
    purchaseIn3RI: false,
    challengeIndIn3RI: false,
    asksForDecoupled: [],
    asksForFallback: [],
    transStatuses: ['Y', 'A', 'N', 'U', 'R', 'C'],
    lastReason: 21,
    transStatusReasonInfo: false,
    acsDecConInd: false,
    transChallengeExemption: false,
    cardholderInfoAsObject: false,
    cardholderInfoIn3RI: false,
    structuredBroadInfo: false,
    trustList: undefined,
    deviceBindingStatus: false,
    cardSecurityCodeStatus: false,
    listOfMethods: false,
    methodOfPush: '09',
    cancels: ['01', '04', '05', '06', '07', '08'],
    timeOutsOfDecoupled: ['03'],
    challengeErrorReporting: false,
    countsDecoupled: true,
    cancelIsAttempt: false,
    undeliveredIsU: false,
    refusesUnasked: false,
    tellsAppOfRRes: false,
    secondCReqEnds: false,
    sdkTransIDInRReq: false,
    protocolInValue: 4,
    sdkTypes: false,
    deviceInfoVersion: '1.4',
    deviceInfoRecognised: false,
    deviceUserInterfaceMode: false,
    laterUiTypes: false,
    challengeAddLabel: false,
    challengeEntryBox: false,
    imagesByTheme: false,
    challengeNoEntry: false,
    oobAppURLInd: false,
    cardRangeGroups: false,
    acsInfoIndInPRes: false,
    acsInfoInd: ['01', '02'],
  },
};

export function isSupported(version: unknown): version is MessageVersion {
  return (SUPPORTED_VERSIONS as readonly unknown[]).includes(version);
}

/** The facts of what a message says is its version, before that was judged; undefined where it is none that is spoken here. */
export function factsOf(version: unknown): VersionFacts | undefined {
  return isSupported(version) ? VERSIONS[version] : undefined;
}

/** A fact that is there or not. */
export type Feature = { [Fact in keyof VersionFacts]: VersionFacts[Fact] extends boolean ? Fact : never }[keyof VersionFacts];

/**
 * By which version an answer to a message of any version goes: its own, or the newest that is older, or the oldest. This is
 * the only place that puts versions in order.
 */
export function nearestVersion(version: string): MessageVersion {
  if (isSupported(version)) return version;
  return SUPPORTED_VERSIONS.find((known) => known.localeCompare(version, 'en', { numeric: true }) <= 0) ?? OLDEST;
}

/** The versions up to one, highest first; all without it. */
export function versionsUpTo(highest: MessageVersion = NEWEST): readonly MessageVersion[] {
  return SUPPORTED_VERSIONS.slice(SUPPORTED_VERSIONS.indexOf(highest));
}

/** Whether each is a version that is spoken here, each once, the highest first. */
export function areHighestFirst(versions: readonly unknown[]): boolean {
  const places = versions.map((version) => (isSupported(version) ? SUPPORTED_VERSIONS.indexOf(version) : -1));
  return places.every((place, index) => place >= 0 && (index === 0 || place > (places[index - 1] ?? 0)));
}

/** Whether a code is one of the range that is left to the directory servers. */
export function isOfDs(code: unknown): boolean {
  return typeof code === 'string' && /^[89]\d$/.test(code);
}

/** Whether a text has the form of a messageVersion: three numbers, 5 to 8 characters. */
export function isVersion(text: string): boolean {
  return text.length <= 8 && /^\d+\.\d+\.\d+$/.test(text);
}
