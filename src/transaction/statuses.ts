import type { AReq } from '../messages/types.ts';
import type { MessageVersion } from '../messages/versions.ts';
import { wishesOf } from './legality.ts';
import { type OutcomeElements, trustElements } from './outcome.ts';

/** Whether the cardholder trusts the merchant with this card: Y yes, N no; E this issuer has no trust list. */
export type TrustStatus = 'Y' | 'N' | 'E';

/**
 * What an ARes says of merchant, device and card besides its outcome (EMV 3DS 2.2.0 and 2.3.1, threeRIInd and Table B.2):
 * that the cardholder trusts the merchant; and, where the AReq asks for it, that he does not, that no device was ever bound
 * to the card, that its security code was not checked.
 */
export function statusesOf(areq: AReq, trustList: TrustStatus | undefined): OutcomeElements {
  const asked = areq.deviceChannel === '03' ? areq.threeRIInd : undefined;
  const asksForTrust = asked === '10' || wishesOf(areq).includes('08');
  const isTold = trustList === 'Y' || (asksForTrust && trustList !== undefined);
  const told = isTold ? trustElements(areq.messageVersion as MessageVersion, trustList) : {};
  if (areq.messageVersion !== '2.3.1') return told;
  return {
    ...told,
    ...(asked === '13' ? { deviceBindingStatus: '01', deviceBindingStatusSource: '03' } : {}),
    ...(asked === '14' ? { cardSecurityCodeStatus: 'U', cardSecurityCodeStatusSource: '02' } : {}),
  } as OutcomeElements;
}
