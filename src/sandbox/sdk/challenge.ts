import type { Encryption } from '../../crypto/compactJwe.ts';
import type { ErrorReason } from '../../messages/errors.ts';
import type { CReq, CRes } from '../../messages/types.ts';
import { VERSIONS } from '../../messages/versions.ts';
import type { PostAnswer } from '../post.ts';
import { addCode, appFailed, declineUnanswered, entry, foreground, isBlank, nothing, pressContinue, resend } from './answers.ts';
import { makeExchange } from './exchange.ts';
import type { SdkFailure } from './refusal.ts';
import { type CReqElements, makeSender, type OpenedBy } from './sender.ts';

export type { CReqElements } from './sender.ts';

/** A challenge as the SDK in an app has it. Every answer is judged before it is returned; what is wrong with it is told to the ACS by an Erro. */
export interface SdkChallenge {
  /** Where the CReqs go: the acsURL that the ACS signed. */
  acsURL: string;
  /** The last CRes, as it is shown. */
  cres: CRes | undefined;
  /** Why the SDK has ended the challenge by itself, also between two messages (sdkMaxTimeout). */
  failure: SdkFailure | undefined;
  /** Sends the first CReq. */
  start(elements?: CReqElements): Promise<CRes>;
  /**
   * Sends a CReq with these elements, after the answer to the one before has come. What the last CRes asks besides, trust list and
   * device binding, is answered N where they do not say it; what they name as undefined is left out.
   * @throws SdkRefusal for an answer that an SDK would not take; ErroReceived for an Erro; SdkFailure where none comes, and where
   *   the SDK ends the challenge by itself
   */
  answers(elements: CReqElements): Promise<CRes>;
  /** Types a text, chooses (the keys of several parted by commas), or fills the form of acsHTML, and goes on. @param more besides, such as challengeDataEntryTwo, or trustListDataEntry Y */
  enters(text: string, more?: CReqElements): Promise<CRes>;
  /** Asks for a new code. */
  resends(): Promise<CRes>;
  /** Goes on without an entry; where nothing can be entered, like `continues`. */
  entersNothing(): Promise<CRes>;
  /** Presses the button that goes on: out of band (04, 06), and of information (07). */
  continues(): Promise<CRes>;
  /** Presses the button of challengeAddLabel (2.3.1). */
  choosesAdded(): Promise<CRes>;
  /** The app comes to the foreground again: out of band (04, 06), a CReq goes by itself (2.3.1); else nothing is sent. */
  comesToForeground(): Promise<CRes>;
  /** The app of oobAppURL cannot be opened: a CReq goes by itself (2.3.1; 04, 06). */
  cannotOpenApp(): Promise<CRes>;
  /** @param challengeCancel 01 the cardholder cancels, 07 unknown, 08 the SDK has waited too long */
  cancels(challengeCancel?: '01' | '07' | '08'): Promise<CRes>;
  /** Sends an Erro of its own, in the clear. */
  reports(reason: ErrorReason, detail: string): Promise<PostAnswer>;
  /** The next CReq, which counts as sent. For tests of faults. */
  creq(elements?: CReqElements): CReq;
  /** A text, encrypted as a CReq is. For tests of faults. */
  seals(text: string, enc?: Encryption): Promise<string>;
  /** Posts whatever it is to the acsURL. For tests of faults. */
  posts(body: string, contentType?: string): Promise<PostAnswer>;
}

export function openChallenge(opened: OpenedBy): SdkChallenge {
  const sender = makeSender(opened);
  const facts = VERSIONS[opened.ares.messageVersion];
  const exchange = makeExchange(opened, sender);
  /** What is sent depends on what is shown, and that on the answer before. */
  const send = (make: (cres: CRes | undefined) => CReqElements | undefined) =>
    exchange.inTurn(async () => {
      const elements = make(challenge.cres);
      if (elements === undefined) return challenge.cres as CRes;
      if (isBlank(elements, facts)) return exchange.refusesBlank();
      challenge.cres = await exchange.send({ ...declineUnanswered(challenge.cres, elements, facts), ...elements });
      return challenge.cres;
    });
  const challenge: SdkChallenge = {
    acsURL: opened.acsURL,
    creq: sender.creq,
    seals: sender.seals,
    posts: sender.posts,
    cres: undefined,
    get failure() {
      return exchange.failure;
    },
    start: (elements = {}) => challenge.answers(elements),
    answers: (elements) => send(() => elements),
    enters: (text, more = {}) => send((cres) => ({ ...entry(cres, text, facts), ...more })),
    resends: () => send(resend),
    entersNothing: () => send((cres) => nothing(cres, facts)),
    continues: () => send((cres) => pressContinue(cres, facts)),
    choosesAdded: () => send(addCode),
    comesToForeground: () => send((cres) => foreground(cres, facts)),
    cannotOpenApp: () => send((cres) => appFailed(cres, facts)),
    cancels: (challengeCancel = '01') => challenge.answers({ challengeCancel }),
    reports: (reason, detail) => sender.tells({ reason, detail }).posted,
  };
  return challenge;
}
