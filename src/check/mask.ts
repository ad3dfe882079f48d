/** Digits that could be a card number, also written in groups. */
const DIGITS = /\d(?:[ ._-]?\d){12,}/g;
const DATE_TIME = /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/;

/** A text without card numbers: first six and last four digits are left. A date and time has 14 digits, too, and stays. */
export function masked(text: string): string {
  return text.replaceAll(DIGITS, (found) => {
    const digits = found.replaceAll(/\D/g, '');
    if (found === digits && DATE_TIME.test(digits) && !isLuhn(digits)) return found;
    const head = digits.length >= 16 ? 6 : 5;
    return digits.slice(0, head) + 'X'.repeat(digits.length - head - 4) + digits.slice(-4);
  });
}

/** Whether the check digit is that of a card number (ISO/IEC 7812-1). */
function isLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const doubled = at % 2 === 1 ? Number(digit) * 2 : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
