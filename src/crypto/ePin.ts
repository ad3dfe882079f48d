import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Keys } from './keys.ts';

const derive = promisify<Buffer, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt);

/** 2^14 takes some 60 ms: the lock after three tries is the real defence, this one is for a stolen file. */
const COST = { N: 2 ** 14, r: 8, p: 1 };

/** The form in which an ePin is stored: `scrypt$N$r$p$salt$hash`. */
export async function hashEPin(ePin: string, keys: Keys): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(keys.pepper(ePin), salt, 32, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

export async function isEPin(ePin: string, stored: string, keys: Keys): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = stored.split('$');
  const expected = Buffer.from(hash, 'base64url');
  const given = await derive(keys.pepper(ePin), Buffer.from(salt, 'base64url'), expected.length, {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return timingSafeEqual(given, expected);
}
