// Made by 'npm run types' from schemas/2.2.0. Change the schemas, not this file.

/**
 * A value of the range that is left to the directory servers (80 to 99).
 */
export type DsValue = string;
/**
 * YYYYMMDDHHMM in UTC
 */
export type DateTimeMinutes = string;
/**
 * Minutes that decoupled authentication may take: 00001 to 10080.
 */
export type DecoupledMaxTime = string;
/**
 * Fully qualified URL.
 */
export type Url = string;
/**
 * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
 */
export type Uuid = string;
export type IpAddress = {
  [k: string]: unknown;
};
export type IpAddress1 = string;
/**
 * Minutes from local time to UTC: UTC-5 is 300 or +300, UTC+11 is -660.
 */
export type TimeZoneOffset = string;
/**
 * YYMM
 */
export type YearMonth = string;
/**
 * YYYYMMDD
 */
export type CalendarDate = string;
/**
 * Card number (PAN) or token: 13 to 19 digits. The check digit is not judged.
 */
export type AcctNumber = string;
/**
 * ISO 3166-1 numeric code. Validation knows the list; 901 to 999 are excluded.
 */
export type Country = string;
/**
 * E-mail address, RFC 5322 addr-spec.
 */
export type Email = string;
/**
 * Name on the card: printable ASCII (EMV Book 4, Appendix B).
 */
export type CardholderName = string;
/**
 * Number of instalments: 2 to 999, leading zeros allowed.
 */
export type PurchaseInstalData = string;
/**
 * ISO 4217 numeric code. Validation knows the list; 955 to 964 and 999 are excluded.
 */
export type Currency = string;
/**
 * Data of extensions that are not part of the core specification.
 *
 * @minItems 1
 * @maxItems 10
 */
export type MessageExtension = {
  name: string;
  /**
   * Begins with the registered identifier of the organisation that defines the extension.
   */
  id: string;
  /**
   * true: a receiver that does not know the extension answers Erro 202.
   */
  criticalityIndicator: boolean;
  /**
   * As the extension defines it.
   */
  data: {};
}[];
/**
 * Fully qualified URL of at most 256 characters.
 */
export type Url256 = string;
/**
 * YYYYMMDDHHMMSS in UTC
 */
export type DateTime = string;
/**
 * Minutes that the SDK waits for the challenge to end: 05 to 99.
 */
export type SdkMaxTimeout = string;
/**
 * Cryptogram: 28 characters of base64 (20 bytes padded, or 21 bytes).
 */
export type AuthenticationValue = string;

/**
 * Every message by its messageType.
 */
export interface MessageByType {
  AReq: AReq;
  ARes: ARes;
  CReq: CReq;
  CRes: CRes;
  Erro: Erro;
  PReq: PReq;
  PRes: PRes;
  RReq: RReq;
  RRes: RRes;
}
/**
 * EMV 3DS 2.2.0 Authentication Request: the DS asks the ACS to authenticate a cardholder (leg DS → ACS).
 */
export interface AReq {
  messageType: "AReq";
  messageVersion: "2.2.0";
  /**
   * 2.1.0:
   */
  messageCategory: ("01" | "02") | DsValue;
  /**
   * 01 APP; 02 BRW; 03 3RI; 04-79 EMVCo reserved; 80-99 DS
   */
  deviceChannel: ("01" | "02" | "03") | DsValue;
  /**
   * Y completed; N not completed; U unavailable (no 3DS Method URL in card range)
   */
  threeDSCompInd?: "Y" | "N" | "U";
  /**
   * 01 payment; 02 recurring; 03 instalment; 04 add card; 05 maintain card; 06 EMV token ID&V; 80-99 DS; 07 billing agreement (bulletin; Dec-2018 base text still reserves 07-79)
   */
  threeDSRequestorAuthenticationInd?: ("01" | "02" | "03" | "04" | "05" | "06" | "07") | DsValue;
  /**
   * Recommended
   */
  threeDSRequestorAuthenticationInfo?: {
    /**
     * 01 none (guest); 02 requestor credentials; 03 federated ID; 04 issuer credentials; 05 third-party authentication; 06 FIDO; 07 FIDO signed assurance data; 08 SRC assurance data; 80-99 DS
     */
    threeDSReqAuthMethod?: ("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08") | DsValue;
    threeDSReqAuthTimestamp?: DateTimeMinutes;
    /**
     * DS / FIDO defined
     */
    threeDSReqAuthData?: string;
  };
  /**
   * 01 verified; 02 failed; 03 not performed; 80-99 DS. DS rules; set by DS (signature verification of requestor auth mechanism, e.g. FIDO)
   */
  threeDSReqAuthMethodInd?: ("01" | "02" | "03") | DsValue;
  /**
   * 01 no preference; 02 no challenge; 03 challenge (requestor preference); 04 challenge (mandate); 05 no challenge TRA done; 06 no challenge data share only; 07 no challenge SCA done; 08 no challenge use whitelist exemption; 09 challenge, whitelist prompt; 10-79 EMVCo reserved; 80-99 DS. Absent = 01; 06 forbids transStatus C
   */
  threeDSRequestorChallengeInd?: ("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09") | DsValue;
  threeDSRequestorDecMaxTime?: DecoupledMaxTime;
  /**
   * Y decoupled preferred if challenge needed; N do not use. Absent = N
   */
  threeDSRequestorDecReqInd?: "Y" | "N";
  /**
   * DS assigned
   */
  threeDSRequestorID: string;
  /**
   * DS assigned
   */
  threeDSRequestorName: string;
  /**
   * Recommended
   */
  threeDSRequestorPriorAuthenticationInfo?: {
    /**
     * ACS Transaction ID of the prior transaction
     */
    threeDSReqPriorRef?: string;
    /**
     * 01 frictionless; 02 challenge; 03 AVS verified; 04 other issuer methods; 80-99 DS
     */
    threeDSReqPriorAuthMethod?: ("01" | "02" | "03" | "04") | DsValue;
    threeDSReqPriorAuthTimestamp?: DateTimeMinutes;
    threeDSReqPriorAuthData?: string;
  };
  threeDSRequestorURL: Url;
  /**
   * DS assigned. DS rules
   */
  threeDSServerOperatorID?: string;
  /**
   * EMVCo assigned
   */
  threeDSServerRefNumber: string;
  threeDSServerTransID: Uuid;
  threeDSServerURL: Url;
  /**
   * 01 recurring; 02 instalment; 03 add card; 04 maintain card info; 05 account verification; 06 split/delayed shipment; 07 top-up; 08 mail order; 09 telephone order; 10 whitelist status check; 11 other payment; 12 billing agreement (bulletin; Dec-2018 base text reserves 12-79); 80-99 DS
   */
  threeRIInd?: ("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "11" | "12") | DsValue;
  /**
   * 01 not applicable; 02 credit; 03 debit; 80-99 DS/payment system. Required if requestor asks cardholder for account type or market requires it (e.g. Brazil); otherwise optional
   */
  acctType?: ("01" | "02" | "03") | DsValue;
  acquirerBIN?: string;
  acquirerMerchantID?: string;
  addrMatch?: "Y" | "N";
  /**
   * Unstructured JSON object. DS rules
   */
  broadInfo?: {};
  /**
   * Excess truncated by 3DS Server
   */
  browserAcceptHeader?: string;
  /**
   * IPv4 dotted, or IPv6 (RFC 4291).
   */
  browserIP?: IpAddress & IpAddress1;
  /**
   * Required when browserJavascriptEnabled=true; otherwise optional
   */
  browserJavaEnabled?: boolean;
  browserJavascriptEnabled?: boolean;
  /**
   * Required even when JavaScript is disabled
   */
  browserLanguage?: string;
  /**
   * Required when browserJavascriptEnabled=true
   */
  browserColorDepth?: "1" | "4" | "8" | "15" | "16" | "24" | "32" | "48";
  /**
   * 0-999999 pixels. Required when browserJavascriptEnabled=true
   */
  browserScreenHeight?: string;
  /**
   * 0-999999 pixels. Required when browserJavascriptEnabled=true
   */
  browserScreenWidth?: string;
  browserTZ?: TimeZoneOffset;
  /**
   * Excess truncated by 3DS Server
   */
  browserUserAgent?: string;
  cardExpiryDate?: YearMonth;
  acctID?: string;
  /**
   * Strongly recommended
   */
  acctInfo?: {
    /**
     * 01 guest; 02 created this transaction; 03 <30 days; 04 30-60 days; 05 >60 days. Optional when parent present
     */
    chAccAgeInd?: "01" | "02" | "03" | "04" | "05";
    chAccChange?: CalendarDate;
    /**
     * 01 this transaction; 02 <30 days; 03 30-60; 04 >60. Optional when parent present
     */
    chAccChangeInd?: "01" | "02" | "03" | "04";
    chAccDate?: CalendarDate;
    chAccPwChange?: CalendarDate;
    /**
     * 01 no change; 02 this transaction; 03 <30 days; 04 30-60; 05 >60. Optional when parent present
     */
    chAccPwChangeInd?: "01" | "02" | "03" | "04" | "05";
    /**
     * 0-9999 purchases in last 6 months. Optional when parent present
     */
    nbPurchaseAccount?: string;
    /**
     * 0-999 in last 24 h. Optional when parent present
     */
    provisionAttemptsDay?: string;
    /**
     * 0-999 in last 24 h. Optional when parent present
     */
    txnActivityDay?: string;
    /**
     * 0-999 in last year. Optional when parent present
     */
    txnActivityYear?: string;
    paymentAccAge?: CalendarDate;
    /**
     * 01 guest; 02 this transaction; 03 <30 days; 04 30-60; 05 >60. Optional when parent present
     */
    paymentAccInd?: "01" | "02" | "03" | "04" | "05";
    shipAddressUsage?: CalendarDate;
    /**
     * 01 this transaction; 02 <30 days; 03 30-60; 04 >60. Optional when parent present
     */
    shipAddressUsageInd?: "01" | "02" | "03" | "04";
    /**
     * 01 identical to shipping name; 02 different. Optional when parent present
     */
    shipNameIndicator?: "01" | "02";
    /**
     * 01 none; 02 observed. Optional when parent present
     */
    suspiciousAccActivity?: "01" | "02";
  };
  acctNumber: AcctNumber;
  /**
   * PA: required unless market/regional mandate restricts; NPA: required if available unless restricted
   */
  billAddrCity?: string;
  /**
   * PA: required unless market/regional mandate restricts; NPA: required if available unless restricted
   */
  billAddrLine1?: string;
  /**
   * PA: required unless market/regional mandate restricts; NPA: required if available unless restricted
   */
  billAddrPostCode?: string;
  /**
   * Required if available unless restricted
   */
  billAddrLine2?: string;
  /**
   * Required if available unless restricted
   */
  billAddrLine3?: string;
  /**
   * ISO 3166-2 subdivision part (should). PA: required unless market/regional mandate restricts; NPA: required if available unless restricted; not needed if state not applicable for country
   */
  billAddrState?: string;
  billAddrCountry?: Country;
  email?: Email;
  homePhone?: Phone;
  mobilePhone?: Phone;
  workPhone?: Phone;
  cardholderName?: CardholderName;
  /**
   * Required if available unless restricted
   */
  shipAddrCity?: string;
  /**
   * Required if available unless restricted
   */
  shipAddrLine1?: string;
  /**
   * Required if available unless restricted
   */
  shipAddrLine2?: string;
  /**
   * Required if available unless restricted
   */
  shipAddrLine3?: string;
  /**
   * Required if available unless restricted
   */
  shipAddrPostCode?: string;
  /**
   * ISO 3166-2 subdivision part (should). Required if available unless restricted or not applicable for country
   */
  shipAddrState?: string;
  shipAddrCountry?: Country;
  /**
   * Decrypted SDK device information (DV, DD, DPNA, SW). Required DS->ACS; absent 3DSS->DS
   */
  deviceInfo?: string;
  /**
   * Never on this leg: the DS replaces it by deviceInfo.
   */
  sdkEncData?: null;
  deviceRenderOptions?: DeviceRenderOptions;
  /**
   * EMVCo assigned. Added by DS before ACS: treat as required on DS->ACS
   */
  dsReferenceNumber: string;
  dsTransID: Uuid;
  dsURL: Url;
  /**
   * Required if the account number was de-tokenised; false -> 203
   */
  payTokenInd?: true;
  /**
   * 01 3DS Server; 02 DS; 80-99 DS. Required if payTokenInd=true
   */
  payTokenSource?: ("01" | "02") | DsValue;
  purchaseInstalData?: PurchaseInstalData;
  /**
   * DS specific MCC. Invalid for payment system -> 306
   */
  mcc?: string;
  merchantCountryCode?: Country;
  merchantName?: string;
  /**
   * Strongly recommended
   */
  merchantRiskIndicator?: {
    deliveryEmailAddress?: Email;
    /**
     * 01 electronic; 02 same day; 03 overnight; 04 two days or more. Optional when parent present
     */
    deliveryTimeframe?: "01" | "02" | "03" | "04";
    /**
     * Major units. Optional when parent present
     */
    giftCardAmount?: string;
    /**
     * 00-99. Optional when parent present
     */
    giftCardCount?: string;
    giftCardCurr?: Currency;
    preOrderDate?: CalendarDate;
    /**
     * 01 available; 02 future availability. Optional when parent present
     */
    preOrderPurchaseInd?: "01" | "02";
    /**
     * 01 first time; 02 reordered. Optional when parent present
     */
    reorderItemsInd?: "01" | "02";
    /**
     * 01 billing address; 02 other verified address; 03 different address; 04 ship to store; 05 digital goods; 06 travel/event tickets; 07 other. Optional when parent present
     */
    shipIndicator?: "01" | "02" | "03" | "04" | "05" | "06" | "07";
  };
  messageExtension?: MessageExtension;
  notificationURL?: Url256;
  /**
   * Minor units, leading zeros allowed. NPA: required if threeDSRequestorAuthenticationInd in 02,03 (base text) or threeRIInd in 01,02,06,07,08,09,11
   */
  purchaseAmount?: string;
  purchaseCurrency?: Currency;
  /**
   * 0-9. NPA: required if threeDSRequestorAuthenticationInd in 02,03 (base text) or threeRIInd in 01,02,06,07,08,09,11
   */
  purchaseExponent?: string;
  purchaseDate?: DateTime;
  recurringExpiry?: CalendarDate;
  /**
   * Days, leading zeros allowed. ThreeDSRequestorAuthenticationInd 02,03 or threeRIInd 01,02
   */
  recurringFrequency?: string;
  sdkAppID?: Uuid;
  sdkEphemPubKey?: EcPublicKey;
  sdkMaxTimeout?: SdkMaxTimeout;
  /**
   * EMVCo assigned
   */
  sdkReferenceNumber?: string;
  sdkTransID?: Uuid;
  /**
   * Market rule (e.g. Brazil); otherwise optional
   */
  transType?: "01" | "03" | "10" | "11" | "28";
  whiteListStatus?: "Y" | "N";
  /**
   * 01 3DS Server; 02 DS; 03 ACS; 80-99 DS. Required if whiteListStatus present
   */
  whiteListStatusSource?: ("01" | "02" | "03") | DsValue;
}
/**
 * Telephone number (ITU-T E.164).
 */
export interface Phone {
  /**
   * Country code.
   */
  cc: string;
  /**
   * Number without country code.
   */
  subscriber: string;
}
/**
 * The user interfaces that the SDK can show.
 */
export interface DeviceRenderOptions {
  /**
   * 01 native, 02 HTML, 03 both
   */
  sdkInterface: "01" | "02" | "03";
  /**
   * 01 text, 02 single select, 03 multi select, 04 OOB, 05 HTML other
   *
   * @minItems 1
   * @maxItems 5
   */
  sdkUiType: ("01" | "02" | "03" | "04" | "05")[];
}
/**
 * Public key on P-256 as JWK. Further members, such as use and kid, are taken.
 */
export interface EcPublicKey {
  kty: "EC";
  crv: "P-256";
  /**
   * X, base64url.
   */
  x: string;
  /**
   * Y, base64url.
   */
  y: string;
}
/**
 * EMV 3DS 2.2.0 Authentication Response: the answer of the ACS to an AReq.
 */
export interface ARes {
  messageType: "ARes";
  messageVersion: "2.2.0";
  threeDSServerTransID: Uuid;
  acsTransID: Uuid;
  dsTransID: Uuid;
  sdkTransID?: Uuid;
  /**
   * Echo AReq
   */
  dsReferenceNumber: string;
  /**
   * EMVCo assigned. If DS answers on behalf: = dsReferenceNumber
   */
  acsReferenceNumber: string;
  /**
   * DS assigned. DS rules
   */
  acsOperatorID?: string;
  /**
   * C not for 3RI nor challengeInd 06; D only if threeDSRequestorDecReqInd=Y; I only if challengeInd 05,06,07 or DS rule; NPA: DS rules
   */
  transStatus?: "Y" | "N" | "U" | "A" | "C" | "D" | "R" | "I";
  /**
   * PA: required if transStatus in N,U,R; NPA: DS rules
   */
  transStatusReason?:
    | (
        | "01"
        | "02"
        | "03"
        | "04"
        | "05"
        | "06"
        | "07"
        | "08"
        | "09"
        | "10"
        | "11"
        | "12"
        | "13"
        | "14"
        | "15"
        | "16"
        | "17"
        | "18"
        | "19"
        | "20"
        | "21"
        | "22"
        | "23"
        | "24"
        | "25"
        | "26"
      )
    | DsValue;
  /**
   * Required if transStatus in C,D
   */
  acsChallengeMandated?: "Y" | "N";
  /**
   * Required if transStatus=D (must be Y); Y forbidden when threeDSRequestorDecReqInd=N/absent
   */
  acsDecConInd?: "Y" | "N";
  acsRenderingType?: AcsRenderingType;
  /**
   * Payload {acsURL, acsEphemPubKey, sdkEphemPubKey}. Required if transStatus=C
   */
  acsSignedContent?: string;
  acsURL?: Url;
  /**
   * 01 static; 02 dynamic; 03 OOB; 04 decoupled; 80-99 DS. Required if transStatus in C,D
   */
  authenticationType?: ("01" | "02" | "03" | "04") | DsValue;
  authenticationValue?: AuthenticationValue;
  /**
   * Unstructured JSON object. DS rules
   */
  broadInfo?: {};
  /**
   * Required if acsDecConInd=Y; else optional (frictionless/decoupled only)
   */
  cardholderInfo?: string;
  /**
   * Payment system defined. DS rules
   */
  eci?: string;
  /**
   * Y trusted; N not; E not eligible; P pending; R rejected; U unknown
   */
  whiteListStatus?: "Y" | "N" | "E" | "P" | "R" | "U";
  /**
   * 01 3DS Server; 02 DS; 03 ACS; 80-99 DS. Required if whiteListStatus present
   */
  whiteListStatusSource?: ("01" | "02" | "03") | DsValue;
  messageExtension?: MessageExtension;
}
/**
 * The user interface that the ACS chose in the app.
 */
export interface AcsRenderingType {
  /**
   * 01 native, 02 HTML
   */
  acsInterface: "01" | "02";
  /**
   * 01 text, 02 single select, 03 multi select, 04 OOB, 05 HTML other
   */
  acsUiTemplate: "01" | "02" | "03" | "04" | "05";
}
/**
 * EMV 3DS 2.2.0 Challenge Request of the browser channel: opens the challenge window. Posted base64url in the form field creq.
 */
export interface CReq {
  messageType: "CReq";
  messageVersion: "2.2.0";
  threeDSServerTransID: Uuid;
  acsTransID: Uuid;
  /**
   * 01 250x400; 02 390x400; 03 500x600; 04 600x400; 05 full screen
   */
  challengeWindowSize: "01" | "02" | "03" | "04" | "05";
  messageExtension?: MessageExtension;
}
/**
 * EMV 3DS 2.2.0 Final Challenge Response of the browser channel. Posted base64url in the form field cres to the notificationURL.
 */
export interface CRes {
  messageType: "CRes";
  messageVersion: "2.2.0";
  threeDSServerTransID: Uuid;
  acsTransID: Uuid;
  /**
   * Final CRes only; ignored by SDK otherwise
   */
  transStatus: "Y" | "N";
  messageExtension?: MessageExtension;
}
/**
 * EMV 3DS 2.2.0 Error message: says which component found which fault in which message.
 */
export interface Erro {
  messageType: "Erro";
  messageVersion: string;
  errorCode:
    | "101"
    | "102"
    | "103"
    | "201"
    | "202"
    | "203"
    | "204"
    | "301"
    | "302"
    | "303"
    | "304"
    | "305"
    | "306"
    | "307"
    | "402"
    | "403"
    | "404"
    | "405";
  /**
   * C SDK; S 3DS Server; D DS; A ACS. Component that detected the error
   */
  errorComponent: "C" | "S" | "D" | "A";
  /**
   * Guideline text
   */
  errorDescription: string;
  /**
   * Guideline; element names comma-separated
   */
  errorDetail: string;
  /**
   * Required if the message type was recognisable
   */
  errorMessageType?: "AReq" | "ARes" | "CReq" | "CRes" | "PReq" | "PRes" | "RReq" | "RRes" | "Erro";
  threeDSServerTransID?: Uuid;
  acsTransID?: Uuid;
  dsTransID?: Uuid;
  sdkTransID?: Uuid;
}
/**
 * EMV 3DS 2.2.0 Preparation Request: a 3DS Server asks the DS for the card ranges.
 */
export interface PReq {
  messageType: "PReq";
  messageVersion: "2.2.0";
  threeDSServerRefNumber: string;
  /**
   * DS rules
   */
  threeDSServerOperatorID?: string;
  threeDSServerTransID: Uuid;
  /**
   * Alphanumeric
   */
  serialNum?: string;
  messageExtension?: MessageExtension;
}
/**
 * EMV 3DS 2.2.0 Preparation Response: the card ranges that the DS serves, with versions and 3DS Method URL.
 */
export interface PRes {
  messageType: "PRes";
  messageVersion: "2.2.0";
  threeDSServerTransID: Uuid;
  dsTransID: Uuid;
  /**
   * Alphanumeric
   */
  serialNum?: string;
  /**
   * @minItems 1
   */
  cardRangeData?: {
    startRange: string;
    endRange: string;
    /**
     * A add (default); D delete; M modify
     */
    actionInd?: "A" | "D" | "M";
    acsStartProtocolVersion: string;
    acsEndProtocolVersion: string;
    dsStartProtocolVersion?: string;
    dsEndProtocolVersion?: string;
    threeDSMethodURL?: Url256;
    /**
     * 01 auth available; 02 attempts; 03 decoupled; 04 whitelisting; 80-99 DS
     *
     * @minItems 1
     */
    acsInfoInd?: (("01" | "02" | "03" | "04") | DsValue)[];
  }[];
  /**
   * Table A.1 R
   */
  dsStartProtocolVersion: string;
  /**
   * Table A.1 R
   */
  dsEndProtocolVersion: string;
  messageExtension?: MessageExtension;
}
/**
 * EMV 3DS 2.2.0 Results Request: the ACS tells the DS how a challenge ended.
 */
export interface RReq {
  messageType: "RReq";
  messageVersion: "2.2.0";
  threeDSServerTransID: Uuid;
  acsTransID: Uuid;
  dsTransID: Uuid;
  sdkTransID?: Uuid;
  /**
   * Same as AReq
   */
  messageCategory: ("01" | "02") | DsValue;
  acsRenderingType?: AcsRenderingType;
  /**
   * 01 static passcode; 02 SMS OTP; 03 key fob/card reader OTP; 04 app OTP; 05 OTP other; 06 KBA; 07 OOB biometrics; 08 OOB login; 09 OOB other; 10 other; 11 push confirmation (2.2.0); 80-99 DS. Required ACS->DS; DS strips it before the 3DS Server; 3RI only decoupled
   */
  authenticationMethod?: ("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "11") | DsValue;
  /**
   * Required if transStatus in Y,N
   */
  authenticationType?: ("01" | "02" | "03" | "04") | DsValue;
  authenticationValue?: AuthenticationValue;
  /**
   * Required when cancelled; 04/05 (03 decoupled) with transStatusReason 14
   */
  challengeCancel?: ("01" | "03" | "04" | "05" | "06" | "07" | "08") | DsValue;
  /**
   * Payment system defined. DS rules
   */
  eci?: string;
  /**
   * 00-99. Base 2.2.0 table prints R; Clearhaus: required unless acsDecConInd=Y
   */
  interactionCounter?: string;
  /**
   * C,D,I invalid -> 203; NPA: DS rules
   */
  transStatus?: "Y" | "N" | "U" | "A" | "R";
  /**
   * PA: required if transStatus in N,U,R
   */
  transStatusReason?:
    | (
        | "01"
        | "02"
        | "03"
        | "04"
        | "05"
        | "06"
        | "07"
        | "08"
        | "09"
        | "10"
        | "11"
        | "12"
        | "13"
        | "14"
        | "15"
        | "16"
        | "17"
        | "18"
        | "19"
        | "20"
        | "21"
        | "22"
        | "23"
        | "24"
        | "25"
        | "26"
      )
    | DsValue;
  whiteListStatus?: "Y" | "N" | "E" | "P" | "R" | "U";
  /**
   * Required if whiteListStatus present
   */
  whiteListStatusSource?: ("01" | "02" | "03") | DsValue;
  messageExtension?: MessageExtension;
}
/**
 * EMV 3DS 2.2.0 Results Response: the DS (for the 3DS Server) acknowledges an RReq.
 */
export interface RRes {
  messageType: "RRes";
  messageVersion: "2.2.0";
  threeDSServerTransID: Uuid;
  acsTransID: Uuid;
  dsTransID: Uuid;
  sdkTransID?: Uuid;
  /**
   * 01 RReq received; 02 CReq not sent (requestor opted out); 03 ARes C/D not delivered; 80-99 DS
   */
  resultsStatus: ("01" | "02" | "03") | DsValue;
  messageExtension?: MessageExtension;
}
