// What the protocol answers to a message, worked out from the table of its elements alone: no schema is asked.
import { SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import type { Json } from './example.ts';
import { CURRENCIES, type Fault, faultOf, sampleOf } from './kinds.ts';
import { type Element, elementsOf, isEmptyIn, isRequired, presenceOf } from './table.ts';

type Version = (typeof SUPPORTED_VERSIONS)[number];
type Code = '201' | NonNullable<Fault>;

/** A kind of message: the channel and category where the message does not say them are those of its transaction. */
export interface Kind {
  version: Version;
  type: string;
  channel: string;
  category: string;
}

const tables = new Map<string, Element[]>();

function tableOf({ version, type }: Kind): Element[] {
  const key = `${version} ${type}`;
  const table = tables.get(key) ?? elementsOf(version, type);
  tables.set(key, table);
  return table;
}

export function elementsIn(kind: Kind): Element[] {
  return tableOf(kind).filter((element) => presenceOf(element, kind.channel, kind.category) !== '-');
}

/** The verdict: `['accepted', '']`, or the errorCode with the sorted names. */
export function judge(kind: Kind, message: Json): [code: string, names: string] {
  const { messageType, messageVersion, messageExtension } = message;
  const basic = (value: unknown) => value === undefined || value === null || value === '';
  if (basic(messageType)) return ['201', 'messageType'];
  if (typeof messageType !== 'string') return ['203', 'messageType'];
  if (messageType !== kind.type) return ['101', 'Invalid Message Type'];
  if (['OReq', 'ORes'].includes(kind.type) && ['2.1.0', '2.2.0'].includes(messageVersion as string))
    return ['101', 'Invalid Message Type'];
  if (basic(messageVersion)) return ['201', 'messageVersion'];
  if (typeof messageVersion !== 'string' || !/^\d+\.\d+\.\d+$/.test(messageVersion) || messageVersion.length > 8)
    return ['203', 'messageVersion'];
  if (!(SUPPORTED_VERSIONS as readonly string[]).includes(messageVersion)) return ['102', SUPPORTED_VERSIONS.join(',')];
  if (messageVersion !== kind.version) return ['203', 'messageVersion'];
  if (kind.type !== 'Erro' && Array.isArray(messageExtension)) {
    const critical = messageExtension.filter((extension) => extension?.criticalityIndicator === true).map(({ id }) => id);
    const ids = critical.filter((id) => typeof id === 'string' && id !== '');
    if (ids.length > 0) return ['202', ids.join()];
  }
  const own = kind.type === 'AReq' ? { channel: String(message.deviceChannel), category: String(message.messageCategory) } : {};
  const faults = faultsIn({ ...kind, ...own }, message);
  const deciding = faults.filter(([, path]) => path === 'deviceChannel' || path === 'messageCategory');
  return first(deciding) ?? first(faults) ?? ['accepted', ''];
}

function first(faults: [Code, string][]): [string, string] | undefined {
  for (const code of ['201', '203', '207', '204', '304']) {
    const names = faults.filter(([found]) => found === code).map(([, path]) => path);
    if (names.length > 0) return [code, [...new Set(names)].sort().join()];
  }
  return undefined;
}

function faultsIn(kind: Kind, message: Json): [Code, string][] {
  const table = tableOf(kind);
  const faults: [Code, string][] = [];
  const visit = (parent: string, around: Json) => {
    for (const element of table) {
      if (element.parent !== parent) continue;
      const presence = presenceOf(element, kind.channel, kind.category);
      if (presence === '-') continue;
      const value = Object.hasOwn(around, element.name) ? around[element.name] : undefined;
      if (isEmptyIn(kind.version, value)) {
        const isOfNamed = element.path === 'sellerInfo.sellerId' && namesSeller(message);
        if (isOfNamed || isRequired(element, presence, kind.version, message, around)) faults.push(['201', element.path]);
        else if (value !== undefined) faults.push(['203', element.path]);
        continue;
      }
      const fault = faultOf(element, value, kind.version) ?? contextFault(kind, element, message, value);
      if (fault) faults.push([fault, element.path]);
      for (const child of Array.isArray(value) ? value : [value]) {
        if (typeof child !== 'object' || child === null || Array.isArray(child)) continue;
        if (Array.isArray(value) === (element.kind === 'objects') && ['object', 'objects', 'jwk'].includes(element.kind))
          visit(element.path, child);
        // An item without content has nothing to need, and is malformed.
        if (
          Array.isArray(value) &&
          element.kind === 'objects' &&
          kind.version === '2.3.1' &&
          Object.keys(child).length === 0 &&
          !needsChildren(kind, element)
        )
          faults.push(['203', element.path]);
      }
      if (element.kind === 'jwk')
        for (const name of ['kty', 'crv', 'x', 'y'])
          if (isEmptyIn(kind.version, (value as Json)[name]) && faultOf(element, value, kind.version) === undefined)
            faults.push(['201', `${element.path}.${name}`]);
    }
    for (const [currency, exponent] of PAIRS) {
      const [code, decimals] = [around[currency], around[exponent]];
      const known = typeof code === 'string' ? CURRENCIES[code] : undefined;
      const path = (name: string) => (parent === '' ? name : `${parent}.${name}`);
      const judged = table.some(
        (element) => element.path === path(currency) && presenceOf(element, kind.channel, kind.category) !== '-',
      );
      if (judged && known && typeof decimals === 'string' && known !== decimals)
        faults.push(['304', path(currency)], ['304', path(exponent)]);
    }
  };
  visit('', message);
  return faults;
}

const PAIRS = [
  ['purchaseCurrency', 'purchaseExponent'],
  ['recurringCurrency', 'recurringExponent'],
  ['merchantCurrency', 'merchantExponent'],
] as const;

function needsChildren(kind: Kind, parent: Element): boolean {
  return tableOf(kind).some((child) => child.parent === parent.path && presenceOf(child, kind.channel, kind.category) === 'R');
}

const itemsOf = (list: unknown) => (Array.isArray(list) ? list.filter((item) => typeof item === 'object' && item !== null) : []);
const sellersIn = ({ sellerInfo }: Json): unknown[] => itemsOf(sellerInfo).map(({ sellerId }) => sellerId);

/** Whether a merchant of a payment that several share names a seller: then each seller has a name. */
function namesSeller({ multiTransaction }: Json): boolean {
  const { merchantList } = (multiTransaction ?? {}) as Json;
  return itemsOf(merchantList).some(({ sellerId }) => !isEmptyIn('2.3.1', sellerId));
}

/** What is refused because of another element. */
function contextFault({ version, channel, category }: Kind, { path }: Element, message: Json, value: unknown): Fault {
  // Each channel has one of the two indicators, a channel of a DS may have either.
  const isInstalment =
    (channel !== '03' && message.threeDSRequestorAuthenticationInd === '03') ||
    (channel !== '01' && channel !== '02' && message.threeRIInd === '02');
  if (path === 'purchaseInstalData' && !isInstalment) return '203';
  if (path === 'multiTransaction.merchantList.sellerId' && !sellersIn(message).includes(value)) return '203';
  if (
    path === 'deviceRenderOptions.sdkUiType' &&
    version === '2.3.1' &&
    (message.deviceRenderOptions as Json).sdkInterface === '01'
  )
    return ['05', '06'].some((html) => (value as unknown[]).includes(html)) ? '203' : undefined;
  if (path === 'messageCategory' && version === '2.1.0' && channel === '03' && category === '01') return '203';
  return undefined;
}

/** A valid message of a kind with all that it needs; with an element and its parents, and with some elements set beforehand. */
export function build(kind: Kind, element?: Element, context: Json = {}): Json {
  const { version, type, channel, category } = kind;
  const named =
    type === 'AReq'
      ? { messageCategory: category, deviceChannel: channel }
      : type === 'RReq'
        ? { messageCategory: category }
        : {};
  const message: Json = { messageType: type, messageVersion: version, ...named, ...structuredClone(context) };
  if (element) put(kind, message, element);
  for (let grown = true; grown; ) {
    grown = false;
    for (const each of elementsIn(kind)) {
      for (const around of parentsOf(message, each.parent)) {
        const presence = presenceOf(each, channel, category);
        if (!isEmptyIn(version, around[each.name]) || !isRequired(each, presence, version, message, around)) continue;
        if (around[each.name] !== undefined && ['object', 'objects'].includes(each.kind)) continue;
        around[each.name] = structuredClone(sampleOf(each));
        grown = true;
      }
    }
  }
  return message;
}

/** The objects that a path leads to. */
export function parentsOf(message: Json, path: string): Json[] {
  const names = path === '' ? [] : path.split('.');
  return names.reduce<unknown[]>((at, name) => at.flatMap((object) => (object as Json)[name] ?? []), [message]) as Json[];
}

function put(kind: Kind, message: Json, element: Element): void {
  const parent = tableOf(kind).find(({ path }) => path === element.parent);
  if (parent && parentsOf(message, element.parent).length === 0) put(kind, message, parent);
  for (const around of parentsOf(message, element.parent)) around[element.name] ??= structuredClone(sampleOf(element));
  if (element.path === 'multiTransaction.merchantList.sellerId')
    message.sellerInfo = [{ sellerName: 'x', sellerId: sampleOf(element) }];
}
