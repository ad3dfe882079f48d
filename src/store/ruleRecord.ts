import type { Rule } from '../decision/rule.ts';

/** A rule that was made through the API. */
export interface RuleRecord {
  id: number;
  rule: Rule;
  /** The card number that its cardHash stands for, for people to see. */
  maskedNumber?: string;
  /** Whether it was made for the next AReq, by `POST /api/next`. */
  isNext?: true;
  /** How often it was applied. */
  applied: number;
}
