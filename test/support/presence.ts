import type { Json } from './json.ts';

/** One place in the matrix of outcomes, as a table of the protocol asks about it. */
export interface Cell {
  messageVersion: string;
  /** 01 app, 02 browser, 03 3RI. */
  deviceChannel: string;
  /** 01 payment, 02 non-payment. */
  messageCategory: string;
  scheme: keyof typeof SCHEMES;
  /** Of the ARes or RReq. */
  transStatus: string;
  transStatusReason?: string | undefined;
  challengeCancel?: string | undefined;
  /** Whether the requestor takes D. */
  asksForDecoupled?: boolean | undefined;
  /** Of an RReq: after a challenge, or decoupled. */
  after?: 'C' | 'D';
  /** 3RI with threeRIInd 01 or 02. */
  isRecurring?: boolean | undefined;
  /** threeDSRequestorChallengeInd 06. */
  isDataOnly?: boolean | undefined;
}

type EciRow = Partial<Record<string, string>>;

/** The payment systems as their acquirers document them: a card, the ECI of payments and others, and whether others are proven. */
export const SCHEMES = {
  Visa: { acctNumber: '4111111111111111', eci: row('05 06 - - - 07'), others: row('05 06 - - - 07'), proven: false },
  Mastercard: { acctNumber: '5555555555554444', eci: row('02 01 00 00 00 06'), others: row('N2 - N0 N0 N0 06'), proven: true },
  CB: { acctNumber: '4360000001000005', eci: row('05 06 - - - 07'), others: row('05 06 - - - 07'), proven: false },
  Amex: { acctNumber: '378282246310005', eci: row('05 06 - - - 07'), others: row('05 06 - - - 07'), proven: false },
  JCB: { acctNumber: '3530111333300000', eci: row('05 06 - - - 07'), others: row('05 06 - - - 07'), proven: false },
  Discover: { acctNumber: '6011111111111117', eci: row('05 06 - - - 07'), others: row('05 06 - - - 07'), proven: false },
  UnionPay: { acctNumber: '6200000000000005', eci: row('05 06 - - - 07'), others: row('05 06 - - - 07'), proven: false },
  Mir: { acctNumber: '2200000000000053', eci: row('02 01 - - - -'), others: row('02 01 - - - -'), proven: false },
} as const;

/** Columns Y A N U R I; `-` for none. */
function row(codes: string): EciRow {
  const columns = codes.split(' ').map((code, index) => ['YANURI'[index] ?? '', code] as const);
  return Object.fromEntries(columns.filter(([, code]) => code !== '-'));
}

const STATUSES = 'Y A N U R I C D S'.split(' ');

/** Marks an element may have under a transStatus: M must be there, - must not, ? says the function beside it. */
type Row = [element: string, marks: string, isThere?: (cell: Cell) => boolean];

const isApp = ({ deviceChannel }: Cell) => deviceChannel === '01';
const isBrowser = ({ deviceChannel }: Cell) => deviceChannel === '02';
const is231 = ({ messageVersion }: Cell) => messageVersion === '2.3.1';
const before231 = (cell: Cell) => !is231(cell);
const hasReason = ({ transStatusReason }: Cell) => transStatusReason !== undefined;
/** I is proven for payments of Visa, and for data only of Mastercard. */
const isProvenOf = (cell: Cell) =>
  cell.transStatus === 'I'
    ? cell.messageCategory === '01' && (cell.scheme === 'Visa' || (cell.scheme === 'Mastercard' && cell.isDataOnly === true))
    : isProven(cell);
const isProven = ({ messageCategory, scheme }: Cell) => messageCategory === '01' || SCHEMES[scheme].proven;

/** EMV 3DS 2.1.0, 2.2.0 and 2.3.1, Tables A.1 and B.2: an ARes of which nothing more is asked than its outcome. */
const ARES: readonly Row[] = [
  //                          Y A N U R I C D S
  ['messageType', /*       */ 'M M M M M M M M M'],
  ['messageVersion', /*    */ 'M M M M M M M M M'],
  ['threeDSServerTransID', /**/ 'M M M M M M M M M'],
  ['dsTransID', /*         */ 'M M M M M M M M M'],
  ['acsTransID', /*        */ 'M M M M M M M M M'],
  ['dsReferenceNumber', /* */ 'M M M M M M M M M'],
  ['acsReferenceNumber', /**/ 'M M M M M M M M M'],
  ['acsOperatorID', /*     */ 'M M M M M M M M M'],
  ['transStatus', /*       */ 'M M M M M M M M M'],
  ['sdkTransID', /*        */ '? ? ? ? ? ? ? ? ?', isApp],
  ['deviceInfoRecognisedVersion', '? ? ? ? ? ? ? ? ?', (cell) => isApp(cell) && is231(cell)],
  ['threeDSRequestorAppURLInd', '? ? ? ? ? ? ? ? ?', (cell) => isApp(cell) && is231(cell)],
  ['transStatusReason', /* */ '- ? M M M - - - -', hasReason],
  ['authenticationValue', /**/ '? ? - - - ? - - -', isProvenOf],
  ['eci', /*               */ '? ? ? ? ? ? - - -', (cell) => eciOf(cell) !== undefined],
  ['acsChallengeMandated', /**/ '- - - - - - M M -'],
  ['authenticationType', /**/ '- - - - - - ? ? -', before231],
  ['authenticationMethod', /**/ '- - - - - - ? ? -', is231],
  ['acsURL', /*            */ '- - - - - - ? - -', isBrowser],
  ['acsSignedContent', /*  */ '- - - - - - ? - -', isApp],
  ['acsRenderingType', /*  */ '- - - - - - ? - -', isApp],
  ['acsDecConInd', /*      */ '? ? ? ? ? ? ? M ?', ({ asksForDecoupled = false }) => asksForDecoupled],
  ['cardholderInfo', /*    */ '- - - - - - - M -'],
  ['spcTransData', /*      */ '- - - - - - - - M'],
  ['webAuthnCredList', /*  */ '- - - - - - - - M'],
];

const afterChallenge = ({ after }: Cell) => after === 'C';
/** Before 2.3.1 it is required without a condition, but in 3RI, which has none. */
const countsInteractions = (cell: Cell) => afterChallenge(cell) || (before231(cell) && cell.deviceChannel !== '03');

/** In 2.3.1 an RReq has no other sign that nobody was asked on a page, and that no interactionCounter is owed. */
const namesDecoupled = ({ after, challengeCancel }: Cell) => after === 'D' && challengeCancel !== '03';

/** EMV 3DS 2.1.0, 2.2.0 and 2.3.1, Table B.8: an RReq to the DS. Up to 2.2.0 the DS is told the method of every challenge. */
const RREQ: readonly Row[] = [
  //                          Y A N U R
  ['messageType', /*       */ 'M M M M M'],
  ['messageVersion', /*    */ 'M M M M M'],
  ['threeDSServerTransID', /**/ 'M M M M M'],
  ['dsTransID', /*         */ 'M M M M M'],
  ['acsTransID', /*        */ 'M M M M M'],
  ['messageCategory', /*   */ 'M M M M M'],
  ['transStatus', /*       */ 'M M M M M'],
  ['sdkTransID', /*        */ '? ? ? ? ?', (cell) => isApp(cell) && cell.messageVersion !== '2.1.0'],
  ['acsRenderingType', /*  */ '? ? ? ? ?', (cell) => afterChallenge(cell) && isApp(cell)],
  ['interactionCounter', /**/ '? ? ? ? ?', countsInteractions],
  ['transStatusReason', /* */ '- - M M M'],
  ['challengeCancel', /*   */ '- - ? ? -', ({ challengeCancel }) => challengeCancel !== undefined],
  ['authenticationValue', /**/ '? ? - - -', isProven],
  ['eci', /*               */ '? ? ? ? ?', (cell) => eciOf(cell) !== undefined],
  ['authenticationType', /**/ '? ? ? ? ?', before231],
  [
    'authenticationMethod',
    /**/ '? ? ? ? ?',
    (cell) => before231(cell) || ['Y', 'N'].includes(cell.transStatus) || namesDecoupled(cell),
  ],
];

/** The final CRes (Table B.5): nothing else may be in it. */
const CRES = ['messageType', 'messageVersion', 'threeDSServerTransID', 'acsTransID', 'transStatus'];
const CRES_OF_APP = [...CRES, 'sdkTransID', 'acsCounterAtoS', 'challengeCompletionInd'];

/** The ECI that the payment system gives to a result; undefined where it gives none. */
export function eciOf({ scheme, messageCategory, transStatus, isRecurring, isDataOnly }: Cell): string | undefined {
  const { eci, others } = SCHEMES[scheme];
  if (messageCategory !== '01') return others[transStatus];
  if (scheme === 'Mastercard' && isRecurring && transStatus === 'Y') return '07';
  if (scheme === 'Mastercard' && isDataOnly && transStatus === 'I') return '04';
  return eci[transStatus];
}

/** What is wrong with an ARes: elements that are missing or should not be there, and values that the tables fix. */
export function faultsOfARes(ares: Json, cell: Cell): string[] {
  const isDecoupled = cell.transStatus === 'D';
  return [
    ...faultsOfPresence(ares, ARES, cell),
    ...differences(ares, {
      ...valuesOf(cell),
      ...(ares.acsDecConInd ? { acsDecConInd: isDecoupled ? 'Y' : 'N' } : {}),
      ...(isDecoupled && before231(cell) ? { authenticationType: '04' } : {}),
      ...(isDecoupled && is231(cell) ? { authenticationMethod: ['12'] } : {}),
    }),
    ...faultsOfValue(ares, cell),
  ];
}

/** The same of an RReq as it reaches the DS. */
export function faultsOfRReq(rreq: Json, cell: Cell): string[] {
  const { messageCategory, challengeCancel } = cell;
  return [
    ...faultsOfPresence(rreq, RREQ, cell),
    ...differences(rreq, { ...valuesOf(cell), messageCategory, challengeCancel }),
    ...faultsOfValue(rreq, cell),
  ];
}

/** The same of the final CRes: Y, or N for whatever else came of it. */
export function faultsOfCRes(cres: Json, cell: Cell): string[] {
  const names = isApp(cell) ? CRES_OF_APP : CRES;
  const values = { messageVersion: cell.messageVersion, transStatus: cell.transStatus === 'Y' ? 'Y' : 'N' };
  return [
    ...names.filter((name) => !(name in cres)).map((name) => `CRes: ${name} is missing`),
    ...Object.keys(cres)
      .filter((name) => !names.includes(name))
      .map((name) => `CRes: ${name} should not be there`),
    ...differences(cres, isApp(cell) ? { ...values, challengeCompletionInd: 'Y' } : values),
  ];
}

function valuesOf(cell: Cell): Json {
  const { messageVersion, transStatus, transStatusReason } = cell;
  return { messageVersion, transStatus, transStatusReason, eci: eciOf(cell) };
}

function faultsOfPresence(message: Json, rows: readonly Row[], cell: Cell): string[] {
  const column = STATUSES.indexOf(cell.transStatus);
  const faults = Object.keys(message).filter((name) => !rows.some(([element]) => element === name));
  const about = `${message.messageType}: `;
  return [
    ...faults.map((name) => `${about}${name} is in no table`),
    ...rows.flatMap(([element, marks, isThere = () => true]) => {
      const mark = marks.split(' ')[column] ?? '-';
      const expected = mark === 'M' || (mark === '?' && isThere(cell));
      if (expected === element in message) return [];
      return [`${about}${element} ${expected ? 'is missing' : 'should not be there'}`];
    }),
  ];
}

function differences(message: Json, expected: Json): string[] {
  return Object.entries(expected)
    .filter(([name, value]) => JSON.stringify(message[name]) !== JSON.stringify(value))
    .map(([name, value]) => `${message.messageType}: ${name} is ${JSON.stringify(message[name])}, not ${JSON.stringify(value)}`);
}

/** 20 bytes and their padding, or Mastercard's 21 without any: 28 characters both. */
function faultsOfValue({ authenticationValue: value }: Json, { scheme }: Cell): string[] {
  if (value === undefined) return [];
  const form = scheme === 'Mastercard' ? /^[A-Za-z0-9+/]{28}$/ : /^[A-Za-z0-9+/]{27}=$/;
  return form.test(String(value)) ? [] : [`authenticationValue ${value} is not one of ${scheme}`];
}
