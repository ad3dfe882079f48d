/**
 * The elements of EMV 3DS 2.3.1, one a line: message, name, presence by channel (app, browser, 3RI) and category (payment,
 * non-payment), kind, least and greatest length (or count), [codes], and when a conditional element is required.
 * Written once from the tables of the specification, to be compared with them and not with the schemas; see table.ts.
 */
export const ELEMENTS_231 = `
AReq  messageType  RRR RR  code  4-4  [AReq]
AReq  messageVersion  RRR RR  version  5-8
AReq  messageCategory  RRR RR  code  2-2  [01 02 80-99]
AReq  deviceChannel  RRR RR  code  2-2  [01 02 03 80-99]
AReq  threeDSCompInd  -R- RR  code  1-1  [Y N U]
AReq  threeDSMethodId  -C- CC  uuid  36-36
AReq  threeDSRequestorAuthenticationInd  RR- RR  code  2-2  [01 02 03 04 05 06 80-99 07 08 09 10]
AReq  threeDSRequestorAuthenticationInfo  OOO OO  objects  1-3
AReq  threeDSRequestorChallengeInd  OOO OO  codes  1-2  [01 02 03 04 05 06 07 08 09 10 11 12 13 14 80-99]
AReq  threeDSRequestorDecMaxTime  CCC CC  number 1 10080  5-5  when threeDSRequestorDecReqInd=Y,F,B
AReq  threeDSRequestorDecReqInd  OOO OO  code  1-1  [Y N F B]
AReq  threeDSRequestorID  RRR RR  text  1-35
AReq  threeDSRequestorName  RRR RR  text  1-40
AReq  threeDSRequestorPriorAuthenticationInfo  CCC CC  objects  1-3  when deviceChannel=03 threeRIInd=19 | deviceChannel=02 spcIncompInd=01,02,03
AReq  threeDSRequestorSpcSupport  -C- CC  code  1-1  [Y]
AReq  threeDSRequestorURL  RRR RR  fullUrl  1-2048
AReq  threeDSServerOperatorID  CCC CC  text  1-32
AReq  threeDSServerRefNumber  RRR RR  text  1-32
AReq  threeDSServerTransID  RRR RR  uuid  36-36
AReq  threeDSServerURL  RRR RR  fullUrl  1-2048
AReq  threeRIInd  --R RR  code  2-2  [01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 80-99]
AReq  acceptLanguage  -R- RR  texts  1-99
AReq  acctType  CCC CC  code  2-2  [01 02 03 80-99]
AReq  acquirerBIN  RRR RO  text  1-11
AReq  acquirerCountryCode  RRR RR  country  3-3
AReq  acquirerCountryCodeSource  RRR RR  code  2-2  [01 02 80-99]
AReq  acquirerMerchantID  RRR RO  text  1-35
AReq  addrMatch  OO- OO  code  1-1  [Y N]
AReq  appIp  C-- CC  ip  1-45
AReq  broadInfo  OOO OO  object  1-4096
AReq  browserAcceptHeader  -R- RR  text  1-2048
AReq  browserIP  -C- CC  ip  1-45
AReq  browserJavaEnabled  -C- CC  boolean  -  when browserJavascriptEnabled=true
AReq  browserJavascriptEnabled  -R- RR  boolean  -
AReq  browserLanguage  -C- CC  language  1-35  when browserJavascriptEnabled=true
AReq  browserColorDepth  -C- CC  number 1 99  1-2  when browserJavascriptEnabled=true
AReq  browserScreenHeight  -C- CC  digits  1-6  when browserJavascriptEnabled=true
AReq  browserScreenWidth  -C- CC  digits  1-6  when browserJavascriptEnabled=true
AReq  browserTZ  -C- CC  signed  1-5  when browserJavascriptEnabled=true
AReq  browserUserAgent  -R- RR  text  1-2048
AReq  deviceId  -C- CC  text  1-64
AReq  userId  -C- CC  text  1-64
AReq  cardSecurityCode  CCC CC  digits  3-4
AReq  cardSecurityCodeStatus  CCC CC  code  1-1  [Y N U]
AReq  cardSecurityCodeStatusSource  CCC CC  code  2-2  [01 02 80-99]  when cardSecurityCodeStatus
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
AReq  cardholderName  CCC CC  text  1-45
AReq  shipAddrCity  CCC CC  text  1-50
AReq  shipAddrLine1  CCC CC  text  1-50
AReq  shipAddrLine2  CCC CC  text  1-50
AReq  shipAddrLine3  CCC CC  text  1-50
AReq  shipAddrPostCode  CCC CC  text  1-16
AReq  shipAddrState  CCC CC  text  1-3
AReq  shipAddrCountry  CCC CC  country  3-3  when shipAddrState
AReq  defaultSdkType  C-- CC  object  -  when sdkType=01
AReq  defaultSdkType.sdkVariant  R-- RR  code  2-2  [01 80-99]
AReq  defaultSdkType.wrappedInd  C-- CC  code  1-1  [Y]
AReq  splitSdkType  C-- CC  object  -  when sdkType=02
AReq  splitSdkType.sdkVariant  R-- RR  code  2-2  [01 02 03 80-99]
AReq  splitSdkType.limitedInd  C-- CC  code  1-1  [Y]
AReq  deviceBindingStatus  OOO OO  code  2-2  [01 02 03 04 05 11 12 13 14 15 80-99]
AReq  deviceBindingStatusSource  CCC CC  code  2-2  [01 02 03 80-99]  when deviceBindingStatus
AReq  deviceInfo  C-- CC  deviceInfo  1-64000  when always
AReq  sdkEncData  C-- CC  never  1-64000
AReq  deviceRenderOptions  R-- RR  object  -
AReq  dsReferenceNumber  CCC CC  text  1-32  when always
AReq  dsTransID  CCC CC  uuid  36-36  when always
AReq  dsURL  CCC CC  fullUrl  1-2048  when always
AReq  payTokenInd  CCC CC  true  -
AReq  payTokenInfo  OOO OO  object  -
AReq  payTokenSource  CCC CC  code  2-2  [01 02 80-99]  when payTokenInd=true
AReq  purchaseInstalData  CCC CC  instalments  1-3  when deviceChannel=01,02 threeDSRequestorAuthenticationInd=03 | deviceChannel=03 threeRIInd=02
AReq  mcc  RRR RO  text  4-4
AReq  merchantCountryCode  RRR RO  country  3-3
AReq  merchantName  RRR RO  text  1-40
AReq  merchantRiskIndicator  OOO OO  object  -
AReq  messageExtension  CCC CC  objects  1-15
AReq  multiTransaction  OOO OO  object  -
AReq  notificationURL  -R- RR  fullUrl  1-256
AReq  payeeOrigin  -C- CC  fullUrl  1-2048  when threeDSRequestorSpcSupport=Y
AReq  purchaseAmount  RRR RC  digits  1-48  when deviceChannel=01,02 threeDSRequestorAuthenticationInd=02,03,07,08,09 | deviceChannel=03 threeRIInd=01,02,06,07,08,09,11,15
AReq  purchaseCurrency  RRR RC  currency  3-3  when deviceChannel=01,02 threeDSRequestorAuthenticationInd=02,03,07,08,09 | deviceChannel=03 threeRIInd=01,02,06,07,08,09,11,15
AReq  purchaseExponent  RRR RC  digits  1-1  when deviceChannel=01,02 threeDSRequestorAuthenticationInd=02,03,07,08,09 | deviceChannel=03 threeRIInd=01,02,06,07,08,09,11,15
AReq  purchaseDate  RRR RC  seconds  14-14  when deviceChannel=01,02 threeDSRequestorAuthenticationInd=02,03,07,08,09 | deviceChannel=03 threeRIInd=01,02,06,07,08,09,11,15
AReq  recurringAmount  CCC CC  digits  1-48  when deviceChannel=01,02 threeDSRequestorAuthenticationInd=02,03 recurringInd.amountInd=01 | deviceChannel=03 threeRIInd=01,02 recurringInd.amountInd=01
AReq  recurringCurrency  CCC CC  currency  3-3  when recurringAmount
AReq  recurringExponent  CCC CC  digits  1-1  when recurringAmount
AReq  recurringDate  CCC CC  date  8-8  when recurringInd.frequencyInd=01
AReq  recurringInd  CCC CC  object  -  when deviceChannel=01,02 threeDSRequestorAuthenticationInd=02,03 | deviceChannel=03 threeRIInd=01,02
AReq  recurringInd.amountInd  RRR RR  code  2-2  [01 02 80-99]
AReq  recurringInd.frequencyInd  RRR RR  code  2-2  [01 02 80-99]
AReq  recurringExpiry  CCC CC  date  8-8
AReq  recurringFrequency  CCC CC  number 1 9999  1-4  when recurringInd.frequencyInd=01
AReq  sdkAppID  R-- RR  uuid  36-36
AReq  sdkEphemPubKey  R-- RR  jwk  1-256
AReq  sdkMaxTimeout  R-- RR  number 5 99  2-2
AReq  sdkReferenceNumber  R-- RR  text  1-32
AReq  sdkServerSignedContent  C-- CC  jws  1-  when sdkType=02
AReq  sdkTransID  R-- RR  uuid  36-36
AReq  sdkType  R-- RR  code  2-2  [01 02 80-99]
AReq  sellerInfo  OOO OO  objects  1-50
AReq  spcIncompInd  -C- CC  code  2-2  [01 02 03 04-99?]
AReq  taxId  CCC CC  text  1-45
AReq  transType  CCC C-  code  2-2  [01 03 10 11 28]
AReq  trustListStatus  OOO OO  code  1-1  [Y N]
AReq  trustListStatusSource  CCC CC  code  2-2  [01 02 03 80-99]  when trustListStatus
AReq  acctInfo.chAccAgeInd  OOO OO  code  2-2  [01 02 03 04 05]
AReq  acctInfo.chAccChange  OOO OO  date  8-8
AReq  acctInfo.chAccChangeInd  OOO OO  code  2-2  [01 02 03 04]
AReq  acctInfo.chAccDate  OOO OO  date  8-8
AReq  acctInfo.chAccPwChange  OOO OO  date  8-8
AReq  acctInfo.chAccPwChangeInd  OOO OO  code  2-2  [01 02 03 04 05]
AReq  acctInfo.nbPurchaseAccount  OOO OO  number 0 999  1-4
AReq  acctInfo.chAccReqID  OOO OO  base64url  1-64
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
AReq  merchantRiskIndicator.shipIndicator  OOO OO  code  2-2  [01 02 03 04 05 06 07 08 09]
AReq  merchantRiskIndicator.transChar  OOO OO  codes  1-2  [01 02]
AReq  threeDSRequestorAuthenticationInfo.threeDSReqAuthMethod  OOO OO  code  2-2  [01 02 03 04 05 06 07 08 09 10 80-99]
AReq  threeDSRequestorAuthenticationInfo.threeDSReqAuthTimestamp  OOO OO  minutes  12-12
AReq  threeDSRequestorAuthenticationInfo.threeDSReqAuthData  OOO OO  textOrObject  1-50000
AReq  threeDSRequestorAuthenticationInfo.dsAuthInfVerifInd  CCC CC  code  2-2  [01 02 03 80-99]
AReq  threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorRef  OOO OO  text  36-36
AReq  threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorDsTransId  OOO OO  uuid  36-36
AReq  threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorAuthMethod  OOO OO  code  2-2  [01 02 03 04 05 80-99]
AReq  threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorAuthTimestamp  OOO OO  minutes  12-12
AReq  threeDSRequestorPriorAuthenticationInfo.threeDSReqPriorAuthData  OOO OO  text  1-20000
AReq  deviceRenderOptions.sdkInterface  R-- RR  code  2-2  [01 02 03]
AReq  deviceRenderOptions.sdkUiType  R-- RR  codes  1-7  [01 02 03 04 05 06 07]
AReq  deviceRenderOptions.sdkAuthenticationType  O-- OO  codes  1-99  [01 02 03 04 05 06 07 08 09 10 11 80-99]
AReq  payTokenInfo.token  OOO OO  digits  13-19
AReq  payTokenInfo.tokenAdditionalData  OOO OO  object  1-500
AReq  payTokenInfo.tokenAssuranceMethod  OOO OO  text  2-2
AReq  payTokenInfo.tokenRequestorId  OOO OO  digits  11-11
AReq  payTokenInfo.tokenCryptogram  OOO OO  text  1-4000
AReq  payTokenInfo.tokenCryptogramValidityIndicator  OOO OO  code  2-2  [01 02 03 80-99]
AReq  payTokenInfo.tokenStatusIndicator  OOO OO  text  1-40
AReq  multiTransaction.merchantList  RRR RR  objects  1-50
AReq  multiTransaction.merchantList.merchantNameListed  RRR RR  text  1-40
AReq  multiTransaction.merchantList.acquirerMerchantIdListed  OOO OO  text  1-15
AReq  multiTransaction.merchantList.merchantAmount  OOO OO  digits  1-48
AReq  multiTransaction.merchantList.merchantCurrency  CCC CC  currency  3-3  when merchantAmount
AReq  multiTransaction.merchantList.merchantExponent  CCC CC  digits  1-1  when merchantAmount
AReq  multiTransaction.merchantList.sellerId  OOO OO  text  1-50
AReq  multiTransaction.avValidityTime  OOO OO  digits  1-3
AReq  multiTransaction.avNumberUse  OOO OO  digits  1-2
AReq  sellerInfo.sellerName  RRR RR  text  1-100
AReq  sellerInfo.sellerId  CCC CC  text  1-50
AReq  sellerInfo.sellerBusinessName  OOO OO  text  1-100
AReq  sellerInfo.sellerAccDate  OOO OO  date  8-8
AReq  sellerInfo.sellerAddrLine1  OOO OO  text  1-50
AReq  sellerInfo.sellerAddrLine2  OOO OO  text  1-50
AReq  sellerInfo.sellerAddrLine3  OOO OO  text  1-50
AReq  sellerInfo.sellerAddrCity  OOO OO  text  1-50
AReq  sellerInfo.sellerAddrState  OOO OO  text  1-3
AReq  sellerInfo.sellerAddrPostCode  OOO OO  text  1-16
AReq  sellerInfo.sellerAddrCountry  OOO OO  country  3-3
AReq  sellerInfo.sellerEmail  OOO OO  email  1-254
AReq  sellerInfo.sellerPhone  OOO OO  object  -
AReq  sellerInfo.sellerPhone.cc  RRR RR  digits  1-3
AReq  sellerInfo.sellerPhone.subscriber  RRR RR  digits  1-15
AReq  broadInfo.category  RRR RR  code  2-2  [01 02 03 04 05 06 80-99]
AReq  broadInfo.description  OOO OO  text  1-4000
AReq  broadInfo.expDate  OOO OO  date  8-8
AReq  broadInfo.severity  RRR RR  code  2-2  [01 02 03 04]
AReq  broadInfo.recipients  RRR RR  codes  1-3  [01 02 03 04]
AReq  broadInfo.source  RRR RR  code  2-2  [01 02 03]
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
ARes  transStatus  RRR RC  code  1-1  [Y N U A C D R I S]
ARes  transStatusReason  CCC CC  code  2-2  [01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 80-99]
ARes  transStatusReasonInfo  OOO OO  text  1-256
ARes  acsChallengeMandated  CCC CC  code  1-1  [Y N]
ARes  acsDecConInd  CCC CC  code  1-1  [Y N]
ARes  acsRenderingType  C-- CC  object  -
ARes  acsSignedContent  C-- CC  jws  1-16000
ARes  acsURL  -C- CC  fullUrl  1-2048
ARes  authenticationMethod  CCC CC  codes  1-99  [01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 80-99]
ARes  authenticationValue  CCC CC  text  1-4000
ARes  broadInfo  OOO OO  object  1-4096
ARes  cardholderInfo  CCC CC  object  -
ARes  cardSecurityCodeStatus  CCC CC  code  1-1  [Y N U]
ARes  cardSecurityCodeStatusSource  CCC CC  code  2-2  [01 02 80-99]
ARes  deviceBindingStatus  OOO OO  code  2-2  [01 02 03 04 05 11 12 13 14 15 80-99]
ARes  deviceBindingStatusSource  CCC CC  code  2-2  [01 02 03 80-99]
ARes  deviceInfoRecognisedVersion  R-- RR  text  3-
ARes  eci  CCC CC  text  2-2
ARes  spcTransData  -C- CC  object  -
ARes  threeDSRequestorAppURLInd  R-- RR  code  1-1  [Y N]
ARes  transChallengeExemption  OOO OO  code  2-2  [05 08 10 11 79 80-99]
ARes  trustListStatus  OOO OO  code  1-1  [Y N E P R U]
ARes  trustListStatusSource  CCC CC  code  2-2  [01 02 03 80-99]
ARes  webAuthnCredList  -C- CC  objects  1-10
ARes  webAuthnCredList.rpID  -R- RR  text  1-2048
ARes  webAuthnCredList.credentialIds  -R- RR  base64url  16-1000
ARes  spcTransData.challenge  -R- RR  base64url  43-100
ARes  spcTransData.currency  -R- RR  alpha  3-3
ARes  spcTransData.displayName  -R- RR  text  1-40
ARes  spcTransData.icon  -R- RR  picture 4096  1-4096
ARes  spcTransData.timeout  -R- RR  number 60000 500000  5-6
ARes  spcTransData.value  -R- RR  decimal  1-40
ARes  spcTransData.payeeName  -C- CC  text  1-40
ARes  spcTransData.payeeOrigin  -C- CC  fullUrl  1-2048
ARes  spcTransData.challengeInfoText  -C- CC  text  1-350
ARes  spcTransData.issuerImageSpc  -C- CC  object  1-90000
ARes  spcTransData.issuerImageSpc.default  -O- OO  picture 30000  1-30000
ARes  spcTransData.issuerImageSpc.dark  -O- OO  picture 30000  1-30000
ARes  spcTransData.issuerImageSpc.monochrome  -O- OO  picture 30000  1-30000
ARes  spcTransData.psImageSpc  -C- CC  object  1-90000
ARes  spcTransData.psImageSpc.default  -O- OO  picture 30000  1-30000
ARes  spcTransData.psImageSpc.dark  -O- OO  picture 30000  1-30000
ARes  spcTransData.psImageSpc.monochrome  -O- OO  picture 30000  1-30000
ARes  spcTransData.additionalData  -O- OO  object  1-90000
ARes  spcTransData.extInd  -O- OO  code  1-1  [Y]
ARes  broadInfo.category  RRR RR  code  2-2  [01 02 03 04 05 06 80-99]
ARes  broadInfo.description  OOO OO  text  1-4000
ARes  broadInfo.expDate  OOO OO  date  8-8
ARes  broadInfo.severity  RRR RR  code  2-2  [01 02 03 04]
ARes  broadInfo.recipients  RRR RR  codes  1-3  [01 02 03 04]
ARes  broadInfo.source  RRR RR  code  2-2  [01 02 03]
ARes  cardholderInfo.text  RRR RR  text  1-128
ARes  cardholderInfo.issuerImage  OOO OO  fullUrl  1-256
ARes  cardholderInfo.paymentSystemImage  OOO OO  fullUrl  1-256
ARes  acsRenderingType.acsInterface  R-- RR  code  2-2  [01 02]
ARes  acsRenderingType.acsUiTemplate  R-- RR  code  2-2  [01 02 03 04 05 06 07]
ARes  acsRenderingType.deviceUserInterfaceMode  R-- RR  code  2-2  [01 02 03 04]
ARes  messageExtension.name  RRR RR  text  1-64
ARes  messageExtension.id  RRR RR  text  1-64
ARes  messageExtension.criticalityIndicator  RRR RR  boolean  -
ARes  messageExtension.data  RRR RR  object  1-8059
ARes  messageExtension  CCC CC  objects  1-15
CReq  messageType  RR- RR  code  4-4  [CReq]
CReq  messageVersion  RR- RR  version  5-8
CReq  threeDSServerTransID  RR- RR  uuid  36-36
CReq  acsTransID  RR- RR  uuid  36-36
CReq  sdkTransID  R-- RR  uuid  36-36
CReq  sdkCounterStoA  R-- RR  number 0 255  3-3
CReq  challengeWindowSize  -R- RR  code  2-2  [01 02 03 04 05]
CReq  challengeCancel  C-- CC  code  2-2  [01 03 04 05 06 07 08 09 10 80-99]
CReq  challengeDataEntry  C-- CC  text  1-45
CReq  challengeDataEntryTwo  C-- CC  text  1-45
CReq  challengeHTMLDataEntry  C-- CC  text  1-256
CReq  challengeNoEntry  C-- CC  code  1-1  [Y]
CReq  challengeAddCode  C-- CC  code  1-1  [Y]
CReq  deviceBindingDataEntry  C-- CC  code  1-1  [Y N]
CReq  infoContinueIndicator  C-- CC  true  -
CReq  oobContinue  C-- CC  code  2-2  [01 02 03-99?]
CReq  oobAppStatus  C-- CC  code  2-2  [01 02-99?]
CReq  oobAppURLInd  R-- RR  code  2-2  [01 02 03 80-99]
CReq  resendChallenge  C-- CC  code  1-1  [Y]
CReq  threeDSRequestorAppURL  C-- CC  appLink  1-2048
CReq  trustListDataEntry  C-- CC  code  1-1  [Y N]
CReq  messageExtension.name  RR- RR  text  1-64
CReq  messageExtension.id  RR- RR  text  1-64
CReq  messageExtension.criticalityIndicator  RR- RR  boolean  -
CReq  messageExtension.data  RR- RR  object  1-8059
CReq  messageExtension  CC- CC  objects  1-15
CRes  messageType  RR- RR  code  4-4  [CRes]
CRes  messageVersion  RR- RR  version  5-8
CRes  threeDSServerTransID  RR- RR  uuid  36-36
CRes  acsTransID  RR- RR  uuid  36-36
CRes  sdkTransID  R-- RR  uuid  36-36
CRes  acsCounterAtoS  R-- RR  number 0 255  3-3
CRes  challengeCompletionInd  R-- RR  code  1-1  [Y N]
CRes  transStatus  RR- RC  code  1-1  [Y N D]
CRes  acsUiType  C-- CC  code  2-2  [01 02 03 04 05 06 07 80-99]
CRes  acsHTML  C-- CC  base64url  1-300000
CRes  challengeInfoHeader  O-- OO  text  1-45
CRes  challengeInfoLabel  O-- OO  text  1-45
CRes  challengeInfoText  O-- OO  text  1-350
CRes  challengeInfoTextIndicator  O-- OO  code  1-1  [Y N]
CRes  challengeSelectInfo  C-- CC  objects  1-8
CRes  challengeAddLabel  C-- CC  text  1-45
CRes  challengeEntryBox  C-- CC  object  -
CRes  challengeEntryBox.challengeDataEntryKeyboardType  O-- OO  code  2-2  [01 02 03-99?]
CRes  challengeEntryBox.challengeDataEntryAutofill  O-- OO  code  1-1  [Y]
CRes  challengeEntryBox.challengeDataEntryAutofillType  C-- CC  code  2-2  [01 02 03-99?]
CRes  challengeEntryBox.challengeDataEntryLengthMax  O-- OO  number 1 45  2-2
CRes  challengeEntryBox.challengeDataEntryLabel  R-- RR  text  1-45
CRes  challengeEntryBox.challengeDataEntryMasking  O-- OO  code  1-1  [Y N]
CRes  challengeEntryBox.challengeDataEntryToggle  C-- CC  code  1-1  [Y N]
CRes  challengeEntryBoxTwo  C-- CC  object  -
CRes  challengeEntryBoxTwo.challengeDataEntryKeyboardType  O-- OO  code  2-2  [01 02 03-99?]
CRes  challengeEntryBoxTwo.challengeDataEntryAutofill  O-- OO  code  1-1  [Y]
CRes  challengeEntryBoxTwo.challengeDataEntryAutofillType  C-- CC  code  2-2  [01 02 03-99?]
CRes  challengeEntryBoxTwo.challengeDataEntryLengthMax  O-- OO  number 1 45  2-2
CRes  challengeEntryBoxTwo.challengeDataEntryLabel  R-- RR  text  1-45
CRes  challengeEntryBoxTwo.challengeDataEntryMasking  O-- OO  code  1-1  [Y N]
CRes  challengeEntryBoxTwo.challengeDataEntryToggle  C-- CC  code  1-1  [Y N]
CRes  deviceBindingInfoText  C-- CC  text  1-64
CRes  expandInfoLabel  O-- OO  text  1-45
CRes  expandInfoText  O-- OO  text  1-256
CRes  infoContinueLabel  C-- CC  text  1-45
CRes  issuerImage  C-- CC  object  1-6144
CRes  issuerImage.default  R-- RR  fullUrl  1-
CRes  issuerImage.dark  O-- OO  fullUrl  1-
CRes  issuerImage.monochrome  O-- OO  fullUrl  1-
CRes  psImage  C-- CC  object  1-6144
CRes  psImage.default  R-- RR  fullUrl  1-
CRes  psImage.dark  O-- OO  fullUrl  1-
CRes  psImage.monochrome  O-- OO  fullUrl  1-
CRes  oobAppURL  C-- CC  appLink  1-2048
CRes  oobAppLabel  C-- CC  text  1-45
CRes  oobContinueLabel  C-- CC  text  1-45
CRes  resendInformationLabel  C-- CC  text  1-45
CRes  submitAuthenticationLabel  C-- CC  text  1-45
CRes  togglePositionInd  O-- OO  code  2-2  [01 02-99?]
CRes  trustListInfoText  O-- OO  text  1-64
CRes  whyInfoLabel  O-- OO  text  1-45
CRes  whyInfoText  O-- OO  text  1-256
CRes  messageExtension.name  RR- RR  text  1-64
CRes  messageExtension.id  RR- RR  text  1-64
CRes  messageExtension.criticalityIndicator  RR- RR  boolean  -
CRes  messageExtension.data  RR- RR  object  1-8059
CRes  messageExtension  CC- CC  objects  1-15
RReq  cardholderInfo.text  RRR RR  text  1-128
RReq  cardholderInfo.issuerImage  OOO OO  fullUrl  1-256
RReq  cardholderInfo.paymentSystemImage  OOO OO  fullUrl  1-256
RReq  acsRenderingType.acsInterface  R-- RR  code  2-2  [01 02]
RReq  acsRenderingType.acsUiTemplate  R-- RR  code  2-2  [01 02 03 04 05 06 07]
RReq  acsRenderingType.deviceUserInterfaceMode  R-- RR  code  2-2  [01 02 03 04]
RReq  messageType  RRR RR  code  4-4  [RReq]
RReq  messageVersion  RRR RR  version  5-8
RReq  threeDSServerTransID  RRR RR  uuid  36-36
RReq  acsTransID  RRR RR  uuid  36-36
RReq  dsTransID  RRR RR  uuid  36-36
RReq  sdkTransID  R-- RR  uuid  36-36
RReq  messageCategory  RRR RR  code  2-2  [01 02 80-99]
RReq  acsRenderingType  C-- CC  object  -
RReq  authenticationMethod  CCC CC  codes  1-99  [01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 80-99]
RReq  authenticationValue  CCC CC  text  1-4000
RReq  challengeCancel  CCC CC  code  2-2  [01 03 04 05 06 07 08 09 10 80-99]
RReq  challengeErrorReporting  CC- CC  object  -
RReq  cardholderInfo  OOO OO  object  -
RReq  deviceBindingStatus  OOO OO  code  2-2  [01 02 03 04 05 11 12 13 14 15 80-99]
RReq  deviceBindingStatusSource  CCC CC  code  2-2  [01 02 03 80-99]
RReq  eci  CCC CC  text  2-2
RReq  interactionCounter  CC- CC  digits  2-2
RReq  transStatus  RRR RC  code  1-1  [Y N U A R D]
RReq  transStatusReason  CCC CC  code  2-2  [01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 80-99]
RReq  transStatusReasonInfo  OOO OO  text  1-256
RReq  trustListStatus  OOO OO  code  1-1  [Y N E P R U]
RReq  trustListStatusSource  CCC CC  code  2-2  [01 02 03 80-99]
RReq  messageExtension.name  RRR RR  text  1-64
RReq  messageExtension.id  RRR RR  text  1-64
RReq  messageExtension.criticalityIndicator  RRR RR  boolean  -
RReq  messageExtension.data  RRR RR  object  1-8059
RReq  messageExtension  CCC CC  objects  1-15
RRes  messageType  RRR RR  code  4-4  [RRes]
RRes  messageVersion  RRR RR  version  5-8
RRes  threeDSServerTransID  RRR RR  uuid  36-36
RRes  acsTransID  RRR RR  uuid  36-36
RRes  dsTransID  RRR RR  uuid  36-36
RRes  sdkTransID  R-- RR  uuid  36-36
RRes  resultsStatus  RRR RR  code  2-2  [01 02 03 04 80-99]
RRes  messageExtension.name  RRR RR  text  1-64
RRes  messageExtension.id  RRR RR  text  1-64
RRes  messageExtension.criticalityIndicator  RRR RR  boolean  -
RRes  messageExtension.data  RRR RR  object  1-8059
RRes  messageExtension  CCC CC  objects  1-15
Erro  messageType  RRR RR  code  4-4  [Erro]
Erro  messageVersion  RRR RR  version  5-8
Erro  errorCode  RRR RR  text  3-3
Erro  errorComponent  RRR RR  code  1-1  [C S D A]
Erro  errorDescription  RRR RR  text  1-2048
Erro  errorDetail  RRR RR  text  1-2048
Erro  errorMessageType  CCC CC  code  4-4  [AReq ARes CReq CRes PReq PRes RReq RRes Erro OReq ORes]
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
PReq  cardRangeDataDownloadInd  CCC CC  code  1-1  [Y]
PReq  messageExtension.name  RRR RR  text  1-64
PReq  messageExtension.id  RRR RR  text  1-64
PReq  messageExtension.criticalityIndicator  RRR RR  boolean  -
PReq  messageExtension.data  RRR RR  object  1-8059
PReq  messageExtension  CCC CC  objects  1-15
PRes  messageType  RRR RR  code  4-4  [PRes]
PRes  messageVersion  RRR RR  version  5-8
PRes  threeDSServerTransID  RRR RR  uuid  36-36
PRes  dsTransID  RRR RR  uuid  36-36
PRes  serialNum  CCC CC  alnum  1-20
PRes  cardRangeData  CCC CC  objects  1-200000
PRes  cardRangeDataFileURL  CCC CC  fullUrl  1-2048
PRes  dsProtocolVersions  RRR RR  texts  1-10
PRes  dsUrlList  OOO OO  objects  1-99
PRes  dsUrlList.threeDSServerToDsUrl  RRR RR  fullUrl  1-2048
PRes  dsUrlList.dsCountryCode  OOO OO  country  3-3
PRes  readOrder  RRR RR  code  2-2  [01 02 80-99]
PRes  cardRangeData.ranges  RRR RR  objects  1-5000
PRes  cardRangeData.ranges.start  RRR RR  digits  13-19
PRes  cardRangeData.ranges.end  RRR RR  digits  13-19
PRes  cardRangeData.actionInd  CCC CC  code  1-1  [A D M]
PRes  cardRangeData.issuerCountryCode  CCC CC  country  3-3
PRes  cardRangeData.dsProtocolVersions  CCC CC  texts  1-10
PRes  cardRangeData.acsProtocolVersions  RRR RR  objects  1-10
PRes  cardRangeData.acsProtocolVersions.version  RRR RR  version  5-8
PRes  cardRangeData.acsProtocolVersions.acsInfoInd  CCC CC  codes  1-99  [01 02 03 04 05 06 07 08 09 10 11 80-99]
PRes  cardRangeData.acsProtocolVersions.threeDSMethodURL  CCC CC  fullUrl  1-2048
PRes  cardRangeData.acsProtocolVersions.supportedMsgExt  CCC CC  objects  1-15
PRes  cardRangeData.acsProtocolVersions.supportedMsgExt.id  RRR RR  text  14-14
PRes  cardRangeData.acsProtocolVersions.supportedMsgExt.version  RRR RR  text  3-3
PRes  messageExtension.name  RRR RR  text  1-64
PRes  messageExtension.id  RRR RR  text  1-64
PRes  messageExtension.criticalityIndicator  RRR RR  boolean  -
PRes  messageExtension.data  RRR RR  object  1-8059
PRes  messageExtension  CCC CC  objects  1-15
OReq  messageType  RRR RR  code  4-4  [OReq]
OReq  messageVersion  RRR RR  version  5-8
OReq  dsReferenceNumber  RRR RR  text  1-32
OReq  dsTransID  RRR RR  uuid  36-36
OReq  opCategory  RRR RR  code  2-2  [01 02 03 04 05 06 80-99]
OReq  opDescription  RRR RR  text  1-20000
OReq  opExpDate  RRR RR  date  8-8
OReq  opSeverity  RRR RR  code  2-2  [01 02 03 04 80-99]
OReq  opPriorTransRef  OOO OO  object  -
OReq  opPriorTransRef.transIdType  RRR RR  code  2-2  [01 02 03]
OReq  opPriorTransRef.transId  RRR RR  uuid  36-36
OReq  opSeq  RRR RR  object  -
OReq  opSeq.seqId  RRR RR  uuid  36-36
OReq  opSeq.seqNum  RRR RR  number 1 99  2-2
OReq  opSeq.seqTotal  RRR RR  number 1 99  2-2
OReq  messageExtension.name  RRR RR  text  1-64
OReq  messageExtension.id  RRR RR  text  1-64
OReq  messageExtension.criticalityIndicator  RRR RR  boolean  -
OReq  messageExtension.data  RRR RR  object  1-8059
OReq  messageExtension  CCC CC  objects  1-15
ORes  messageType  RRR RR  code  4-4  [ORes]
ORes  messageVersion  RRR RR  version  5-8
ORes  dsTransID  RRR RR  uuid  36-36
ORes  opStatus  RRR RR  code  2-2  [01 02 03 80-99]
ORes  acsReferenceNumber  CCC CC  text  1-32
ORes  acsTransID  CCC CC  uuid  36-36
ORes  threeDSServerRefNumber  CCC CC  text  1-32
ORes  threeDSServerTransID  CCC CC  uuid  36-36
ORes  messageExtension.name  RRR RR  text  1-64
ORes  messageExtension.id  RRR RR  text  1-64
ORes  messageExtension.criticalityIndicator  RRR RR  boolean  -
ORes  messageExtension.data  RRR RR  object  1-8059
ORes  messageExtension  CCC CC  objects  1-15
`;
