import { encryptChallenge, LAST_COUNTER } from '../../crypto/challengeJwe.ts';
import type { Encryption } from '../../crypto/compactJwe.ts';
import { erro, ProtocolError } from '../../messages/errors.ts';
import { requestHeaders } from '../../messages/headers.ts';
import type { ARes, CReq, Erro } from '../../messages/types.ts';
import { VERSIONS } from '../../messages/versions.ts';
import type { PostAnswer } from '../post.ts';
import { SdkFailure, type ToldToAcs } from './refusal.ts';
import { postToAcs } from './transport.ts';

/** The elements of a CReq that say what the cardholder did. */
export type CReqElements = Partial<Omit<CReq, 'messageType'>>;

/** A challenge that an SDK may begin. */
export interface OpenedBy {
  ares: ARes;
  acsURL: string;
  key: Uint8Array;
  enc: Encryption;
  /** Whether answers are judged by the rules of the published SDKs, too. */
  likePublished: boolean;
  /** Milliseconds. */
  waits: { cresMs: number; challengeMs: number };
}

/** What sends the messages of a challenge, and counts them. */
export interface ChallengeSender {
  creq(elements?: CReqElements): CReq;
  seals(text: string, enc?: Encryption): Promise<string>;
  posts(body: string, contentType?: string): Promise<PostAnswer>;
  /** Sends an Erro in the clear. */
  tells(told: ToldToAcs): { erro: Erro; posted: Promise<PostAnswer> };
  /** @throws SdkFailure where the counter of the next CReq would be the one after the last */
  mayCount(): void;
}

const JOSE = 'application/jose; charset=UTF-8';

export function makeSender({ ares, acsURL, key, enc, waits }: OpenedBy): ChallengeSender {
  const { acsTransID, threeDSServerTransID, sdkTransID = '', messageVersion } = ares;
  const headers = requestHeaders(messageVersion, sdkTransID);
  const usual: CReqElements = VERSIONS[messageVersion].oobAppURLInd ? { oobAppURLInd: '03' } : {};
  let sent = 0;

  const posts: ChallengeSender['posts'] = (body, contentType = JOSE) =>
    postToAcs(acsURL, body, waits.cresMs, { ...headers, 'content-type': contentType });

  return {
    posts,
    creq(elements = {}) {
      const sdkCounterStoA = String(sent).padStart(3, '0');
      sent += 1;
      // Once sent, both come with every CReq (EMV 3DS 2.3.1, Table A.1).
      const { oobAppURLInd = usual.oobAppURLInd, threeDSRequestorAppURL = usual.threeDSRequestorAppURL } = elements;
      Object.assign(usual, oobAppURLInd ? { oobAppURLInd } : {}, threeDSRequestorAppURL ? { threeDSRequestorAppURL } : {});
      const ids = { messageType: 'CReq', messageVersion, threeDSServerTransID, acsTransID, sdkTransID };
      return { ...ids, sdkCounterStoA, ...usual, ...elements } as CReq;
    },
    seals: async (text, withEnc = enc) =>
      encryptChallenge(text, { key, enc: withEnc, direction: 'SDK to ACS', acsTransID, counter: Math.max(sent - 1, 0) }),
    tells({ reason, detail }) {
      const about = { messageType: 'CRes', messageVersion, acsTransID, threeDSServerTransID, sdkTransID };
      const message = erro(new ProtocolError(reason, detail, about), 'C');
      return { erro: message, posted: posts(JSON.stringify(message), 'application/json; charset=utf-8') };
    },
    mayCount() {
      if (sent > LAST_COUNTER) throw new SdkFailure('counter', `${LAST_COUNTER} is the last sdkCounterStoA`);
    },
  };
}
