import { deviceBindingElements } from '../messages/deviceBinding.ts';
import { wishesOf } from '../messages/statusConditions.ts';
import { trustElements } from '../messages/trustElements.ts';
import type { AReq } from '../messages/types.ts';
import { VERSIONS } from '../messages/versions.ts';
import type { OutcomeElements } from './decision.ts';

/** Whether the cardholder trusts the merchant with this card: Y yes, N no; E this issuer has no trust list. */
export type TrustStatus = 'Y' | 'N' | 'E';

/** Whether the cardholder trusts the merchant, and who says so: 01 3DS Server, 02 DS, 03 ACS. */
export interface Trust {
  status: TrustStatus;
  source: string;
}

/**
 * The trust that the exemption 08 is granted for, and that the ARes then tells: by the trust list of the issuer, else by the
 * one that the AReq speaks of, unless it asks what the issuer's says. Undefined where there is none (2.1.0).
 */
export function trustForExemption(areq: AReq, own: TrustStatus | undefined): Trust | undefined {
  const { trustList: names } = VERSIONS[areq.messageVersion];
  if (own !== 'Y' && names && !asksForTrustList(areq)) {
    const status = areq[names.status];
    if (status === 'Y') return { status, source: areq[names.source] ?? '01' };
  }
  return own && { status: own, source: '03' };
}

/**
 * What an ARes says of merchant, device and card besides its outcome (EMV 3DS 2.2.0 and 2.3.1, threeRIInd and Table B.2):
 * that the cardholder trusts the merchant, that the device is bound to the card; and, where the AReq asks for it, that he does not,
 * that it is not, or that he is being asked, that the security code of the card was not checked.
 */
export function statusesOf(
  areq: AReq,
  { trustList, deviceBinding = '01' }: { trustList?: TrustStatus; deviceBinding?: '01' | '02' | '14' },
  transStatus: string,
): OutcomeElements {
  const asked = areq.deviceChannel === '03' ? areq.threeRIInd : undefined;
  const isAbout = trustList === 'Y' || asksForTrustList(areq) || wishesOf(areq).includes('08');
  const trust = isAbout ? trustForExemption(areq, trustList) : undefined;
  const told = trust ? trustElements(areq.messageVersion, trust.status, trust.source) : {};
  const { cardSecurityCodeStatus } = VERSIONS[areq.messageVersion];
  const asksToBind = wishesOf(areq).includes('12');
  const isPending = asksToBind && deviceBinding === '01' && transStatus === 'C';
  return {
    ...told,
    ...(asked === '13' || asksToBind || deviceBinding === '14'
      ? deviceBindingElements(areq.messageVersion, isPending ? '03' : deviceBinding)
      : {}),
    ...(asked === '14' && cardSecurityCodeStatus ? { cardSecurityCodeStatus: 'U', cardSecurityCodeStatusSource: '02' } : {}),
  } as OutcomeElements;
}

/** 3RI that asks what is on the trust list of the issuer (threeRIInd 10). */
function asksForTrustList({ deviceChannel, threeRIInd }: AReq): boolean {
  return deviceChannel === '03' && threeRIInd === '10';
}
