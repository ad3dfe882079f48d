/** What a cardholder is sent. */
export interface CardholderMessage {
  /** The transaction that it belongs to; absent for what the portal sends. */
  acsTransID?: string;
  channel: 'sms' | 'email' | 'push';
  /** International phone number (also that of the bank's app) or e-mail address. */
  to: string;
  /** Of an e-mail. */
  subject?: string;
  text: string;
  /** The one-time code in it, ready to be typed; absent in notices. */
  code?: string;
  /** Where a notification leads, ready to be opened. */
  link?: string;
  /** Milliseconds since 1970. */
  time: number;
}

/** How an ePin came to be. */
export interface Enrolment {
  chosenAt: number;
  /** The issuer, with the fixtures; or the cardholder, on the portal. */
  chosenBy: 'issuer' | 'cardholder';
}

/** What the portal knows of a cardholder. */
export interface Cardholder {
  email: string;
  phone: string;
  /** The scrypt form; absent where none is enrolled. */
  ePin?: string;
  enrolment?: Enrolment;
  /** How often the ePin was chosen; a change has to name it. */
  changes: number;
  /** The masked numbers of the cards, in the order of the fixtures. */
  cards: string[];
}

export interface Cardholders {
  /** By e-mail address; case makes no difference. */
  find(email: string): Promise<Cardholder | undefined>;
  /**
   * Stores an ePin and, in the same write, unlocks the cards that wrong ones have locked and leaves the notices to be sent. Or does
   * nothing: false where it was changed since `seenChanges`.
   */
  setEPin(
    email: string,
    ePin: string,
    enrolment: Enrolment,
    seenChanges: number,
    notices: readonly CardholderMessage[],
  ): Promise<boolean>;
  /** Unlocks the cards for an ePin that was chosen once more. Or does nothing: false where it is not the stored one any more. */
  confirmEPin(email: string, ePin: string, at: number): Promise<boolean>;
}
