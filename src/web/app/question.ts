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
  | 'challengeEntryBoxTwo'
  | 'challengeSelectInfo'
  | 'challengeAddLabel'
  | 'whitelistingInfoText'
  | 'trustListInfoText'
  | 'deviceBindingInfoText'
  | 'togglePositionInd'
  | 'oobAppURL'
  | 'oobAppLabel'
  | 'oobContinueLabel'
  | 'infoContinueLabel'
  | 'submitAuthenticationLabel'
  | 'resendInformationLabel'
  | 'whyInfoLabel'
  | 'whyInfoText'
  | 'expandInfoLabel'
  | 'expandInfoText'
  | 'issuerImage'
  | 'psImage'
>;

/** A box that the cardholder types into. */
export interface ShownBox {
  label: string;
  /** Most characters of the entry. */
  length: number;
  isSecret: boolean;
  /** How a code came that a device may fill in; absent for what is no such code. */
  sentBy?: 'sms' | 'email';
}

/** What a step is shown from: values only, so native and HTML user interfaces say the same. */
export interface AppQuestion {
  /** Absent on a page that only tells something. */
  step?: StepName;
  language: string;
  header: string;
  /** Of what can be chosen. */
  label: string;
  /** What the cardholder has to do. */
  text: string;
  /** What came of the last entry or click, and whether it is a warning. */
  notice?: { text: string; isWarning: boolean };
  /** No amount where nothing is paid. */
  purchase: { merchant: string; amount?: string; card: string };
  wording: 'payment' | 'nonPayment';
  /** The scheme of the card, by its logo and the name of its programme. */
  scheme: { programme: string; logo: string };
  submit: string;
  resend?: string;
  /** The button that leads to the other method. */
  alternative?: string;
  /** One or two; none where nothing is typed. */
  boxes: readonly ShownBox[];
  /** What can be chosen, in place of typing. */
  options?: readonly { key: string; label: string }[];
  /** Several of them. */
  choosesMany?: true;
  /** The button that opens the bank's app, and its address. */
  oobApp?: { label: string; url: string };
  /** The offer to trust the merchant. */
  trust?: string;
  /** The offer to remember the device. */
  binding?: string;
  /** Where these two stand. */
  togglesAbove: boolean;
  /** Pictures that the SDK fetches: with the first CRes alone since 2.3.1. */
  pictures?: AppPictures;
}

/** A picture by the look of the screen; all addresses are of PNG or JPEG files (Req 429). */
export interface Picture {
  default: string;
  dark?: string;
  monochrome?: string;
}

/** Of issuer and payment system. */
export interface AppPictures {
  issuer?: Picture;
  scheme?: Picture;
}
