import type { StepName } from '../../challenge/steps.ts';
import type { CRes } from '../../messages/types.ts';

/** The elements of a CRes that say what the SDK shows. */
export type Shown = Pick<
  CRes,
  | 'acsUiType'
  | 'acsHTML'
  | 'challengeInfoHeader'
  | 'challengeInfoLabel'
  | 'challengeInfoText'
  | 'challengeInfoTextIndicator'
  | 'challengeEntryBox'
  | 'challengeSelectInfo'
  | 'whitelistingInfoText'
  | 'trustListInfoText'
  | 'oobContinueLabel'
  | 'submitAuthenticationLabel'
  | 'resendInformationLabel'
  | 'whyInfoLabel'
  | 'whyInfoText'
  | 'expandInfoLabel'
  | 'expandInfoText'
  | 'issuerImage'
  | 'psImage'
>;

/** What a step is shown from: values only, so native and HTML user interfaces say the same. */
export interface AppQuestion {
  step: StepName;
  language: string;
  header: string;
  label: string;
  /** What the cardholder has to do. */
  text: string;
  /** What came of the last entry or click, and whether it is a warning. */
  notice?: { text: string; isWarning: boolean };
  /** No amount where nothing is paid. */
  purchase: { merchant: string; amount?: string; card: string };
  wording: 'payment' | 'nonPayment';
  submit: string;
  resend?: string;
  /** Most characters of the entry; 0 where nothing is typed. */
  length: number;
  /** What can be chosen, in place of typing. */
  options?: readonly { key: string; label: string }[];
  /** Several of them. */
  choosesMany?: true;
  isSecret: boolean;
  /** A device may fill in what it was sent. */
  isOneTimeCode?: true;
  /** The offer to trust the merchant. */
  trust?: string;
}
