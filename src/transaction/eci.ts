/** ECI by scheme and transStatus: a rule of the payment systems, not of EMV 3DS. N, U and R carry none (Visa's habit). */
const ECI: Record<string, Partial<Record<string, string>>> = {
  Visa: { Y: '05', A: '06', I: '07' },
  Mastercard: { Y: '02', A: '01', I: '06' },
};

/** @param scheme name of the issuer profile's scheme; one without a row of its own counts like Visa */
export function eciOf(scheme: string, transStatus: string): string | undefined {
  return (ECI[scheme] ?? ECI.Visa)?.[transStatus];
}
