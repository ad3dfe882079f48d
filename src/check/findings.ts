import { errorCodeOf } from '../messages/errors.ts';
import { maskText } from '../messages/masking.ts';
import { hasType, isMessageType } from '../messages/schemas.ts';
import { type Fault, ruleOfFault } from '../messages/subject.ts';
import type { MessageVersion } from '../messages/versions.ts';
import { changeOf, schemaOfElement } from './advice.ts';
import { isConvention } from './notes.ts';
import { meaningOf } from './ruleTexts.ts';

type Json = Record<string, unknown>;

/** One thing that is wrong, or worth a note. Card numbers are masked in all of it. */
export interface CheckFinding {
  /** A note is of what is unusual, or of no use: nothing is wrong for it. */
  severity: 'error' | 'note';
  /** The element that it is about, `parent.child`; of a JWS also its header and payload. */
  element: string;
  /** The rule that it goes by: ids of docs/conformance/requirements.csv, parted by `, `, as `A.1 mcc`. */
  rule: string;
  /** What the rule says, in words. */
  meaning: string;
  /** What an Erro would say, in the version of the message; of a note, the Erro of those who insist, or none. */
  errorCode?: string;
  /** What would be right, with an example. */
  change: string;
}

/** A fault of whose remedy more is known than its element says. */
export type FaultToTell = Fault & { change?: string };

/** What is told there has its own rule. */
const NO_SCHEMA = 'common/definitions.json';

/** The findings of faults, with what would be right instead. */
export function toFindings(
  faults: readonly FaultToTell[],
  judged: { version: MessageVersion; type?: string; message?: Json },
): CheckFinding[] {
  const { version, type = '', message = {} } = judged;
  return faults.map((fault) => {
    const element = schemaOfElement(fault);
    const signed = element.startsWith('acsSignedContent.');
    // A type that is none never becomes the name of a file.
    const path = isMessageType(type) && hasType(version, type) ? `${version}/${type}.json` : NO_SCHEMA;
    const inSchema = signed ? { ...fault, detail: element.slice('acsSignedContent.'.length) } : fault;
    const isNote = isConvention(fault, message);
    return maskAll({
      severity: isNote ? 'note' : 'error',
      element,
      rule: ruleOfFault(fault),
      meaning: meaningOf(inSchema, signed ? 'common/acsSignedContent.json' : path, isNote),
      errorCode: errorCodeOf(version, fault.reason),
      change: `${fault.change ?? changeOf(fault, { version, type: signed ? '' : type, message })}${isNote ? ', or let it be' : ''}`,
    });
  });
}

/** A finding of what is no element of a message. */
export function error(element: string, rule: string, meaning: string, errorCode: string, change: string): CheckFinding {
  return maskAll({ severity: 'error', element, rule, meaning, errorCode, change });
}

/** A finding as it may be shown. */
export function maskAll(finding: CheckFinding): CheckFinding {
  const { element, meaning, change } = finding;
  return {
    ...finding,
    element: maskText(element, 'typed'),
    meaning: maskText(meaning, 'typed'),
    change: maskText(change, 'typed'),
  };
}
