import { randomUUID } from 'node:crypto';
import { erro, ProtocolError } from '../../messages/errors.ts';
import { requestHeaders } from '../../messages/headers.ts';
import { aboutOf, readWhole } from '../../messages/read.ts';
import { objectOf } from '../../messages/subject.ts';
import type { PReq } from '../../messages/types.ts';
import { NEWEST } from '../../messages/versions.ts';
import type { Sandbox } from '../options.ts';
import { PostFailure, post } from '../post.ts';
import { THREE_DS_SERVER_REF_NUMBER } from './areq.ts';
import { type KnownRange, updateRanges, type Versioning, versioningOf } from './cardRanges.ts';
import type { Later } from './later.ts';
import { tellDs } from './tellDs.ts';

/** What is known of a card number before the AReq; undefined where nothing is. */
export type AskVersioning = (acctNumber: string) => Promise<Versioning | undefined>;

/** How often changes are asked for, and anything after a fault; all ranges are asked for every twelve hours (EMV 3DS 2.3.1.1, Req 246). */
const HOUR_MS = 3_600_000;
/** How often, and how long, a DS that cannot be reached is asked again (Req 249). */
const RETRY_MS = 60_000;
const RETRY_FOR_MS = 24 * HOUR_MS;

interface Cache {
  ranges: readonly KnownRange[];
  serialNum?: string;
  /** When the DS was last asked, and may be asked again. */
  askAgainAt: number;
}

/**
 * Asks the DS for the card ranges with a PReq, and for what has changed since with its serialNum once an hour; questions in between
 * are answered from memory. Without ranges a payment goes on: only without a 3DS Method.
 */
export function makeVersioning(sandbox: Sandbox, later: Later): AskVersioning {
  let cache: Cache = { ranges: [], askAgainAt: Number.NEGATIVE_INFINITY };
  let asking: Promise<void> | undefined;

  async function update(giveUpAt: number): Promise<void> {
    try {
      cache = await askDs(sandbox, cache);
    } catch (error) {
      sandbox.log.warn({ err: error, party: '3DSServer' }, 'PReq without PRes');
      const isDown = error instanceof PostFailure && error.reason === 'cannotConnect';
      cache.askAgainAt = sandbox.now() + (isDown ? 0 : HOUR_MS);
      // A serialNum that the DS does not know brings nothing: the next question is for all.
      delete cache.serialNum;
      const next = sandbox.now() + RETRY_MS;
      if (isDown && next <= giveUpAt) later.at(next, () => update(giveUpAt));
    }
  }

  return async (acctNumber) => {
    if (sandbox.now() >= cache.askAgainAt) {
      asking ??= update(sandbox.now() + RETRY_FOR_MS).finally(() => {
        asking = undefined;
      });
    }
    await asking;
    return versioningOf(cache.ranges, acctNumber);
  };
}

/** @throws PostFailure where the DS does not answer; ProtocolError where it answers wrong, of which it has been told */
async function askDs(sandbox: Sandbox, { ranges, serialNum }: Cache): Promise<Cache> {
  const preq: PReq = {
    messageType: 'PReq',
    messageVersion: NEWEST,
    threeDSServerRefNumber: THREE_DS_SERVER_REF_NUMBER,
    threeDSServerTransID: randomUUID(),
    ...(serialNum === undefined ? {} : { serialNum }),
  };
  const body = await postTwice(sandbox, preq);
  if (objectOf(body).messageType === 'Erro') throw new Error(`the DS answers with Erro ${objectOf(body).errorCode}`);
  try {
    const pres = readWhole('PRes', body, { version: NEWEST });
    if (pres.threeDSServerTransID.toLowerCase() !== preq.threeDSServerTransID)
      throw new ProtocolError('TRANSACTION_ID_NOT_RECOGNISED', 'threeDSServerTransID', aboutOf({ ...pres }), 'Req 212');
    const known = updateRanges(ranges, pres);
    if (pres.serialNum === undefined) return { ranges: known, askAgainAt: sandbox.now() + 12 * HOUR_MS };
    return { ranges: known, serialNum: pres.serialNum, askAgainAt: sandbox.now() + HOUR_MS };
  } catch (error) {
    const { messageVersion, threeDSServerTransID } = preq;
    if (error instanceof ProtocolError) tellDs(sandbox, erro(error.knowing({ messageVersion, threeDSServerTransID }), 'S'));
    throw error;
  }
}

/** A DS that cannot be reached is tried once more at once (EMV 3DS 2.3.1.1, Req 248). */
async function postTwice({ urls, timeouts }: Sandbox, preq: PReq): Promise<string> {
  const send = async () => {
    const headers = requestHeaders(preq.messageVersion, preq.threeDSServerTransID);
    return (await post(`${urls.sandbox}/ds/preq`, JSON.stringify(preq), timeouts.dsMs, headers, { unpacks: true })).body;
  };
  return send().catch((error) => {
    if (error instanceof PostFailure && error.reason === 'cannotConnect') return send();
    throw error;
  });
}
