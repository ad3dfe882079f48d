import type { ARes } from './types.ts';
import { type MessageVersion, VERSIONS } from './versions.ts';

/** deviceBindingStatus (EMV 3DS 2.3.1, Table A.1), as far as this ACS says it. */
export type DeviceBindingStatus =
  /** Not bound. */
  | '01'
  /** Not eligible: the issuer remembers no devices. */
  | '02'
  /** The cardholder is asked now. */
  | '03'
  /** He said no. */
  | '04'
  /** Bound, by data of the device that do not change. */
  | '14';

/** The elements of an ARes and an RReq that say whether a device is bound, and who says so (03: the ACS). */
export type DeviceBindingElements = Partial<Pick<ARes, 'deviceBindingStatus' | 'deviceBindingStatusSource'>>;

/** Nothing in versions that do not have them. */
export function deviceBindingElements(version: MessageVersion, status: DeviceBindingStatus): DeviceBindingElements {
  return VERSIONS[version].deviceBindingStatus ? { deviceBindingStatus: status, deviceBindingStatusSource: '03' } : {};
}
