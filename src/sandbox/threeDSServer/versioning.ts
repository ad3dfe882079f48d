import { randomUUID } from 'node:crypto';
import { type CardRange, isInRange } from '../../messages/cardRanges.ts';
import { requestHeaders } from '../../messages/headers.ts';
import { readWhole } from '../../messages/read.ts';
import type { PReq, PRes } from '../../messages/types.ts';
import { type MessageVersion, VERSIONS } from '../../messages/versions.ts';
import type { CardRanges } from '../ds/ranges.ts';
import type { Sandbox } from '../options.ts';
import { post } from '../post.ts';
import { THREE_DS_SERVER_REF_NUMBER } from './areq.ts';

/** What is known of a card number before the AReq; nothing where it lies in no range. */
export interface Versioning {
  threeDSMethodURL?: string;
}

export type AskVersioning = (acctNumber: string, messageVersion: MessageVersion) => Promise<Versioning>;

type KnownRange = Versioning & CardRange;

/**
 * Asks the DS for the card ranges with a PReq, once in each version; later questions are answered from memory (EMV 3DS 2.2.0,
 * 5.6).
 */
export function makeVersioning(sandbox: Sandbox): AskVersioning {
  const known = new Map<MessageVersion, Promise<KnownRange[]>>();

  return async (acctNumber, messageVersion) => {
    const asked = known.get(messageVersion) ?? askDs(sandbox, messageVersion);
    known.set(messageVersion, asked);
    const ranges = await asked.catch((error) => {
      // Without ranges the payment goes on, only without a 3DS Method; the next one asks again.
      sandbox.log.warn({ err: error, party: '3DSServer' }, 'PReq without PRes');
      known.delete(messageVersion);
      return [];
    });
    const { threeDSMethodURL } = ranges.find((range) => isInRange(acctNumber, range)) ?? {};
    return threeDSMethodURL ? { threeDSMethodURL } : {};
  };
}

async function askDs(sandbox: Sandbox, messageVersion: MessageVersion): Promise<KnownRange[]> {
  const preq: PReq = {
    messageType: 'PReq',
    messageVersion,
    threeDSServerRefNumber: THREE_DS_SERVER_REF_NUMBER,
    threeDSServerTransID: randomUUID(),
  };
  const headers = requestHeaders(messageVersion, preq.threeDSServerTransID);
  const { body } = await post(`${sandbox.urls.sandbox}/ds/preq`, JSON.stringify(preq), sandbox.timeouts.dsMs, headers);
  return knownRanges(readWhole('PRes', body, { version: messageVersion }));
}

function knownRanges({ messageVersion, cardRangeData = [] }: PRes): KnownRange[] {
  if (!VERSIONS[messageVersion].cardRangeGroups)
    return cardRangeData.map(({ startRange, endRange, threeDSMethodURL }) => ({
      ...{ start: startRange, end: endRange },
      ...(threeDSMethodURL ? { threeDSMethodURL } : {}),
    }));
  return (cardRangeData as unknown as CardRanges[]).flatMap(({ ranges, acsProtocolVersions }) => {
    const { threeDSMethodURL } = acsProtocolVersions.find(({ version }) => version === messageVersion) ?? {};
    return ranges.map(({ start, end }) => ({
      ...{ start, end },
      ...(threeDSMethodURL ? { threeDSMethodURL } : {}),
    }));
  });
}
