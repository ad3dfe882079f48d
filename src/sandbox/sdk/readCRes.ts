import { decryptChallenge } from '../../crypto/challengeJwe.ts';
import type { Encryption } from '../../crypto/compactJwe.ts';
import { ProtocolError } from '../../messages/errors.ts';
import { readWhole } from '../../messages/read.ts';
import type { CRes, Erro } from '../../messages/types.ts';
import type { MessageVersion } from '../../messages/versions.ts';
import type { PostAnswer } from '../post.ts';
import { type AnsweredCReq, CRES_RULES, demandRules, WIRE_RULES } from './judge.ts';
import { ErroReceived, SdkRefusal } from './refusal.ts';
import { withoutForeignElements } from './uiElements.ts';

/** What an answer is read with. */
export interface Reading {
  messageVersion: MessageVersion;
  key: Uint8Array;
  enc: Encryption;
  likePublished: boolean;
}

const NOT_RECOGNISED = { reason: 'MESSAGE_RECEIVED_INVALID', detail: 'Invalid Formatted Message' } as const;

/**
 * The CRes in an answer, as it is shown: without the elements that its acsUiType does not have.
 * @throws SdkRefusal for an answer that an SDK would not take; ErroReceived for an Erro
 */
export function readCRes(posted: PostAnswer, creq: Record<string, unknown>, how: Reading): CRes {
  if (/^application\/json/i.test(posted.contentType)) throw new ErroReceived(readErro(parse(posted.body)));
  const header = Buffer.from(posted.body.split('.')[0] ?? '', 'base64url').toString('utf8');
  const answered: AnsweredCReq = { ...posted, header, cres: {}, creq };
  demandRules(WIRE_RULES, answered, how.likePublished);
  const notOpened = (rule: string, says: string) =>
    new SdkRefusal(rule, ['Android', 'iOS', 'EMV'], says, { reason: 'DATA_DECRYPTION_FAILURE', detail: says });
  if (JSON.parse(header).enc !== how.enc) throw notOpened('enc', `is that of the CReq, ${how.enc}`);
  const text = decryptChallenge(posted.body, { ...how, direction: 'ACS to SDK' });
  if (text === undefined) throw notOpened('decryption', 'is possible with the session key');
  const message = parse(text);
  if (message.messageType === 'Erro') throw new ErroReceived(readErro(message));
  const cres = withoutForeignElements(message);
  demandRules(CRES_RULES, { ...answered, cres: { ...cres } }, how.likePublished);
  // As it came, where nothing is left out: a name that stands twice is told by the text alone.
  return readValid(cres === message ? text : JSON.stringify(cres), how.messageVersion);
}

function readValid(text: string, version: MessageVersion): CRes {
  try {
    return readWhole('CRes', text, { version, deviceChannel: '01' });
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new SdkRefusal('schema', ['EMV'], error.message, { reason: error.reason, detail: error.detail });
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told below.
  }
  throw new SdkRefusal('plaintext', ['Android', 'iOS', 'EMV'], 'is a JSON object', NOT_RECOGNISED);
}

/** iOS asks these of an Erro. One that is broken is answered by none. */
function readErro(message: Record<string, unknown>): Erro {
  const names = ['errorCode', 'errorComponent', 'errorDescription', 'errorDetail', 'messageVersion'];
  const missing = names.filter((name) => typeof message[name] !== 'string' || message[name] === '');
  if (message.messageType !== 'Erro')
    throw new SdkRefusal('Erro', ['Android', 'EMV'], 'is what application/json holds', NOT_RECOGNISED);
  if (missing.length > 0) throw new SdkRefusal('Erro', ['iOS'], `has a text for ${missing.join(', ')}`);
  return message as unknown as Erro;
}
