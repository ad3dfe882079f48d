import { decryptChallenge, encryptChallenge } from '../../crypto/challengeJwe.ts';
import type { Encryption } from '../../crypto/compactJwe.ts';
import { type ErrorReason, erro, ProtocolError } from '../../messages/errors.ts';
import { requestHeaders } from '../../messages/headers.ts';
import { readWhole } from '../../messages/read.ts';
import type { ARes, CReq, CRes, Erro } from '../../messages/types.ts';
import { type MessageVersion, VERSIONS } from '../../messages/versions.ts';
import { type PostAnswer, post } from '../post.ts';
import { type Answered, CRES_RULES, htmlOf, judge, WIRE_RULES } from './judge.ts';
import { ErroReceived, SdkRefusal } from './refusal.ts';

/** The elements of a CReq that say what the cardholder did. */
export type CReqElements = Partial<Omit<CReq, 'messageType'>>;

/** A challenge as the SDK in an app has it. Every answer is judged by the rules of the published SDKs before it is returned. */
export interface SdkChallenge {
  /** Where the CReqs go: the acsURL that the ACS signed. */
  acsURL: string;
  /** The last CRes. */
  cres: CRes | undefined;
  /** Sends the first CReq. */
  start(elements?: CReqElements): Promise<CRes>;
  /**
   * Sends a CReq with these elements.
   * @throws SdkRefusal for an answer that a published SDK would not take; ErroReceived for an Erro
   */
  answers(elements: CReqElements): Promise<CRes>;
  /** Types a text, or fills the form of acsHTML with it, and goes on. */
  enters(text: string): Promise<CRes>;
  /** Asks for a new code. */
  resends(): Promise<CRes>;
  /** Goes on without an entry. */
  entersNothing(): Promise<CRes>;
  /** @param challengeCancel 01 the cardholder cancels, 07 unknown, 08 the SDK has waited too long */
  cancels(challengeCancel?: '01' | '07' | '08'): Promise<CRes>;
  /** Sends an Erro of its own, in the clear. */
  reports(reason: ErrorReason, detail: string): Promise<PostAnswer>;
  /** The next CReq, which counts as sent. For tests of faults. */
  creq(elements?: CReqElements): CReq;
  /** A text, encrypted as a CReq is. For tests of faults. */
  seals(text: string, enc?: Encryption): Promise<string>;
  /** Posts whatever it is to the acsURL. For tests of faults. */
  posts(body: string, contentType?: string): Promise<PostAnswer>;
}

export interface OpenedBy {
  ares: ARes;
  acsURL: string;
  key: Uint8Array;
  enc: Encryption;
}

/** An SDK waits ten seconds for each CRes (EMV 3DS 2.2.0, Req 239). */
const CRES_MS = 10_000;
const JOSE = 'application/jose; charset=UTF-8';

export function openChallenge(opened: OpenedBy): SdkChallenge {
  const { messageVersion } = opened.ares;
  const challenge: SdkChallenge = {
    ...makeSender(opened),
    cres: undefined,
    start: (elements = {}) => challenge.answers(elements),
    async answers(elements) {
      const creq = challenge.creq(elements);
      const posted = await challenge.posts(await challenge.seals(JSON.stringify(creq)));
      challenge.cres = await readCRes(posted, { ...creq }, opened);
      return challenge.cres;
    },
    enters: (text) =>
      challenge.answers(
        challenge.cres?.acsUiType === '05'
          ? { challengeHTMLDataEntry: queryOf(challenge.cres, text, 'submit') }
          : { challengeDataEntry: text },
      ),
    resends: () =>
      challenge.answers(
        challenge.cres?.acsUiType === '05'
          ? { challengeHTMLDataEntry: queryOf(challenge.cres, '', 'resend') }
          : { resendChallenge: 'Y' },
      ),
    entersNothing: () => challenge.answers(VERSIONS[messageVersion].challengeNoEntry ? { challengeNoEntry: 'Y' } : {}),
    cancels: (challengeCancel = '01') => challenge.answers({ challengeCancel }),
  };
  return challenge;
}

/** What a challenge sends, and counts. */
function makeSender({ ares, acsURL, key, enc }: OpenedBy): Pick<SdkChallenge, 'acsURL' | 'creq' | 'seals' | 'posts' | 'reports'> {
  const { acsTransID, threeDSServerTransID, sdkTransID = '', messageVersion } = ares;
  const headers = requestHeaders(messageVersion, sdkTransID);
  let sent = 0;

  const posts: SdkChallenge['posts'] = (body, contentType = JOSE) =>
    post(acsURL, body, CRES_MS, { ...headers, 'content-type': contentType });

  return {
    acsURL,
    posts,
    creq(elements = {}) {
      const sdkCounterStoA = String(sent).padStart(3, '0');
      sent += 1;
      return {
        messageType: 'CReq',
        messageVersion,
        threeDSServerTransID,
        acsTransID,
        sdkTransID,
        sdkCounterStoA,
        ...(VERSIONS[messageVersion].oobAppURLInd ? { oobAppURLInd: '03' } : {}),
        ...elements,
      } as CReq;
    },
    seals: async (text, withEnc = enc) =>
      encryptChallenge(text, { key, enc: withEnc, direction: 'SDK to ACS', acsTransID, counter: Math.max(sent - 1, 0) }),
    reports(reason, detail) {
      const about = { messageType: 'CRes', messageVersion, acsTransID, threeDSServerTransID, sdkTransID };
      const message = erro(new ProtocolError(reason, detail, about), 'C');
      return posts(JSON.stringify(message), 'application/json; charset=utf-8');
    },
  };
}

/** The CRes in an answer, judged. */
async function readCRes(posted: PostAnswer, creq: Record<string, unknown>, { ares, key, enc }: OpenedBy): Promise<CRes> {
  if (/^application\/json/i.test(posted.contentType)) throw new ErroReceived(readErro(posted.body));
  const header = Buffer.from(posted.body.split('.')[0] ?? '', 'base64url').toString('utf8');
  const answered: Answered = { ...posted, header, cres: {}, creq };
  judge(WIRE_RULES, answered);
  if (JSON.parse(header).enc !== enc) throw new SdkRefusal('enc', ['Android', 'iOS'], `is that of the CReq, ${enc}`);
  const text = decryptChallenge(posted.body, { key, enc, direction: 'ACS to SDK' });
  if (text === undefined) throw new SdkRefusal('decryption', ['Android', 'iOS'], 'is possible with the session key');
  judge(CRES_RULES, { ...answered, cres: parse(text) });
  return readValid(text, ares.messageVersion);
}

function readValid(text: string, version: MessageVersion): CRes {
  try {
    return readWhole('CRes', text, { version, deviceChannel: '01' });
  } catch (error) {
    throw new SdkRefusal('schema', ['EMV'], (error as Error).message);
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told below.
  }
  throw new SdkRefusal('plaintext', ['Android', 'iOS'], 'is a JSON object');
}

/** iOS asks these of an Erro. */
function readErro(body: string): Erro {
  const message = parse(body);
  const names = ['errorCode', 'errorComponent', 'errorDescription', 'errorDetail', 'messageVersion'];
  const missing = names.filter((name) => typeof message[name] !== 'string' || message[name] === '');
  if (message.messageType !== 'Erro') throw new SdkRefusal('Erro', ['Android'], 'is what application/json holds');
  if (missing.length > 0) throw new SdkRefusal('Erro', ['iOS'], `has a text for ${missing.join(', ')}`);
  return readWhole('Erro', body);
}

/** The query that the form in acsHTML makes when its field is filled and a button is pressed. */
function queryOf({ acsHTML }: CRes, text: string, action: 'submit' | 'resend'): string {
  const [, name = ''] = /<input\b[^>]*\bname="([^"]+)"/i.exec(htmlOf(acsHTML)) ?? [];
  return new URLSearchParams({ [name]: text, action }).toString();
}
