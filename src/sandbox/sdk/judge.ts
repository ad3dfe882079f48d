import { type Feature, factsOf } from '../../messages/versions.ts';
import { type RuleOf, SdkRefusal } from './refusal.ts';

/** An answer of the ACS to a CReq, with what it has to fit to. */
export interface Answered {
  status: number;
  contentType: string;
  body: string;
  /** The JSON of the JWE header; empty where the body is no JWE. */
  header: string;
  /** What was in the JWE, parsed; empty until it is decrypted. */
  cres: Record<string, unknown>;
  creq: Record<string, unknown>;
}

interface Rule {
  rule: string;
  of: readonly RuleOf[];
  says: string;
  /** Where the rule holds only in versions without this: those that the published SDKs speak. */
  unless?: Feature;
  isKept(answered: Answered): boolean;
}

const BOTH: readonly RuleOf[] = ['Android', 'iOS'];

/** Rules of the answer as it comes over the wire. */
export const WIRE_RULES: readonly Rule[] = [
  { rule: 'HTTP status', of: ['Android'], says: 'is 2xx', isKept: ({ status }) => status >= 200 && status < 300 },
  {
    rule: 'content type',
    of: ['Android'],
    says: 'is application/jose for a JWE',
    isKept: ({ contentType }) => /^application\/jose(;|$)/i.test(contentType),
  },
  { rule: 'body', of: BOTH, says: 'is a compact JWE and nothing around it', isKept: ({ body }) => PARTS.test(body) },
  {
    rule: 'base64url',
    of: BOTH,
    says: 'has no part of a length that cannot be',
    isKept: ({ body }) => body.split('.').every((part) => part.length % 4 !== 1),
  },
  {
    rule: 'JWE header',
    of: ['Android'],
    says: 'has no space, line break, + or / in its JSON',
    isKept: ({ header }) => header !== '' && !/[\s+/]/.test(header),
  },
  {
    rule: 'JWE header members',
    of: ['EMV'],
    says: 'are alg dir, the enc of the CReq and the acsTransID as kid',
    isKept: ({ header, creq }) => {
      const { alg, kid, enc, ...more } = JSON.parse(header);
      return alg === 'dir' && typeof enc === 'string' && kid === creq.acsTransID && Object.keys(more).length === 0;
    },
  },
];

const PARTS = /^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const FINAL_MEMBERS = [
  'threeDSServerTransID',
  'acsCounterAtoS',
  'acsTransID',
  'challengeCompletionInd',
  'messageExtension',
  'messageType',
  'messageVersion',
  'sdkTransID',
  'transStatus',
];

const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
const isStrict = (value: unknown) => typeof value === 'string' && /^[A-Za-z0-9_-]+$/.test(value) && value.length % 4 !== 1;
const shows = ({ cres }: Answered, ...types: string[]) =>
  cres.challengeCompletionInd === 'N' && types.includes(String(cres.acsUiType));

/** A text that a user interface cannot do without. */
const needed = (rule: string, of: readonly RuleOf[], ...types: string[]): Rule => ({
  rule,
  of,
  says: `is there for acsUiType ${types.join(', ')}`,
  isKept: (answered) => !shows(answered, ...types) || isText(answered.cres[rule]),
});

const sameAsInCReq = (rule: string): Rule => ({
  rule,
  of: BOTH,
  says: 'equals that of the CReq, letter by letter',
  isKept: ({ cres, creq }) => cres[rule] === creq[rule],
});

/** Rules of the message in it, in the order of the SDKs: counter, form, ids, version. */
export const CRES_RULES: readonly Rule[] = [
  {
    rule: 'acsCounterAtoS',
    of: ['iOS'],
    says: 'equals the sdkCounterStoA that was sent, as text',
    isKept: ({ cres, creq }) => cres.acsCounterAtoS === creq.sdkCounterStoA,
  },
  {
    rule: 'acsCounterAtoS as a byte',
    of: ['Android'],
    says: 'is at most 127',
    isKept: ({ cres }) => Number(cres.acsCounterAtoS) <= 127,
  },
  { rule: 'messageType', of: BOTH, says: 'is CRes', isKept: ({ cres }) => cres.messageType === 'CRes' },
  {
    rule: 'no empty member',
    of: ['iOS'],
    says: 'is null, or a text without content',
    isKept: ({ cres }) => Object.values(cres).every((value) => value !== null && value !== ''),
  },
  {
    rule: 'challengeCompletionInd',
    of: BOTH,
    says: 'is Y or N',
    isKept: ({ cres }) => cres.challengeCompletionInd === 'Y' || cres.challengeCompletionInd === 'N',
  },
  sameAsInCReq('acsTransID'),
  sameAsInCReq('threeDSServerTransID'),
  sameAsInCReq('sdkTransID'),
  sameAsInCReq('messageVersion'),
  {
    rule: 'messageExtension',
    of: BOTH,
    says: 'has none that is critical, and at most 10',
    isKept: ({ cres: { messageExtension: all = [] } }) =>
      Array.isArray(all) && all.length <= 10 && all.every((one) => one?.criticalityIndicator !== true),
  },
  {
    rule: 'acsUiType',
    of: BOTH,
    says: 'is 01 to 05 until the end',
    isKept: ({ cres }) => cres.challengeCompletionInd === 'Y' || /^0[1-7]$/.test(String(cres.acsUiType)),
  },
  {
    rule: 'acsUiType of its version',
    of: BOTH,
    unless: 'laterUiTypes',
    says: 'is neither 06 nor 07',
    isKept: (answered) => !shows(answered, '06', '07'),
  },
  {
    rule: 'challengeInfoTextIndicator',
    of: BOTH,
    says: 'is Y or N, if it is there',
    isKept: ({ cres }) => [undefined, 'Y', 'N'].includes(cres.challengeInfoTextIndicator as string | undefined),
  },
  needed('challengeInfoHeader', BOTH, '01', '02', '03', '04'),
  { ...needed('challengeInfoLabel', BOTH, '01', '02', '03'), unless: 'challengeEntryBox' },
  needed('challengeInfoText', BOTH, '01', '02', '03', '04'),
  needed('submitAuthenticationLabel', BOTH, '01', '02', '03'),
  { ...needed('oobContinueLabel', BOTH, '04'), unless: 'oobAppURLInd' },
  {
    rule: 'challengeSelectInfo',
    of: BOTH,
    says: 'has options, each an object, for acsUiType 02, 03',
    isKept: (answered) => {
      const options = answered.cres.challengeSelectInfo;
      if (!shows(answered, '02', '03')) return options === undefined || Array.isArray(options);
      return Array.isArray(options) && options.length > 0 && options.every((one) => Object.keys(one ?? {}).length > 0);
    },
  },
  {
    rule: 'acsHTML',
    of: BOTH,
    says: 'is there for acsUiType 05, in base64url without padding',
    isKept: (answered) => (shows(answered, '05') ? isStrict(answered.cres.acsHTML) : true),
  },
  {
    rule: 'acsHTMLRefresh',
    of: ['iOS'],
    says: 'is base64url without padding, if it is there',
    isKept: ({ cres }) => cres.acsHTMLRefresh === undefined || isStrict(cres.acsHTMLRefresh),
  },
  {
    rule: 'acsHTML loads nothing',
    of: BOTH,
    says: 'has no script and refers to data: alone',
    isKept: ({ cres }) => cres.acsHTML === undefined || !LOADS.test(htmlOf(cres.acsHTML)),
  },
  {
    rule: 'acsHTML form',
    of: ['Android'],
    says: 'goes to HTTPS://EMV3DS/challenge by GET',
    isKept: ({ cres }) => cres.acsHTML === undefined || isFormForSdk(htmlOf(cres.acsHTML)),
  },
  {
    rule: 'whitelistingInfoText',
    of: BOTH,
    says: 'has at most 64 characters',
    isKept: ({ cres }) => String(cres.whitelistingInfoText ?? '').length <= 64,
  },
  {
    rule: 'pictures',
    of: ['iOS'],
    says: 'are objects',
    isKept: ({ cres }) => [cres.issuerImage, cres.psImage].every((image) => image === undefined || typeof image === 'object'),
  },
  {
    rule: 'labels',
    of: ['iOS'],
    says: 'are texts',
    isKept: ({ cres }) => Object.entries(cres).every(([name, value]) => !/(Label|Text)$/.test(name) || isText(value)),
  },
  {
    rule: 'transStatus',
    of: BOTH,
    says: 'is there at the end',
    isKept: ({ cres }) => cres.challengeCompletionInd === 'N' || /^[YNUACDRI]$/.test(String(cres.transStatus)),
  },
  {
    rule: 'final CRes',
    of: ['Android'],
    says: 'has no member beyond those of Table B.5',
    isKept: ({ cres }) => cres.challengeCompletionInd === 'N' || Object.keys(cres).every((name) => FINAL_MEMBERS.includes(name)),
  },
];

const LOADS = /<script|<link|<iframe|\bon\w+=|@import|url\((?!["']?data:)|\bsrc=["']?(?!data:)[^"'\s>]/i;

export function htmlOf(acsHTML: unknown): string {
  return Buffer.from(String(acsHTML), 'base64url').toString('utf8');
}

function isFormForSdk(html: string): boolean {
  const [form = ''] = /<form\b[^>]*>/i.exec(html) ?? [];
  return /\baction="HTTPS:\/\/EMV3DS\/challenge"/i.test(form) && !/\bmethod="post"/i.test(form);
}

/** @throws SdkRefusal for the first rule that is not kept */
export function judge(rules: readonly Rule[], answered: Answered): void {
  const facts = factsOf(answered.creq.messageVersion);
  const broken = rules.find(({ unless, isKept }) => !(unless && facts?.[unless]) && !isKept(answered));
  if (broken) throw new SdkRefusal(broken.rule, broken.of, broken.says);
}
