export const CARDS = {
  ePinThenSms: '4970720000052226',
  sms: '4970720000100009',
  frictionless: '4970720000010000',
};
export const EPIN = '4826';

/** A code that is well formed and wrong. */
export function otherCode(code: string): string {
  return code.replace(/^\d/, (digit) => String((Number(digit) + 1) % 10));
}
