import { factsOf } from '../../messages/versions.ts';
import { SdkRefusal } from './refusal.ts';
import type { AnsweredCReq, SdkRule } from './rule.ts';

export { CRES_RULES } from './cresRules.ts';
export { htmlOf } from './html.ts';
export type { AnsweredCReq } from './rule.ts';
export { WIRE_RULES } from './wireRules.ts';

/**
 * @param likePublished whether the rules of the published SDKs count besides those of the specification
 * @throws SdkRefusal for the first rule that is not kept, with what the ACS is told
 */
export function demandRules(rules: readonly SdkRule[], answered: AnsweredCReq, likePublished = true): void {
  const facts = factsOf(answered.creq.messageVersion);
  const isOfVersion = ({ unless, since }: SdkRule) => !(unless && facts?.[unless]) && (!since || Boolean(facts?.[since]));
  const isAsked = ({ of }: SdkRule) => likePublished || of.includes('EMV');
  const broken = rules.find((rule) => isAsked(rule) && isOfVersion(rule) && !rule.isKept(answered));
  if (!broken) return;
  const { rule, of, says, reason = 'ELEMENT_FORMAT_INVALID', detail = () => rule } = broken;
  const told = { reason: typeof reason === 'function' ? reason(answered) : reason, detail: detail(answered) };
  throw new SdkRefusal(rule, of, says, told);
}
