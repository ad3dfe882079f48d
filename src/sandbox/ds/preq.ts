import { randomUUID } from 'node:crypto';
import { readWhole } from '../../messages/read.ts';
import type { PRes } from '../../messages/types.ts';
import type { Sandbox } from '../options.ts';
import { rangesOf } from './ranges.ts';

/**
 * Answers a PReq with all card ranges, in its own version; there is no hourly limit and no serialNum: a tester may ask at any
 * time.
 * @throws ProtocolError for a broken PReq
 */
export function preq(sandbox: Sandbox, raw: string): PRes {
  const { messageVersion, threeDSServerTransID } = readWhole('PReq', raw);
  return {
    messageType: 'PRes',
    messageVersion,
    threeDSServerTransID,
    dsTransID: randomUUID(),
    ...rangesOf(messageVersion, sandbox),
  };
}
