import type { Transaction } from './transaction.ts';

type EciByTransStatus = Partial<Record<string, string>>;

/** What a payment system decides of a result: a row of fixtures/schemes.json. */
export interface Scheme {
  name: string;
  /** The name of its 3-D Secure programme. */
  programme: string;
  eci: {
    payment: EciByTransStatus;
    nonPayment: EciByTransStatus;
    dataOnly?: string;
    recurring?: string;
  };
  authenticationValue: {
    /** CAVV, AAV, AEVV… */
    name: string;
    bytes: 20 | 21;
    /** The first two bytes by transStatus, in hexadecimal. With one for I, informational payments are proven, too. */
    prefix: { Y: string; A: string; I?: string };
    /** Whether non-payment authentication has a value, too. */
    nonPayment: boolean;
  };
}

type OfPurpose = Pick<Transaction, 'messageCategory' | 'purpose'>;

const isNonPayment = ({ messageCategory }: OfPurpose) => messageCategory === '02';

/** The ECI of a result; undefined where the scheme gives none. */
export function eciOf({ eci }: Scheme, asked: OfPurpose, transStatus: string): string | undefined {
  if (isNonPayment(asked)) return eci.nonPayment[transStatus];
  if (asked.purpose === 'dataOnly' && transStatus === 'I' && eci.dataOnly) return eci.dataOnly;
  if (asked.purpose === 'recurring' && transStatus === 'Y' && eci.recurring) return eci.recurring;
  return eci.payment[transStatus];
}

/** A transStatus that may be proven. */
export type Proven = 'Y' | 'A' | 'I';

/**
 * Whether a result has an authenticationValue: Y and A of payments, and of non-payments where the scheme has it so. I of payments
 * where the scheme has a value for it; where it has an ECI for data only, of these alone.
 */
export function isProven({ authenticationValue, eci }: Scheme, asked: OfPurpose, transStatus: string): transStatus is Proven {
  if (transStatus === 'Y' || transStatus === 'A') return !isNonPayment(asked) || authenticationValue.nonPayment;
  const hasValue = transStatus === 'I' && authenticationValue.prefix.I !== undefined && !isNonPayment(asked);
  return hasValue && (eci.dataOnly === undefined || asked.purpose === 'dataOnly');
}
