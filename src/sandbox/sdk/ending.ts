import { SdkFailure, type SdkRefusal, type ToldToAcs } from './refusal.ts';
import type { ChallengeSender } from './sender.ts';

/** How an SDK ends a challenge by itself. */
export interface Ending {
  readonly failure: SdkFailure | undefined;
  /** Is rejected when sdkMaxTimeout is over. */
  expired: Promise<never>;
  /** From the first CReq on (EMV 3DS 2.2.0, Req 312). */
  startTimer(): void;
  stopTimer(): void;
  /** Sends the Erro of the SDK, which the fault names from then on; that it cannot be brought changes nothing. */
  tell(fault: SdkFailure | SdkRefusal, told: ToldToAcs | undefined): Promise<void>;
  /** @throws SdkFailure what has ended it, when the ACS has been told */
  fail(ended: SdkFailure): Promise<never>;
}

/** What the ACS is told when the SDK ends the challenge by itself; nothing where it cannot be reached, or has done nothing wrong. */
const TOLD: Partial<Record<SdkFailure['reason'], ToldToAcs>> = {
  noCRes: { reason: 'TRANSACTION_TIMED_OUT', detail: 'No CRes came within 10 seconds' },
  sdkMaxTimeout: { reason: 'TRANSACTION_TIMED_OUT', detail: 'sdkMaxTimeout has passed without a final CRes' },
  unreadable: { reason: 'MESSAGE_RECEIVED_INVALID', detail: 'Invalid Formatted Message' },
  blankEntry: { reason: 'ELEMENT_FORMAT_INVALID', detail: 'challengeHTMLDataEntry' },
};

/** @param challengeMs how long the challenge may take, in milliseconds */
export function makeEnding(sender: ChallengeSender, challengeMs: number): Ending {
  let failure: SdkFailure | undefined;
  let timer: NodeJS.Timeout | undefined;
  let expire: (failure: SdkFailure) => void = () => {};
  const expired = new Promise<never>((_resolve, reject) => {
    expire = reject;
  });
  expired.catch(() => {});

  const ending: Ending = {
    get failure() {
      return failure;
    },
    expired,
    startTimer() {
      if (timer) return;
      timer = setTimeout(() => {
        failure = new SdkFailure('sdkMaxTimeout', `no final CRes within ${challengeMs / 1000} s`);
        void ending.tell(failure, TOLD.sdkMaxTimeout);
        expire(failure);
      }, challengeMs);
      // Nothing waits for it: a process may end before.
      timer.unref();
    },
    stopTimer: () => clearTimeout(timer),
    async tell(fault, told) {
      clearTimeout(timer);
      if (!told) return;
      const { erro, posted } = sender.tells(told);
      fault.erro = erro;
      await posted.catch(() => {});
    },
    async fail(ended) {
      if (failure !== ended) {
        failure = ended;
        await ending.tell(ended, TOLD[ended.reason]);
      }
      throw ended;
    },
  };
  return ending;
}
