import type { CRes } from '../../messages/types.ts';
import { makeEnding } from './ending.ts';
import { readCRes } from './readCRes.ts';
import { ErroReceived, SdkFailure, SdkRefusal } from './refusal.ts';
import type { ChallengeSender, CReqElements, OpenedBy } from './sender.ts';

/** The messages of a challenge: one CReq at a time, with the limits of time that an SDK keeps. */
export interface Exchange {
  readonly failure: SdkFailure | undefined;
  /** Does things one after the other (EMV 3DS 2.2.0, Req 58). */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Sends a CReq and reads its answer; what is wrong with that is told to the ACS. */
  send(elements: CReqElements): Promise<CRes>;
  /** Ends the challenge, as the page has brought a blank answer. */
  refusesBlank(): Promise<never>;
}

export function makeExchange({ ares, key, enc, likePublished, waits }: OpenedBy, sender: ChallengeSender): Exchange {
  const how = { messageVersion: ares.messageVersion, key, enc, likePublished };
  const ending = makeEnding(sender, waits.challengeMs);
  let turn: Promise<unknown> = Promise.resolve();

  async function send(elements: CReqElements): Promise<CRes> {
    if (ending.failure?.reason === 'sdkMaxTimeout') throw ending.failure;
    try {
      sender.mayCount();
      const creq = sender.creq(elements);
      ending.startTimer();
      const posted = await Promise.race([sender.posts(await sender.seals(JSON.stringify(creq))), ending.expired]);
      const cres = readCRes(posted, { ...creq }, how);
      if (cres.challengeCompletionInd === 'Y') ending.stopTimer();
      return cres;
    } catch (error) {
      if (error instanceof SdkFailure) return ending.fail(error);
      if (error instanceof SdkRefusal) await ending.tell(error, error.told);
      if (error instanceof ErroReceived) ending.stopTimer();
      throw error;
    }
  }

  return {
    get failure() {
      return ending.failure;
    },
    inTurn(work) {
      const done = turn.then(work);
      turn = done.catch(() => {});
      return done;
    },
    send,
    refusesBlank: () => ending.fail(new SdkFailure('blankEntry', 'the page has brought an answer without anything in it')),
  };
}
