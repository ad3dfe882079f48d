import { endByMaximum, triesLeft } from './endings.ts';
import type { In, Of, Step } from './events.ts';
import { consentsOf, takeDecidedVerdict, takes, turn } from './judging.ts';
import type { Policy } from './policy.ts';
import type { Progress } from './transaction.ts';

/** "I have approved", and nobody has: the same page again. */
export function lookAgain(transaction: In<'challenging'>, event: Of<'oobContinue'>, policy: Policy): Step {
  if (!takes(transaction, 'verdict')) return { transaction, effects: [] };
  const { verdict, trusts = false, binds = false } = transaction.state.progress;
  // He may have ticked the boxes in the bank's app, or in this one.
  const ticked = { ...event, ...(trusts ? { trusts } : {}), ...(binds ? { binds } : {}) };
  if (verdict) return takeDecidedVerdict(transaction, ticked, verdict, policy);
  return inVain(transaction, event, { notice: 'notApproved' }, policy);
}

/** A CReq of an app in which nothing was entered: the same question again. */
export function nothingEntered(transaction: In<'challenging'>, event: Of<'noEntry'>, policy: Policy): Step {
  return inVain(withoutNotice(transaction), event, {}, policy);
}

/** An entry that is not of the form that is asked for, as a hint at its field says: the same question again. */
export function notOfTheForm(transaction: In<'challenging'>, event: Of<'malformed'>, policy: Policy): Step {
  return inVain(withoutNotice(transaction), event, consentsOf(event), policy);
}

/** A box that is closed does not come back. */
export function clearNotice(transaction: In<'challenging'>, event: Of<'close'>, policy: Policy): Step {
  return turn(withoutNotice(transaction), event, {}, policy);
}

function withoutNotice(transaction: In<'challenging'>): In<'challenging'> {
  const { notice: _notice, ...progress } = transaction.state.progress;
  return { ...transaction, state: { ...transaction.state, progress } };
}

/** A submission with nothing in it to judge: an attempt that was in vain (Req 61, 123). */
function inVain(
  transaction: In<'challenging'>,
  event: Of<'noEntry' | 'malformed' | 'oobContinue'>,
  change: Partial<Progress>,
  policy: Policy,
): Step {
  // In a challenge without a human there is nothing to submit, nor on the page that tells how it goes on: that result stands.
  if (takes(transaction, 'deadline') || transaction.state.progress.ending) return turn(transaction, event, change, policy);
  const { progress } = transaction.state;
  const [looks, interactions] = [(progress.looks ?? 0) + 1, progress.interactions + 1];
  if (triesLeft({ ...progress, looks }, policy) <= 0) return endByMaximum(transaction, interactions, policy);
  return turn(transaction, event, { ...change, looks, interactions }, policy);
}
