import type { Keys } from '../crypto/keys.ts';
import type { State, Transaction } from '../transaction/transaction.ts';

/**
 * What stays readable in the file: ids, codes of the protocol and words of our own. Whatever is not named here may hold text of
 * others, which has to come back byte for byte (dsURL, notificationURL, threeDSSessionData), and is sealed.
 */
const READABLE: ReadonlySet<string> = new Set<keyof Transaction>([
  ...(['acsTransID', 'threeDSServerTransID', 'dsTransID', 'sdkTransID', 'messageVersion', 'messageCategory'] as const),
  ...(['deviceChannel', 'cardHash', 'scheme', 'purpose', 'method', 'automatic', 'offersTrustList', 'hidesFactor'] as const),
  ...(['alternative', 'offersDeviceBinding', 'deviceHash'] as const),
  ...(['fallback', 'rule', 'bent', 'eci', 'delays', 'challengeResult', 'state'] as const),
]);

/** A transaction as it is kept, beside what is sealed of it. */
interface Document extends Pick<Transaction, 'acsTransID'> {
  state: State;
  /** Absent in what older versions of this program kept, which sealed nothing. */
  sealed?: string;
}

/** A transaction as the file keeps it: JSON, in which all that may be text of others is sealed. */
export function sealTransaction(transaction: Transaction, keys: Keys): string {
  const members = Object.entries(transaction);
  const readable = Object.fromEntries(members.filter(([name]) => READABLE.has(name)));
  const others = Object.fromEntries(members.filter(([name]) => !READABLE.has(name)));
  const { session, ...state } = { session: undefined, ...transaction.state };
  const sealed = keys.seal(
    'seal of a transaction',
    [transaction.acsTransID],
    JSON.stringify({ ...others, ...(session ? { session } : {}) }),
  );
  return JSON.stringify({ ...readable, state, sealed });
}

/** The transaction that was kept, byte for byte; also one that an older version of this program kept unsealed. */
export function unsealTransaction(document: string, keys: Keys): Transaction {
  const { sealed, ...kept } = JSON.parse(document) as Document;
  if (sealed === undefined) return kept as Transaction;
  const { session, ...others } = JSON.parse(keys.unseal('seal of a transaction', [kept.acsTransID], sealed));
  return { ...kept, ...others, state: session ? { ...kept.state, session } : kept.state } as Transaction;
}
