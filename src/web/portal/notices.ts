import type { Acs } from '../../acs.ts';
import type { PageNotice } from '../../enrolment/portalSession.ts';
import { catalogue } from '../../pages/render.ts';
import { examplesOf } from '../../settings/examples.ts';

/** How a notice is shown: an error stands before the form and names its fields, a status above it, a toast at the top right. */
interface Look {
  kind: 'error' | 'status' | 'toast';
  /** The ids of the fields that it is about. */
  fields?: readonly string[];
}

/** Every notice by its name, which is also the key of its text below `portal.notice`. */
const LOOKS = {
  signedOut: { kind: 'status' },
  ended: { kind: 'status' },
  emailMissing: { kind: 'error', fields: ['email'] },
  emailFormat: { kind: 'error', fields: ['email'] },
  emailUnknown: { kind: 'error', fields: ['email'] },
  notSent: { kind: 'error' },
  overtaken: { kind: 'error' },
  tooManyTries: { kind: 'error' },
  tooManySends: { kind: 'error' },
  codesSent: { kind: 'status' },
  codesMissing: { kind: 'error', fields: ['sms-code', 'email-code'] },
  identityFailed: { kind: 'error', fields: ['sms-code', 'email-code'] },
  identityBlocked: { kind: 'error' },
  ePinCreated: { kind: 'toast' },
  ePinChanged: { kind: 'toast' },
  ePinFormat: { kind: 'error', fields: ['epin'] },
  ePinDiffers: { kind: 'error', fields: ['epin-confirmation'] },
  ePinAllEqual: { kind: 'error', fields: ['epin'] },
  ePinRun: { kind: 'error', fields: ['epin'] },
  ePinCard: { kind: 'error', fields: ['epin'] },
  ePinPhone: { kind: 'error', fields: ['epin'] },
  ePinCommon: { kind: 'error', fields: ['epin'] },
  ePinOvertaken: { kind: 'error', fields: ['epin'] },
  phoneMissing: { kind: 'error', fields: ['phone'] },
  phoneFormat: { kind: 'error', fields: ['phone'] },
  phoneSame: { kind: 'error', fields: ['phone'] },
  phoneEPin: { kind: 'error', fields: ['phone'] },
  phoneCodeSent: { kind: 'status' },
  phoneCodeMissing: { kind: 'error', fields: ['phone-code'] },
  phoneCodeFailed: { kind: 'error', fields: ['phone-code'] },
  phoneBlocked: { kind: 'error' },
  phoneChanged: { kind: 'toast' },
} as const satisfies Record<string, Look>;

export type NoticeName = keyof typeof LOOKS;

export interface NoticeView {
  name: string;
  kind: Look['kind'];
  text: string;
  /** The field that the notice leads to. */
  target: string;
  /** Whether a field is wrong, by its id. */
  wrong: Record<string, boolean>;
}

/** A notice as a page shows it. A limit's end is told in whole minutes. */
export function noticeView(
  { name, until }: Pick<PageNotice, 'name' | 'until'>,
  language: string,
  { issuer, clock }: Acs,
): NoticeView {
  const { kind, fields = [] }: Look = LOOKS[name as NoticeName];
  const minutes = until === undefined ? {} : { count: Math.max(Math.ceil((until - clock.now()) / 60_000), 1) };
  return {
    name,
    kind,
    text: catalogue.text(language, `portal.notice.${name}`, { ...examplesOf(issuer), ...minutes }),
    target: fields[0] ?? '',
    wrong: Object.fromEntries(fields.map((field) => [field, true])),
  };
}

/** The notices that an address of ours may name, for what ended without a session left to hold it. */
export function noticeOfQuery(query: unknown): NoticeName | undefined {
  const { notice } = (query ?? {}) as { notice?: unknown };
  return notice === 'signedOut' || notice === 'ended' ? notice : undefined;
}
