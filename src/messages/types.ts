// Made by 'npm run types' from schemas/. Change the schemas, not this file.

/**
 * A value of the range that is left to the directory servers (80 to 99).
 */
export type DsValue = string;
/**
 * Date and time, YYYYMMDDHHMM, on a date of the calendar from the year 1000 on.
 */
export type DateTimeMinutes = string;
/**
 * Language tag (BCP 47), such as fr or zh-Hant-TW.
 */
export type LanguageTag = string;
/**
 * Fully qualified http or https URL of at most 256 characters.
 */
export type Url256 = string;
/**
 * Fully qualified URL of at most 256 characters.
 */
export type FullyQualifiedUrl256 = string;
/**
 * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
 */
export type Uuid = string;
/**
 * Fully qualified http or https URL.
 */
export type Url = string;
/**
 * Fully qualified URL of at most 2048 characters.
 */
export type FullyQualifiedUrl2048 = string;
/**
 * A date of the calendar, YYYYMMDD, from the year 1000 on.
 */
export type CalendarDate = string;
/**
 * Name on the card: printable ASCII (EMV Book 4, Appendix B).
 */
export type CardholderName = string;
/**
 * E-mail address: addr-spec of RFC 5322, without comments.
 */
export type Email = string;
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
 * Data of up to 15 extensions that are not part of the core specification.
 *
 * @minItems 1
 * @maxItems 15
 */
export type MessageExtension15 = {
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
 * ISO 3166-1 numeric code. A code that is not in the list is refused with 304, as are 901 to 999.
 */
export type Country = string;
/**
 * Cryptogram: 28 characters of base64 (20 bytes padded, or 21 bytes). White space does not count (Req 193).
 */
export type AuthenticationValue = string;
/**
 * A URL of at most 2048 characters, or a picture as data URL (RFC 2397, base64) of at most 4096.
 */
export type UrlOrData4096 = FullyQualifiedUrl2048;
/**
 * A URL of at most 2048 characters, or a picture as data URL (RFC 2397, base64) of at most 30000.
 */
export type UrlOrData30000 = FullyQualifiedUrl2048;
/**
 * Link into an app: a universal link, or a scheme of the app’s own.
 */
export type AppUrl = string;
/**
 * Universal App Link: an https link of at most 2048 characters that opens an app (Table 1.3).
 */
export type UniversalAppLink = string;
/**
 * A page in HTML, base64url, as a rule without padding.
 */
export type Html = string;
/**
 * Options, each an object of one member: key and label of at most 45 characters.
 *
 * @minItems 1
 */
export type SelectInfo = {
  [k: string]: string;
}[];
/**
 * Up to 8 options, each an object of one member: a key of at most 4 characters, a label of at most 45. None occurs twice (204).
 *
 * @minItems 1
 * @maxItems 8
 */
export type SelectInfo8 = {
  [k: string]: string;
}[];
/**
 * Fully qualified URL: of URL code points, without credentials and fragment, and without a broken escape (Table 1.3).
 */
export type FullyQualifiedUrl = string;
/**
 * Data of up to 15 extensions that are not part of the core specification.
 *
 * @minItems 1
 * @maxItems 15
 */
export type MessageExtension151 = {
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
 * Data of up to 15 extensions that are not part of the core specification.
 *
 * @minItems 1
 * @maxItems 15
 */
export type MessageExtension152 = {
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
 * Protocol version, such as 2.2.0.
 */
export type Version = string;

/**
 * Every message by its messageType, of any version.
 */
export interface MessageByType {
  AReq: AReq;
  ARes: ARes;
  CReq: CReq;
  CRes: CRes;
  Erro: Erro;
  OReq: OReq;
  ORes: ORes;
  PReq: PReq;
  PRes: PRes;
  RReq: RReq;
  RRes: RRes;
}
/**
 * Authentication Request: the DS asks the ACS to authenticate a cardholder (leg DS → ACS).
 */
export interface AReq {
  /**
   * Why the cardholder is authenticated: 01 payment, 02 recurring, 03 instalment, 04 add a card, 05 maintain a card, 06 verification for a token, 07 billing agreement.
   */
  threeDSRequestorAuthenticationInd?:
    | (("01" | "02" | "03" | "04" | "05" | "06" | "07") | DsValue)
    | (("01" | "02" | "03" | "04" | "05" | "06") | DsValue)
    | (("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10") | DsValue);
  /**
   * How the requestor authenticated the cardholder before the purchase.
   */
  threeDSRequestorAuthenticationInfo?:
    | {
        /**
         * 01 not at all (guest), 02 credentials of the requestor, 03 federated ID, 04 credentials of the issuer, 05 third party, 06 FIDO, 07 FIDO with signed assurance data, 08 SRC assurance data.
         */
        threeDSReqAuthMethod?: ("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08") | DsValue;
        threeDSReqAuthTimestamp?: DateTimeMinutes;
        /**
         * Evidence of that authentication, in a form that the DS defines.
         */
        threeDSReqAuthData?: string;
      }
    | {
        /**
         * 01 not at all (guest), 02 credentials of the requestor, 03 federated ID, 04 credentials of the issuer, 05 third party, 06 FIDO.
         */
        threeDSReqAuthMethod?: ("01" | "02" | "03" | "04" | "05" | "06") | DsValue;
        threeDSReqAuthTimestamp?: DateTimeMinutes;
        /**
         * Evidence of that authentication, in a form that the DS defines.
         */
        threeDSReqAuthData?: string;
      }
    | {
        /**
         * 01 not at all (guest), 02 credentials of the requestor, 03 federated ID, 04 credentials of the issuer, 05 third party, 06 FIDO, 07 FIDO with signed assurance data, 08 SRC assurance data, 09 SPC, 10 electronic ID.
         */
        threeDSReqAuthMethod?: ("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10") | DsValue;
        threeDSReqAuthTimestamp?: DateTimeMinutes;
        /**
         * Evidence of that authentication, in a form that the DS defines: a text or an object of at most 50000 characters.
         */
        threeDSReqAuthData?:
          | string
          | {
              [k: string]: unknown;
            };
        /**
         * Set by the DS: the requestor’s authentication was 01 verified, 02 wrong, 03 not checked.
         */
        dsAuthInfVerifInd?: ("01" | "02" | "03") | DsValue;
      }[];
  /**
   * Set by the DS: the signature of the requestor’s authentication was 01 verified, 02 wrong, 03 not checked.
   */
  threeDSReqAuthMethodInd?: ("01" | "02" | "03") | DsValue;
  /**
   * Whether the requestor wants a challenge: 01 no preference (as if absent), 02 no, 03 yes, 04 yes by mandate, 05 no, risk was analysed, 06 no, data only (forbids transStatus C), 07 no, strongly authenticated already, 08 no, the merchant is white-listed, 09 yes, and ask for white-listing.
   */
  threeDSRequestorChallengeInd?:
    | (("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09") | DsValue)
    | (("01" | "02" | "03" | "04") | DsValue)
    | ((("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "11" | "12" | "13" | "14") | DsValue) &
        string)[];
  /**
   * Whether the billing and shipping addresses are the same.
   */
  addrMatch?: "Y" | "N";
  /**
   * Whether the 3DS Method was completed: Y yes, N no, U the card range has none.
   */
  threeDSCompInd?: "Y" | "N" | "U";
  /**
   * The Accept header of the browser, cut to length by the 3DS Server.
   */
  browserAcceptHeader?: string;
  /**
   * IP address of the browser. Markets may restrict it, so it is never demanded.
   */
  browserIP?: string;
  /**
   * navigator.javaEnabled(). Required in a browser with JavaScript (browserJavascriptEnabled true).
   */
  browserJavaEnabled?: boolean;
  /**
   * Whether the browser runs JavaScript.
   */
  browserJavascriptEnabled?: boolean;
  /**
   * navigator.language, a BCP 47 tag. Required in a browser, also in one without JavaScript.
   */
  browserLanguage?: LanguageTag;
  /**
   * screen.colorDepth, in bits. Required in a browser with JavaScript (browserJavascriptEnabled true).
   */
  browserColorDepth?: ("1" | "4" | "8" | "15" | "16" | "24" | "32" | "48") | string;
  /**
   * screen.height, in pixels. Required in a browser with JavaScript (browserJavascriptEnabled true).
   */
  browserScreenHeight?: string;
  /**
   * screen.width, in pixels. Required in a browser with JavaScript (browserJavascriptEnabled true).
   */
  browserScreenWidth?: string;
  /**
   * Date.getTimezoneOffset(): minutes from local time to UTC. UTC−5 is 300 or +300, UTC+11 is -660. Required in a browser with JavaScript (browserJavascriptEnabled true).
   */
  browserTZ?: string;
  /**
   * The User-Agent header of the browser, cut to length by the 3DS Server.
   */
  browserUserAgent?: string;
  /**
   * Where the browser posts the final CRes, or an Erro.
   */
  notificationURL?: Url256 | FullyQualifiedUrl256;
  /**
   * Device information of the SDK, decrypted by the DS: base64url of JSON.
   */
  deviceInfo?: string;
  /**
   * Never sent to an ACS: the DS replaces it by deviceInfo.
   */
  sdkEncData?: null;
  /**
   * The user interfaces that the SDK can show.
   */
  deviceRenderOptions?:
    | DeviceRenderOptions
    | {
        /**
         * 01 native, 02 HTML, 03 both.
         */
        sdkInterface: "01" | "02" | "03";
        /**
         * 01 text, 02 single select, 03 multi select, 04 out of band, 05 HTML, 06 out of band in HTML, 07 information.
         *
         * @minItems 1
         * @maxItems 7
         */
        sdkUiType: ("01" | "02" | "03" | "04" | "05" | "06" | "07")[];
        /**
         * Authentication methods that the SDK can show, the preferred one first: 01 static passcode, 02 SMS code, 03 key fob or card reader, 04 code of an app, 05 other one-time code, 06 knowledge, 07 biometrics out of band, 08 login out of band, 09 other out of band, 10 other, 11 push confirmation.
         *
         * @minItems 1
         * @maxItems 99
         */
        sdkAuthenticationType?: (
          ("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "11") | DsValue
        )[];
      };
  /**
   * The installation of the app.
   */
  sdkAppID?: string;
  sdkEphemPubKey?: EcPublicKey;
  /**
   * Minutes that the SDK waits for the challenge to end.
   */
  sdkMaxTimeout?: string;
  /**
   * Reference number of the approved SDK, assigned by EMVCo.
   */
  sdkReferenceNumber?: string;
  /**
   * The transaction, as the SDK names it.
   */
  sdkTransID?: string;
  /**
   * Why the requestor initiates: 01 recurring, 02 instalment, 03 add a card, 04 maintain a card, 05 verify the account, 06 split or delayed shipment, 07 top-up, 08 mail order, 09 telephone order, 10 white list status, 11 other payment, 12 billing agreement.
   */
  threeRIInd?:
    | (("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "11" | "12") | DsValue)
    | (("01" | "02" | "03" | "04" | "05") | DsValue)
    | (
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
          )
        | DsValue
      );
  /**
   * What is bought, where a market such as Brazil asks: 01 goods or services, 03 cheque acceptance, 10 account funding, 11 quasi-cash, 28 prepaid activation and load.
   */
  transType?: "01" | "03" | "10" | "11" | "28";
  /**
   * The type of this message.
   */
  messageType: "AReq";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0" | "2.1.0" | "2.3.1";
  /**
   * 01 payment authentication (PA), 02 non-payment authentication (NPA).
   */
  messageCategory: ("01" | "02") | DsValue;
  /**
   * Where the cardholder is: 01 in an app (APP), 02 at a browser (BRW), 03 absent, the requestor initiates (3RI).
   */
  deviceChannel: ("01" | "02" | "03") | DsValue;
  /**
   * Minutes that decoupled authentication may take.
   */
  threeDSRequestorDecMaxTime?: string;
  /**
   * Whether a needed challenge may be decoupled: Y yes, N no (as if absent).
   */
  threeDSRequestorDecReqInd?: ("Y" | "N") | ("Y" | "N" | "F" | "B");
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
  threeDSRequestorPriorAuthenticationInfo?:
    | {
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
      }
    | {
        /**
         * The acsTransID of the earlier transaction.
         */
        threeDSReqPriorRef?: string;
        threeDSReqPriorDsTransId?: Uuid;
        /**
         * 01 frictionless, 02 challenge, 03 address verified, 04 another method of the issuer, 05 SPC.
         */
        threeDSReqPriorAuthMethod?: ("01" | "02" | "03" | "04" | "05") | DsValue;
        threeDSReqPriorAuthTimestamp?: DateTimeMinutes;
        /**
         * Evidence of the earlier authentication, in a form that the DS defines.
         */
        threeDSReqPriorAuthData?: string;
      }[];
  /**
   * Site of the requestor, or where its customers find help.
   */
  threeDSRequestorURL: Url | FullyQualifiedUrl2048;
  /**
   * Identifier of the operator of the 3DS Server, assigned by the DS where its rules ask for it.
   */
  threeDSServerOperatorID?: string;
  /**
   * Reference number of the approved 3DS Server, assigned by EMVCo.
   */
  threeDSServerRefNumber: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  threeDSServerTransID: string;
  /**
   * Where the 3DS Server receives the RReq.
   */
  threeDSServerURL: Url | FullyQualifiedUrl2048;
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
   * Free object between 3DS Server, DS and ACS, at most 4096 characters of JSON. Present where the rules of the DS ask for it.
   */
  broadInfo?:
    | {
        [k: string]: unknown;
      }
    | BroadInfo;
  /**
   * When the card expires. Present where the rules of the DS ask for it.
   */
  cardExpiryDate?: string;
  /**
   * Identifier of the cardholder’s account at the requestor.
   */
  acctID?: string;
  /**
   * What the requestor knows of the cardholder’s account with it.
   */
  acctInfo?:
    | {
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
      }
    | {
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
         * Purchases with this account in the last six months: 0 to 999, which is as many or more.
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
        /**
         * Identifier of the account at the requestor, as the base64url of a SHA-256.
         */
        chAccReqID?: string;
      };
  /**
   * The card number (PAN), or a token in its place. Outside the ranges of the issuer it is refused with 305.
   */
  acctNumber: string;
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
  /**
   * Country of the billing address. Required with billAddrState.
   */
  billAddrCountry?: string;
  /**
   * E-mail address of the cardholder. Markets may restrict it, so it is never demanded.
   */
  email?: string;
  homePhone?: Phone;
  mobilePhone?: Phone1;
  workPhone?: Phone2;
  /**
   * Name of the cardholder. Markets may restrict it, so it is never demanded.
   */
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
  /**
   * Country of the shipping address. Required with shipAddrState.
   */
  shipAddrCountry?: string;
  /**
   * Reference number of the approved DS, assigned by EMVCo and added by the DS.
   */
  dsReferenceNumber: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  dsTransID: string;
  /**
   * Where the DS receives the RReq of this transaction.
   */
  dsURL: Url | FullyQualifiedUrl2048;
  /**
   * Present, and true, where acctNumber was found behind a token.
   */
  payTokenInd?: true;
  /**
   * Who resolved the token: 01 3DS Server, 02 DS. Required with payTokenInd.
   */
  payTokenSource?: ("01" | "02") | DsValue;
  /**
   * Number of instalments. Required for instalment payments (threeDSRequestorAuthenticationInd 03, threeRIInd 02), refused for others.
   */
  purchaseInstalData?: string;
  /**
   * Merchant category code, as the DS defines it. Required for a payment.
   */
  mcc?: string;
  /**
   * Country of the merchant. Required for a payment.
   */
  merchantCountryCode?: string;
  /**
   * Name of the merchant. Required for a payment.
   */
  merchantName?: string;
  /**
   * What the merchant knows about the risk of this purchase.
   */
  merchantRiskIndicator?:
    | {
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
      }
    | {
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
         * Shipped to: 01 billing address, 02 another verified address, 03 an unverified address, 04 a store; or nothing to ship: 05 digital goods, 06 tickets, 07 other; or 08 picked up, 09 a locker.
         */
        shipIndicator?: "01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09";
        /**
         * What is special about the purchase: 01 cryptocurrency, 02 NFT.
         *
         * @minItems 1
         * @maxItems 2
         */
        transChar?: ("01" | "02")[];
      };
  /**
   * Extensions of the message, at most 81920 characters of JSON. Present where the rules of the DS ask for them.
   */
  messageExtension?: MessageExtension | MessageExtension15;
  /**
   * Amount in minor units; leading zeros are allowed. Required for a payment; else for recurring and instalment (threeDSRequestorAuthenticationInd 02, 03) and for threeRIInd 01, 02, 06 to 09 and 11.
   */
  purchaseAmount?: string;
  /**
   * ISO 4217 numeric code. A code that is not in the list is refused with 304, as are 955 to 964 and 999.
   */
  purchaseCurrency?: string;
  /**
   * Number of decimals of the amount. It has to be that of the currency (304). Required for a payment; else for recurring and instalment (threeDSRequestorAuthenticationInd 02, 03) and for threeRIInd 01, 02, 06 to 09 and 11.
   */
  purchaseExponent?: string;
  /**
   * When the purchase was made, in UTC. Required for a payment; else for recurring and instalment (threeDSRequestorAuthenticationInd 02, 03) and for threeRIInd 01, 02, 06 to 09 and 11.
   */
  purchaseDate?: string;
  /**
   * A date of the calendar, YYYYMMDD, from the year 1000 on.
   */
  recurringExpiry?: string;
  /**
   * Days between two payments, at least; leading zeros are allowed. Required for recurring and instalment payments (threeDSRequestorAuthenticationInd 02, 03; threeRIInd 01, 02).
   */
  recurringFrequency?: string;
  /**
   * Whether the cardholder trusts the merchant: Y yes, N no.
   */
  whiteListStatus?: "Y" | "N";
  /**
   * Who says so: 01 3DS Server, 02 DS, 03 ACS. Required with whiteListStatus.
   */
  whiteListStatusSource?: ("01" | "02" | "03") | DsValue;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  threeDSMethodId?: string;
  /**
   * Y: the requestor can run Secure Payment Confirmation.
   */
  threeDSRequestorSpcSupport?: "Y";
  /**
   * The items of the Accept-Language header of the browser.
   *
   * @minItems 1
   * @maxItems 99
   */
  acceptLanguage?: string[];
  /**
   * Identifier of the device, if there is one.
   */
  deviceId?: string;
  /**
   * Identifier of the user, if there is one.
   */
  userId?: string;
  /**
   * Fully qualified URL of at most 2048 characters.
   */
  payeeOrigin?: string;
  /**
   * Secure Payment Confirmation 01 was not completed, 02 was cancelled by the cardholder, 03 timed out. Present in the AReq after it.
   */
  spcIncompInd?: "01" | "02" | "03";
  /**
   * IP address of the device. Markets may restrict it, so it is never demanded.
   */
  appIp?: string;
  /**
   * 01 default SDK, 02 split SDK.
   */
  sdkType?: ("01" | "02") | DsValue;
  /**
   * The default SDK. Required with sdkType 01.
   */
  defaultSdkType?: {
    /**
     * 01 native.
     */
    sdkVariant: "01" | DsValue;
    /**
     * Y: the SDK is wrapped.
     */
    wrappedInd?: "Y";
  };
  /**
   * The split SDK. Required with sdkType 02.
   */
  splitSdkType?: {
    /**
     * 01 native client, 02 browser, 03 shell.
     */
    sdkVariant: ("01" | "02" | "03") | DsValue;
    /**
     * Y: the SDK is a limited one.
     */
    limitedInd?: "Y";
  };
  /**
   * JWS of sdkReferenceNumber, sdkSignatureTimestamp, sdkTransID and splitSdkServerID. Required with sdkType 02.
   */
  sdkServerSignedContent?: string;
  /**
   * Country of the acquirer. The DS may change it.
   */
  acquirerCountryCode?: string;
  /**
   * Who says so: 01 3DS Server, 02 DS.
   */
  acquirerCountryCodeSource?: ("01" | "02") | DsValue;
  /**
   * Security code of the card. Present where the rules of the DS ask for it.
   */
  cardSecurityCode?: string;
  /**
   * Set by the DS: the security code was Y right, N wrong, U not checked.
   */
  cardSecurityCodeStatus?: "Y" | "N" | "U";
  /**
   * Who says so: 01 DS, 02 ACS. Required with cardSecurityCodeStatus.
   */
  cardSecurityCodeStatusSource?: ("01" | "02") | DsValue;
  /**
   * Whether this device is bound to the cardholder.
   */
  deviceBindingStatus?: ("01" | "02" | "03" | "04" | "05" | "11" | "12" | "13" | "14" | "15") | DsValue;
  /**
   * Who says so: 01 3DS Server, 02 DS, 03 ACS. Required with deviceBindingStatus.
   */
  deviceBindingStatusSource?: ("01" | "02" | "03") | DsValue;
  /**
   * What is known of the token that stood in place of the card number.
   */
  payTokenInfo?: {
    /**
     * The token.
     */
    token?: string;
    /**
     * Further data, at most 500 characters of JSON.
     */
    tokenAdditionalData?: {
      [k: string]: unknown;
    };
    /**
     * How the cardholder was verified when the token was issued.
     */
    tokenAssuranceMethod?: string;
    /**
     * Who requested the token.
     */
    tokenRequestorId?: string;
    /**
     * The cryptogram of this use of the token.
     */
    tokenCryptogram?: string;
    /**
     * Set by the DS: the cryptogram was 01 verified, 02 wrong, 03 not checked (as if absent).
     */
    tokenCryptogramValidityIndicator?: ("01" | "02" | "03") | DsValue;
    /**
     * State of the token.
     */
    tokenStatusIndicator?: string;
  };
  /**
   * A payment that several merchants share.
   */
  multiTransaction?: {
    /**
     * The merchants.
     *
     * @minItems 1
     * @maxItems 50
     */
    merchantList: {
      /**
       * Name of the merchant.
       */
      merchantNameListed: string;
      /**
       * Identifier of the merchant, assigned by the acquirer.
       */
      acquirerMerchantIdListed?: string;
      /**
       * The merchant’s part of the amount, in minor units.
       */
      merchantAmount?: string;
      merchantCurrency?: Currency;
      /**
       * Number of decimals of the part; that of its currency (304). Required with merchantAmount.
       */
      merchantExponent?: string;
      /**
       * One of the sellers in sellerInfo.
       */
      sellerId?: string;
    }[];
    /**
     * How long the authenticationValue can be used.
     */
    avValidityTime?: string;
    /**
     * How often the authenticationValue can be used.
     */
    avNumberUse?: string;
  };
  /**
   * Amount of the following payments, in minor units. Required for recurring and instalment payments where it is fixed (recurringInd.amountInd 01).
   */
  recurringAmount?: string;
  /**
   * ISO 4217 numeric code. A code that is not in the list is refused with 304, as are 955 to 964 and 999.
   */
  recurringCurrency?: string;
  /**
   * Number of decimals of recurringAmount; that of the currency (304). Required with recurringAmount.
   */
  recurringExponent?: string;
  /**
   * A date of the calendar, YYYYMMDD, from the year 1000 on.
   */
  recurringDate?: string;
  /**
   * Whether amount and rhythm of the following payments are fixed. Required for recurring and instalment payments (threeDSRequestorAuthenticationInd 02, 03; threeRIInd 01, 02).
   */
  recurringInd?: {
    /**
     * The amount: 01 fixed, 02 varies.
     */
    amountInd: ("01" | "02") | DsValue;
    /**
     * The rhythm: 01 fixed, 02 varies or is unknown.
     */
    frequencyInd: ("01" | "02") | DsValue;
  };
  /**
   * The sellers behind the merchant.
   *
   * @minItems 1
   * @maxItems 50
   */
  sellerInfo?: {
    /**
     * Name of the seller.
     */
    sellerName: string;
    /**
     * How multiTransaction names this seller. Required where it names one.
     */
    sellerId?: string;
    /**
     * Name of the seller’s business.
     */
    sellerBusinessName?: string;
    sellerAccDate?: CalendarDate;
    /**
     * First line of the seller’s address.
     */
    sellerAddrLine1?: string;
    /**
     * Second line of the seller’s address.
     */
    sellerAddrLine2?: string;
    /**
     * Third line of the seller’s address.
     */
    sellerAddrLine3?: string;
    /**
     * City of the seller’s address.
     */
    sellerAddrCity?: string;
    /**
     * State or province of the seller’s address.
     */
    sellerAddrState?: string;
    /**
     * Postal code of the seller’s address.
     */
    sellerAddrPostCode?: string;
    sellerAddrCountry?: Country;
    sellerEmail?: Email;
    sellerPhone?: Phone3;
  }[];
  /**
   * Tax number. Present where the rules of the DS ask for it.
   */
  taxId?: string;
  /**
   * Whether the cardholder trusts the merchant: Y yes, N no.
   */
  trustListStatus?: "Y" | "N";
  /**
   * Who says so: 01 3DS Server, 02 DS, 03 ACS. Required with trustListStatus.
   */
  trustListStatusSource?: ("01" | "02" | "03") | DsValue;
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
 * Ephemeral public key of the SDK, at most 256 characters of JSON.
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
  /**
   * The private key (of RSA, its exponent): never sent.
   */
  d?: null;
  /**
   * A prime factor of a private key of RSA: never sent.
   */
  p?: null;
  /**
   * The other prime factor of a private key of RSA: never sent.
   */
  q?: null;
  /**
   * An exponent of a private key of RSA: never sent.
   */
  dp?: null;
  /**
   * The other exponent of a private key of RSA: never sent.
   */
  dq?: null;
  /**
   * A coefficient of a private key of RSA: never sent.
   */
  qi?: null;
  /**
   * Further primes of a private key of RSA: never sent.
   */
  oth?: null;
  /**
   * A symmetric key: never sent.
   */
  k?: null;
  /**
   * The private key, of newer key types: never sent.
   */
  priv?: null;
}
/**
 * Information between 3DS Server, DS and ACS, at most 4096 characters of JSON.
 */
export interface BroadInfo {
  /**
   * What it is about: 01 to 06.
   */
  category: ("01" | "02" | "03" | "04" | "05" | "06") | DsValue;
  /**
   * The information in words.
   */
  description?: string;
  expDate?: CalendarDate;
  /**
   * How much it matters: 01 to 04.
   */
  severity: "01" | "02" | "03" | "04";
  /**
   * Whom it is for: 01 to 04.
   *
   * @minItems 1
   * @maxItems 3
   */
  recipients: ("01" | "02" | "03" | "04")[];
  /**
   * Whom it comes from: 01 to 03.
   */
  source: "01" | "02" | "03";
}
/**
 * Telephone at home.
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
 * Mobile telephone.
 */
export interface Phone1 {
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
 * Telephone at work.
 */
export interface Phone2 {
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
 * Telephone number (ITU-T E.164).
 */
export interface Phone3 {
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
 * Authentication Response: the answer of the ACS to an AReq.
 */
export interface ARes {
  /**
   * The type of this message.
   */
  messageType: "ARes";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0" | "2.1.0" | "2.3.1";
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  threeDSServerTransID: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  acsTransID: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  dsTransID: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  sdkTransID?: string;
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
  transStatus?:
    | ("Y" | "N" | "U" | "A" | "C" | "D" | "R" | "I")
    | ("Y" | "N" | "U" | "A" | "C" | "R")
    | ("Y" | "N" | "U" | "A" | "C" | "D" | "R" | "I" | "S");
  /**
   * Why the outcome is N, U or R. 01 card authentication failed, 02 unknown device, 03 unsupported device, 04 too many authentications, 05 expired card, 06 invalid card number, 07 invalid transaction, 08 no card record, 09 security failure, 10 stolen card, 11 suspected fraud, 12 not permitted to the cardholder, 13 cardholder not enrolled, 14 timed out at the ACS, 15 to 18 low to very high confidence, 19 too many challenges, 20 non-payment not supported, 21 3RI not supported, 22 technical issue of the ACS, 23 decoupled authentication needed but not requested, 24 its time is up, 25 its time is too short, 26 attempted, but not performed by the cardholder.
   */
  transStatusReason?:
    | (
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
        | DsValue
      )
    | (
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
          )
        | DsValue
      )
    | (
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
            | "27"
            | "28"
            | "29"
            | "30"
          )
        | DsValue
      );
  /**
   * Whether a regulation demands the challenge. Required with transStatus C and D.
   */
  acsChallengeMandated?: "Y" | "N";
  /**
   * Y: the ACS will authenticate decoupled. Required with transStatus D, which is the only one with Y.
   */
  acsDecConInd?: "Y" | "N";
  /**
   * The user interface of the challenge in the app.
   */
  acsRenderingType?: AcsRenderingType | AcsRenderingTypeOfMode;
  /**
   * JWS of acsURL, acsEphemPubKey and sdkEphemPubKey. Required with transStatus C in an app.
   */
  acsSignedContent?: string;
  /**
   * Where the browser posts the CReq. Required with transStatus C in a browser.
   */
  acsURL?: Url | FullyQualifiedUrl2048;
  /**
   * How the challenge authenticates: 01 static, 02 dynamic, 03 out of band, 04 decoupled. Required with transStatus C and D.
   */
  authenticationType?: (("01" | "02" | "03" | "04") | DsValue) | (("01" | "02" | "03") | DsValue);
  /**
   * The proof (CAVV, AAV) that the payment carries. Goes with transStatus Y and A, and with I where the DS wants it.
   */
  authenticationValue?: AuthenticationValue;
  /**
   * Free object between 3DS Server, DS and ACS, at most 4096 characters of JSON. Present where the rules of the DS ask for it.
   */
  broadInfo?:
    | {
        [k: string]: unknown;
      }
    | BroadInfo;
  /**
   * Text of the issuer that the merchant shows to the cardholder. Required with transStatus D.
   */
  cardholderInfo?: string | CardholderInfo;
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
  /**
   * Extensions of the message, at most 81920 characters of JSON. Present where the rules of the DS ask for them.
   */
  messageExtension?: MessageExtension | MessageExtension15;
  /**
   * What the cardholder is asked for: 01 static passcode, 02 SMS code, 03 key fob or card reader, 04 code of an app, 05 other one-time code, 06 knowledge, 07 biometrics out of band, 08 login out of band, 09 other out of band, 10 other, 11 push confirmation, 12 decoupled, 13 WebAuthn, 14 SPC, 15 behavioural biometrics, 16 electronic ID. Required with transStatus C and D.
   *
   * @minItems 1
   * @maxItems 99
   */
  authenticationMethod?: (
    | ("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "11" | "12" | "13" | "14" | "15" | "16")
    | DsValue
  )[];
  /**
   * Whether the cardholder trusts the merchant: Y yes, N no, E not eligible, P pending, R the cardholder refused, U unknown.
   */
  trustListStatus?: "Y" | "N" | "E" | "P" | "R" | "U";
  /**
   * Who says so: 01 3DS Server, 02 DS, 03 ACS. Required with trustListStatus.
   */
  trustListStatusSource?: ("01" | "02" | "03") | DsValue;
  /**
   * Whether this device is bound to the cardholder.
   */
  deviceBindingStatus?: ("01" | "02" | "03" | "04" | "05" | "11" | "12" | "13" | "14" | "15") | DsValue;
  /**
   * Who says so: 01 3DS Server, 02 DS, 03 ACS. Required with deviceBindingStatus.
   */
  deviceBindingStatusSource?: ("01" | "02" | "03") | DsValue;
  /**
   * The security code was Y right, N wrong, U not checked.
   */
  cardSecurityCodeStatus?: "Y" | "N" | "U";
  /**
   * Who says so: 01 DS, 02 ACS. Required with cardSecurityCodeStatus.
   */
  cardSecurityCodeStatusSource?: ("01" | "02") | DsValue;
  /**
   * The newest version of device information that the ACS knows, such as 1.7. Required in an app.
   */
  deviceInfoRecognisedVersion?: string;
  /**
   * Whether the ACS makes use of threeDSRequestorAppURL: Y yes, N no. Required in an app.
   */
  threeDSRequestorAppURLInd?: "Y" | "N";
  /**
   * The exemption that spared the challenge: 05 risk was analysed, 08 trust list, 10 low value, 11 secure corporate payment, 79 none.
   */
  transChallengeExemption?: ("05" | "08" | "10" | "11" | "79") | DsValue;
  /**
   * More about the reason, in words.
   */
  transStatusReasonInfo?: string;
  /**
   * What the browser shows in Secure Payment Confirmation. Required with transStatus S.
   */
  spcTransData?: {
    /**
     * What the authenticator signs, base64url.
     */
    challenge: string;
    /**
     * Currency, as the three letters of ISO 4217.
     */
    currency: string;
    /**
     * Name of the card.
     */
    displayName: string;
    icon: UrlOrData4096;
    /**
     * Milliseconds that the cardholder has: 60000 to 500000, as a text.
     */
    timeout: string;
    /**
     * Amount in major units, such as 299.00.
     */
    value: string;
    /**
     * Name of the payee. Required without payeeOrigin.
     */
    payeeName?: string;
    payeeOrigin?: FullyQualifiedUrl2048;
    /**
     * What the cardholder has to do.
     */
    challengeInfoText?: string;
    issuerImageSpc?: ImagesOfSpc;
    psImageSpc?: ImagesOfSpc;
    /**
     * Further data, at most 90000 characters of JSON.
     */
    additionalData?: {
      [k: string]: unknown;
    };
    /**
     * Y: extensions are used.
     */
    extInd?: "Y";
  };
  /**
   * The credentials of the cardholder. Required with transStatus S.
   *
   * @minItems 1
   * @maxItems 10
   */
  webAuthnCredList?: {
    /**
     * The relying party.
     */
    rpID: string;
    /**
     * The credential, base64url.
     */
    credentialIds: string;
  }[];
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
 * The user interface that the ACS chose in the app.
 */
export interface AcsRenderingTypeOfMode {
  /**
   * 01 native, 02 HTML.
   */
  acsInterface: "01" | "02";
  /**
   * 01 text, 02 single select, 03 multi select, 04 out of band, 05 HTML, 06 out of band in HTML, 07 information.
   */
  acsUiTemplate: "01" | "02" | "03" | "04" | "05" | "06" | "07";
  /**
   * How the device is used: 01 upright, 02 on its side, 03 by voice, 04 otherwise.
   */
  deviceUserInterfaceMode: "01" | "02" | "03" | "04";
}
/**
 * What the issuer has the merchant show to the cardholder.
 */
export interface CardholderInfo {
  /**
   * The text.
   */
  text: string;
  issuerImage?: FullyQualifiedUrl256;
  paymentSystemImage?: FullyQualifiedUrl256;
}
/**
 * One picture for three looks, at most 90000 characters of JSON: each a URL, or the picture itself as data URL.
 */
export interface ImagesOfSpc {
  default?: UrlOrData30000;
  dark?: UrlOrData30000;
  monochrome?: UrlOrData30000;
}
/**
 * Challenge Request. A browser opens the challenge window with it (base64url in the form field creq); an app sends one for every step of the challenge (JWE). The one of an app names its sdkTransID.
 */
export interface CReq {
  /**
   * Counts the messages of the SDK, from 000. A wrong one is Erro 302.
   */
  sdkCounterStoA?: string;
  /**
   * The challenge ends here: 01 the cardholder cancelled, 03 time-out of decoupled authentication, 04 and 05 time-out at the ACS, 06 an error, 07 unknown, 08 time-out at the SDK.
   */
  challengeCancel?:
    | (("01" | "03" | "04" | "05" | "06" | "07" | "08") | DsValue)
    | (("01" | "04" | "05" | "06" | "07" | "08") | DsValue)
    | (("01" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10") | DsValue);
  /**
   * What the cardholder typed, or the keys that were selected, comma separated (acsUiType 01, 02, 03).
   */
  challengeDataEntry?: string;
  /**
   * The query of the form in acsHTML (acsUiType 05).
   */
  challengeHTMLDataEntry?: string;
  /**
   * Y: the cardholder went on without an entry (acsUiType 01, 02, 03).
   */
  challengeNoEntry?: "Y";
  /**
   * true: the cardholder went on after authentication out of band (acsUiType 04).
   */
  oobContinue?: true | ("01" | "02");
  /**
   * Whether the cardholder wants a new code: Y yes, N no.
   */
  resendChallenge?: ("Y" | "N") | "Y";
  /**
   * Opens the app of the requestor again, after one for authentication out of band. Once sent, it comes with every CReq.
   */
  threeDSRequestorAppURL?: AppUrl | UniversalAppLink;
  /**
   * Whether the cardholder wants the merchant white-listed: Y yes, N no. Goes with whitelistingInfoText of the CRes.
   */
  whitelistingDataEntry?: "Y" | "N";
  /**
   * The frame of the challenge: 01 250 × 400, 02 390 × 400, 03 500 × 600, 04 600 × 400 pixels, 05 full screen.
   */
  challengeWindowSize: "01" | "02" | "03" | "04" | "05";
  /**
   * The type of this message.
   */
  messageType: "CReq";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0" | "2.1.0" | "2.3.1";
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  threeDSServerTransID: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  acsTransID: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  sdkTransID?: string;
  /**
   * Extensions of the message, at most 81920 characters of JSON. Present where the rules of the DS ask for them.
   */
  messageExtension?: MessageExtension | MessageExtension15;
  /**
   * What the cardholder typed into the second box (challengeEntryBoxTwo).
   */
  challengeDataEntryTwo?: string;
  /**
   * Y: the cardholder chose the button of challengeAddLabel.
   */
  challengeAddCode?: "Y";
  /**
   * 01: the app for authentication out of band could not be opened.
   */
  oobAppStatus?: "01";
  /**
   * Whether oobAppURL can be used: 01 yes, 02 not on this device, 03 not by the requestor.
   */
  oobAppURLInd?: ("01" | "02" | "03") | DsValue;
  /**
   * true: the cardholder has read the information and goes on (acsUiType 07).
   */
  infoContinueIndicator?: true;
  /**
   * Whether the cardholder wants the merchant on the trust list: Y yes, N no. Goes with trustListInfoText of the CRes.
   */
  trustListDataEntry?: "Y" | "N";
  /**
   * Whether the cardholder wants the device bound: Y yes, N no. Goes with deviceBindingInfoText of the CRes.
   */
  deviceBindingDataEntry?: "Y" | "N";
}
/**
 * Challenge Response. The final one ends a challenge: base64url in the form field cres of a browser, JWE in an app. Before it, each CRes of an app says what the SDK has to show. The one of an app names its sdkTransID.
 */
export interface CRes {
  /**
   * Counts the messages of the ACS, from 000.
   */
  acsCounterAtoS?: string;
  /**
   * Y: this is the final CRes; N: the challenge goes on.
   */
  challengeCompletionInd?: "Y" | "N";
  /**
   * What the SDK shows: 01 text, 02 single select, 03 multi select, 04 out of band, 05 HTML.
   */
  acsUiType?:
    (("01" | "02" | "03" | "04" | "05") | DsValue) | (("01" | "02" | "03" | "04" | "05" | "06" | "07") | DsValue);
  /**
   * The page to show, base64url without padding (acsUiType 05).
   */
  acsHTML?: Html;
  /**
   * A page in HTML, base64url, as a rule without padding.
   */
  acsHTMLRefresh?: string;
  /**
   * Headline.
   */
  challengeInfoHeader?: string;
  /**
   * Label of the entry.
   */
  challengeInfoLabel?: string;
  /**
   * What the cardholder has to do; \n begins a new line.
   */
  challengeInfoText?: string;
  /**
   * Whether a warning sign goes with the text: Y yes, N no.
   */
  challengeInfoTextIndicator?: "Y" | "N";
  /**
   * What can be selected, each as { key: label } (acsUiType 02, 03).
   */
  challengeSelectInfo?: SelectInfo | SelectInfo8;
  /**
   * Label of more information.
   */
  expandInfoLabel?: string;
  /**
   * More information.
   */
  expandInfoText?: string;
  /**
   * Logo of the issuer.
   */
  issuerImage?: ImagesByDensity | Images;
  /**
   * Logo of the payment system.
   */
  psImage?: ImagesByDensity | Images;
  /**
   * Label of the button to go on (acsUiType 04).
   */
  oobContinueLabel?: string;
  /**
   * Label of the button for a new code.
   */
  resendInformationLabel?: string;
  /**
   * Label of the button that sends the entry (acsUiType 01, 02, 03).
   */
  submitAuthenticationLabel?: string;
  /**
   * Label of the explanation why.
   */
  whyInfoLabel?: string;
  /**
   * Why the cardholder is challenged.
   */
  whyInfoText?: string;
  /**
   * The text to show when the app comes to the front again (acsUiType 04).
   */
  challengeAddInfo?: string;
  /**
   * Reserved: no ACS of this version sends it.
   */
  oobAppURL?: AppUrl | UniversalAppLink;
  /**
   * Reserved: no ACS of this version sends it.
   */
  oobAppLabel?: string;
  /**
   * Asks whether the merchant is to be white-listed.
   */
  whitelistingInfoText?: string;
  /**
   * The type of this message.
   */
  messageType: "CRes";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0" | "2.1.0" | "2.3.1";
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  threeDSServerTransID: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  acsTransID: string;
  /**
   * Y authenticated, N anything else.
   */
  transStatus?: ("Y" | "N") | ("Y" | "N" | "D");
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  sdkTransID?: string;
  /**
   * Extensions of the message, at most 81920 characters of JSON. Present where the rules of the DS ask for them.
   */
  messageExtension?: MessageExtension | MessageExtension15;
  /**
   * Label of one more button.
   */
  challengeAddLabel?: string;
  challengeEntryBox?: EntryBox;
  challengeEntryBoxTwo?: EntryBox1;
  /**
   * Asks whether the device is to be bound.
   */
  deviceBindingInfoText?: string;
  /**
   * Asks whether the merchant is to be on the trust list.
   */
  trustListInfoText?: string;
  /**
   * Label of the button to go on (acsUiType 07).
   */
  infoContinueLabel?: string;
  /**
   * Where the questions of trust list and device binding stand: 01 above.
   */
  togglePositionInd?: "01";
}
/**
 * One picture in three resolutions.
 */
export interface ImagesByDensity {
  /**
   * For screens of medium density.
   */
  medium?: string;
  /**
   * For screens of high density.
   */
  high?: string;
  /**
   * For screens of very high density.
   */
  extraHigh?: string;
}
/**
 * One picture for three looks of the app, at most 6144 characters of JSON.
 */
export interface Images {
  default: FullyQualifiedUrl;
  dark?: FullyQualifiedUrl;
  monochrome?: FullyQualifiedUrl;
}
/**
 * The box for what the cardholder types (acsUiType 01).
 */
export interface EntryBox {
  /**
   * Label of the box.
   */
  challengeDataEntryLabel: string;
  /**
   * The keyboard: 01 digits, 02 digits and letters.
   */
  challengeDataEntryKeyboardType?: "01" | "02";
  /**
   * Y: the device may fill the box.
   */
  challengeDataEntryAutofill?: "Y";
  /**
   * What it is filled with: 01 the code of an SMS, 02 a password. Required with challengeDataEntryAutofill.
   */
  challengeDataEntryAutofillType?: "01" | "02";
  /**
   * Most characters that can be typed: 01 to 45.
   */
  challengeDataEntryLengthMax?: string;
  /**
   * Whether what is typed is hidden: Y yes, N no.
   */
  challengeDataEntryMasking?: "Y" | "N";
  /**
   * Whether the cardholder may have it shown: Y yes, N no. Required where it is hidden.
   */
  challengeDataEntryToggle?: "Y" | "N";
}
/**
 * A second box (acsUiType 01).
 */
export interface EntryBox1 {
  /**
   * Label of the box.
   */
  challengeDataEntryLabel: string;
  /**
   * The keyboard: 01 digits, 02 digits and letters.
   */
  challengeDataEntryKeyboardType?: "01" | "02";
  /**
   * Y: the device may fill the box.
   */
  challengeDataEntryAutofill?: "Y";
  /**
   * What it is filled with: 01 the code of an SMS, 02 a password. Required with challengeDataEntryAutofill.
   */
  challengeDataEntryAutofillType?: "01" | "02";
  /**
   * Most characters that can be typed: 01 to 45.
   */
  challengeDataEntryLengthMax?: string;
  /**
   * Whether what is typed is hidden: Y yes, N no.
   */
  challengeDataEntryMasking?: "Y" | "N";
  /**
   * Whether the cardholder may have it shown: Y yes, N no. Required where it is hidden.
   */
  challengeDataEntryToggle?: "Y" | "N";
}
/**
 * Error message: says which component found which fault in which message.
 */
export interface Erro {
  /**
   * The type of this message.
   */
  messageType: "Erro";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: string;
  /**
   * The kind of fault (Table A.4).
   */
  errorCode:
    | (
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
        | "405"
      )
    | string;
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
  errorMessageType?:
    | ("AReq" | "ARes" | "CReq" | "CRes" | "PReq" | "PRes" | "RReq" | "RRes" | "Erro")
    | ("AReq" | "ARes" | "CReq" | "CRes" | "OReq" | "ORes" | "PReq" | "PRes" | "RReq" | "RRes" | "Erro");
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  threeDSServerTransID?: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  acsTransID?: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  dsTransID?: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  sdkTransID?: string;
}
/**
 * Operation Request: the DS tells an ACS or a 3DS Server something about the operation, in one message or a sequence.
 */
export interface OReq {
  /**
   * The type of this message.
   */
  messageType: "OReq";
  /**
   * Protocol version.
   */
  messageVersion: "2.3.1";
  /**
   * Reference number of the approved DS, assigned by EMVCo.
   */
  dsReferenceNumber: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  dsTransID: string;
  /**
   * What it is about: 01 general, 02 operation, 03 a certificate that expires, 04 an approval that expires, 05 fraud, 06 other.
   */
  opCategory: ("01" | "02" | "03" | "04" | "05" | "06") | DsValue;
  /**
   * The information in words.
   */
  opDescription: string;
  /**
   * A date of the calendar, YYYYMMDD, from the year 1000 on.
   */
  opExpDate: string;
  /**
   * How much it matters: 01 critical, 02 major, 03 minor, 04 for information.
   */
  opSeverity: ("01" | "02" | "03" | "04") | DsValue;
  /**
   * The transaction that it is about.
   */
  opPriorTransRef?: {
    /**
     * Who named that transaction: 01 3DS Server, 02 DS, 03 ACS.
     */
    transIdType: "01" | "02" | "03";
    transId: Uuid;
  };
  /**
   * The place of this message in its sequence.
   */
  opSeq: {
    seqId: Uuid;
    /**
     * The number of this message: 01 to 99.
     */
    seqNum: string;
    /**
     * How many messages there are: 01 to 99.
     */
    seqTotal: string;
  };
  messageExtension?: MessageExtension151;
}
/**
 * Operation Response: the receiver acknowledges an OReq sequence.
 */
export interface ORes {
  /**
   * The type of this message.
   */
  messageType: "ORes";
  /**
   * Protocol version.
   */
  messageVersion: "2.3.1";
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  dsTransID: string;
  /**
   * 01 all was received, 02 the sequence is broken, 03 what was asked for is not supported or not done.
   */
  opStatus: ("01" | "02" | "03") | DsValue;
  /**
   * Reference number of the approved ACS. Present in the answer of an ACS.
   */
  acsReferenceNumber?: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  acsTransID?: string;
  /**
   * Reference number of the approved 3DS Server. Present in its answer.
   */
  threeDSServerRefNumber?: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  threeDSServerTransID?: string;
  messageExtension?: MessageExtension152;
}
/**
 * Preparation Request: a 3DS Server asks the DS for the card ranges.
 */
export interface PReq {
  /**
   * The type of this message.
   */
  messageType: "PReq";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0" | "2.1.0" | "2.3.1";
  /**
   * Reference number of the approved 3DS Server, assigned by EMVCo.
   */
  threeDSServerRefNumber: string;
  /**
   * Identifier of the operator of the 3DS Server, assigned by the DS where its rules ask for it.
   */
  threeDSServerOperatorID?: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  threeDSServerTransID: string;
  /**
   * State of the card range data: the answer holds what has changed since.
   */
  serialNum?: string;
  /**
   * Extensions of the message, at most 81920 characters of JSON. Present where the rules of the DS ask for them.
   */
  messageExtension?: MessageExtension | MessageExtension15;
  /**
   * Y: the 3DS Server can fetch the card ranges as a file.
   */
  cardRangeDataDownloadInd?: "Y";
}
/**
 * Preparation Response: the card ranges that the DS serves, with versions and 3DS Method URL.
 */
export interface PRes {
  /**
   * The type of this message.
   */
  messageType: "PRes";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0" | "2.1.0" | "2.3.1";
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  threeDSServerTransID: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  dsTransID: string;
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
  /**
   * Protocol version, such as 2.2.0.
   */
  dsStartProtocolVersion?: string;
  /**
   * Protocol version, such as 2.2.0.
   */
  dsEndProtocolVersion?: string;
  /**
   * Extensions of the message, at most 81920 characters of JSON. Present where the rules of the DS ask for them.
   */
  messageExtension?: MessageExtension | MessageExtension15;
  /**
   * Fully qualified URL of at most 2048 characters.
   */
  cardRangeDataFileURL?: string;
  /**
   * Protocol versions of the DS.
   *
   * @minItems 1
   * @maxItems 10
   */
  dsProtocolVersions?: Version[];
  /**
   * Addresses of the DS.
   *
   * @minItems 1
   * @maxItems 99
   */
  dsUrlList?: {
    threeDSServerToDsUrl: FullyQualifiedUrl2048;
    dsCountryCode?: Country;
  }[];
  /**
   * The order in which the card ranges are read: 01 first in first out, 02 last in first out.
   */
  readOrder?: ("01" | "02") | DsValue;
}
/**
 * Results Request: the ACS tells the DS how a challenge ended.
 */
export interface RReq {
  /**
   * The type of this message.
   */
  messageType: "RReq";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0" | "2.1.0" | "2.3.1";
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  threeDSServerTransID: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  acsTransID: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  dsTransID: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  sdkTransID?: string;
  /**
   * As in the AReq: 01 payment authentication (PA), 02 non-payment authentication (NPA).
   */
  messageCategory: ("01" | "02") | DsValue;
  /**
   * The user interface of the challenge in the app.
   */
  acsRenderingType?: AcsRenderingType | AcsRenderingTypeOfMode;
  /**
   * What the cardholder was asked for; meant for the DS alone. 01 static passcode, 02 SMS code, 03 key fob or card reader, 04 code of an app, 05 other one-time code, 06 knowledge, 07 biometrics out of band, 08 login out of band, 09 other out of band, 10 other, 11 push confirmation.
   */
  authenticationMethod?:
    | (("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "11") | DsValue)
    | (("01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10") | DsValue)
    | (
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
          )
        | DsValue
      )[];
  /**
   * How the challenge authenticated: 01 static, 02 dynamic, 03 out of band, 04 decoupled. Required with transStatus Y and N.
   */
  authenticationType?: (("01" | "02" | "03" | "04") | DsValue) | (("01" | "02" | "03") | DsValue);
  /**
   * The proof (CAVV, AAV) that the payment carries. Required for a payment with transStatus Y and A.
   */
  authenticationValue?: AuthenticationValue;
  /**
   * What ended the challenge early: 01 the cardholder, 03 time-out of decoupled authentication, 04 time-out at the ACS, 05 time-out before the first CReq, 06 an error, 07 unknown, 08 time-out at the SDK. Required with transStatusReason 14 (03, 04 or 05).
   */
  challengeCancel?:
    | (("01" | "03" | "04" | "05" | "06" | "07" | "08") | DsValue)
    | (("01" | "04" | "05" | "06" | "07" | "08") | DsValue)
    | (("01" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10") | DsValue);
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
  transStatus?: ("Y" | "N" | "U" | "A" | "R") | ("Y" | "N" | "U" | "A" | "R" | "D");
  /**
   * Why the outcome is N, U or R. 01 card authentication failed, 02 unknown device, 03 unsupported device, 04 too many authentications, 05 expired card, 06 invalid card number, 07 invalid transaction, 08 no card record, 09 security failure, 10 stolen card, 11 suspected fraud, 12 not permitted to the cardholder, 13 cardholder not enrolled, 14 timed out at the ACS, 15 to 18 low to very high confidence, 19 too many challenges, 20 non-payment not supported, 21 3RI not supported, 22 technical issue of the ACS, 23 decoupled authentication needed but not requested, 24 its time is up, 25 its time is too short, 26 attempted, but not performed by the cardholder.
   */
  transStatusReason?:
    | (
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
        | DsValue
      )
    | (
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
          )
        | DsValue
      )
    | (
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
            | "27"
            | "28"
            | "29"
            | "30"
          )
        | DsValue
      );
  /**
   * Whether the cardholder trusts the merchant: Y yes, N no, E not eligible, P pending, R the cardholder refused, U unknown.
   */
  whiteListStatus?: "Y" | "N" | "E" | "P" | "R" | "U";
  /**
   * Who says so: 01 3DS Server, 02 DS, 03 ACS. Required with whiteListStatus.
   */
  whiteListStatusSource?: ("01" | "02" | "03") | DsValue;
  /**
   * Extensions of the message, at most 81920 characters of JSON. Present where the rules of the DS ask for them.
   */
  messageExtension?: MessageExtension | MessageExtension15;
  cardholderInfo?: CardholderInfo1;
  /**
   * A copy of the Erro that ended the challenge. Required with challengeCancel 09 and 10.
   */
  challengeErrorReporting?: {
    [k: string]: unknown;
  };
  /**
   * More about the reason, in words.
   */
  transStatusReasonInfo?: string;
  /**
   * Whether the cardholder trusts the merchant: Y yes, N no, E not eligible, P pending, R the cardholder refused, U unknown.
   */
  trustListStatus?: "Y" | "N" | "E" | "P" | "R" | "U";
  /**
   * Who says so: 01 3DS Server, 02 DS, 03 ACS. Required with trustListStatus.
   */
  trustListStatusSource?: ("01" | "02" | "03") | DsValue;
  /**
   * Whether this device is bound to the cardholder.
   */
  deviceBindingStatus?: ("01" | "02" | "03" | "04" | "05" | "11" | "12" | "13" | "14" | "15") | DsValue;
  /**
   * Who says so: 01 3DS Server, 02 DS, 03 ACS. Required with deviceBindingStatus.
   */
  deviceBindingStatusSource?: ("01" | "02" | "03") | DsValue;
}
/**
 * What the issuer has the merchant show to the cardholder.
 */
export interface CardholderInfo1 {
  /**
   * The text.
   */
  text: string;
  issuerImage?: FullyQualifiedUrl256;
  paymentSystemImage?: FullyQualifiedUrl256;
}
/**
 * Results Response: the DS (for the 3DS Server) acknowledges an RReq.
 */
export interface RRes {
  /**
   * The type of this message.
   */
  messageType: "RRes";
  /**
   * Protocol version. It stays the same in every message of a transaction.
   */
  messageVersion: "2.2.0" | "2.1.0" | "2.3.1";
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  threeDSServerTransID: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  acsTransID: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  dsTransID: string;
  /**
   * Universally unique identifier in its canonical form (RFC 4122). Compared and echoed as received.
   */
  sdkTransID?: string;
  /**
   * 01 RReq received, 02 the requestor sent no CReq, 03 the ARes could not be delivered.
   */
  resultsStatus: (("01" | "02" | "03") | DsValue) | (("01" | "02" | "03" | "04") | DsValue);
  /**
   * Extensions of the message, at most 81920 characters of JSON. Present where the rules of the DS ask for them.
   */
  messageExtension?: MessageExtension | MessageExtension15;
}
