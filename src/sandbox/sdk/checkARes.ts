import { faultsOf } from '../../messages/read.ts';
import type { ARes } from '../../messages/types.ts';
import type { MessageVersion } from '../../messages/versions.ts';
import { SdkRefusal } from './refusal.ts';

/** What an SDK gets of an ARes, but for acsSignedContent, which is verified by itself. */
const OF_SDK: readonly string[] = [
  ...['messageType', 'messageVersion', 'transStatus', 'acsTransID', 'threeDSServerTransID', 'sdkTransID'],
  ...['acsReferenceNumber', 'acsRenderingType'],
];

/** What the SDK said that it can show. */
export interface OfferedBySdk {
  messageVersion: MessageVersion;
  sdkTransID: string;
  /** 01 native, 02 HTML, 03 both. */
  sdkInterface: string;
  sdkUiType: readonly string[];
}

/**
 * Checks the elements of an ARes that an SDK gets, by Table A.1 (EMV 3DS 2.2.0, Req 42), and that it is the answer to its AReq.
 * @throws SdkRefusal for the first that is wrong
 */
export function checkARes(ares: ARes, { messageVersion, sdkTransID, sdkInterface, sdkUiType }: OfferedBySdk): void {
  const refuse = (rule: string, says: string) => new SdkRefusal(rule, ['EMV'], says);
  if (ares.transStatus !== 'C') throw refuse('transStatus', 'is C where a challenge follows');
  if (String(ares.sdkTransID).toLowerCase() !== sdkTransID) throw refuse('sdkTransID', 'is that of the AReq');
  for (const { reason, detail } of faultsOf(['ARes'], JSON.stringify(ares), { version: messageVersion, deviceChannel: '01' })) {
    const wrong = detail.split(',').find((name) => OF_SDK.includes(name.split('.')[0] ?? ''));
    if (wrong) throw refuse(wrong.split('.')[0] ?? wrong, `is right by Table A.1 (${reason}: ${wrong})`);
  }
  const { acsInterface, acsUiTemplate } = ares.acsRenderingType ?? {};
  const isOffered = sdkInterface === '03' || acsInterface === sdkInterface;
  if (!isOffered || !sdkUiType.includes(String(acsUiTemplate)))
    throw refuse('acsRenderingType', 'is one that deviceRenderOptions offers');
}
