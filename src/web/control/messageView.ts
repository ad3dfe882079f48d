import { descriptionsOf } from '../../messages/descriptions.ts';
import { ERROR_CODES, type ProtocolError } from '../../messages/errors.ts';
import { faultsOf, type ReadOptions } from '../../messages/read.ts';
import type { MessageType } from '../../messages/schemas.ts';
import { ruleOfFault } from '../../messages/subject.ts';
import type { MessageVersion } from '../../messages/versions.ts';
import type { MessageRecord } from '../../store/messageRecord.ts';
import { curlOf } from './curl.ts';
import { type JsonNode, jsonTree, visible } from './jsonTree.ts';
import type { Arrow } from './sequence.ts';
import { wayOf } from './sequence.ts';
import { readJson, ruleOfMessage, type ToldApart, textIn } from './transactionView.ts';

/** What is wrong with an element, or with the message as a whole. */
export interface FaultShown {
  errorCode: string;
  /** The element, or the text of the errorDetail. */
  detail: string;
  errorDescription: string;
  /** Ids of docs/conformance/requirements.csv. */
  rule: string;
}

/** An element with what it is, as far as a schema says it, and what is wrong with it. */
export type JudgedNode = Omit<JsonNode, 'members'> & { about: string; faults: FaultShown[]; members: JudgedNode[] };

/** A message on the page of its transaction. */
export interface MessageView {
  /** `AReq`, the second one `AReq-2`: where links lead. */
  id: string;
  label: string;
  record: MessageRecord;
  tree: JudgedNode[];
  /** Faults that stand at no element of the message, such as an absent one. */
  faults: FaultShown[];
  /** Whether it was judged: what is of no known type cannot be. */
  judged: boolean;
  hasFaults: boolean;
  isError: boolean;
  /** The message as it came, with what cannot be seen spelt out. */
  text: string;
  curl?: string;
  mark?: string;
  /** Of an Erro: the rule that it goes by. */
  rule?: string;
  /** Where the same message stands that was kept before. */
  sameAs?: string;
  isLate: boolean;
}

/** What the messages of a transaction are read with. */
export interface ReadingContext {
  readOptions: ReadOptions;
  messageVersion: MessageVersion;
  deviceChannel: string | undefined;
  /** Where an AReq is posted to. */
  areqUrl: string;
}

const TYPES: readonly string[] = ['AReq', 'ARes', 'CReq', 'CRes', 'RReq', 'RRes', 'OReq', 'ORes', 'Erro'];

/** The messages in their order, each with an id of its own, as a tree, judged by the readers that the ACS itself uses. */
export function messageViews(records: readonly (MessageRecord & Partial<ToldApart>)[], context: ReadingContext): MessageView[] {
  const seen = new Map<string, number>();
  const places = new Map<number, string>();
  return records.map((record) => {
    const count = (seen.get(record.type) ?? 0) + 1;
    seen.set(record.type, count);
    const place = count === 1 ? record.type : `${record.type}-${count}`;
    if (record.id !== undefined) places.set(record.id, place);
    const sameAs = record.sameAs === undefined ? undefined : places.get(record.sameAs);
    return { ...messageView(record, place, context), ...(sameAs ? { sameAs } : {}), isLate: record.late === true };
  });
}

function messageView(record: MessageRecord, id: string, context: ReadingContext): Omit<MessageView, 'isLate'> {
  const { type, body, mark } = record;
  const rule = ruleOfMessage(record);
  const expected = expectedTypes(type);
  const faults = expected ? faultsOf(expected, standInForMasked(body), optionsFor(type, context)).flatMap(toFaults) : [];
  const [schema] = expected ?? [];
  const descriptions = schema ? descriptionsOf(context.messageVersion, schema) : new Map<string, string>();
  const known = new Set<string>();
  const tree = jsonTree(readJson(body), id).map((node) => judgedNode(node, { faults, descriptions }, known));
  return {
    ...{ id, record, tree, label: labelOf(record) },
    faults: faults.filter(({ detail }) => !known.has(detail)),
    judged: expected !== undefined,
    hasFaults: faults.length > 0,
    isError: type === 'Erro' || type === 'invalid',
    text: visibleText(body),
    ...(type === 'AReq' ? { curl: curlOf(context.areqUrl, visibleText(body)) } : {}),
    ...(mark ? { mark: visible(mark) } : {}),
    ...(rule ? { rule } : {}),
  };
}

/** What an RRes has to be is known also where one came that is none. */
function expectedTypes(type: string): MessageType[] | undefined {
  if (type === 'invalid') return ['RRes', 'Erro'];
  return TYPES.includes(type) ? [type as MessageType] : undefined;
}

function optionsFor(type: string, { readOptions, messageVersion, deviceChannel }: ReadingContext): ReadOptions {
  return {
    ...readOptions,
    ...(type === 'AReq' || deviceChannel === undefined ? {} : { deviceChannel }),
    version: messageVersion,
  };
}

/** The record hides card numbers and security codes; that is no fault of the message. */
function standInForMasked(body: string): string {
  return body.replaceAll(/(?<![\w-])\d{5,6}X{4,9}\d{4}(?![\w-])|"cardSecurityCode"\s*:\s*"X+"/g, (masked) =>
    masked.replaceAll('X', '0'),
  );
}

/** An errorDetail that names several elements is a fault of each. */
function toFaults({ reason, detail, rule = '' }: ProtocolError): FaultShown[] {
  const [errorCode, errorDescription] = ERROR_CODES[reason];
  const details = /^[a-z][\w.-]*(,[a-z][\w.-]*)*$/i.test(detail) ? detail.split(',') : [detail];
  // Of several rules, each is that of one of the elements.
  const ruleOf = (one: string) => (rule === '' || rule.includes(', ') ? ruleOfFault({ reason, detail: one }) : rule);
  return details.map((one) => ({ errorCode, errorDescription, detail: visible(one), rule: ruleOf(one) }));
}

/** @param known gets the names of the elements at which faults were shown */
function judgedNode(
  node: JsonNode,
  all: { faults: readonly FaultShown[]; descriptions: ReadonlyMap<string, string> },
  known: Set<string>,
): JudgedNode {
  // An errorDetail names no place in a list: the list, or in it the first of that name, shows what is wrong with one of them.
  const faults = known.has(node.path) ? [] : all.faults.filter(({ detail }) => detail === node.path);
  if (faults.length > 0) known.add(node.path);
  const about = all.descriptions.get(node.path) ?? '';
  return { ...node, about, faults: unique(faults), members: node.members.map((member) => judgedNode(member, all, known)) };
}

function unique(faults: readonly FaultShown[]): FaultShown[] {
  return [...new Map(faults.map((fault) => [fault.errorCode, fault])).values()];
}

function labelOf({ type, body }: MessageRecord): string {
  const said = textIn(body, type === 'Erro' ? 'errorCode' : 'transStatus');
  return said && /^\w{1,3}$/.test(said) ? `${type} ${said}` : type;
}

/** Tabs and line breaks stay: in JSON they stand between its parts only. */
function visibleText(text: string): string {
  return text.replaceAll(/[^\t\r\n]+/g, visible);
}

/** The step of a message in the diagram. @param startedAt milliseconds since 1970 */
export function stepOf({ id, label, record, isError, mark }: MessageView, startedAt: number): Arrow & { type: string } {
  const [from, to] = wayOf(record, textIn(record.body, 'errorMessageType'));
  return {
    type: record.type,
    href: `#${id}`,
    label,
    from,
    to,
    offsetMs: record.at - startedAt,
    isError,
    ...(mark ? { mark } : {}),
  };
}
