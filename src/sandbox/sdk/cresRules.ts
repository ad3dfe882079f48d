import { HTML_RULES } from './htmlRules.ts';
import type { RuleOf } from './refusal.ts';
import {
  ALL,
  type AnsweredCReq,
  isSameId,
  isText,
  missingOr,
  NOT_OPENED,
  SDKS,
  type SdkRule,
  shows,
  UNREADABLE,
} from './rule.ts';

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

/** A text that a user interface cannot do without. */
const needsText = (rule: string, of: readonly RuleOf[], ...types: string[]): SdkRule => ({
  rule,
  of,
  says: `is there for acsUiType ${types.join(', ')}`,
  isKept: (answered) => !shows(answered, ...types) || isText(answered.cres[rule]),
  reason: missingOr(rule, 'ELEMENT_FORMAT_INVALID'),
});

/** An id, which the published SDKs compare letter by letter. */
const idOfCReq = (rule: string): readonly SdkRule[] => [
  {
    rule,
    of: SDKS,
    says: 'equals that of the CReq, letter by letter',
    isKept: ({ cres, creq }) => cres[rule] === creq[rule],
    reason: missingOr(rule, 'TRANSACTION_ID_NOT_RECOGNISED'),
  },
  {
    rule,
    of: ['EMV'],
    says: 'equals that of the CReq',
    isKept: ({ cres, creq }) => isSameId(cres[rule], creq[rule]),
    reason: missingOr(rule, 'TRANSACTION_ID_NOT_RECOGNISED'),
  },
];

const extensionsOf = ({ cres: { messageExtension: all = [] } }: AnsweredCReq): readonly Record<string, unknown>[] | undefined =>
  Array.isArray(all) ? all : undefined;

/** Rules of the message in it, in the order of the SDKs: counter, form, ids, version. */
export const CRES_RULES: readonly SdkRule[] = [
  {
    ...NOT_OPENED,
    rule: 'acsCounterAtoS',
    of: ['iOS'],
    says: 'equals the sdkCounterStoA that was sent, as text',
    isKept: ({ cres, creq }) => cres.acsCounterAtoS === creq.sdkCounterStoA,
  },
  {
    ...NOT_OPENED,
    rule: 'acsCounterAtoS',
    of: ['EMV'],
    says: 'equals the sdkCounterStoA that was sent, as a number',
    isKept: ({ cres, creq }) =>
      /^\d+$/.test(String(cres.acsCounterAtoS)) && Number(cres.acsCounterAtoS) === Number(creq.sdkCounterStoA),
  },
  {
    ...NOT_OPENED,
    rule: 'acsCounterAtoS as a byte',
    of: ['Android'],
    says: 'is at most 127',
    isKept: ({ cres }) => Number(cres.acsCounterAtoS) <= 127,
    detail: () => 'acsCounterAtoS',
  },
  { ...UNREADABLE, rule: 'messageType', of: ALL, says: 'is CRes', isKept: ({ cres }) => cres.messageType === 'CRes' },
  {
    rule: 'no empty member',
    of: ['iOS'],
    says: 'is null, or a text without content',
    isKept: ({ cres }) => Object.values(cres).every((value) => value !== null && value !== ''),
    detail: ({ cres }) =>
      Object.keys(cres)
        .filter((name) => cres[name] === null || cres[name] === '')
        .join(','),
  },
  {
    rule: 'challengeCompletionInd',
    of: ALL,
    says: 'is Y or N',
    isKept: ({ cres }) => cres.challengeCompletionInd === 'Y' || cres.challengeCompletionInd === 'N',
    reason: missingOr('challengeCompletionInd', 'ELEMENT_FORMAT_INVALID'),
  },
  ...idOfCReq('acsTransID'),
  ...idOfCReq('threeDSServerTransID'),
  ...idOfCReq('sdkTransID'),
  {
    rule: 'messageVersion',
    of: ALL,
    says: 'equals that of the CReq, letter by letter',
    isKept: ({ cres, creq }) => cres.messageVersion === creq.messageVersion,
    reason: missingOr('messageVersion', 'ELEMENT_FORMAT_INVALID'),
  },
  {
    rule: 'messageExtension',
    of: SDKS,
    says: 'has at most 10',
    isKept: (answered) => (extensionsOf(answered) ?? new Array(11)).length <= 10,
  },
  {
    rule: 'messageExtension',
    of: ALL,
    says: 'has none that is critical',
    isKept: (answered) => (extensionsOf(answered) ?? []).every((one) => one?.criticalityIndicator !== true),
    reason: 'CRITICAL_EXTENSION_NOT_RECOGNISED',
    detail: (answered) =>
      (extensionsOf(answered) ?? [])
        .filter((one) => one?.criticalityIndicator === true)
        .map(({ id }) => String(id))
        .join(','),
  },
  {
    rule: 'acsUiType',
    of: ALL,
    says: 'is 01 to 07 until the end; what EMVCo reserves is for the schema to tell',
    isKept: ({ cres }) => cres.challengeCompletionInd === 'Y' || /^(0\d|[1-7]\d)$/.test(String(cres.acsUiType)),
    reason: missingOr('acsUiType', 'ELEMENT_FORMAT_INVALID'),
  },
  {
    rule: 'acsUiType of its version',
    of: ALL,
    unless: 'laterUiTypes',
    says: 'is neither 06 nor 07',
    isKept: (answered) => !shows(answered, '06', '07'),
    detail: () => 'acsUiType',
  },
  {
    rule: 'challengeInfoTextIndicator',
    of: ALL,
    says: 'is Y or N, if it is there',
    isKept: ({ cres }) => [undefined, 'Y', 'N'].includes(cres.challengeInfoTextIndicator as string | undefined),
  },
  needsText('challengeInfoHeader', ALL, '01', '02', '03', '04'),
  { ...needsText('challengeInfoLabel', ALL, '01', '02', '03'), unless: 'challengeEntryBox' },
  needsText('challengeInfoText', ALL, '01', '02', '03', '04'),
  needsText('submitAuthenticationLabel', ALL, '01', '02', '03'),
  { ...needsText('oobContinueLabel', ALL, '04'), unless: 'oobAppURLInd' },
  {
    rule: 'challengeSelectInfo',
    of: ALL,
    says: 'has options, each an object, for acsUiType 02, 03',
    isKept: (answered) => {
      const options = answered.cres.challengeSelectInfo;
      if (!shows(answered, '02', '03')) return options === undefined || Array.isArray(options);
      return Array.isArray(options) && options.length > 0 && options.every((one) => Object.keys(one ?? {}).length > 0);
    },
    reason: missingOr('challengeSelectInfo', 'ELEMENT_FORMAT_INVALID'),
  },
  ...HTML_RULES,
  {
    rule: 'whitelistingInfoText',
    of: SDKS,
    says: 'has at most 64 characters',
    isKept: ({ cres }) => String(cres.whitelistingInfoText ?? '').length <= 64,
  },
  {
    rule: 'pictures',
    of: ['iOS'],
    says: 'are objects',
    isKept: ({ cres }) => [cres.issuerImage, cres.psImage].every((image) => image === undefined || typeof image === 'object'),
    detail: () => 'issuerImage,psImage',
  },
  {
    rule: 'labels',
    of: ['iOS'],
    says: 'are texts',
    isKept: ({ cres }) => Object.entries(cres).every(([name, value]) => !/(Label|Text)$/.test(name) || isText(value)),
    detail: ({ cres }) =>
      Object.keys(cres)
        .filter((name) => /(Label|Text)$/.test(name) && !isText(cres[name]))
        .join(','),
  },
  {
    rule: 'transStatus',
    of: ALL,
    says: 'is there at the end',
    isKept: ({ cres }) => cres.challengeCompletionInd === 'N' || /^[YNUACDRI]$/.test(String(cres.transStatus)),
    reason: missingOr('transStatus', 'ELEMENT_FORMAT_INVALID'),
  },
  {
    ...UNREADABLE,
    rule: 'final CRes',
    of: ['Android'],
    says: 'has no member beyond those of Table B.5',
    isKept: ({ cres }) => cres.challengeCompletionInd === 'N' || Object.keys(cres).every((name) => FINAL_MEMBERS.includes(name)),
  },
];
