import type { AReq } from './types.ts';
import { type MessageVersion, VERSIONS } from './versions.ts';

const MINUTE_MS = 60_000;

/** The longest time there is: 7 days. */
const MAX_MINUTES = 10_080;

type AsksForDecoupled = { messageVersion: MessageVersion; threeDSRequestorDecReqInd?: string | undefined };

/** Whether the requestor takes transStatus D in the ARes: threeDSRequestorDecReqInd Y, since 2.3.1 also B (both). */
export function asksForDecoupled({ messageVersion, threeDSRequestorDecReqInd: asked }: AsksForDecoupled): boolean {
  return asked !== undefined && VERSIONS[messageVersion].asksForDecoupled.includes(asked);
}

/** Whether it takes transStatus D as the end of a challenge: F (fallback) or B, since 2.3.1. */
export function takesFallback({ messageVersion, threeDSRequestorDecReqInd: asked }: AsksForDecoupled): boolean {
  return asked !== undefined && VERSIONS[messageVersion].asksForFallback.includes(asked);
}

/** The time that decoupled authentication may take. 2.2.0 lets the element be absent: then it is the longest. */
export function decoupledMs({ threeDSRequestorDecMaxTime }: AReq): number {
  return Number(threeDSRequestorDecMaxTime ?? MAX_MINUTES) * MINUTE_MS;
}
