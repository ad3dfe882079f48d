import type { Sandbox } from '../options.ts';
import type { RangeBook } from './rangeBook.ts';
import type { DsTransactions } from './routedTransactions.ts';

/** What every leg of the DS is given. */
export interface Ds {
  sandbox: Sandbox;
  transactions: DsTransactions;
  ranges: RangeBook;
}

export const DS_REFERENCE_NUMBER = 'SANDBOX_DS_REFERENCE_NUMBER';
