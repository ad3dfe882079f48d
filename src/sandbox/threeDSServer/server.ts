import type { Sandbox } from '../options.ts';
import { type Later, makeLater } from './later.ts';
import { makeServerTransactions, type ServerTransactions } from './serverTransactions.ts';
import { type AskVersioning, makeVersioning } from './versioning.ts';

/** The 3DS Server: what it remembers, and what it does by itself. */
export interface Server {
  sandbox: Sandbox;
  transactions: ServerTransactions;
  versioning: AskVersioning;
  later: Later;
}

export function makeServer(sandbox: Sandbox): Server {
  const later = makeLater(sandbox.now, sandbox.log);
  return { sandbox, later, transactions: makeServerTransactions(), versioning: makeVersioning(sandbox, later) };
}
