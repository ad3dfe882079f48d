/** Why an ePin is refused; each has its message. */
export type EPinFault = 'format' | 'differs' | 'allEqual' | 'run' | 'card' | 'phone' | 'common';

export interface EPinEntry {
  ePin: string;
  /** The same, typed again. */
  confirmation: string;
}

/** What an ePin must not be taken from. */
export interface EPinContext {
  /** In their masked form: the last four digits are all that is needed. */
  maskedCards: readonly string[];
  phone: string;
  /** ePins that everybody thinks of. */
  weakEPins: readonly string[];
}

interface Rule {
  fault: EPinFault;
  isBroken(entry: EPinEntry, context: EPinContext): boolean;
}

/** In the order in which a cardholder is told: first what was typed, then what was chosen. */
const RULES: readonly Rule[] = [
  { fault: 'format', isBroken: ({ ePin }) => !/^[0-9]{4}$/.test(ePin) },
  { fault: 'differs', isBroken: ({ ePin, confirmation }) => ePin !== confirmation },
  { fault: 'allEqual', isBroken: ({ ePin }) => new Set(ePin).size === 1 },
  { fault: 'run', isBroken: ({ ePin }) => isRun(ePin) },
  { fault: 'card', isBroken: ({ ePin }, { maskedCards }) => maskedCards.some((card) => card.endsWith(ePin)) },
  { fault: 'phone', isBroken: ({ ePin }, { phone }) => phone.replaceAll(/\D/g, '').endsWith(ePin) },
  { fault: 'common', isBroken: ({ ePin }, { weakEPins }) => weakEPins.includes(ePin) },
];

/** The first rule that an ePin breaks; undefined where it can be taken. */
export function ePinFault(entry: EPinEntry, context: EPinContext): EPinFault | undefined {
  return RULES.find(({ isBroken }) => isBroken(entry, context))?.fault;
}

/** Digits that go up or down one by one; after 9 comes 0, as on a keypad. */
function isRun(ePin: string): boolean {
  const steps = [...ePin].slice(1).map((digit, index) => (Number(digit) - Number(ePin[index]) + 10) % 10);
  return steps.every((step) => step === 1) || steps.every((step) => step === 9);
}
