import { randomUUID } from 'node:crypto';
import { readMessage } from '../../messages/read.ts';
import type { PRes } from '../../messages/types.ts';
import { SUPPORTED_VERSIONS } from '../../messages/versions.ts';
import type { Sandbox } from '../options.ts';
import { cardRangeData } from './ranges.ts';

/**
 * Answers a PReq with all card ranges; there is no hourly limit and no serialNum: a tester may ask at any time.
 * @throws ProtocolError for a broken PReq
 */
export function preq(sandbox: Sandbox, raw: string): PRes {
  const { threeDSServerTransID } = readMessage('PReq', raw);
  return {
    messageType: 'PRes',
    messageVersion: '2.2.0',
    threeDSServerTransID,
    dsTransID: randomUUID(),
    dsStartProtocolVersion: SUPPORTED_VERSIONS.at(-1) ?? SUPPORTED_VERSIONS[0],
    dsEndProtocolVersion: SUPPORTED_VERSIONS[0],
    cardRangeData: cardRangeData(sandbox.servedRanges, sandbox.urls.acs),
  };
}
