import { makeAuthenticationValue } from '../crypto/authenticationValue.ts';
import type { Keys } from '../crypto/keys.ts';
import { VERSIONS } from '../messages/versions.ts';
import type { Proof } from './messages.ts';
import { eciOf, isProven, type Proven, type Scheme } from './scheme.ts';
import type { Transaction } from './transaction.ts';

/**
 * What proves a result: authenticationValue and ECI. The value is bound to scheme, card, amount, currency, the ids of all
 * parties, ECI and transStatus, and is the same each time for the same transaction.
 */
export function proofOf(transaction: Transaction, transStatus: string, scheme: Scheme, keys: Pick<Keys, 'valueMac'>): Proof {
  const eci = eciFor(transaction, transStatus, scheme);
  return {
    ...(isProven(scheme, transaction, transStatus)
      ? { authenticationValue: authenticationValue(transaction, transStatus, scheme, keys) }
      : {}),
    ...(eci ? { eci } : {}),
  };
}

/** What a tester wants it to be, else the scheme's own. */
function eciFor(transaction: Transaction, transStatus: string, scheme: Scheme): string | undefined {
  const isWanted = transaction.eci !== undefined && transStatus === wantedStatus(transaction, transStatus);
  return isWanted ? transaction.eci : eciOf(scheme, transaction, transStatus);
}

/** The result that a tester's ECI is for: that of the ARes, or of a challenge that ends as it should. A cancelled one has no part in it. */
function wantedStatus({ state, challengeResult }: Transaction, transStatus: string): string {
  const isDecidedAtOnce = state.name === 'awaitingSecondAReq' || (state.name === 'final' && state.report === 'notOwed');
  return isDecidedAtOnce ? transStatus : (challengeResult?.transStatus ?? 'Y');
}

function authenticationValue(transaction: Transaction, transStatus: Proven, scheme: Scheme, keys: Pick<Keys, 'valueMac'>) {
  const { acsTransID, dsTransID, threeDSServerTransID, cardHash, purchase, messageVersion } = transaction;
  const { purchaseAmount, purchaseCurrency, purchaseExponent } = purchase;
  const { prefix, bytes } = scheme.authenticationValue;
  const mac = keys.valueMac([
    ...[scheme.name, transStatus, eciFor(transaction, transStatus, scheme) ?? '', messageVersion],
    ...[acsTransID, dsTransID, threeDSServerTransID],
    ...[cardHash, purchaseAmount, purchaseCurrency, purchaseExponent],
  ]);
  const protocol = VERSIONS[messageVersion].protocolInValue;
  return makeAuthenticationValue({ prefix: prefix[transStatus] ?? prefix.Y, protocol, acsTransID, bytes, mac });
}
