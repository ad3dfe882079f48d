import type { Acs } from '../../acs.ts';
import { erro, ProtocolError } from '../../messages/errors.ts';
import { isSameId } from '../../messages/ids.ts';
import { maskMessage } from '../../messages/masking.ts';
import { aboutOf, readWhole } from '../../messages/read.ts';
import type { Erro } from '../../messages/types.ts';
import { incoming } from '../../store/messageRecord.ts';
import { faultOfApp } from '../../transaction/appCreq.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import { wrongEndpoint } from '../wrongEndpoint.ts';
import { refuseCReq } from './answer.ts';
import { keepUnproven, needsProof, saysAnotherId } from './unproven.ts';

/**
 * Takes the Erro of an SDK: it ends the challenge that it names. Whatever it says and however broken it is, it gets no answer,
 * and one that names no challenge that goes on changes nothing. In the clear it has to say another id of the challenge besides
 * acsTransID, which anybody may know: one that does not is kept, and changes nothing either.
 * @param proven the transaction with whose key it was encrypted: the only one that it can end
 * @throws ProtocolError for any other message in the clear: 303 for one that is taken elsewhere, 101 for a CReq and what is none
 */
export async function takeSdkErro(acs: Acs, text: string, proven?: Transaction): Promise<void> {
  const message = parse(text);
  if (message?.messageType !== 'Erro') throw await inTheClear(acs, text, message);
  const named = { ...(proven ? { acsTransID: proven.acsTransID } : {}), ...message }.acsTransID;
  const acsTransID = typeof named === 'string' ? named.toLowerCase() : '';
  const at = acs.clock.now();
  const record = incoming(at, 'Erro', text);
  let isUnproven = false;
  const transaction = await acs.advance(
    acsTransID,
    (current) => {
      const isProven = proven ? proven.acsTransID === acsTransID : saysAnotherId(current, message);
      if (!isOf(current, message)) return undefined;
      isUnproven = !isProven && acs.policy.unproven === 'goesOn' && faultOfApp(current, acs.policy) === undefined;
      return !isUnproven ? { type: 'SdkErro', at, erro: copyOfErro(current, record.body) } : undefined;
    },
    { messages: [record] },
  );
  if (transaction && isUnproven) return keepUnproven(acs, transaction, [record]);
  const { errorCode } = message;
  acs.log.warn(
    {
      messageType: 'Erro',
      acsTransID: transaction?.acsTransID,
      state: transaction?.state.name,
      errorCode: typeof errorCode === 'string' ? errorCode.slice(0, 3) : undefined,
    },
    transaction ? 'the SDK reported a fault' : 'an SDK reported a fault of an unknown transaction',
  );
}

/**
 * What any other message in the clear is answered. A CReq ends the challenge that it names: one that has begun if it says another
 * id of it, too; else it is kept with what goes on.
 */
async function inTheClear(acs: Acs, text: string, message: Record<string, unknown> = {}): Promise<ProtocolError> {
  const elsewhere = message.messageType === 'CReq' ? undefined : wrongEndpoint(Buffer.from(text));
  if (elsewhere) return elsewhere;
  const about = { ...aboutOf(message), messageType: 'CReq' };
  const fault = new ProtocolError('MESSAGE_RECEIVED_INVALID', 'Invalid Formatted Message', about);
  const saved = typeof message.acsTransID === 'string' ? await acs.store.transactions.find(message.acsTransID) : undefined;
  const isOfApp = saved?.transaction.app !== undefined && message.messageType === 'CReq';
  if (saved && isOfApp && (!needsProof(acs, saved.transaction) || saysAnotherId(saved.transaction, message))) {
    const body = maskMessage(text, { hasEntries: true });
    const cameIn = { at: acs.clock.now(), direction: 'in', type: 'CReq', body } as const;
    return refuseCReq(acs, saved.transaction, fault, { message: cameIn, isKept: false, isProven: true });
  }
  if (saved && needsProof(acs, saved.transaction)) {
    const at = acs.clock.now();
    const cameIn = { at, direction: 'in', type: 'CReq', body: maskMessage(text, { hasEntries: true }) } as const;
    await keepUnproven(acs, saved.transaction, [
      cameIn,
      { at, direction: 'out', type: 'Erro', body: JSON.stringify(erro(fault)) },
    ]);
  }
  return fault;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isOf({ threeDSServerTransID, app }: Transaction, message: Record<string, unknown>): boolean {
  const known = { threeDSServerTransID, sdkTransID: app?.sdkTransID };
  return (['threeDSServerTransID', 'sdkTransID'] as const).every(
    (name) => message[name] === undefined || isSameId(message[name], known[name]),
  );
}

/** What challengeErrorReporting copies: the Erro as it came, or, where it is none by its schema, one that says so. */
function copyOfErro({ messageVersion, acsTransID, threeDSServerTransID, dsTransID }: Transaction, text: string): Erro {
  try {
    return readWhole('Erro', text, { version: messageVersion });
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const about = { messageType: 'CRes', messageVersion, acsTransID, threeDSServerTransID, dsTransID };
    const unreadable = new ProtocolError('MESSAGE_RECEIVED_INVALID', 'The Erro of the SDK is malformed', about);
    const code = /"errorCode"\s*:\s*"402"/.test(text) ? ('TRANSACTION_TIMED_OUT' as const) : undefined;
    return erro(code ? new ProtocolError(code, 'The SDK waited too long', about) : unreadable, 'C');
  }
}
