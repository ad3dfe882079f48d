import type { MessageVersion } from '../messages/versions.ts';
import { type PickedResult, pickedResult } from './picks.ts';
import { isRightChoice, type Question } from './questions.ts';

/** What the cardholder gave, from wherever it came: what he typed, all that he chose, or the parts of what he picked. */
export type Entry = readonly string[];

/** What is right in this challenge, as far as a judge may ask. */
export interface Expected {
  isEPin: (ePin: string) => Promise<boolean>;
  /** As the code of the challenge is kept. */
  hashCode: (code: string) => string;
  question: (kind: Question['kind']) => Question;
  messageVersion: MessageVersion;
}

/** What an entry is to its step. A malformed one is answered by a hint and costs no try. */
export type Judgement =
  | { type: 'malformed' }
  /** `hash`: of the code that was entered beside it, where both are asked for on one page. */
  | { type: 'ePin'; right: boolean; hash?: string }
  | { type: 'answer'; right: boolean }
  /** Whether it is right is for the transaction to say, which knows the newest one and its age. */
  | { type: 'code'; hash: string }
  | { type: 'pick'; result: PickedResult }
  | { type: 'oobContinue' };

type JudgementOf<T extends Judgement['type']> = Extract<Judgement, { type: T | 'malformed' }>;

/** Judges an entry that has the form that its step asks for. */
export type Judge<T extends Judgement['type']> = (entry: Entry, expected: Expected) => JudgementOf<T> | Promise<JudgementOf<T>>;

const MALFORMED = { type: 'malformed' } as const;

export const judgeEPin: Judge<'ePin'> = async ([ePin = ''], { isEPin }) => ({ type: 'ePin', right: await isEPin(ePin) });

export const judgeEPinAndCode: Judge<'ePin'> = async ([ePin = '', code = ''], { isEPin, hashCode }) => ({
  type: 'ePin',
  right: await isEPin(ePin),
  hash: hashCode(code),
});

export const judgeCode: Judge<'code'> = ([code = ''], { hashCode }) => ({ type: 'code', hash: hashCode(code) });

/** Judges the choice of one answer or of several, by the question of the cardholder. */
export function judgeChoice(kind: Question['kind']): Judge<'answer'> {
  return (chosen, { question }) => {
    const right = isRightChoice(question(kind), chosen);
    return right === undefined ? MALFORMED : { type: 'answer', right };
  };
}

/** He says that he has approved: the transaction knows whether. */
export const judgeApproval: Judge<'oobContinue'> = () => ({ type: 'oobContinue' });

export const judgePick: Judge<'pick'> = ([name = '', reason = ''], { messageVersion }) => {
  const result = pickedResult(name, reason, messageVersion);
  return result ? { type: 'pick', result } : MALFORMED;
};
