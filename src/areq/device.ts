import type { Acs } from '../acs.ts';
import type { Card } from '../cards/card.ts';
import type { DeviceBindingStatus } from '../messages/deviceBinding.ts';
import type { AReq } from '../messages/types.ts';
import { VERSIONS } from '../messages/versions.ts';

/** What is known of the device, and whether the cardholder has bound it to his card (2.3.1). */
export interface KnownDevice {
  /** Keyed: it tells nothing of the device. Absent where the AReq says nothing that tells one from another. */
  deviceHash?: string;
  /** Absent in versions that have no deviceBindingStatus. */
  deviceBinding?: DeviceBindingStatus & ('01' | '02' | '14');
}

/** Looks for the device of an AReq among those that are bound to its card. In 3RI there is none: then any one counts. */
export async function deviceOf({ issuer, store, keys }: Acs, areq: AReq, { cardHash }: Card): Promise<KnownDevice> {
  if (!VERSIONS[areq.messageVersion].deviceBindingStatus) return {};
  const facts = tellingFactsOf(areq);
  const deviceHash = facts && keys.deviceHash(JSON.stringify(facts));
  const hash = deviceHash === undefined ? {} : { deviceHash };
  if (issuer.deviceBinding === 'never') return { ...hash, deviceBinding: '02' };
  const isBound =
    deviceHash !== undefined || areq.deviceChannel === '03' ? await store.boundDevices.has(cardHash, deviceHash) : false;
  return { ...hash, deviceBinding: isBound ? '14' : '01' };
}

/**
 * What tells the device from others and stays the same: its deviceId; else the id that an app got when it was installed; else
 * what a browser tells of itself.
 */
function tellingFactsOf(areq: AReq): readonly unknown[] | undefined {
  const { deviceChannel, deviceId, sdkAppID, browserUserAgent } = areq;
  if (deviceChannel === '03') return undefined;
  if (deviceId) return ['device', deviceId];
  if (sdkAppID) return ['app', sdkAppID];
  if (!browserUserAgent) return undefined;
  const { browserScreenWidth, browserScreenHeight, browserColorDepth, browserTZ, browserAcceptHeader } = areq;
  return [
    'browser',
    browserUserAgent,
    browserAcceptHeader,
    browserScreenWidth,
    browserScreenHeight,
    browserColorDepth,
    browserTZ,
  ];
}
