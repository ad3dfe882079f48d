export interface CheckOptions {
  /** The channel of the transaction, where a message does not say it: 01 app, 02 browser, 03 3RI. */
  deviceChannel?: '01' | '02' | '03';
  /** The messageVersion of the transaction, which every message of it has to have. */
  version?: string;
  /** Refuse http where the protocol asks for https. */
  strictHttps?: boolean;
  /** Refuse codes that are left to the DS (80 to 99). */
  refuseDsValues?: boolean;
  /** Take any text as browserLanguage. */
  lenientLanguage?: boolean;
}
