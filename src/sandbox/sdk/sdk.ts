import { randomUUID } from 'node:crypto';
import { readCertificates } from '../../crypto/certificates.ts';
import type { Encryption } from '../../crypto/compactJwe.ts';
import { makeEphemeralKeys, sessionKey } from '../../crypto/ephemeralKeys.ts';
import { type DsPublicJwk, readDsPublicJwk, sealSdkEncData } from '../../crypto/sdkEncData.ts';
import { encodeBase64url } from '../../messages/base64url.ts';
import type { AReq, ARes } from '../../messages/types.ts';
import { type MessageVersion, USUAL_VERSION, VERSIONS } from '../../messages/versions.ts';
import { openChallenge, type SdkChallenge } from './challenge.ts';
import { checkARes } from './checkARes.ts';
import { judgeOptions } from './judgeOptions.ts';
import { readSignedContent } from './signedContent.ts';
import { type SplitSdk, splitElements } from './splitSdk.ts';

/** What SDKs are given of a DS: the answer of `GET /ds/keys` of the sandbox fits. */
export interface DsOfSdk {
  /** Such as the RID of the payment system. */
  directoryServerID: string;
  /** Its public keys for device information; the first one is taken. */
  keys: readonly DsPublicJwk[];
}

export interface SdkOptions {
  /** Root certificates of the DS that the SDK trusts, PEM: `/3ds/certificates/ds-root.pem` of the ACS. */
  rootCertificates: string;
  /** By default 2.2.0. */
  messageVersion?: MessageVersion;
  /** Of the CReqs, and of sdkEncData; by default A128CBC-HS256, of a split SDK A128GCM, which alone it may have. */
  enc?: Encryption;
  /** 01 native, 02 HTML, 03 both: the default. */
  sdkInterface?: '01' | '02' | '03';
  /** By default all that the version has: 01 to 05, in 2.3.1 to 07. */
  sdkUiType?: readonly string[];
  /** The language of the device; by default `en-US`. */
  locale?: string;
  sdkReferenceNumber?: string;
  /** Minutes, two digits; by default 05. */
  sdkMaxTimeout?: string;
  /** Milliseconds since 1970, by which certificates are judged. */
  now?: () => number;
  /**
   * With it, device information goes encrypted, as sdkEncData; without, as deviceInfo, which the ACS would get from the DS: so the
   * AReq can go to the ACS without one.
   */
  ds?: DsOfSdk;
  /** Makes it a split SDK (2.3.1), whose server signs; `{}` takes a demo server. */
  split?: SplitSdk;
  /**
   * Whether answers are judged by the rules of the SDKs of Android and iOS, too, besides those of the specification; by default in
   * 2.1.0 and 2.2.0, which these speak.
   */
  likePublished?: boolean;
  /** Milliseconds: for a CRes (10,000: Req 239), and for the whole challenge (sdkMaxTimeout: Req 312). For tests of time-outs. */
  waits?: { cresMs?: number; challengeMs?: number };
}

/** The elements of an AReq that an app brings: sdkEncData where the SDK knows its DS, else deviceInfo. */
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
  | 'splitSdkType'
  | 'sdkServerSignedContent'
> & { sdkEncData?: string };

/** A 3DS SDK without a screen, for one transaction. */
export interface Sdk {
  sdkTransID: string;
  /** What the app's part of an AReq is: `{ ...areqOfThe3DSServer, ...sdk.areqElements() }`. */
  areqElements(): AppElements;
  /**
   * Takes an ARes with transStatus C.
   * @throws SdkRefusal where an element of it is wrong (Req 42), or acsSignedContent cannot be trusted
   */
  open(ares: ARes): Promise<SdkChallenge>;
}

const APP_ID = 'd9c0a3f1-9a51-4c3e-8a55-6f0f7b1c2d3e';
const UI_TYPES = ['01', '02', '03', '04', '05'];
const LATER_UI_TYPES = ['06', '07'];
const HTML_UI_TYPES = ['05', '06'];

/** All that an SDK of an interface can show: one without HTML shows no template of HTML (EMV 3DS 2.3.1.1, Table A.15). */
function usualUiTypes(sdkInterface: string, hasLater: boolean): string[] {
  const all = [...UI_TYPES, ...(hasLater ? LATER_UI_TYPES : [])];
  return sdkInterface === '01' ? all.filter((type) => !HTML_UI_TYPES.includes(type)) : all;
}
const CRES_MS = 10_000;
/** What sdkMaxTimeout says at least. */
const MIN_MINUTES = 5;

/**
 * Makes an SDK for one transaction, with a key pair of its own.
 * @throws Error that names an option which is not known or wrong, or that no SDK can have: a key of the DS that is none, a split SDK before 2.3.1 or without A128GCM
 */
export function makeSdk(options: SdkOptions): Sdk {
  judgeOptions(options);
  const { messageVersion = USUAL_VERSION, split, sdkInterface = '03', waits = {} } = options;
  const { sdkReferenceNumber = 'HEADLESS_SDK_2026', sdkMaxTimeout = '05', now = Date.now } = options;
  const facts = VERSIONS[messageVersion];
  const { enc = split ? 'A128GCM' : 'A128CBC-HS256', likePublished = !facts.laterUiTypes } = options;
  if (split && !facts.sdkTypes) throw new Error(`there are split SDKs since 2.3.1, not in ${messageVersion}`);
  if (split && enc !== 'A128GCM') throw new Error('a split SDK encrypts by A128GCM alone (EMV 3DS 2.3.1, 6.2.4.1)');
  const sdkUiType = [...(options.sdkUiType ?? usualUiTypes(sdkInterface, facts.laterUiTypes === true))];
  const roots = readCertificates(options.rootCertificates);
  const keys = makeEphemeralKeys();
  const sdkTransID = randomUUID();
  const device = deviceElements(options, enc);
  return {
    sdkTransID,
    areqElements: () => ({
      messageVersion,
      deviceChannel: '01',
      ...device,
      deviceRenderOptions: { sdkInterface, sdkUiType } as NonNullable<AReq['deviceRenderOptions']>,
      sdkAppID: APP_ID,
      sdkEphemPubKey: keys.publicKey,
      sdkMaxTimeout,
      sdkReferenceNumber,
      sdkTransID,
      ...(facts.sdkTypes && !split ? { sdkType: '01', defaultSdkType: { sdkVariant: '01' } } : {}),
      ...(split ? splitElements(split, { sdkTransID, sdkReferenceNumber }, now()) : {}),
    }),
    async open(ares) {
      checkARes(ares, { messageVersion, sdkTransID, sdkInterface, sdkUiType });
      const { acsURL, acsEphemPubKey } = await readSignedContent(ares.acsSignedContent, {
        roots,
        sdkEphemPubKey: keys.publicKey,
        at: now(),
      });
      const key = sessionKey(keys.privateKey, acsEphemPubKey, sdkReferenceNumber);
      const { cresMs = CRES_MS, challengeMs = Math.max(MIN_MINUTES, Number(sdkMaxTimeout) || 0) * 60_000 } = waits;
      return openChallenge({ ares, acsURL, key, enc, likePublished, waits: { cresMs, challengeMs } });
    },
  };
}

/** Device information, for the DS alone where it is known (EMV 3DS 2.2.0, Req 5). */
function deviceElements({ locale = 'en-US', messageVersion = USUAL_VERSION, ds }: SdkOptions, enc: Encryption) {
  const text = deviceInfo(locale, VERSIONS[messageVersion].deviceInfoVersion);
  if (!ds) return { deviceInfo: encodeBase64url(text) };
  const [jwk] = ds.keys;
  if (!jwk) throw new Error('ds.keys holds no key of the DS: device information cannot be encrypted');
  const { directoryServerID } = ds;
  return { sdkEncData: sealSdkEncData(text, { kid: jwk.kid, key: readDsPublicJwk(jwk), enc, directoryServerID }) };
}

/** Platform, model, system, its version and language (EMV 3DS SDK Device Information, C001 to C005). */
function deviceInfo(locale: string, version: string): string {
  const known = { C001: 'Android', C002: 'Headless SDK', C003: 'Android 14', C004: '34', C005: locale };
  return JSON.stringify({ DV: version, DD: known, DPNA: {}, SW: [] });
}
