import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPrivateKey } from '../crypto/certificates.ts';
import { keyManagementOf } from '../crypto/sdkEncData.ts';
import { shipped } from '../files.ts';
import { StartError } from '../startError.ts';

/** By which device information is opened: sealed to it as ECDH-ES or as RSA-OAEP-256 (EMV 3DS 2.3.1.1, 6.2.2.2). */
const FILES = ['ds-device-EC.key.pem', 'ds-device-RSA.key.pem'];

/**
 * Reads the private keys of the loopback DS from `keys/` of a fixtures folder; what is not there are the demo keys that ship.
 * @throws StartError naming a file that holds no such key
 */
export function readDeviceKeys(fixturesFolder: string): KeyObject[] {
  return FILES.map((name) => {
    const own = join(fixturesFolder, 'keys', name);
    const file = existsSync(own) ? own : join(shipped('fixtures/keys'), name);
    const key = readPrivateKey(readFileSync(file, 'utf8'));
    if (key && keyManagementOf(key)) return key;
    throw new StartError(`${file} holds no key for device information, must be EC P-256 or RSA of 2048 bits or more, in PEM`);
  });
}
