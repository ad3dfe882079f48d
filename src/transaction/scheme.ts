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
    /** The first two bytes by transStatus, in hexadecimal. */
    prefix: { Y: string; A: string };
    /** Whether non-payment authentication has a value, too. */
    nonPayment: boolean;
  };
}

type Asked = Pick<Transaction, 'messageCategory' | 'purpose'>;

const isNonPayment = ({ messageCategory }: Asked) => messageCategory === '02';

/** The ECI of a result; undefined where the scheme gives none. */
export function eciOf({ eci }: Scheme, asked: Asked, transStatus: string): string | undefined {
  if (isNonPayment(asked)) return eci.nonPayment[transStatus];
  if (asked.purpose === 'dataOnly' && transStatus === 'I' && eci.dataOnly) return eci.dataOnly;
  if (asked.purpose === 'recurring' && transStatus === 'Y' && eci.recurring) return eci.recurring;
  return eci.payment[transStatus];
}

/** Whether a result has an authenticationValue: Y and A of payments, and of non-payments where the scheme has it so. */
export function isProven({ authenticationValue }: Scheme, asked: Asked, transStatus: string): transStatus is 'Y' | 'A' {
  return (transStatus === 'Y' || transStatus === 'A') && (!isNonPayment(asked) || authenticationValue.nonPayment);
}
