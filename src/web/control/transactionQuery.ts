import type { TransactionFilter } from '../../store/search.ts';
import type { StateName } from '../../transaction/transaction.ts';
import { problem } from '../problem.ts';
import { unknownParameter } from './queries.ts';

/** Every state that a transaction can be in, in the order of its life. */
export const STATES = Object.keys({
  awaitingCReq: true,
  awaitingSecondAReq: true,
  challenging: true,
  decoupled: true,
  ending: true,
  final: true,
} satisfies Record<StateName, true>);

/** transStatus of ARes and RReq (EMV 3DS 2.3.1, Table A.1). */
export const STATUSES: readonly string[] = ['Y', 'N', 'U', 'A', 'C', 'D', 'R', 'I', 'S'];

const LIMIT = 50;
const MAX_LIMIT = 200;

interface Field {
  rule: string;
  example: string;
  takes(text: string): boolean;
}

/** What can be asked for. */
const FIELDS: Record<string, Field> = {
  card: {
    rule: 'the last four digits of the card number',
    example: 'card=2226',
    takes: (text) => /^\d{4}$/.test(text),
  },
  id: {
    rule: 'an id of the transaction (acsTransID, threeDSServerTransID, dsTransID), or its first characters, four at least',
    example: 'id=8a880dc0',
    takes: (text) => /^[0-9a-f-]{4,36}$/i.test(text),
  },
  merchant: {
    rule: 'a part of merchantName, at most 40 characters',
    example: 'merchant=test',
    takes: ({ length }) => length <= 40,
  },
  state: { rule: `one of ${STATES.join(', ')}`, example: 'state=final', takes: (text) => STATES.includes(text) },
  transStatus: {
    rule: `of the result, or of the ARes as long as there is none: one of ${STATUSES.join(', ')}`,
    example: 'transStatus=N',
    takes: (text) => STATUSES.includes(text),
  },
  before: {
    rule: 'the acsTransID of a transaction that this ACS answered: those before it are shown',
    example: 'before=019c3a0e-8a32-4f6b-9d5b-24808a95e4b1',
    takes: (text) => text.length <= 36,
  },
  limit: {
    rule: `how many at most, 1 to ${MAX_LIMIT}`,
    example: `limit=${LIMIT}`,
    takes: (text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_LIMIT,
  },
};

export const TRANSACTION_FIELDS = Object.fromEntries(Object.entries(FIELDS).map(([name, { example }]) => [name, example]));

export type TransactionQuery = Partial<Record<keyof TransactionFilter | 'limit', string>>;

/**
 * What was asked for, or what is wrong with it. A field without a value asks for nothing: the form of the console sends all of
 * its fields.
 * @param query each field once
 */
export function readTransactionQuery(
  query: object,
): { filter: TransactionFilter; limit: number } | { problem: ReturnType<typeof problem> } {
  const asked = Object.entries(query as Record<string, string>).map(([name, text]) => [name, text.trim()] as const);
  for (const [name, text] of asked.filter(([, value]) => value !== '')) {
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (!field) return { problem: unknownParameter(name, TRANSACTION_FIELDS) };
    if (!field.takes(text)) return { problem: problem(400, name, field.rule, field.example) };
  }
  const { limit = String(LIMIT), ...filter } = Object.fromEntries(asked.filter(([, value]) => value !== ''));
  return { filter, limit: Number(limit) };
}

/** The answer where `before` names no transaction. */
export function unknownBefore(): ReturnType<typeof problem> {
  const { rule = '', example = '' } = FIELDS.before ?? {};
  return problem(400, 'before', rule, example);
}
