import { type CardRange, highestOf, lowestOf } from '../../messages/cardRanges.ts';

/** What the DS answers by itself where no ACS does: an Erro, or an ARes with this transStatus. */
export type DsAnswer = 'Erro' | 'Y' | 'A' | 'N' | 'U' | 'R';

/** Reference numbers or codes that are known; undefined knows all. */
export type KnownList = readonly string[] | undefined;

/** The rules of the payment system that the loopback DS goes by: what the specification leaves to each DS. */
export interface DsRules {
  /** A card number in no range of the DS (EMV 3DS 2.3.1.1, Req 20, 97, 282). */
  notServed: DsAnswer;
  /** A card number in a range without an ACS (Req 21, 98, 283). */
  withoutAcs: DsAnswer;
  /** A messageVersion that DS and ACS do not both speak for the card (Req 18, 95, 280): Erro 102. */
  otherVersion: DsAnswer;
  /** An ACS that cannot be reached, the second time either (Req 233): Erro 405. */
  notReached: DsAnswer;
  /** An ACS that does not answer in time (Req 235): Erro 402. */
  late: DsAnswer;
  /** An acsReferenceNumber that is not known (Req 305, 306, 308): Erro 303. */
  unknownAcs: DsAnswer;
  /** threeDSServerRefNumber, else Erro 303 (Req 19, 96, 281). */
  threeDSServers: KnownList;
  /** sdkReferenceNumber, else Erro 303 (Req 19). */
  sdks: KnownList;
  /** sdkReferenceNumber that may go with its sdkType, else Erro 305 (Req 394): `01:NUMBER`, or `NUMBER` for any sdkType. */
  allowedSdks: KnownList;
  /** threeDSRequestorID, else Erro 303 (2.2.1). */
  requestors: KnownList;
  /** acsReferenceNumber (Req 305, 306, 308). */
  acss: KnownList;
  /** mcc, else Erro 306 (Req 19, 96, 281). */
  mccs: KnownList;
  /** Whether purchaseDate and sdkSignatureTimestamp are within 30 minutes of now (Req 416), or may be any. */
  dates: 'now' | 'any';
  /** Whether an app's device information has to come as sdkEncData (Table A.1), or may come as deviceInfo, in the clear. */
  deviceInfo: 'sealed' | 'clear';
  /** Whether an AReq goes on without elements that it does not have (Req 209), or as it came. */
  unknownElements: 'dropped' | 'passed';
  /** How often a 3DS Server may ask for card ranges (Req 303): within an hour once, or any number of times. */
  preqs: 'hourly' | 'any';
  /** Whether card ranges are to be had as a file (Req 460). */
  rangeFile: 'offered' | 'none';
  /** Order of the card ranges in a PRes: 01 first in first out, 02 the other way round. */
  readOrder: '01' | '02';
  /** Countries for which a PRes has a dsUrlList, ISO 3166-1 numeric. */
  urlCountries: readonly string[];
  /** Ranges of cards that take part, without an ACS. */
  rangesWithoutAcs: readonly CardRange[];
}

/** A rule by its name: what it is unless it is set, and how its text is read; undefined for a text that is none. */
type Row<Value> = { usual: Value; read: (text: string) => Value | undefined; example: string };

const SEPARATOR = '+';
const DS_ANSWERS = ['Erro', 'Y', 'A', 'N', 'U', 'R'] as const;

function oneOf<Value extends string>(usual: NoInfer<Value>, values: readonly Value[]): Row<Value> {
  return { usual, read: (text) => values.find((value) => value === text), example: values.join(' or ') };
}

const answers = (usual: DsAnswer) => oneOf(usual, DS_ANSWERS);

/** Items beside each other, each of some form. */
function itemsOf(text: string, form: RegExp): string[] | undefined {
  const items = text.split(SEPARATOR);
  return items.every((item) => form.test(item)) ? items : undefined;
}

const known = (form: RegExp, example: string): Row<KnownList> => ({
  usual: undefined,
  read: (text) => itemsOf(text, form),
  example,
});
const NUMBERS = known(/^.{1,32}$/u, 'NUMBER+NUMBER');

const ROWS: { readonly [Name in keyof DsRules]: Row<DsRules[Name]> } = {
  notServed: answers('U'),
  withoutAcs: answers('U'),
  otherVersion: answers('Erro'),
  notReached: answers('Erro'),
  late: answers('Erro'),
  unknownAcs: answers('Erro'),
  threeDSServers: NUMBERS,
  sdks: NUMBERS,
  allowedSdks: known(/^(\d\d:)?.{1,32}$/u, '01:NUMBER+NUMBER'),
  requestors: known(/^.{1,35}$/u, 'ID+ID'),
  acss: NUMBERS,
  mccs: known(/^\d{4}$/, '5999+5411'),
  dates: oneOf('now', ['now', 'any']),
  deviceInfo: oneOf('sealed', ['sealed', 'clear']),
  unknownElements: oneOf('dropped', ['dropped', 'passed']),
  preqs: oneOf('hourly', ['hourly', 'any']),
  rangeFile: oneOf('offered', ['offered', 'none']),
  readOrder: oneOf('01', ['01', '02']),
  urlCountries: { usual: [], read: (text) => itemsOf(text, /^\d{3}$/), example: '250+826' },
  rangesWithoutAcs: { usual: [], read: readRanges, example: '9900000000000-9900009999999' },
};

function readRanges(text: string): CardRange[] | undefined {
  const ranges = itemsOf(text, /^\d{13,19}-\d{13,19}$/)?.map((item) => {
    const [start = '', end = ''] = item.split('-');
    return { start, end };
  });
  return ranges?.every((range) => lowestOf(range) <= highestOf(range)) ? ranges : undefined;
}

/** What a rule is written like, for who wrote it wrong. */
export const DS_RULE = `NAME=VALUE of ${Object.entries(ROWS)
  .map(([name, { example }]) => `${name}=${example}`)
  .join(', ')}`;

/** Whether a text is a rule of the DS, `NAME=VALUE`. */
export function isDsRule(text: string): boolean {
  return readRule(text) !== undefined;
}

function readRule(text: string): Partial<DsRules> | undefined {
  const at = text.indexOf('=');
  const name = Object.keys(ROWS).find((one): one is keyof DsRules => one === text.slice(0, at));
  const value = name && ROWS[name].read(text.slice(at + 1));
  return name && value !== undefined ? { [name]: value } : undefined;
}

/** The rules of the DS, with those of the list in place of the usual ones; what is none is left out. */
export function readDsRules(list: readonly string[] = []): DsRules {
  const usual = Object.fromEntries(Object.entries(ROWS).map(([name, row]) => [name, row.usual])) as unknown as DsRules;
  return Object.assign(usual, ...list.map(readRule));
}
