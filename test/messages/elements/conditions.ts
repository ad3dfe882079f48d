/**
 * Elements that go together, and those that exclude each other, as the table of elements and its rules by outcome have them. A line
 * is a message that is right, what is changed in it, and the faults that this makes, parted by two spaces: `-` goes before an
 * element that is absent, `+` before one that is there. A fault of `-` is one that has to be there, one of `+` one that must not
 * be, or not so; `.` is none.
 */
export const CONDITIONS = `
# AReq by channel
all          AReq-browser-payment  -threeDSRequestorAuthenticationInd  -threeDSRequestorAuthenticationInd
all          AReq-app-payment  -threeDSRequestorAuthenticationInd  -threeDSRequestorAuthenticationInd
all          AReq-browser-payment  -threeDSCompInd -browserAcceptHeader -browserUserAgent -notificationURL  -threeDSCompInd -browserAcceptHeader -browserUserAgent -notificationURL
2.1.0        AReq-browser-payment  -threeDSServerURL  -threeDSServerURL
2.1.0        AReq-app-payment  -threeDSServerURL  -threeDSServerURL
2.1.0        AReq-3ri-nonpayment  -threeDSServerURL  .
2.1.0        AReq-browser-payment  -browserLanguage -browserJavaEnabled -browserColorDepth -browserScreenHeight -browserScreenWidth -browserTZ  -browserLanguage -browserJavaEnabled -browserColorDepth -browserScreenHeight -browserScreenWidth -browserTZ
2.2.0        AReq-browser-payment  -browserLanguage -browserJavascriptEnabled  -browserLanguage -browserJavascriptEnabled
2.2.0        AReq-browser-payment  -browserJavaEnabled -browserColorDepth -browserScreenHeight -browserScreenWidth -browserTZ  -browserJavaEnabled -browserColorDepth -browserScreenHeight -browserScreenWidth -browserTZ
2.2.0,2.3.1  AReq-browser-payment  browserJavascriptEnabled=false -browserJavaEnabled -browserColorDepth -browserScreenHeight -browserScreenWidth -browserTZ  .
2.3.1        AReq-browser-payment  -browserJavascriptEnabled -acceptLanguage  -browserJavascriptEnabled -acceptLanguage
2.3.1        AReq-browser-payment  -browserLanguage -browserJavaEnabled -browserColorDepth -browserScreenHeight -browserScreenWidth -browserTZ  -browserLanguage -browserJavaEnabled -browserColorDepth -browserScreenHeight -browserScreenWidth -browserTZ
2.3.1        AReq-browser-payment  browserJavascriptEnabled=false -browserLanguage  .
all          AReq-app-payment  -deviceInfo -deviceRenderOptions -sdkAppID -sdkEphemPubKey -sdkMaxTimeout -sdkReferenceNumber -sdkTransID  -deviceInfo -deviceRenderOptions -sdkAppID -sdkEphemPubKey -sdkMaxTimeout -sdkReferenceNumber -sdkTransID
all          AReq-app-payment  +sdkEncData  +sdkEncData
2.3.1        AReq-app-payment  -sdkType  -sdkType
2.3.1        AReq-app-payment  deviceRenderOptions.sdkInterface=01 deviceRenderOptions.sdkUiType=[05]  +deviceRenderOptions.sdkUiType
2.3.1        AReq-app-payment  deviceRenderOptions.sdkInterface=03 deviceRenderOptions.sdkUiType=[05]  .
2.3.1        AReq-browser-payment  -sellerInfo.0.sellerId  -sellerInfo.sellerId
2.3.1        AReq-browser-payment  -sellerInfo.0.sellerId -multiTransaction.merchantList.0.sellerId  .
2.3.1        AReq-app-payment  -defaultSdkType  -defaultSdkType
2.3.1        AReq-app-payment  sdkType=02  -splitSdkType -sdkServerSignedContent
2.3.1        AReq-browser-payment  sdkType=02  .
all          AReq-3ri-nonpayment  -threeRIInd  -threeRIInd
2.1.0        AReq-3ri-nonpayment  messageCategory=01  +messageCategory

# AReq by category
all          AReq-browser-payment  -acquirerBIN -acquirerMerchantID -mcc -merchantCountryCode -merchantName  -acquirerBIN -acquirerMerchantID -mcc -merchantCountryCode -merchantName
2.2.0,2.3.1  AReq-3ri-payment  -acquirerBIN -acquirerMerchantID -mcc -merchantCountryCode -merchantName  -acquirerBIN -acquirerMerchantID -mcc -merchantCountryCode -merchantName
all          AReq-browser-nonpayment  -acquirerBIN -acquirerMerchantID -mcc -merchantCountryCode -merchantName  .
all          AReq-browser-payment  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate
all          AReq-app-payment  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate
2.2.0,2.3.1  AReq-3ri-payment  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate
all          AReq-browser-payment  transType=02  +transType
all          AReq-browser-nonpayment  transType=02  .

# AReq of what is paid by and by
2.1.0,2.2.0  AReq-browser-payment  threeDSRequestorAuthenticationInd=02  -recurringExpiry -recurringFrequency
2.1.0,2.2.0  AReq-browser-payment  threeDSRequestorAuthenticationInd=03  -recurringExpiry -recurringFrequency -purchaseInstalData
2.1.0,2.2.0  AReq-browser-nonpayment  threeDSRequestorAuthenticationInd=02  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate -recurringExpiry -recurringFrequency
2.1.0,2.2.0  AReq-browser-nonpayment  threeDSRequestorAuthenticationInd=03  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate -recurringExpiry -recurringFrequency -purchaseInstalData
2.1.0        AReq-3ri-nonpayment  threeRIInd=02  .
2.2.0        AReq-3ri-nonpayment  threeRIInd=01  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate -recurringExpiry -recurringFrequency
2.2.0        AReq-3ri-nonpayment  threeRIInd=02  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate -recurringExpiry -recurringFrequency -purchaseInstalData
2.2.0        AReq-3ri-payment  -recurringExpiry -recurringFrequency  -recurringExpiry -recurringFrequency
2.2.0,2.3.1  AReq-3ri-nonpayment  threeRIInd=06  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate
2.2.0,2.3.1  AReq-3ri-nonpayment  threeRIInd=11  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate
2.2.0,2.3.1  AReq-3ri-nonpayment  threeRIInd=10  .
2.2.0,2.3.1  AReq-browser-nonpayment  threeRIInd=01  .
2.3.1        AReq-3ri-nonpayment  threeRIInd=15  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate
2.3.1        AReq-3ri-nonpayment  threeRIInd=02  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate -recurringInd -purchaseInstalData
2.3.1        AReq-browser-nonpayment  threeDSRequestorAuthenticationInd=07  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate
2.3.1        AReq-browser-nonpayment  threeDSRequestorAuthenticationInd=09  -purchaseAmount -purchaseCurrency -purchaseExponent -purchaseDate
2.3.1        AReq-browser-payment  threeDSRequestorAuthenticationInd=02  -recurringInd
2.3.1        AReq-browser-payment  threeDSRequestorAuthenticationInd=03  -recurringInd -purchaseInstalData
2.3.1        AReq-browser-payment  threeDSRequestorAuthenticationInd=02 +recurringInd  -recurringAmount -recurringDate -recurringFrequency
2.3.1        AReq-browser-payment  threeDSRequestorAuthenticationInd=02 +recurringInd recurringInd.amountInd=02  -recurringDate -recurringFrequency
2.3.1        AReq-browser-payment  threeDSRequestorAuthenticationInd=02 +recurringInd recurringInd.frequencyInd=02  -recurringAmount
2.3.1        AReq-3ri-payment  -recurringAmount -recurringDate -recurringFrequency  -recurringAmount -recurringDate -recurringFrequency
2.3.1        AReq-3ri-payment  -recurringCurrency -recurringExponent  -recurringCurrency -recurringExponent
2.3.1        AReq-browser-payment  -multiTransaction.merchantList.0.merchantCurrency -multiTransaction.merchantList.0.merchantExponent  -multiTransaction.merchantList.merchantCurrency -multiTransaction.merchantList.merchantExponent
all          AReq-browser-payment  purchaseInstalData=03  +purchaseInstalData
all          AReq-browser-payment  purchaseInstalData=03 threeRIInd=02  +purchaseInstalData
2.2.0,2.3.1  AReq-3ri-payment  purchaseInstalData=03 threeDSRequestorAuthenticationInd=03  +purchaseInstalData
all          AReq-app-payment  purchaseInstalData=03  +purchaseInstalData
2.2.0,2.3.1  AReq-3ri-payment  purchaseInstalData=03  +purchaseInstalData
2.2.0,2.3.1  AReq-3ri-payment  threeRIInd=02  -purchaseInstalData
2.2.0,2.3.1  AReq-3ri-payment  threeRIInd=02 purchaseInstalData=03  .

# AReq: one element asks for another
2.2.0,2.3.1  AReq-browser-payment  -payTokenSource  -payTokenSource
all          AReq-browser-payment  -billAddrCountry -shipAddrCountry  -billAddrCountry -shipAddrCountry
all          AReq-browser-payment  -billAddrCountry -shipAddrCountry -billAddrState -shipAddrState  .
2.2.0        AReq-browser-payment  -whiteListStatusSource  -whiteListStatusSource
2.3.1        AReq-browser-payment  -trustListStatusSource -deviceBindingStatusSource -cardSecurityCodeStatusSource  -trustListStatusSource -deviceBindingStatusSource -cardSecurityCodeStatusSource
2.3.1        AReq-browser-payment  -payeeOrigin  -payeeOrigin
2.3.1        AReq-app-payment  threeDSRequestorSpcSupport=Y  .
2.2.0        AReq-app-payment  threeDSRequestorDecReqInd=Y  .
2.3.1        AReq-app-payment  threeDSRequestorDecReqInd=Y  -threeDSRequestorDecMaxTime
2.3.1        AReq-browser-payment  threeDSRequestorDecReqInd=F -threeDSRequestorDecMaxTime  -threeDSRequestorDecMaxTime
2.3.1        AReq-3ri-payment  threeDSRequestorDecReqInd=B  -threeDSRequestorDecMaxTime
2.3.1        AReq-3ri-payment  threeDSRequestorDecReqInd=N  .
2.3.1        AReq-3ri-nonpayment  threeRIInd=19  -threeDSRequestorPriorAuthenticationInfo
2.3.1        AReq-browser-nonpayment  spcIncompInd=01  -threeDSRequestorPriorAuthenticationInfo
2.3.1        AReq-app-payment  spcIncompInd=01  .

# ARes: the reason
all          ARes-N  -transStatusReason  -transStatusReason
all          ARes-N  transStatus=U -transStatusReason  -transStatusReason
all          ARes-N  transStatus=R -transStatusReason  -transStatusReason
all          ARes-N  transStatus=A  .
all          ARes-N  transStatus=Y  +transStatusReason
all          ARes-N  -transStatus  +transStatusReason
all          ARes-C  +transStatusReason  +transStatusReason
2.2.0,2.3.1  ARes-N  transStatus=I  +transStatusReason
2.3.1        ARes-D  +transStatusReason  +transStatusReason
2.3.1        ARes-S  +transStatusReason  +transStatusReason

# ARes: the proof
all          ARes-N  +authenticationValue  +authenticationValue
all          ARes-N  transStatus=U +authenticationValue  +authenticationValue
all          ARes-N  transStatus=R +authenticationValue  +authenticationValue
all          ARes-Y  transStatus=A  .
2.2.0,2.3.1  ARes-Y  transStatus=I  .
all          ARes-C  +authenticationValue  +authenticationValue
2.2.0        ARes-C  transStatus=D -acsURL acsDecConInd=Y cardholderInfo=x +authenticationValue  +authenticationValue
2.3.1        ARes-D  +authenticationValue  +authenticationValue
2.3.1        ARes-S  +authenticationValue  +authenticationValue

# ARes: the challenge
2.1.0,2.2.0  ARes-C  -acsChallengeMandated -authenticationType  -acsChallengeMandated -authenticationType
2.1.0,2.2.0  ARes-Y  acsChallengeMandated=N authenticationType=02  +acsChallengeMandated +authenticationType
2.2.0        ARes-C  transStatus=D -acsURL acsDecConInd=Y cardholderInfo=x -acsChallengeMandated -authenticationType  -acsChallengeMandated -authenticationType
2.3.1        ARes-C  -acsChallengeMandated -authenticationMethod  -acsChallengeMandated -authenticationMethod
2.3.1        ARes-D  -acsChallengeMandated -authenticationMethod  -acsChallengeMandated -authenticationMethod
2.3.1        ARes-Y  acsChallengeMandated=N authenticationMethod=[02]  +acsChallengeMandated +authenticationMethod
2.3.1        ARes-S  acsChallengeMandated=N authenticationMethod=[02]  +acsChallengeMandated +authenticationMethod
all          ARes-C  -acsURL  -acsURL
all          ARes-Y  +acsURL  +acsURL
all          ARes-app-C  +acsURL  +acsURL
2.3.1        ARes-D  +acsURL  +acsURL
2.3.1        ARes-S  +acsURL  +acsURL
all          ARes-app-C  -acsSignedContent -acsRenderingType  -acsSignedContent -acsRenderingType
all          ARes-app-Y  +acsSignedContent +acsRenderingType  +acsSignedContent +acsRenderingType
all          ARes-C  +acsSignedContent +acsRenderingType  +acsSignedContent +acsRenderingType
all          ARes-app-C  acsRenderingType.acsUiTemplate=05  +acsRenderingType.acsUiTemplate
2.3.1        ARes-app-C  acsRenderingType.acsUiTemplate=06  +acsRenderingType.acsUiTemplate
all          ARes-app-C  acsRenderingType.acsInterface=02 acsRenderingType.acsUiTemplate=05  .
2.3.1        ARes-app-Y  -deviceInfoRecognisedVersion -threeDSRequestorAppURLInd  -deviceInfoRecognisedVersion -threeDSRequestorAppURLInd
2.2.0        ARes-C  transStatus=D -acsURL  -cardholderInfo +acsDecConInd
2.2.0        ARes-C  transStatus=D -acsURL -acsDecConInd  -acsDecConInd -cardholderInfo
2.2.0,2.3.1  ARes-C  acsDecConInd=Y  +acsDecConInd
2.2.0,2.3.1  ARes-Y  acsDecConInd=Y  +acsDecConInd
2.2.0,2.3.1  ARes-Y  acsDecConInd=N  .
2.3.1        ARes-D  -acsDecConInd -cardholderInfo  -acsDecConInd -cardholderInfo
2.3.1        ARes-D  acsDecConInd=N  +acsDecConInd
2.3.1        ARes-D  authenticationMethod=[02]  .
2.3.1        ARes-D  authenticationMethod=[02] sdkTransID=0b7a0b5e-7d0c-4bd5-9f0e-3f0e0d1c2b3a deviceInfoRecognisedVersion=1.7 threeDSRequestorAppURLInd=N  +authenticationMethod
2.3.1        ARes-S  -spcTransData -webAuthnCredList  -spcTransData -webAuthnCredList
2.3.1        ARes-S  -spcTransData.payeeName  -spcTransData.payeeName
2.3.1        ARes-S  -spcTransData.payeeName spcTransData.payeeOrigin=https://shop.example  .
2.3.1        ARes-S  transStatus=Y  +spcTransData +webAuthnCredList

# ARes: whose a status is
2.2.0        ARes-Y  whiteListStatus=Y  -whiteListStatusSource
2.3.1        ARes-Y  trustListStatus=Y deviceBindingStatus=11 cardSecurityCodeStatus=Y  -trustListStatusSource -deviceBindingStatusSource -cardSecurityCodeStatusSource

# RReq
all          RReq-N  -transStatus  -transStatus
all          RReq-N  -transStatus messageCategory=02  .
all          RReq-N  -transStatusReason  -transStatusReason
all          RReq-N  transStatus=U -transStatusReason  -transStatusReason
all          RReq-N  transStatus=R -transStatusReason  -transStatusReason
all          RReq-N  -transStatusReason messageCategory=02  .
all          RReq-N  +authenticationValue  +authenticationValue
all          RReq-N  transStatus=U +authenticationValue  +authenticationValue
all          RReq-N  transStatus=R +authenticationValue  +authenticationValue
all          RReq-Y  -authenticationValue  -authenticationValue
all          RReq-Y  transStatus=A -authenticationValue  -authenticationValue
all          RReq-Y  +transStatusReason  +transStatusReason
all          RReq-Y  transStatus=A +transStatusReason  +transStatusReason
2.1.0,2.2.0  RReq-Y  -authenticationType  -authenticationType
2.1.0,2.2.0  RReq-N  -authenticationType  -authenticationType
2.1.0,2.2.0  RReq-N  -authenticationType transStatus=U  .
2.3.1        RReq-Y  -authenticationMethod  -authenticationMethod
2.3.1        RReq-N  -authenticationMethod  -authenticationMethod
2.3.1        RReq-N  -authenticationMethod transStatus=U  .
all          RReq-N  transStatusReason=14  -challengeCancel
all          RReq-N  transStatusReason=14 challengeCancel=01  +challengeCancel
all          RReq-N  transStatusReason=14 challengeCancel=05  .
2.2.0        RReq-N  transStatusReason=14 challengeCancel=03  .
2.3.1        RReq-N  transStatusReason=14 challengeCancel=03  +challengeCancel
2.3.1        RReq-N  transStatusReason=14 challengeCancel=04  .
2.1.0        RReq-N  -interactionCounter  -interactionCounter
2.2.0,2.3.1  RReq-N  -interactionCounter  -interactionCounter
2.2.0        RReq-N  -interactionCounter authenticationType=04  .
2.3.1        RReq-N  -interactionCounter authenticationMethod=[12]  .
2.2.0,2.3.1  RReq-N  -interactionCounter transStatus=U challengeCancel=03  .
all          RReq-app-Y  -acsRenderingType  -acsRenderingType
2.1.0        RReq-app-Y  -acsRenderingType authenticationType=03  -acsRenderingType
2.2.0        RReq-app-Y  -acsRenderingType authenticationType=04  .
2.3.1        RReq-app-Y  -acsRenderingType authenticationMethod=[12]  .
all          RReq-app-Y  acsRenderingType.acsUiTemplate=05  +acsRenderingType.acsUiTemplate
2.2.0        RReq-N  whiteListStatus=Y  -whiteListStatusSource
2.3.1        RReq-N  trustListStatus=Y deviceBindingStatus=11  -trustListStatusSource -deviceBindingStatusSource
2.3.1        RReq-N  transStatus=U challengeCancel=09  -challengeErrorReporting
2.3.1        RReq-N  transStatus=U challengeCancel=10  -challengeErrorReporting
2.3.1        RReq-N  transStatus=U challengeCancel=08  .
2.3.1        RReq-D  -transStatusReason  -transStatusReason
2.3.1        RReq-D  transStatusReason=28  +transStatusReason
2.3.1        RReq-D  transStatusReason=30  .
2.3.1        RReq-D  +authenticationValue  +authenticationValue

# CReq
all          CReq  -challengeWindowSize  -challengeWindowSize
all          CReq  challengeWindowSize=06  +challengeWindowSize
all          CReq-app-first  -sdkCounterStoA  -sdkCounterStoA
2.3.1        CReq-app-first  -oobAppURLInd  -oobAppURLInd
all          CReq-app-first  challengeCancel=01  .
2.1.0,2.2.0  CReq-app-first  challengeCancel=01 challengeDataEntry=1  +challengeDataEntry
2.1.0,2.2.0  CReq-app-first  challengeCancel=01 challengeHTMLDataEntry=a  +challengeHTMLDataEntry
2.1.0,2.2.0  CReq-app-first  challengeCancel=01 oobContinue=true resendChallenge=N  +oobContinue
2.1.0,2.2.0  CReq-app-first  challengeCancel=01 resendChallenge=Y  +resendChallenge
2.1.0,2.2.0  CReq-app-first  resendChallenge=Y challengeDataEntry=1  +challengeDataEntry
2.1.0,2.2.0  CReq-app-first  resendChallenge=Y challengeHTMLDataEntry=a  +challengeHTMLDataEntry
2.1.0,2.2.0  CReq-app-first  resendChallenge=Y oobContinue=true  +oobContinue
2.1.0,2.2.0  CReq-app-first  resendChallenge=N challengeDataEntry=1  .
2.1.0,2.2.0  CReq-app-entry  challengeHTMLDataEntry=a  +challengeHTMLDataEntry
2.1.0,2.2.0  CReq-app-entry  oobContinue=true  +oobContinue
2.1.0,2.2.0  CReq-app-first  challengeHTMLDataEntry=a oobContinue=true  +oobContinue
2.2.0,2.3.1  CReq-app-entry  challengeNoEntry=Y  +challengeNoEntry
2.2.0,2.3.1  CReq-app-first  challengeHTMLDataEntry=a challengeNoEntry=Y  +challengeNoEntry
2.3.1        CReq-app-first  challengeCancel=01 challengeDataEntry=1  +challengeDataEntry
2.3.1        CReq-app-first  challengeCancel=01 challengeHTMLDataEntry=a  +challengeHTMLDataEntry
2.3.1        CReq-app-first  challengeCancel=01 oobContinue=01 infoContinueIndicator=true challengeAddCode=Y  +oobContinue +infoContinueIndicator +challengeAddCode
2.3.1        CReq-app-first  challengeCancel=01 resendChallenge=Y  +resendChallenge
2.3.1        CReq-app-first  resendChallenge=Y challengeDataEntry=1  +challengeDataEntry
2.3.1        CReq-app-first  resendChallenge=Y challengeHTMLDataEntry=a  +challengeHTMLDataEntry
2.3.1        CReq-app-first  resendChallenge=Y oobContinue=01 infoContinueIndicator=true challengeAddCode=Y  +oobContinue +infoContinueIndicator +challengeAddCode
2.3.1        CReq-app-entry  challengeHTMLDataEntry=a  +challengeHTMLDataEntry
2.3.1        CReq-app-entry  oobContinue=01 infoContinueIndicator=true challengeAddCode=Y  +oobContinue +infoContinueIndicator +challengeAddCode
2.3.1        CReq-app-first  challengeHTMLDataEntry=a oobContinue=01 infoContinueIndicator=true challengeAddCode=Y  +infoContinueIndicator +challengeAddCode
2.3.1        CReq-app-first  challengeHTMLDataEntry=a oobContinue=02                                               +challengeHTMLDataEntry

# CRes: app, browser, final
all          CRes  -transStatus  -transStatus
all          CRes-app-text  -acsCounterAtoS  -acsCounterAtoS
all          CRes-app-text  -challengeCompletionInd  -challengeCompletionInd
all          CRes-app-final  -transStatus  -transStatus
all          CRes-app-text  -acsUiType  -acsUiType
all          CRes-app-text  transStatus=Y  +transStatus
all          CRes-app-final  acsUiType=01 +acsHTML challengeInfoHeader=x challengeInfoLabel=x challengeInfoText=x challengeInfoTextIndicator=Y +challengeSelectInfo  +acsUiType +acsHTML +challengeInfoHeader +challengeInfoLabel +challengeInfoText +challengeInfoTextIndicator +challengeSelectInfo
all          CRes-app-final  expandInfoLabel=x expandInfoText=x +issuerImage +psImage oobContinueLabel=x +oobAppURL oobAppLabel=x  +expandInfoLabel +expandInfoText +issuerImage +psImage +oobContinueLabel +oobAppURL +oobAppLabel
all          CRes-app-final  resendInformationLabel=x submitAuthenticationLabel=x whyInfoLabel=x whyInfoText=x  +resendInformationLabel +submitAuthenticationLabel +whyInfoLabel +whyInfoText
2.1.0,2.2.0  CRes-app-final  +acsHTMLRefresh challengeAddInfo=x  +acsHTMLRefresh +challengeAddInfo
2.2.0        CRes-app-final  whitelistingInfoText=x  +whitelistingInfoText
2.3.1        CRes-app-final  challengeAddLabel=x +challengeEntryBox +challengeEntryBoxTwo deviceBindingInfoText=x trustListInfoText=x infoContinueLabel=x togglePositionInd=01  +challengeAddLabel +challengeEntryBox +challengeEntryBoxTwo +deviceBindingInfoText +trustListInfoText +infoContinueLabel +togglePositionInd

# CRes: what is shown
all          CRes-app-text  -challengeInfoHeader -challengeInfoText -submitAuthenticationLabel  -challengeInfoHeader -challengeInfoText -submitAuthenticationLabel
2.1.0,2.2.0  CRes-app-text  -challengeInfoLabel  -challengeInfoLabel
2.1.0,2.2.0  CRes-app-text  +challengeSelectInfo oobContinueLabel=x challengeAddInfo=x  +challengeSelectInfo +oobContinueLabel +challengeAddInfo
2.3.1        CRes-app-text  -challengeEntryBox  -challengeEntryBox
2.3.1        CRes-app-text  challengeInfoLabel=x +challengeSelectInfo oobAppLabel=x oobContinueLabel=x infoContinueLabel=x  +challengeInfoLabel +challengeSelectInfo +oobAppLabel +oobContinueLabel +infoContinueLabel
all          CRes-app-select  -challengeInfoHeader -challengeInfoText -challengeInfoLabel -challengeSelectInfo -submitAuthenticationLabel  -challengeInfoHeader -challengeInfoText -challengeInfoLabel -challengeSelectInfo -submitAuthenticationLabel
all          CRes-app-select  acsUiType=03 -challengeSelectInfo  -challengeSelectInfo
all          CRes-app-select  acsUiType=03 resendInformationLabel=x oobContinueLabel=x  +resendInformationLabel +oobContinueLabel
2.1.0,2.2.0  CRes-app-select  challengeAddInfo=x  +challengeAddInfo
2.3.1        CRes-app-select  +challengeEntryBox +challengeEntryBoxTwo oobAppLabel=x infoContinueLabel=x  +challengeEntryBox +challengeEntryBoxTwo +oobAppLabel +infoContinueLabel
all          CRes-app-oob  -challengeInfoHeader -challengeInfoText -oobContinueLabel  -challengeInfoHeader -challengeInfoText -oobContinueLabel
2.3.1        CRes-app-oob  -oobContinueLabel oobAppLabel=x +oobAppURL  .
all          CRes-app-oob  +challengeSelectInfo submitAuthenticationLabel=x resendInformationLabel=x  +challengeSelectInfo +submitAuthenticationLabel +resendInformationLabel
2.1.0,2.2.0  CRes-app-oob  challengeInfoLabel=x  +challengeInfoLabel
2.3.1        CRes-app-oob  +challengeEntryBox +challengeEntryBoxTwo infoContinueLabel=x  +challengeEntryBox +challengeEntryBoxTwo +infoContinueLabel
2.3.1        CRes-app-information  -challengeInfoHeader -challengeInfoText -infoContinueLabel  -challengeInfoHeader -challengeInfoText -infoContinueLabel
2.3.1        CRes-app-information  +challengeEntryBox +challengeEntryBoxTwo +challengeSelectInfo submitAuthenticationLabel=x resendInformationLabel=x oobAppLabel=x oobContinueLabel=x  +challengeEntryBox +challengeEntryBoxTwo +challengeSelectInfo +submitAuthenticationLabel +resendInformationLabel +oobAppLabel +oobContinueLabel
all          CRes-app-text  +acsHTML  +acsHTML
all          CRes-app-select  +acsHTML  +acsHTML
all          CRes-app-oob  +acsHTML  +acsHTML
2.1.0,2.2.0  CRes-app-text  +acsHTMLRefresh  +acsHTMLRefresh
2.3.1        CRes-app-information  +acsHTML  +acsHTML
2.3.1        CRes-app-text  +oobAppURL  +oobAppURL
2.3.1        CRes-app-select  +oobAppURL  +oobAppURL
2.3.1        CRes-app-information  +oobAppURL  +oobAppURL
2.3.1        CRes-app-html  +oobAppURL  +oobAppURL
all          CRes-app-html  -acsHTML  -acsHTML
2.3.1        CRes-app-html  acsUiType=06 -acsHTML  -acsHTML
2.3.1        CRes-app-html  acsUiType=06 +oobAppURL  .
all          CRes-app-html  challengeInfoHeader=x challengeInfoLabel=x challengeInfoText=x challengeInfoTextIndicator=Y +challengeSelectInfo expandInfoLabel=x expandInfoText=x  +challengeInfoHeader +challengeInfoLabel +challengeInfoText +challengeInfoTextIndicator +challengeSelectInfo +expandInfoLabel +expandInfoText
all          CRes-app-html  +issuerImage +psImage oobContinueLabel=x resendInformationLabel=x submitAuthenticationLabel=x whyInfoLabel=x whyInfoText=x oobAppLabel=x  +issuerImage +psImage +oobContinueLabel +resendInformationLabel +submitAuthenticationLabel +whyInfoLabel +whyInfoText +oobAppLabel
2.1.0,2.2.0  CRes-app-html  challengeAddInfo=x +oobAppURL  +challengeAddInfo +oobAppURL
2.2.0        CRes-app-html  whitelistingInfoText=x  +whitelistingInfoText
2.3.1        CRes-app-html  challengeAddLabel=x +challengeEntryBox +challengeEntryBoxTwo deviceBindingInfoText=x trustListInfoText=x infoContinueLabel=x togglePositionInd=01  +challengeAddLabel +challengeEntryBox +challengeEntryBoxTwo +deviceBindingInfoText +trustListInfoText +infoContinueLabel +togglePositionInd
2.3.1        CRes-app-text  challengeEntryBox.challengeDataEntryMasking=Y  -challengeEntryBox.challengeDataEntryToggle
2.3.1        CRes-app-text  challengeEntryBox.challengeDataEntryAutofill=Y  -challengeEntryBox.challengeDataEntryAutofillType
2.3.1        CRes-app-text  +challengeEntryBoxTwo challengeEntryBoxTwo.challengeDataEntryMasking=Y  -challengeEntryBoxTwo.challengeDataEntryToggle

# PRes
2.3.1        PRes  cardRangeDataFileURL=https://ds.example/ranges  +cardRangeData +serialNum

# ORes: who answers
2.3.1        ORes  -acsTransID -acsReferenceNumber  -acsTransID -acsReferenceNumber
2.3.1        ORes  -acsTransID  -acsTransID
2.3.1        ORes  -acsTransID -acsReferenceNumber threeDSServerRefNumber=x  -threeDSServerTransID
2.3.1        ORes  threeDSServerTransID=8a880dc0-d2d2-4067-bcb1-b08d1690b26e  -threeDSServerRefNumber
`;
