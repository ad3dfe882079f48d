import type { Acs } from '../acs.ts';
import { decide } from '../decision/decide.ts';
import type { Decision } from '../decision/decision.ts';
import { ANSWERED_BEFORE } from '../decision/spcVerdict.ts';
import type { AReq } from '../messages/types.ts';
import type { Opened } from '../store/transactions.ts';
import { effectsOfOpening } from '../transaction/open.ts';
import type { KnownAReq } from './judge.ts';
import { type MadeAnswer, makeAnswer } from './makeAnswer.ts';

/** An answer that was made, and what became of its AReq. */
export type SavedAnswer<O extends Opened = Opened> = Omit<MadeAnswer, 'messages' | 'at'> & { opened: O };

/** Decides by the rules, the card and the policy of the issuer. A rule that decides is taken in the same turn: once. */
export function decideByRules({ rules, issuer }: Acs, areq: AReq, known: KnownAReq): Decision {
  const decision = decide(areq, known, { rules: rules.active(), policy: issuer.policy });
  if (decision.rule !== undefined) rules.take(decision.rule);
  return decision;
}

/**
 * Makes the answer, and keeps the transaction with its messages.
 * @param cardPicture path of the picture that Secure Payment Confirmation shows for the card
 * @param raw the AReq as it came
 */
export async function save(
  { acs, cardPicture }: { acs: Acs; cardPicture: string },
  areq: AReq,
  known: KnownAReq,
  decision: Decision,
  raw: string,
): Promise<SavedAnswer> {
  let isApplied = false;
  try {
    const { messages, at, ...made } = await makeAnswer({ acs, cardPicture }, areq, known, decision, raw);
    const effects = effectsOfOpening(made.transaction);
    const { assertion } = known;
    const opens = { effects, ...(assertion ? { assertion } : {}) };
    const opened = await acs.store.transactions.open(made.transaction, at, messages, raw, opens);
    isApplied = opened.outcome === 'opened';
    if (isApplied && effects.length > 0) acs.onEffects();
    return { ...made, opened };
  } finally {
    // An AReq that had come before, or could not be answered, gives the rule back; one that is gone is forgotten.
    if (decision.rule !== undefined && !isApplied) await acs.rules.refresh(true);
  }
}

const MAX_RACES = 1000;

/** Tries until it is saved. Where another AReq used the rule or the assertion up meanwhile, it is decided without. */
export async function untilSaved(
  judged: KnownAReq,
  decideAndSave: (known: KnownAReq) => Promise<SavedAnswer>,
): Promise<SavedAnswer<Exclude<Opened, { outcome: 'ruleGone' | 'assertionUsed' }>>> {
  let known = judged;
  for (let race = 0; race < MAX_RACES; race += 1) {
    const { opened, ...saved } = await decideAndSave(known);
    if (opened.outcome === 'assertionUsed') known = withoutAssertion(known);
    else if (opened.outcome !== 'ruleGone') return { ...saved, opened };
  }
  throw new Error(`${MAX_RACES} rules in a row were used up by others`);
}

/** Another AReq with the same assertion came first. */
function withoutAssertion({ assertion: _used, ...known }: KnownAReq): KnownAReq {
  return { ...known, spc: ANSWERED_BEFORE };
}
