import { randomUUID } from 'node:crypto';
import { readCertificates } from '../../crypto/certificates.ts';
import type { Encryption } from '../../crypto/compactJwe.ts';
import { makeEphemeralKeys, sessionKey } from '../../crypto/ephemeralKeys.ts';
import { encodeBase64url } from '../../messages/base64url.ts';
import type { AReq, ARes } from '../../messages/types.ts';
import { type MessageVersion, USUAL_VERSION, VERSIONS } from '../../messages/versions.ts';
import { openChallenge, type SdkChallenge } from './challenge.ts';
import { SdkRefusal } from './refusal.ts';
import { readSignedContent } from './signedContent.ts';

export interface SdkOptions {
  /** Root certificates of the DS that the SDK trusts, PEM: `/3ds/certificates/ds-root.pem` of the ACS. */
  rootCertificates: string;
  /** By default 2.2.0. */
  messageVersion?: MessageVersion;
  /** Of the CReqs; by default A128CBC-HS256. */
  enc?: Encryption;
  /** 01 native, 02 HTML, 03 both: the default. */
  sdkInterface?: '01' | '02' | '03';
  /** By default 01 to 05. */
  sdkUiType?: readonly string[];
  /** The language of the device; by default `en-US`. */
  locale?: string;
  sdkReferenceNumber?: string;
  /** Minutes, two digits; by default 05. */
  sdkMaxTimeout?: string;
  /** Milliseconds since 1970, by which certificates are judged. */
  now?: () => number;
}

/** The elements of an AReq that an app brings; deviceInfo as the ACS gets it, since a DS decrypts sdkEncData for it. */
export type AppElements = Pick<
  AReq,
  | 'deviceChannel'
  | 'deviceInfo'
  | 'deviceRenderOptions'
  | 'messageVersion'
  | 'sdkAppID'
  | 'sdkEphemPubKey'
  | 'sdkMaxTimeout'
  | 'sdkReferenceNumber'
  | 'sdkTransID'
  | 'sdkType'
  | 'defaultSdkType'
>;

/** A 3DS SDK without a screen, for one transaction. */
export interface Sdk {
  sdkTransID: string;
  /** What the app's part of an AReq is: `{ ...areqOfThe3DSServer, ...sdk.areqElements() }`. */
  areqElements(): AppElements;
  /**
   * Takes an ARes with transStatus C.
   * @throws SdkRefusal where acsSignedContent cannot be trusted
   */
  open(ares: ARes): Promise<SdkChallenge>;
}

const APP_ID = 'd9c0a3f1-9a51-4c3e-8a55-6f0f7b1c2d3e';

/** Makes an SDK for one transaction, with a key pair of its own. */
export function makeSdk(options: SdkOptions): Sdk {
  const { messageVersion = USUAL_VERSION, enc = 'A128CBC-HS256', sdkInterface = '03', locale = 'en-US' } = options;
  const { sdkReferenceNumber = 'HEADLESS_SDK_2026', sdkMaxTimeout = '05', now = Date.now } = options;
  const roots = readCertificates(options.rootCertificates);
  const keys = makeEphemeralKeys();
  const sdkTransID = randomUUID();
  const { deviceInfoVersion, sdkTypes } = VERSIONS[messageVersion];
  return {
    sdkTransID,
    areqElements: () => ({
      messageVersion,
      deviceChannel: '01',
      deviceInfo: deviceInfo(locale, deviceInfoVersion),
      deviceRenderOptions: {
        sdkInterface,
        sdkUiType: [...(options.sdkUiType ?? ['01', '02', '03', '04', '05'])],
      } as NonNullable<AReq['deviceRenderOptions']>,
      sdkAppID: APP_ID,
      sdkEphemPubKey: keys.publicKey,
      sdkMaxTimeout,
      sdkReferenceNumber,
      sdkTransID,
      ...(sdkTypes ? { sdkType: '01', defaultSdkType: { sdkVariant: '01' } } : {}),
    }),
    async open(ares) {
      if (ares.transStatus !== 'C') throw new SdkRefusal('transStatus', ['EMV'], 'is C where a challenge follows');
      if (ares.sdkTransID !== sdkTransID) throw new SdkRefusal('sdkTransID', ['EMV'], 'is that of the AReq');
      const { acsURL, acsEphemPubKey } = await readSignedContent(ares.acsSignedContent, {
        roots,
        sdkEphemPubKey: keys.publicKey,
        at: now(),
      });
      return openChallenge({ ares, acsURL, key: sessionKey(keys.privateKey, acsEphemPubKey, sdkReferenceNumber), enc });
    },
  };
}

/** Platform, model, system, its version and language (EMV 3DS SDK Device Information, C001 to C005). */
function deviceInfo(locale: string, version: string): string {
  const known = { C001: 'Android', C002: 'Headless SDK', C003: 'Android 14', C004: '34', C005: locale };
  return encodeBase64url(JSON.stringify({ DV: version, DD: known, DPNA: {}, SW: [] }));
}
