import { ruleOfElement } from '../messages/ruleIds.ts';
import { hasType, isMessageType } from '../messages/schemas.ts';
import type { Fault } from '../messages/subject.ts';
import type { MessageVersion } from '../messages/versions.ts';
import { knownElements, versionsWith } from './elements.ts';
import { mustBeAbsent } from './ruleTexts.ts';

type Json = Record<string, unknown>;

/** What is told of a message without being a fault of it. */
export interface CheckNote {
  element: string;
  rule: string;
  meaning: string;
  change: string;
}

/**
 * Whether a fault breaks a convention that we keep, but that no receiver has to insist on. The tables say of most elements of
 * ARes and RReq that they "should be absent" with another outcome: published ACSs send them all the same, and are understood.
 */
export function isConvention({ detail, errors = [] }: Fault, message: Json): boolean {
  const { messageType, transStatus } = message;
  if (messageType !== 'ARes' && messageType !== 'RReq') return false;
  // For what is no payment the DS decides, and an ARes does not say which it is.
  if (messageType === 'ARes' && detail === 'transStatusReason' && errors.every(({ keyword }) => keyword === 'required'))
    return errors.length > 0;
  if (!mustBeAbsent(errors)) return false;
  const isForbidden =
    (detail === 'acsURL' && transStatus === 'D') || (detail === 'transStatusReason' && transStatus === undefined);
  return !isForbidden;
}

/** Under which name an element goes on in a later version. */
const RENAMED: Record<string, string> = {
  whiteListStatus: 'trustListStatus',
  whiteListStatusSource: 'trustListStatusSource',
  whitelistingInfoText: 'trustListInfoText',
  whitelistingDataEntry: 'trustListDataEntry',
  authenticationType: 'authenticationMethod',
};

/** Elements that the message has in another version only: whoever reads it passes over them. */
export function notesOfVersion(message: Json, version: MessageVersion): CheckNote[] {
  const { messageType: type } = message;
  if (typeof type !== 'string' || !isMessageType(type) || !hasType(version, type)) return [];
  const known = knownElements(version, type);
  return Object.keys(message).flatMap((element) => {
    const others = known.has(element) ? [] : versionsWith(element, type);
    if (others.length === 0) return [];
    const renamed = Object.hasOwn(RENAMED, element) ? RENAMED[element] : undefined;
    const change = renamed && known.has(renamed) ? `send ${renamed} instead` : `leave out ${element}, or let it be`;
    return [
      {
        element,
        rule: ruleOfElement(element) ?? 'Req 209',
        meaning: `Not in ${version}, only in ${others.join(' and ')}: ignored.`,
        change,
      },
    ];
  });
}
