import type { Acs } from '../../acs.ts';
import { erro, ProtocolError } from '../../messages/errors.ts';
import { aboutOf, readMessage } from '../../messages/read.ts';
import type { Erro } from '../../messages/types.ts';
import { incoming } from '../../store/transactions.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import { wrongEndpoint } from '../acs/wrongEndpoint.ts';

/**
 * Takes the Erro of an SDK: it ends the challenge that it names. Whatever it says and however broken it is, it gets no answer,
 * and one that names no challenge that goes on changes nothing. Published SDKs often send acsTransID as their only id.
 * @throws ProtocolError for any other message in the clear: 303 for one that is taken elsewhere, 101 for a CReq and what is none
 */
export async function takeErro(acs: Acs, text: string): Promise<void> {
  const message = parse(text);
  if (message?.messageType !== 'Erro') throw inTheClear(text, message);
  const acsTransID = typeof message.acsTransID === 'string' ? message.acsTransID : '';
  const at = acs.clock.now();
  const record = incoming(at, 'Erro', text);
  const transaction = await acs.advance(
    acsTransID,
    (current) => (isOf(current, message) ? { type: 'SdkErro', at, erro: reported(current, record.body) } : undefined),
    { messages: [record] },
  );
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

function inTheClear(text: string, message: Record<string, unknown> = {}): ProtocolError {
  const elsewhere = message.messageType === 'CReq' ? undefined : wrongEndpoint(Buffer.from(text));
  const about = { ...aboutOf(message), messageType: 'CReq' };
  return elsewhere ?? new ProtocolError('MESSAGE_RECEIVED_INVALID', 'Invalid Formatted Message', about);
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
    (name) => message[name] === undefined || message[name] === known[name],
  );
}

/** What challengeErrorReporting copies: the Erro, or, where it is none by its schema, one that says so. */
function reported({ messageVersion, acsTransID, threeDSServerTransID, dsTransID }: Transaction, text: string): Erro {
  try {
    return readMessage('Erro', text, { version: messageVersion });
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const about = { messageType: 'CRes', messageVersion, acsTransID, threeDSServerTransID, dsTransID };
    const unreadable = new ProtocolError('MESSAGE_RECEIVED_INVALID', 'The Erro of the SDK is malformed', about);
    const code = /"errorCode"\s*:\s*"402"/.test(text) ? ('TRANSACTION_TIMED_OUT' as const) : undefined;
    return erro(code ? new ProtocolError(code, 'The SDK waited too long', about) : unreadable, 'C');
  }
}
