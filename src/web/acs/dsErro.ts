import type { Acs } from '../../acs.ts';
import { isSameId } from '../../messages/ids.ts';
import { incoming } from '../../store/messageRecord.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import { keepWhileFew } from '../keepWhileFew.ts';

/**
 * Takes an Erro of the DS about an ARes: a challenge that no CReq has come for is not waited for any longer (EMV 3DS 2.3.1, Req 221).
 * It has to name the transaction by all ids that DS and ACS share; whatever it says, it gets no answer but HTTP 200.
 * @param text the body as it came
 * @returns whether it was an Erro
 */
export async function takeDsErro(acs: Acs, text: string): Promise<boolean> {
  const message = erroIn(text);
  if (!message) return false;
  const at = acs.clock.now();
  const record = incoming(at, 'Erro', text);
  const { acsTransID, errorCode } = message;
  const saved = typeof acsTransID === 'string' ? await acs.store.transactions.find(acsTransID) : undefined;
  const transaction = saved && isOf(saved.transaction, message) ? saved.transaction : undefined;
  let isKept = false;
  if (transaction) {
    const onSaved = () => {
      isKept = true;
    };
    await acs.advance(transaction.acsTransID, () => ({ type: 'DsErro', at }), { messages: [record], onSaved });
    if (!isKept) await keepWhileFew(acs, transaction.acsTransID, [record]);
  }
  acs.log.warn(
    {
      messageType: 'Erro',
      ...(transaction ? { acsTransID: transaction.acsTransID } : {}),
      errorCode: typeof errorCode === 'string' ? errorCode.slice(0, 3) : undefined,
    },
    transaction
      ? `the DS reported a fault${isKept ? ': the challenge is not waited for' : ''}`
      : 'an Erro came that names no transaction; an Erro is never answered with an Erro',
  );
  return true;
}

/** The Erro that a body is; undefined for anything else, which is judged elsewhere. */
function erroIn(text: string): Record<string, unknown> | undefined {
  if (!text.includes('"Erro"')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const message = typeof value === 'object' && value !== null ? { ...value } : {};
    return 'messageType' in message && message.messageType === 'Erro' ? message : undefined;
  } catch {
    return undefined;
  }
}

function isOf(transaction: Transaction, message: Record<string, unknown>): boolean {
  return (['threeDSServerTransID', 'dsTransID'] as const).every((name) => isSameId(message[name], transaction[name]));
}
