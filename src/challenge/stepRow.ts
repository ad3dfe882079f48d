import type { Judge } from './judges.ts';
import type { Question } from './questions.ts';

/** Digits in a box. */
export interface Box {
  length: number;
  isSecret: boolean;
  /** A device may fill in what it was sent. */
  isOneTimeCode: boolean;
}

/** What the cardholder is asked for, and so the form of his entry: in a page, in a native template and in the HTML of an app. */
export type Asks =
  /** Digits that he types, in one box or in two on one page. */
  | ({ kind: 'digits'; second?: Box } & Box)
  /** One answer, or several, of his question of this kind (questions.json). */
  | { kind: 'choice'; question: Question['kind'] }
  /** To say that he has done it elsewhere. */
  | { kind: 'approval' }
  /** A result, by a tester. */
  | { kind: 'pick' }
  /** Nothing: it ends by itself. */
  | { kind: 'nothing' };

/**
 * How a step looks in a browser. Its own texts are `challenge.STEP.…` of the languages, as far as its template asks for them;
 * besides what all pages say it has what goes with `asks` and `sends` (web/acs/entryPage.ts).
 */
export interface BrowserFace {
  /** Of templates/challenge/, without `.hbs`. */
  template: string;
  /** What the page calls itself (data-page). */
  page: string;
  /** The fields of its form that hold the entry, in its order. */
  fields: readonly string[];
  /** What a wrong entry is called: `challenge.WRONG.title` and `.again`. */
  wrong: 'wrongCode' | 'wrongAnswer' | 'wrongOfTwo' | null;
}

type Factor = '01' | '02' | '05' | '06' | '10' | '11';

/**
 * How a step looks in an app. Its texts are `app.STEP.header`, `.label` and `.text`, with two boxes `.labelTwo`; its HTML is drawn of
 * them and of `asks`.
 */
export interface AppFace {
  /** acsUiType of its native template. */
  acsUiType: '01' | '02' | '03' | '04';
  /** The text for an entry that cannot be one. */
  malformed: string;
  /** The text of the button. */
  submit: string;
}

/** The event that a step is judged by (transaction/events.ts), and what an entry to it says: its judge gives nothing else. */
type JudgedBy =
  | { takes: 'ePin'; judge: Judge<'ePin'> }
  | { takes: 'code'; judge: Judge<'code'> }
  | { takes: 'answer'; judge: Judge<'answer'> }
  | { takes: 'pick'; judge: Judge<'pick'> }
  /** He acknowledges here; the verdict itself comes from elsewhere. */
  | { takes: 'verdict'; judge: Judge<'oobContinue'> }
  | { takes: 'deadline'; judge: null };

/** All that there is to say of a step. No cell may be left out: what a step does not have is null. */
export type StepRow = JudgedBy & {
  asks: Asks;
  /** What goes to the cardholder when the step begins; he may ask for it again. */
  sends: 'sms' | 'email' | 'push' | null;
  /** What of the cardholder has to be known for it; everybody has a phone. */
  needs: 'ePin' | 'email' | null;
  /** authenticationMethod of each factor that it proves (codes 01 to 11). */
  factors: readonly [Factor, ...Factor[]];
  /** 01 static, 02 dynamic, 03 OOB, 04 decoupled (ARes and RReq of 2.1.0 and 2.2.0). */
  authenticationType: '01' | '02' | '03' | '04';
  /** The method that asks for this step alone, and its digits 10 and 11 in card numbers; null where no method does. */
  method: { name: string; digits: string } | null;
  browser: BrowserFace;
  /** Null where no SDK can show it, whatever it says of itself. */
  app: AppFace | null;
};
