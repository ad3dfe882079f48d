/**
 * The elements of EMV 3DS 2.2.0, one a line: message, name, presence by channel (app, browser, 3RI) and category (payment,
 * non-payment), kind, least and greatest length (or count), [codes], and when a conditional element is required.
 * Written once from the tables of the specification, to be compared with them and not with the schemas; see table.ts.
 */
export const ELEMENTS_220 = `
AReq  messageType  RRR RR  code  4-4  [AReq]
AReq  messageVersion  RRR RR  version  5-8
AReq  messageCategory  RRR RR  code  2-2  [01 02 80-99]
AReq  deviceChannel  RRR RR  code  2-2  [01 02 03 80-99]
AReq  threeDSCompInd  -R- RR  code  1-1  [Y N U]
AReq  threeDSRequestorAuthenticationInd  RR- RR  code  2-2  [01 02 03 04 05 06 80-99 07]
AReq  threeDSRequestorAuthenticationInfo  OO- OO  object  -
AReq  threeDSReqAuthMethodInd  CC- CC  code  2-2  [01 02 03 80-99]
AReq  threeDSRequestorChallengeInd  OO- OO  code  2-2  [01 02 03 04 05 06 07 08 09 80-99]
AReq  threeDSRequestorDecMaxTime  OOO OO  number 1 10080  5-5
AReq  threeDSRequestorDecReqInd  OOO OO  code  1-1  [Y N]
AReq  threeDSRequestorID  RRR RR  text  1-35
AReq  threeDSRequestorName  RRR RR  text  1-40
AReq  threeDSRequestorPriorAuthenticationInfo  OOO OO  object  -
AReq  threeDSRequestorURL  RRR RR  url  1-2048
AReq  threeDSServerOperatorID  CCC CC  text  1-32
AReq  threeDSServerRefNumber  RRR RR  text  1-32
AReq  threeDSServerTransID  RRR RR  uuid  36-36
AReq  threeDSServerURL  RRR RR  url  1-2048
AReq  threeRIInd  --R RR  code  2-2  [01 02 03 04 05 06 07 08 09 10 11 12 80-99]
AReq  acctType  CCC CC  code  2-2  [01 02 03 80-99]
AReq  acquirerBIN  RRR RO  text  1-11
AReq  acquirerMerchantID  RRR RO  text  1-35
AReq  addrMatch  OO- OO  code  1-1  [Y N]
AReq  broadInfo  CCC CC  object  1-4096
AReq  browserAcceptHeader  -R- RR  text  1-2048
AReq  browserIP  -C- CC  ip  1-45
AReq  browserJavaEnabled  -C- CC  boolean  -  when browserJavascriptEnabled=true
AReq  browserJavascriptEnabled  -R- RR  boolean  -
AReq  browserLanguage  -R- RR  text  1-8
AReq  browserColorDepth  -C- CC  code  1-2  [1 4 8 15 16 24 32 48]  when browserJavascriptEnabled=true
AReq  browserScreenHeight  -C- CC  digits  1-6  when browserJavascriptEnabled=true
AReq  browserScreenWidth  -C- CC  digits  1-6  when browserJavascriptEnabled=true
AReq  browserTZ  -C- CC  signed  1-5  when browserJavascriptEnabled=true
AReq  browserUserAgent  -R- RR  text  1-2048
AReq  cardExpiryDate  CCC CC  month  4-4
AReq  acctID  OOO OO  text  1-64
AReq  acctInfo  OOO OO  object  -
AReq  acctNumber  RRR RR  digits  13-19
AReq  billAddrCity  CCC CC  text  1-50
AReq  billAddrLine1  CCC CC  text  1-50
AReq  billAddrPostCode  CCC CC  text  1-16
AReq  billAddrLine2  CCC CC  text  1-50
AReq  billAddrLine3  CCC CC  text  1-50
AReq  billAddrState  CCC CC  text  1-3
AReq  billAddrCountry  CCC CC  country  3-3  when billAddrState
AReq  email  CCC CC  email  1-254
AReq  homePhone  CCC CC  object  -
AReq  homePhone.cc  RRR RR  digits  1-3
AReq  homePhone.subscriber  RRR RR  digits  1-15
AReq  mobilePhone  CCC CC  object  -
AReq  mobilePhone.cc  RRR RR  digits  1-3
AReq  mobilePhone.subscriber  RRR RR  digits  1-15
AReq  workPhone  CCC CC  object  -
AReq  workPhone.cc  RRR RR  digits  1-3
AReq  workPhone.subscriber  RRR RR  digits  1-15
AReq  cardholderName  CCC CC  ascii  2-45
AReq  shipAddrCity  CCC CC  text  1-50
AReq  shipAddrLine1  CCC CC  text  1-50
AReq  shipAddrLine2  CCC CC  text  1-50
AReq  shipAddrLine3  CCC CC  text  1-50
AReq  shipAddrPostCode  CCC CC  text  1-16
AReq  shipAddrState  CCC CC  text  1-3
AReq  shipAddrCountry  CCC CC  country  3-3  when shipAddrState
AReq  deviceInfo  C-- CC  deviceInfo  1-64000  when always
AReq  sdkEncData  C-- CC  never  1-64000
AReq  deviceRenderOptions  R-- RR  object  -
AReq  dsReferenceNumber  CCC CC  text  1-32  when always
AReq  dsTransID  CCC CC  uuid  36-36  when always
AReq  dsURL  CCC CC  url  1-2048  when always
AReq  payTokenInd  CCC CC  true  -
AReq  payTokenSource  CCC CC  code  2-2  [01 02 80-99]  when payTokenInd=true
AReq  purchaseInstalData  CCC CC  instalments  1-3  when deviceChannel=01,02 threeDSRequestorAuthenticationInd=03 | deviceChannel=03 threeRIInd=02
AReq  mcc  RRR RO  digits  4-4
AReq  merchantCountryCode  RRR RO  country  3-3
AReq  merchantName  RRR RO  text  1-40
AReq  merchantRiskIndicator  OOO OO  object  -
AReq  messageExtension  CCC CC  objects  1-10
AReq  notificationURL  -R- RR  url  1-256
AReq  purchaseAmount  RRR RC  digits  1-48  when deviceChannel=01,02 threeDSRequestorAuthenticationInd=02,03 | deviceChannel=03 threeRIInd=01,02,06,07,08,09,11
AReq  purchaseCurrency  RRR RC  currency  3-3  when deviceChannel=01,02 threeDSRequestorAuthenticationInd=02,03 | deviceChannel=03 threeRIInd=01,02,06,07,08,09,11
AReq  purchaseExponent  RRR RC  digits  1-1  when deviceChannel=01,02 threeDSRequestorAuthenticationInd=02,03 | deviceChannel=03 threeRIInd=01,02,06,07,08,09,11
AReq  purchaseDate  RRR RC  seconds  14-14  when deviceChannel=01,02 threeDSRequestorAuthenticationInd=02,03 | deviceChannel=03 threeRIInd=01,02,06,07,08,09,11
AReq  recurringExpiry  CCC CC  date  8-8  when deviceChannel=01,02 threeDSRequestorAuthenticationInd=02,03 | deviceChannel=03 threeRIInd=01,02
AReq  recurringFrequency  CCC CC  number 1 9999  1-4  when deviceChannel=01,02 threeDSRequestorAuthenticationInd=02,03 | deviceChannel=03 threeRIInd=01,02
AReq  sdkAppID  R-- RR  uuid  36-36
AReq  sdkEphemPubKey  R-- RR  jwk  1-256
AReq  sdkMaxTimeout  R-- RR  number 5 99  2-2
AReq  sdkReferenceNumber  R-- RR  text  1-32
AReq  sdkTransID  R-- RR  uuid  36-36
AReq  transType  CCC C-  code  2-2  [01 03 10 11 28]
AReq  whiteListStatus  OOO OO  code  1-1  [Y N]
AReq  whiteListStatusSource  CCC CC  code  2-2  [01 02 03 80-99]  when whiteListStatus
AReq  acctInfo.chAccAgeInd  OOO OO  code  2-2  [01 02 03 04 05]
AReq  acctInfo.chAccChange  OOO OO  date  8-8
AReq  acctInfo.chAccChangeInd  OOO OO  code  2-2  [01 02 03 04]
AReq  acctInfo.chAccDate  OOO OO  date  8-8
AReq  acctInfo.chAccPwChange  OOO OO  date  8-8
AReq  acctInfo.chAccPwChangeInd  OOO OO  code  2-2  [01 02 03 04 05]
AReq  acctInfo.nbPurchaseAccount  OOO OO  digits  1-4
AReq  acctInfo.provisionAttemptsDay  OOO OO  digits  1-3
AReq  acctInfo.txnActivityDay  OOO OO  digits  1-3
AReq  acctInfo.txnActivityYear  OOO OO  digits  1-3
AReq  acctInfo.paymentAccAge  OOO OO  date  8-8
AReq  acctInfo.paymentAccInd  OOO OO  code  2-2  [01 02 03 04 05]
AReq  acctInfo.shipAddressUsage  OOO OO  date  8-8
AReq  acctInfo.shipAddressUsageInd  OOO OO  code  2-2  [01 02 03 04]
AReq  acctInfo.shipNameIndicator  OOO OO  code  2-2  [01 02]
AReq  acctInfo.suspiciousAccActivity  OOO OO  code  2-2  [01 02]
AReq  merchantRiskIndicator.deliveryEmailAddress  OOO OO  email  1-254
AReq  merchantRiskIndicator.deliveryTimeframe  OOO OO  code  2-2  [01 02 03 04]
AReq  merchantRiskIndicator.giftCardAmount  OOO OO  digits  1-15
AReq  merchantRiskIndicator.giftCardCount  OOO OO  digits  2-2
AReq  merchantRiskIndicator.giftCardCurr  OOO OO  currency  3-3
AReq  merchantRiskIndicator.preOrderDate  OOO OO  date  8-8
AReq  merchantRiskIndicator.preOrderPurchaseInd  OOO OO  code  2-2  [01 02]
AReq  merchantRiskIndicator.reorderItemsInd  OOO OO  code  2-2  [01 02]
AReq  merchantRiskIndicator.shipIndicator  OOO OO  code  2-2  [01 02 03 04 05 06 07]
AReq  threeDSRequestorAuthenticationInfo.threeDSReqAuthMethod  OO- OO  code  2-2  [01 02 03 04 05 06 07 08 80-99]
AReq  threeDSRequestorAuthenticationInfo.threeDSReqAuthTimestamp  OO- OO  minutes  12-12
AReq  threeDSRequestorAuthenticationInfo.threeDSReqAuthData  OO- OO  text  1-20000
AReq  threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorRef  OOO OO  text  1-36
AReq  threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorAuthMethod  OOO OO  code  2-2  [01 02 03 04 80-99]
AReq  threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorAuthTimestamp  OOO OO  minutes  12-12
AReq  threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorAuthData  OOO OO  text  1-2048
AReq  deviceRenderOptions.sdkInterface  R-- RR  code  2-2  [01 02 03]
AReq  deviceRenderOptions.sdkUiType  R-- RR  codes  1-5  [01 02 03 04 05]
AReq  messageExtension.name  RRR RR  text  1-64
AReq  messageExtension.id  RRR RR  text  1-64
AReq  messageExtension.criticalityIndicator  RRR RR  boolean  -
AReq  messageExtension.data  RRR RR  object  1-8059
ARes  messageType  RRR RR  code  4-4  [ARes]
ARes  messageVersion  RRR RR  version  5-8
ARes  threeDSServerTransID  RRR RR  uuid  36-36
ARes  acsTransID  RRR RR  uuid  36-36
ARes  dsTransID  RRR RR  uuid  36-36
ARes  sdkTransID  R-- RR  uuid  36-36
ARes  dsReferenceNumber  RRR RR  text  1-32
ARes  acsReferenceNumber  RRR RR  text  1-32
ARes  acsOperatorID  CCC CC  text  1-32
ARes  transStatus  RRR RC  code  1-1  [Y N U A C D R I]
ARes  transStatusReason  CCC CC  code  2-2  [01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 80-99]
ARes  acsChallengeMandated  CCC CC  code  1-1  [Y N]
ARes  acsDecConInd  CCC CC  code  1-1  [Y N]
ARes  acsRenderingType  C-- CC  object  -
ARes  acsSignedContent  C-- CC  jws  -
ARes  acsURL  -C- CC  url  1-2048
ARes  authenticationType  CCC CC  code  2-2  [01 02 03 04 80-99]
ARes  authenticationValue  CCC CC  cavv  28-256
ARes  broadInfo  CCC CC  object  1-4096
ARes  cardholderInfo  CCC CC  text  1-128
ARes  eci  CCC CC  text  2-2
ARes  whiteListStatus  OOO OO  code  1-1  [Y N E P R U]
ARes  whiteListStatusSource  CCC CC  code  2-2  [01 02 03 80-99]
ARes  acsRenderingType.acsInterface  R-- RR  code  2-2  [01 02]
ARes  acsRenderingType.acsUiTemplate  R-- RR  code  2-2  [01 02 03 04 05]
ARes  messageExtension.name  RRR RR  text  1-64
ARes  messageExtension.id  RRR RR  text  1-64
ARes  messageExtension.criticalityIndicator  RRR RR  boolean  -
ARes  messageExtension.data  RRR RR  object  1-8059
ARes  messageExtension  CCC CC  objects  1-10
CReq  messageType  RR- RR  code  4-4  [CReq]
CReq  messageVersion  RR- RR  version  5-8
CReq  threeDSServerTransID  RR- RR  uuid  36-36
CReq  acsTransID  RR- RR  uuid  36-36
CReq  sdkTransID  R-- RR  uuid  36-36
CReq  sdkCounterStoA  R-- RR  number 0 255  3-3
CReq  challengeWindowSize  -R- RR  code  2-2  [01 02 03 04 05]
CReq  challengeCancel  C-- CC  code  2-2  [01 03 04 05 06 07 08 80-99]
CReq  challengeDataEntry  C-- CC  text  1-45
CReq  challengeHTMLDataEntry  C-- CC  text  1-256
CReq  challengeNoEntry  C-- CC  code  1-1  [Y]
CReq  oobContinue  C-- CC  true  -
CReq  resendChallenge  C-- CC  code  1-1  [Y N]
CReq  threeDSRequestorAppURL  O-- OO  appUrl  1-256
CReq  whitelistingDataEntry  C-- CC  code  1-1  [Y N]
CReq  messageExtension.name  RR- RR  text  1-64
CReq  messageExtension.id  RR- RR  text  1-64
CReq  messageExtension.criticalityIndicator  RR- RR  boolean  -
CReq  messageExtension.data  RR- RR  object  1-8059
CReq  messageExtension  CC- CC  objects  1-10
CRes  messageType  RR- RR  code  4-4  [CRes]
CRes  messageVersion  RR- RR  version  5-8
CRes  threeDSServerTransID  RR- RR  uuid  36-36
CRes  acsTransID  RR- RR  uuid  36-36
CRes  sdkTransID  R-- RR  uuid  36-36
CRes  acsCounterAtoS  R-- RR  number 0 255  3-3
CRes  challengeCompletionInd  R-- RR  code  1-1  [Y N]
CRes  transStatus  RR- RC  code  1-1  [Y N]
CRes  acsUiType  R-- RR  code  2-2  [01 02 03 04 05 80-99]
CRes  acsHTML  C-- CC  base64url  1-102400
CRes  acsHTMLRefresh  O-- OO  base64url  1-102400
CRes  challengeInfoHeader  O-- OO  text  1-45
CRes  challengeInfoLabel  O-- OO  text  1-45
CRes  challengeInfoText  O-- OO  text  1-350
CRes  challengeInfoTextIndicator  O-- OO  code  1-1  [Y N]
CRes  challengeSelectInfo  C-- CC  objects  1-
CRes  challengeAddInfo  O-- OO  text  1-256
CRes  expandInfoLabel  O-- OO  text  1-45
CRes  expandInfoText  O-- OO  text  1-256
CRes  issuerImage  C-- CC  object  -
CRes  issuerImage.medium  O-- OO  url  1-2048
CRes  issuerImage.high  O-- OO  url  1-2048
CRes  issuerImage.extraHigh  O-- OO  url  1-2048
CRes  psImage  C-- CC  object  -
CRes  psImage.medium  O-- OO  url  1-2048
CRes  psImage.high  O-- OO  url  1-2048
CRes  psImage.extraHigh  O-- OO  url  1-2048
CRes  oobAppURL  O-- OO  appUrl  1-256
CRes  oobAppLabel  O-- OO  text  1-45
CRes  oobContinueLabel  C-- CC  text  1-45
CRes  resendInformationLabel  C-- CC  text  1-45
CRes  submitAuthenticationLabel  C-- CC  text  1-45
CRes  whitelistingInfoText  O-- OO  text  1-64
CRes  whyInfoLabel  O-- OO  text  1-45
CRes  whyInfoText  O-- OO  text  1-256
CRes  messageExtension.name  RR- RR  text  1-64
CRes  messageExtension.id  RR- RR  text  1-64
CRes  messageExtension.criticalityIndicator  RR- RR  boolean  -
CRes  messageExtension.data  RR- RR  object  1-8059
CRes  messageExtension  CC- CC  objects  1-10
RReq  acsRenderingType.acsInterface  R-- RR  code  2-2  [01 02]
RReq  acsRenderingType.acsUiTemplate  R-- RR  code  2-2  [01 02 03 04 05]
RReq  messageType  RRR RR  code  4-4  [RReq]
RReq  messageVersion  RRR RR  version  5-8
RReq  threeDSServerTransID  RRR RR  uuid  36-36
RReq  acsTransID  RRR RR  uuid  36-36
RReq  dsTransID  RRR RR  uuid  36-36
RReq  sdkTransID  R-- RR  uuid  36-36
RReq  messageCategory  RRR RR  code  2-2  [01 02 80-99]
RReq  acsRenderingType  C-- CC  object  -
RReq  authenticationMethod  CCC CC  code  2-2  [01 02 03 04 05 06 07 08 09 10 11 80-99]
RReq  authenticationType  CCC CC  code  2-2  [01 02 03 04 80-99]
RReq  authenticationValue  CCC CC  cavv  28-256
RReq  challengeCancel  CCC CC  code  2-2  [01 03 04 05 06 07 08 80-99]
RReq  eci  CCC CC  text  2-2
RReq  interactionCounter  CC- CC  digits  2-2
RReq  transStatus  RRR RC  code  1-1  [Y N U A R]
RReq  transStatusReason  CCC CC  code  2-2  [01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 80-99]
RReq  whiteListStatus  OOO OO  code  1-1  [Y N E P R U]
RReq  whiteListStatusSource  CCC CC  code  2-2  [01 02 03 80-99]
RReq  messageExtension.name  RRR RR  text  1-64
RReq  messageExtension.id  RRR RR  text  1-64
RReq  messageExtension.criticalityIndicator  RRR RR  boolean  -
RReq  messageExtension.data  RRR RR  object  1-8059
RReq  messageExtension  CCC CC  objects  1-10
RRes  messageType  RRR RR  code  4-4  [RRes]
RRes  messageVersion  RRR RR  version  5-8
RRes  threeDSServerTransID  RRR RR  uuid  36-36
RRes  acsTransID  RRR RR  uuid  36-36
RRes  dsTransID  RRR RR  uuid  36-36
RRes  sdkTransID  R-- RR  uuid  36-36
RRes  resultsStatus  RRR RR  code  2-2  [01 02 03 80-99]
RRes  messageExtension.name  RRR RR  text  1-64
RRes  messageExtension.id  RRR RR  text  1-64
RRes  messageExtension.criticalityIndicator  RRR RR  boolean  -
RRes  messageExtension.data  RRR RR  object  1-8059
RRes  messageExtension  CCC CC  objects  1-10
Erro  messageType  RRR RR  code  4-4  [Erro]
Erro  messageVersion  RRR RR  version  5-8
Erro  errorCode  RRR RR  code  3-3  [101 102 103 201 202 203 204 301 302 303 304 305 306 307 402 403 404 405]
Erro  errorComponent  RRR RR  code  1-1  [C S D A]
Erro  errorDescription  RRR RR  text  1-2048
Erro  errorDetail  RRR RR  text  1-2048
Erro  errorMessageType  CCC CC  code  4-4  [AReq ARes CReq CRes PReq PRes RReq RRes Erro]
Erro  threeDSServerTransID  CCC CC  uuid  36-36
Erro  acsTransID  CCC CC  uuid  36-36
Erro  dsTransID  CCC CC  uuid  36-36
Erro  sdkTransID  C-- CC  uuid  36-36
PReq  messageType  RRR RR  code  4-4  [PReq]
PReq  messageVersion  RRR RR  version  5-8
PReq  threeDSServerRefNumber  RRR RR  text  1-32
PReq  threeDSServerOperatorID  CCC CC  text  1-32
PReq  threeDSServerTransID  RRR RR  uuid  36-36
PReq  serialNum  OOO OO  alnum  1-20
PReq  messageExtension.name  RRR RR  text  1-64
PReq  messageExtension.id  RRR RR  text  1-64
PReq  messageExtension.criticalityIndicator  RRR RR  boolean  -
PReq  messageExtension.data  RRR RR  object  1-8059
PReq  messageExtension  CCC CC  objects  1-10
PRes  messageType  RRR RR  code  4-4  [PRes]
PRes  messageVersion  RRR RR  version  5-8
PRes  threeDSServerTransID  RRR RR  uuid  36-36
PRes  dsTransID  RRR RR  uuid  36-36
PRes  serialNum  OOO OO  alnum  1-20
PRes  cardRangeData  OOO OO  objects  -
PRes  dsStartProtocolVersion  RRR RR  version  5-8
PRes  dsEndProtocolVersion  RRR RR  version  5-8
PRes  cardRangeData.startRange  RRR RR  digits  13-19
PRes  cardRangeData.endRange  RRR RR  digits  13-19
PRes  cardRangeData.actionInd  OOO OO  code  1-1  [A D M]
PRes  cardRangeData.acsStartProtocolVersion  RRR RR  version  5-8
PRes  cardRangeData.acsEndProtocolVersion  RRR RR  version  5-8
PRes  cardRangeData.dsStartProtocolVersion  OOO OO  version  5-8
PRes  cardRangeData.dsEndProtocolVersion  OOO OO  version  5-8
PRes  cardRangeData.threeDSMethodURL  OOO OO  url  1-256
PRes  cardRangeData.acsInfoInd  OOO OO  codes  1-  [01 02 03 04 80-99]
PRes  messageExtension.name  RRR RR  text  1-64
PRes  messageExtension.id  RRR RR  text  1-64
PRes  messageExtension.criticalityIndicator  RRR RR  boolean  -
PRes  messageExtension.data  RRR RR  object  1-8059
PRes  messageExtension  CCC CC  objects  1-10
`;
