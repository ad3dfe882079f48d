import type { Acs } from '../../acs.ts';
import { type Bent, statusInLog } from '../../decision/faults.ts';
import { methodNote } from '../../decision/threeDSMethod.ts';
import type { AReq, ARes } from '../../messages/types.ts';
import type { Opened } from '../../store/transactions.ts';
import type { Transaction } from '../../transaction/transaction.ts';

/** Tells the log how an AReq was answered. */
export function logARes(acs: Acs, transaction: Transaction, { message, mark }: Bent<ARes>, ms: number): void {
  const transStatus = statusInLog(message);
  const { acsTransID, threeDSServerTransID, dsTransID, messageVersion, because, rule, bent, threeDSMethod } = transaction;
  const note = threeDSMethod && methodNote(threeDSMethod);
  acs.log.info(
    {
      messageType: 'AReq',
      messageVersion,
      threeDSServerTransID,
      dsTransID,
      acsTransID,
      transStatus,
      because,
      ...(rule === undefined ? {} : { rule }),
      ...(bent ? { bent } : {}),
      ...(note ? { threeDSMethod: note } : {}),
      ...(mark ? { mark } : {}),
      ms: Math.round(ms),
    },
    `AReq answered by ARes ${transStatus}${mark ? `, ${mark}` : ''}`,
  );
}

/** The same for one that had come before. */
export function tellAgain(acs: Acs, areq: AReq, { acsTransID, mark }: Opened & { outcome: 'repeated' }, ms: number): void {
  const { threeDSServerTransID, dsTransID, messageVersion } = areq;
  // What befell the first answer; its patch is in this one as well.
  const first = mark === null ? {} : { mark: `of the first answer: ${mark}` };
  acs.log.info(
    { messageType: 'AReq', messageVersion, threeDSServerTransID, dsTransID, acsTransID, ...first, ms: Math.round(ms) },
    'AReq that had come before answered by the same ARes',
  );
}
