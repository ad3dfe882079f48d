// Made by 'npm run types' from schemas/2.2.0. Change the schemas, not this file.

/**
 * A value of the range that is left to the directory servers (80 to 99).
 */
export type DsValue = string;
/**
 * Date and time, YYYYMMDDHHMM.
 */
export type DateTimeMinutes = string;
/**
 * Minutes that decoupled authentication may take: 00001 to 10080.
 */
export type DecoupledMaxTime = string;
/**
 * Fully qualified http or https URL.
 */
export type Url = string;
/**
 * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
 */
export type Uuid = string;
/**
 * IPv4 in dotted form, or IPv6 (RFC 4291).
 */
export type IpAddress = string;
/**
 * Minutes, with or without a sign.
 */
export type TimeZoneOffset = string;
/**
 * Year and month, YYMM.
 */
export type YearMonth = string;
/**
 * A date, YYYYMMDD.
 */
export type CalendarDate = string;
/**
 * Card number (PAN) or token: 13 to 19 digits. The check digit is not judged.
 */
export type AcctNumber = string;
/**
 * ISO 3166-1 numeric code. A code that is not in the list is refused with 304, as are 901 to 999.
 */
export type Country = string;
/**
 * E-mail address (RFC 5322 addr-spec).
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
 * ISO 4217 numeric code. A code that is not in the list is refused with 304, as are 955 to 964 and 999.
 */
export type Currency = string;
/**
 * Data of extensions that are not part of the core specification.
 *
 * @minItems 1
 * @maxItems 10
 */
export type MessageExtension = {
  /**
   * Name of the extension, for people.
   */
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
   * As the extension defines it, at most 8059 characters of JSON.
   */
  data: {
    [k: string]: unknown;
  };
}[];
/**
 * Fully qualified http or https URL of at most 256 characters.
 */
export type Url256 = string;
/**
 * Date and time, YYYYMMDDHHMMSS.
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
 * Protocol version, such as 2.2.0.
 */
export type Version = string;

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
  /**
   * The type of this message.
   */
  messageType: "AReq";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0";
  /**
   * 01 payment authentication (PA), 02 non-payment authentication (NPA).
   */
  messageCategory: ("01" | "02") | DsValue;
  /**
   * Where the cardholder is: 01 in an app (APP), 02 at a browser (BRW), 03 absent, the requestor initiates (3RI).
   */
  deviceChannel: ("01" | "02" | "03") | DsValue;
  /**
   * Whether the 3DS Method was completed: Y yes, N no, U the card range has none. Required in a browser.
   */
  threeDSCompInd?: "Y" | "N" | "U";
  /**
   * Why the cardholder is authenticated: 01 payment, 02 recurring, 03 instalment, 04 add a card, 05 maintain a card, 06 verification for a token, 07 billing agreement. Required in app and browser.
   */
  threeDSRequestorAuthenticationInd?: ("01" | "02" | "03" | "04" | "05" | "06" | "07") | DsValue;
  /**
   * How the requestor authenticated the cardholder before the purchase.
   */
  threeDSRequestorAuthenticationInfo?: {
    /**
     * 01 not at all (guest), 02 credentials of the requestor, 03 federated ID, 04 credentials of the issuer, 05 third party, 06 FIDO, 07 FIDO with signed assurance data, 08 SRC assurance data.
     */
    threeDSReqAuthMethod?: ("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08") | DsValue;
    threeDSReqAuthTimestamp?: DateTimeMinutes;
    /**
     * Evidence of that authentication, in a form that the DS defines.
     */
    threeDSReqAuthData?: string;
  };
  /**
   * Set by the DS: the signature of the requestor’s authentication was 01 verified, 02 wrong, 03 not checked.
   */
  threeDSReqAuthMethodInd?: ("01" | "02" | "03") | DsValue;
  /**
   * Whether the requestor wants a challenge: 01 no preference (as if absent), 02 no, 03 yes, 04 yes by mandate, 05 no, risk was analysed, 06 no, data only (forbids transStatus C), 07 no, strongly authenticated already, 08 no, the merchant is white-listed, 09 yes, and ask for white-listing.
   */
  threeDSRequestorChallengeInd?: ("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09") | DsValue;
  threeDSRequestorDecMaxTime?: DecoupledMaxTime;
  /**
   * Whether a needed challenge may be decoupled: Y yes, N no (as if absent).
   */
  threeDSRequestorDecReqInd?: "Y" | "N";
  /**
   * Identifier of the requestor, assigned by the DS.
   */
  threeDSRequestorID: string;
  /**
   * Name of the requestor, assigned by the DS.
   */
  threeDSRequestorName: string;
  /**
   * An earlier authentication of this cardholder by the requestor.
   */
  threeDSRequestorPriorAuthenticationInfo?: {
    /**
     * The acsTransID of the earlier transaction.
     */
    threeDSReqPriorRef?: string;
    /**
     * 01 frictionless, 02 challenge, 03 address verified, 04 another method of the issuer.
     */
    threeDSReqPriorAuthMethod?: ("01" | "02" | "03" | "04") | DsValue;
    threeDSReqPriorAuthTimestamp?: DateTimeMinutes;
    /**
     * Evidence of the earlier authentication, in a form that the DS defines.
     */
    threeDSReqPriorAuthData?: string;
  };
  threeDSRequestorURL: Url;
  /**
   * Identifier of the operator of the 3DS Server, assigned by the DS where its rules ask for it.
   */
  threeDSServerOperatorID?: string;
  /**
   * Reference number of the approved 3DS Server, assigned by EMVCo.
   */
  threeDSServerRefNumber: string;
  threeDSServerTransID: Uuid;
  threeDSServerURL: Url;
  /**
   * Why the requestor initiates: 01 recurring, 02 instalment, 03 add a card, 04 maintain a card, 05 verify the account, 06 split or delayed shipment, 07 top-up, 08 mail order, 09 telephone order, 10 white list status, 11 other payment, 12 billing agreement. Required for 3RI.
   */
  threeRIInd?: ("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "11" | "12") | DsValue;
  /**
   * The account behind the card: 01 not applicable, 02 credit, 03 debit. Required in some markets, such as Brazil.
   */
  acctType?: ("01" | "02" | "03") | DsValue;
  /**
   * Identifier of the acquirer. Required for a payment.
   */
  acquirerBIN?: string;
  /**
   * Identifier of the merchant, assigned by the acquirer. Required for a payment.
   */
  acquirerMerchantID?: string;
  /**
   * Whether the billing and shipping addresses are the same.
   */
  addrMatch?: "Y" | "N";
  /**
   * Free object between 3DS Server, DS and ACS, at most 4096 characters of JSON. Present where the rules of the DS ask for it.
   */
  broadInfo?: {
    [k: string]: unknown;
  };
  /**
   * The Accept header of the browser, cut to length by the 3DS Server. Required in a browser.
   */
  browserAcceptHeader?: string;
  browserIP?: IpAddress;
  /**
   * navigator.javaEnabled(). Required in a browser with JavaScript (browserJavascriptEnabled true).
   */
  browserJavaEnabled?: boolean;
  /**
   * Whether the browser runs JavaScript. Required in a browser.
   */
  browserJavascriptEnabled?: boolean;
  /**
   * navigator.language, a BCP 47 tag. Required in a browser, also in one without JavaScript.
   */
  browserLanguage?: string;
  /**
   * screen.colorDepth, in bits. Required in a browser with JavaScript (browserJavascriptEnabled true).
   */
  browserColorDepth?: "1" | "4" | "8" | "15" | "16" | "24" | "32" | "48";
  /**
   * screen.height, in pixels. Required in a browser with JavaScript (browserJavascriptEnabled true).
   */
  browserScreenHeight?: string;
  /**
   * screen.width, in pixels. Required in a browser with JavaScript (browserJavascriptEnabled true).
   */
  browserScreenWidth?: string;
  browserTZ?: TimeZoneOffset;
  /**
   * The User-Agent header of the browser, cut to length by the 3DS Server. Required in a browser.
   */
  browserUserAgent?: string;
  cardExpiryDate?: YearMonth;
  /**
   * Identifier of the cardholder’s account at the requestor.
   */
  acctID?: string;
  /**
   * What the requestor knows of the cardholder’s account with it.
   */
  acctInfo?: {
    /**
     * Age of the account: 01 none (guest), 02 created now, 03 under 30 days, 04 30 to 60 days, 05 over 60 days.
     */
    chAccAgeInd?: "01" | "02" | "03" | "04" | "05";
    chAccChange?: CalendarDate;
    /**
     * Time since the last change of the account: 01 changed now, 02 under 30 days, 03 30 to 60 days, 04 over 60 days.
     */
    chAccChangeInd?: "01" | "02" | "03" | "04";
    chAccDate?: CalendarDate;
    chAccPwChange?: CalendarDate;
    /**
     * Time since the last change of password: 01 never changed, 02 changed now, 03 under 30 days, 04 30 to 60 days, 05 over 60 days.
     */
    chAccPwChangeInd?: "01" | "02" | "03" | "04" | "05";
    /**
     * Purchases with this account in the last six months.
     */
    nbPurchaseAccount?: string;
    /**
     * Attempts to add a card in the last 24 hours.
     */
    provisionAttemptsDay?: string;
    /**
     * Transactions with this account in the last 24 hours.
     */
    txnActivityDay?: string;
    /**
     * Transactions with this account in the last year.
     */
    txnActivityYear?: string;
    paymentAccAge?: CalendarDate;
    /**
     * Time since the card was added: 01 not stored (guest), 02 added now, 03 under 30 days, 04 30 to 60 days, 05 over 60 days.
     */
    paymentAccInd?: "01" | "02" | "03" | "04" | "05";
    shipAddressUsage?: CalendarDate;
    /**
     * Time since the first use of the shipping address: 01 first used now, 02 under 30 days, 03 30 to 60 days, 04 over 60 days.
     */
    shipAddressUsageInd?: "01" | "02" | "03" | "04";
    /**
     * The name on the account and the name for shipping: 01 are the same, 02 differ.
     */
    shipNameIndicator?: "01" | "02";
    /**
     * Suspicious activity on the account: 01 none, 02 observed.
     */
    suspiciousAccActivity?: "01" | "02";
  };
  acctNumber: AcctNumber;
  /**
   * City of the billing address. Markets may restrict it, so it is never demanded.
   */
  billAddrCity?: string;
  /**
   * First line of the billing address. Markets may restrict it, so it is never demanded.
   */
  billAddrLine1?: string;
  /**
   * Postal code of the billing address. Markets may restrict it, so it is never demanded.
   */
  billAddrPostCode?: string;
  /**
   * Second line of the billing address.
   */
  billAddrLine2?: string;
  /**
   * Third line of the billing address.
   */
  billAddrLine3?: string;
  /**
   * State or province of the billing address; it should be the second part of an ISO 3166-2 code.
   */
  billAddrState?: string;
  billAddrCountry?: Country;
  email?: Email;
  homePhone?: Phone;
  mobilePhone?: Phone;
  workPhone?: Phone;
  cardholderName?: CardholderName;
  /**
   * City of the shipping address.
   */
  shipAddrCity?: string;
  /**
   * First line of the shipping address.
   */
  shipAddrLine1?: string;
  /**
   * Second line of the shipping address.
   */
  shipAddrLine2?: string;
  /**
   * Third line of the shipping address.
   */
  shipAddrLine3?: string;
  /**
   * Postal code of the shipping address.
   */
  shipAddrPostCode?: string;
  /**
   * State or province of the shipping address; it should be the second part of an ISO 3166-2 code.
   */
  shipAddrState?: string;
  shipAddrCountry?: Country;
  /**
   * Device information of the SDK, decrypted by the DS: base64url of JSON. Required in an app.
   */
  deviceInfo?: string;
  /**
   * Never sent to an ACS: the DS replaces it by deviceInfo.
   */
  sdkEncData?: null;
  deviceRenderOptions?: DeviceRenderOptions;
  /**
   * Reference number of the approved DS, assigned by EMVCo and added by the DS.
   */
  dsReferenceNumber: string;
  dsTransID: Uuid;
  dsURL: Url;
  /**
   * Present, and true, where acctNumber was found behind a token.
   */
  payTokenInd?: true;
  /**
   * Who resolved the token: 01 3DS Server, 02 DS. Required with payTokenInd.
   */
  payTokenSource?: ("01" | "02") | DsValue;
  purchaseInstalData?: PurchaseInstalData;
  /**
   * Merchant category code, as the DS defines it. Required for a payment.
   */
  mcc?: string;
  merchantCountryCode?: Country;
  /**
   * Name of the merchant. Required for a payment.
   */
  merchantName?: string;
  /**
   * What the merchant knows about the risk of this purchase.
   */
  merchantRiskIndicator?: {
    deliveryEmailAddress?: Email;
    /**
     * Delivery: 01 electronic, 02 same day, 03 overnight, 04 two days or more.
     */
    deliveryTimeframe?: "01" | "02" | "03" | "04";
    /**
     * Sum of the gift cards bought, in major units.
     */
    giftCardAmount?: string;
    /**
     * Number of gift cards bought.
     */
    giftCardCount?: string;
    giftCardCurr?: Currency;
    preOrderDate?: CalendarDate;
    /**
     * 01 available, 02 on pre-order.
     */
    preOrderPurchaseInd?: "01" | "02";
    /**
     * 01 ordered for the first time, 02 reordered.
     */
    reorderItemsInd?: "01" | "02";
    /**
     * Shipped to: 01 billing address, 02 another verified address, 03 an unverified address, 04 a store; or nothing to ship: 05 digital goods, 06 tickets, 07 other.
     */
    shipIndicator?: "01" | "02" | "03" | "04" | "05" | "06" | "07";
  };
  messageExtension?: MessageExtension;
  notificationURL?: Url256;
  /**
   * Amount in minor units; leading zeros are allowed. Required for a payment; else for recurring and instalment (threeDSRequestorAuthenticationInd 02, 03) and for threeRIInd 01, 02, 06 to 09 and 11.
   */
  purchaseAmount?: string;
  purchaseCurrency?: Currency;
  /**
   * Number of decimals of the amount. It has to be that of the currency (304). Required for a payment; else for recurring and instalment (threeDSRequestorAuthenticationInd 02, 03) and for threeRIInd 01, 02, 06 to 09 and 11.
   */
  purchaseExponent?: string;
  purchaseDate?: DateTime;
  recurringExpiry?: CalendarDate;
  /**
   * Days between two payments, at least; leading zeros are allowed. Required for recurring and instalment payments (threeDSRequestorAuthenticationInd 02, 03; threeRIInd 01, 02).
   */
  recurringFrequency?: string;
  sdkAppID?: Uuid;
  sdkEphemPubKey?: EcPublicKey;
  sdkMaxTimeout?: SdkMaxTimeout;
  /**
   * Reference number of the approved SDK, assigned by EMVCo. Required in an app.
   */
  sdkReferenceNumber?: string;
  sdkTransID?: Uuid;
  /**
   * What is bought, where a market such as Brazil asks: 01 goods or services, 03 cheque acceptance, 10 account funding, 11 quasi-cash, 28 prepaid activation and load.
   */
  transType?: "01" | "03" | "10" | "11" | "28";
  /**
   * Whether the cardholder trusts the merchant: Y yes, N no.
   */
  whiteListStatus?: "Y" | "N";
  /**
   * Who says so: 01 3DS Server, 02 DS, 03 ACS. Required with whiteListStatus.
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
   * 01 native, 02 HTML, 03 both.
   */
  sdkInterface: "01" | "02" | "03";
  /**
   * 01 text, 02 single select, 03 multi select, 04 out of band, 05 HTML.
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
  /**
   * Key type.
   */
  kty: "EC";
  /**
   * Curve.
   */
  crv: "P-256";
  /**
   * X coordinate, base64url.
   */
  x: string;
  /**
   * Y coordinate, base64url.
   */
  y: string;
}
/**
 * EMV 3DS 2.2.0 Authentication Response: the answer of the ACS to an AReq.
 */
export interface ARes {
  /**
   * The type of this message.
   */
  messageType: "ARes";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0";
  threeDSServerTransID: Uuid;
  acsTransID: Uuid;
  dsTransID: Uuid;
  sdkTransID?: Uuid;
  /**
   * As in the AReq.
   */
  dsReferenceNumber: string;
  /**
   * Reference number of the approved ACS, assigned by EMVCo.
   */
  acsReferenceNumber: string;
  /**
   * Identifier of the operator of the ACS, assigned by the DS where its rules ask for it.
   */
  acsOperatorID?: string;
  /**
   * Y authenticated, N not authenticated, U not possible, A attempt proven, C challenge required, D decoupled challenge confirmed, R rejected, I information only. C is never sent for 3RI or with threeDSRequestorChallengeInd 06, D only with threeDSRequestorDecReqInd Y.
   */
  transStatus?: "Y" | "N" | "U" | "A" | "C" | "D" | "R" | "I";
  /**
   * Why the outcome is N, U or R. 01 card authentication failed, 02 unknown device, 03 unsupported device, 04 too many authentications, 05 expired card, 06 invalid card number, 07 invalid transaction, 08 no card record, 09 security failure, 10 stolen card, 11 suspected fraud, 12 not permitted to the cardholder, 13 cardholder not enrolled, 14 timed out at the ACS, 15 to 18 low to very high confidence, 19 too many challenges, 20 non-payment not supported, 21 3RI not supported, 22 technical issue of the ACS, 23 decoupled authentication needed but not requested, 24 its time is up, 25 its time is too short, 26 attempted, but not performed by the cardholder.
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
   * Whether a regulation demands the challenge. Required with transStatus C and D.
   */
  acsChallengeMandated?: "Y" | "N";
  /**
   * Y: the ACS will authenticate decoupled. Required with transStatus D, which is the only one with Y.
   */
  acsDecConInd?: "Y" | "N";
  acsRenderingType?: AcsRenderingType;
  /**
   * JWS of acsURL, acsEphemPubKey and sdkEphemPubKey. Required with transStatus C in an app.
   */
  acsSignedContent?: string;
  acsURL?: Url;
  /**
   * How the challenge authenticates: 01 static, 02 dynamic, 03 out of band, 04 decoupled. Required with transStatus C and D.
   */
  authenticationType?: ("01" | "02" | "03" | "04") | DsValue;
  authenticationValue?: AuthenticationValue;
  /**
   * Free object between 3DS Server, DS and ACS, at most 4096 characters of JSON. Present where the rules of the DS ask for it.
   */
  broadInfo?: {
    [k: string]: unknown;
  };
  /**
   * Text of the issuer that the merchant shows to the cardholder. Required with transStatus D.
   */
  cardholderInfo?: string;
  /**
   * Electronic commerce indicator, as the payment system defines it.
   */
  eci?: string;
  /**
   * Whether the cardholder trusts the merchant: Y yes, N no, E not eligible, P pending, R the cardholder refused, U unknown.
   */
  whiteListStatus?: "Y" | "N" | "E" | "P" | "R" | "U";
  /**
   * Who says so: 01 3DS Server, 02 DS, 03 ACS. Required with whiteListStatus.
   */
  whiteListStatusSource?: ("01" | "02" | "03") | DsValue;
  messageExtension?: MessageExtension;
}
/**
 * The user interface that the ACS chose in the app.
 */
export interface AcsRenderingType {
  /**
   * 01 native, 02 HTML.
   */
  acsInterface: "01" | "02";
  /**
   * 01 text, 02 single select, 03 multi select, 04 out of band, 05 HTML.
   */
  acsUiTemplate: "01" | "02" | "03" | "04" | "05";
}
/**
 * EMV 3DS 2.2.0 Challenge Request of the browser channel: opens the challenge window. Posted base64url in the form field creq.
 */
export interface CReq {
  /**
   * The type of this message.
   */
  messageType: "CReq";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0";
  threeDSServerTransID: Uuid;
  acsTransID: Uuid;
  /**
   * The frame of the challenge: 01 250 × 400, 02 390 × 400, 03 500 × 600, 04 600 × 400 pixels, 05 full screen.
   */
  challengeWindowSize: "01" | "02" | "03" | "04" | "05";
  messageExtension?: MessageExtension;
}
/**
 * EMV 3DS 2.2.0 Final Challenge Response of the browser channel. Posted base64url in the form field cres to the notificationURL.
 */
export interface CRes {
  /**
   * The type of this message.
   */
  messageType: "CRes";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0";
  threeDSServerTransID: Uuid;
  acsTransID: Uuid;
  /**
   * Y authenticated, N anything else.
   */
  transStatus: "Y" | "N";
  messageExtension?: MessageExtension;
}
/**
 * EMV 3DS 2.2.0 Error message: says which component found which fault in which message.
 */
export interface Erro {
  /**
   * The type of this message.
   */
  messageType: "Erro";
  messageVersion: Version;
  /**
   * The kind of fault (Table A.4).
   */
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
   * Who found the fault: C 3DS SDK, S 3DS Server, D DS, A ACS.
   */
  errorComponent: "C" | "S" | "D" | "A";
  /**
   * The kind of fault in words.
   */
  errorDescription: string;
  /**
   * The elements at fault, comma separated, a child as parent.child; or a text.
   */
  errorDetail: string;
  /**
   * The type of the message with the fault, if it could be read.
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
  /**
   * The type of this message.
   */
  messageType: "PReq";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0";
  /**
   * Reference number of the approved 3DS Server, assigned by EMVCo.
   */
  threeDSServerRefNumber: string;
  /**
   * Identifier of the operator of the 3DS Server, assigned by the DS where its rules ask for it.
   */
  threeDSServerOperatorID?: string;
  threeDSServerTransID: Uuid;
  /**
   * State of the card range data: the answer holds what has changed since.
   */
  serialNum?: string;
  messageExtension?: MessageExtension;
}
/**
 * EMV 3DS 2.2.0 Preparation Response: the card ranges that the DS serves, with versions and 3DS Method URL.
 */
export interface PRes {
  /**
   * The type of this message.
   */
  messageType: "PRes";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0";
  threeDSServerTransID: Uuid;
  dsTransID: Uuid;
  /**
   * State of the card range data, to be sent with the next PReq.
   */
  serialNum?: string;
  /**
   * The card ranges, or what has changed of them.
   *
   * @minItems 1
   */
  cardRangeData?: {
    /**
     * First card number of the range.
     */
    startRange: string;
    /**
     * Last card number of the range.
     */
    endRange: string;
    /**
     * What to do with the range: A add (as if absent), M modify, D delete.
     */
    actionInd?: "A" | "D" | "M";
    acsStartProtocolVersion: Version;
    acsEndProtocolVersion: Version;
    dsStartProtocolVersion?: Version;
    dsEndProtocolVersion?: Version;
    threeDSMethodURL?: Url256;
    /**
     * What the ACS offers: 01 authentication, 02 attempts, 03 decoupled authentication, 04 white-listing.
     *
     * @minItems 1
     */
    acsInfoInd?: (("01" | "02" | "03" | "04") | DsValue)[];
  }[];
  dsStartProtocolVersion: Version;
  dsEndProtocolVersion: Version;
  messageExtension?: MessageExtension;
}
/**
 * EMV 3DS 2.2.0 Results Request: the ACS tells the DS how a challenge ended.
 */
export interface RReq {
  /**
   * The type of this message.
   */
  messageType: "RReq";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0";
  threeDSServerTransID: Uuid;
  acsTransID: Uuid;
  dsTransID: Uuid;
  sdkTransID?: Uuid;
  /**
   * As in the AReq: 01 payment authentication (PA), 02 non-payment authentication (NPA).
   */
  messageCategory: ("01" | "02") | DsValue;
  acsRenderingType?: AcsRenderingType;
  /**
   * What the cardholder was asked for; meant for the DS alone. 01 static passcode, 02 SMS code, 03 key fob or card reader, 04 code of an app, 05 other one-time code, 06 knowledge, 07 biometrics out of band, 08 login out of band, 09 other out of band, 10 other, 11 push confirmation.
   */
  authenticationMethod?: ("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "11") | DsValue;
  /**
   * How the challenge authenticated: 01 static, 02 dynamic, 03 out of band, 04 decoupled. Required with transStatus Y and N.
   */
  authenticationType?: ("01" | "02" | "03" | "04") | DsValue;
  authenticationValue?: AuthenticationValue;
  /**
   * What ended the challenge early: 01 the cardholder, 03 time-out of decoupled authentication, 04 time-out at the ACS, 05 time-out before the first CReq, 06 an error, 07 unknown, 08 time-out at the SDK. Required with transStatusReason 14 (03, 04 or 05).
   */
  challengeCancel?: ("01" | "03" | "04" | "05" | "06" | "07" | "08") | DsValue;
  /**
   * Electronic commerce indicator, as the payment system defines it.
   */
  eci?: string;
  /**
   * How often the cardholder answered. Required unless the challenge was decoupled.
   */
  interactionCounter?: string;
  /**
   * Y authenticated, N not authenticated, U not possible, A attempt proven, R rejected. Required for a payment.
   */
  transStatus?: "Y" | "N" | "U" | "A" | "R";
  /**
   * Why the outcome is N, U or R. 01 card authentication failed, 02 unknown device, 03 unsupported device, 04 too many authentications, 05 expired card, 06 invalid card number, 07 invalid transaction, 08 no card record, 09 security failure, 10 stolen card, 11 suspected fraud, 12 not permitted to the cardholder, 13 cardholder not enrolled, 14 timed out at the ACS, 15 to 18 low to very high confidence, 19 too many challenges, 20 non-payment not supported, 21 3RI not supported, 22 technical issue of the ACS, 23 decoupled authentication needed but not requested, 24 its time is up, 25 its time is too short, 26 attempted, but not performed by the cardholder.
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
   * Whether the cardholder trusts the merchant: Y yes, N no, E not eligible, P pending, R the cardholder refused, U unknown.
   */
  whiteListStatus?: "Y" | "N" | "E" | "P" | "R" | "U";
  /**
   * Who says so: 01 3DS Server, 02 DS, 03 ACS. Required with whiteListStatus.
   */
  whiteListStatusSource?: ("01" | "02" | "03") | DsValue;
  messageExtension?: MessageExtension;
}
/**
 * EMV 3DS 2.2.0 Results Response: the DS (for the 3DS Server) acknowledges an RReq.
 */
export interface RRes {
  /**
   * The type of this message.
   */
  messageType: "RRes";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0";
  threeDSServerTransID: Uuid;
  acsTransID: Uuid;
  dsTransID: Uuid;
  sdkTransID?: Uuid;
  /**
   * 01 RReq received, 02 the requestor sent no CReq, 03 the ARes could not be delivered.
   */
  resultsStatus: ("01" | "02" | "03") | DsValue;
  messageExtension?: MessageExtension;
}
