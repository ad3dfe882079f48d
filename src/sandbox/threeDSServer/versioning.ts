import { randomUUID } from 'node:crypto';
import { readMessage } from '../../messages/read.ts';
import type { PReq, PRes } from '../../messages/types.ts';
import { isWithin } from '../cardRange.ts';
import type { Sandbox } from '../options.ts';
import { post } from '../post.ts';
import { THREE_DS_SERVER_REF_NUMBER } from './areq.ts';

/** What is known of a card number before the AReq; nothing where it lies in no range. */
export interface Versioning {
  acsStartProtocolVersion?: string;
  acsEndProtocolVersion?: string;
  threeDSMethodURL?: string;
}

/** Asks the DS for the card ranges with a PReq, once; later questions are answered from memory (EMV 3DS 2.2.0, 5.6). */
export function makeVersioning(sandbox: Sandbox): (acctNumber: string) => Promise<Versioning> {
  let cardRanges: Promise<NonNullable<PRes['cardRangeData']>> | undefined;

  return async (acctNumber) => {
    cardRanges ??= askDs(sandbox);
    const ranges = await cardRanges.catch((error) => {
      // Without ranges the payment goes on, only without a 3DS Method; the next one asks again.
      sandbox.log.warn({ err: error, party: '3DSServer' }, 'PReq without PRes');
      cardRanges = undefined;
      return [];
    });
    const range = ranges.find(({ startRange, endRange }) => isWithin(acctNumber, { start: startRange, end: endRange }));
    if (!range) return {};
    const { acsStartProtocolVersion, acsEndProtocolVersion, threeDSMethodURL } = range;
    return { acsStartProtocolVersion, acsEndProtocolVersion, ...(threeDSMethodURL ? { threeDSMethodURL } : {}) };
  };
}

async function askDs(sandbox: Sandbox): Promise<NonNullable<PRes['cardRangeData']>> {
  const preq: PReq = {
    messageType: 'PReq',
    messageVersion: '2.2.0',
    threeDSServerRefNumber: THREE_DS_SERVER_REF_NUMBER,
    threeDSServerTransID: randomUUID(),
  };
  const { body } = await post(`${sandbox.urls.sandbox}/ds/preq`, JSON.stringify(preq), sandbox.timeouts.dsMs);
  return readMessage('PRes', body).cardRangeData ?? [];
}
