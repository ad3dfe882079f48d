// The elements of all other messages 2.2.0 (Table B), as areqElements.test.ts has those of the AReq: literals, not the schema.
import t from 'tap';

import { findings, type MessageType, readSchema } from '../../src/messages/schemas.ts';
import { example, type Json, verdict, withElement } from './example.ts';

interface Table {
  /** A valid message that the others are made of. */
  example: Json;
  required: string;
  /** Codes by element; DS: 80 to 99 are taken, too. */
  codes?: Record<string, string>;
  /** [least, most] characters, and of what, by element. */
  texts?: Record<string, [number, number, string?]>;
  uuids?: string;
}

const uuid = '0b7a0b5e-7d0c-4bd5-9f0e-3f0e0d1c2b3a';
const REASONS = Array.from({ length: 26 }, (_, at) => String(at + 1).padStart(2, '0')).join(' ');
const WHITE_LIST = { whiteListStatus: 'Y N E P R U', whiteListStatusSource: '01 02 03 DS' };
const RENDERING = { 'acsRenderingType.acsInterface': '01 02', 'acsRenderingType.acsUiTemplate': '01 02 03 04 05' };
const inApp = { sdkTransID: uuid, acsRenderingType: { acsInterface: '02', acsUiTemplate: '01' } };
const IDS = 'threeDSServerTransID acsTransID dsTransID';

const TABLES: Partial<Record<MessageType, Table>> = {
  ARes: {
    example: { ...example('ARes-C'), ...inApp, whiteListStatusSource: '03', acsURL: undefined, acsSignedContent: 'e30.e30.AA' },
    required: `messageType messageVersion ${IDS} dsReferenceNumber acsReferenceNumber`,
    codes: {
      ...{ ...WHITE_LIST, ...RENDERING, transStatusReason: `${REASONS} DS`, transStatus: 'Y N U A C D R I' },
      ...{ acsChallengeMandated: 'Y N', acsDecConInd: 'N', authenticationType: '01 02 03 04 DS' },
    },
    texts: {
      ...{ dsReferenceNumber: [1, 32], acsReferenceNumber: [1, 32], acsOperatorID: [1, 32] },
      ...{ cardholderInfo: [1, 128], eci: [2, 2] },
    },
    uuids: `${IDS} sdkTransID`,
  },
  RReq: {
    example: { ...example('RReq-N'), ...inApp, whiteListStatusSource: '03' },
    required: `messageType messageVersion ${IDS} messageCategory transStatus interactionCounter`,
    codes: {
      ...{ ...WHITE_LIST, ...RENDERING, transStatusReason: `${REASONS} DS`, transStatus: 'Y N U A R' },
      ...{ messageCategory: '01 02 DS', authenticationType: '01 02 03 04 DS' },
      authenticationMethod: '01 02 03 04 05 06 07 08 09 10 11 DS',
      challengeCancel: '01 03 04 05 06 07 08 DS',
    },
    texts: { eci: [2, 2], interactionCounter: [2, 2, '0'] },
    uuids: `${IDS} sdkTransID`,
  },
  RRes: {
    example: example('RRes'),
    required: `messageType messageVersion ${IDS} resultsStatus`,
    codes: { resultsStatus: '01 02 03 DS' },
    uuids: `${IDS} sdkTransID`,
  },
  CReq: {
    example: example('CReq'),
    required: 'messageType messageVersion threeDSServerTransID acsTransID challengeWindowSize',
    codes: { challengeWindowSize: '01 02 03 04 05' },
    uuids: 'threeDSServerTransID acsTransID',
  },
  CRes: {
    example: example('CRes'),
    required: 'messageType messageVersion threeDSServerTransID acsTransID transStatus',
    codes: { transStatus: 'Y N' },
    uuids: 'threeDSServerTransID acsTransID',
  },
  Erro: {
    example: example('Erro'),
    required: 'messageType messageVersion errorCode errorComponent errorDescription errorDetail',
    codes: {
      errorCode: '101 102 103 201 202 203 204 301 302 303 304 305 306 307 402 403 404 405',
      errorComponent: 'C S D A',
      errorMessageType: 'AReq ARes CReq CRes PReq PRes RReq RRes Erro',
    },
    texts: { errorDescription: [1, 2048], errorDetail: [1, 2048] },
    uuids: `${IDS} sdkTransID`,
  },
  PReq: {
    example: example('PReq'),
    required: 'messageType messageVersion threeDSServerRefNumber threeDSServerTransID',
    texts: { threeDSServerRefNumber: [1, 32], threeDSServerOperatorID: [1, 32], serialNum: [1, 20, '1'] },
    uuids: 'threeDSServerTransID',
  },
  PRes: {
    example: example('PRes'),
    required: 'messageType messageVersion threeDSServerTransID dsTransID dsStartProtocolVersion dsEndProtocolVersion',
    texts: { serialNum: [1, 20, '1'] },
    uuids: 'threeDSServerTransID dsTransID',
  },
};

const TWO_DIGITS = Array.from({ length: 100 }, (_, code) => String(code).padStart(2, '0'));
const THREE_DIGITS = Array.from({ length: 400 }, (_, code) => String(code + 100));
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', ...'AReq ARes CReq CRes OReq ORes PReq PRes RReq RRes Erro'.split(' ')];

for (const [type, table] of Object.entries(TABLES) as [MessageType, Table][]) {
  const judge = (path: string, value: unknown) => verdict(type, withElement(table.example, path, value));
  const blames = (path: string, value: unknown, base = table.example) =>
    findings('2.2.0', type, withElement(base, path, value)).some(({ element, fault }) => element === path && fault === 'format');

  t.test(`The elements of ${type}`, async (t) => {
    t.same(verdict(type, table.example), ['accepted', ''], 'the example is valid');
    for (const name of table.required.split(' ')) {
      for (const value of [undefined, null, '']) t.same(judge(name, value), ['201', name], `${name} is required: ${value}`);
    }
    for (const [path, values] of Object.entries(table.codes ?? {})) {
      const isTaken = (code: string) => values.split(' ').includes(code) || (values.includes('DS') && /^[89]\d$/.test(code));
      const all = [...(path === 'errorCode' ? THREE_DIGITS : TWO_DIGITS), ...LETTERS];
      const base = path === 'transStatusReason' ? { ...table.example, transStatus: 'U' } : table.example;
      const taken = all.filter((code) => !blames(path, code, base));
      t.same(taken, all.filter(isTaken), `${path} takes ${values}`);
      t.ok(blames(path, 1) && blames(path, ['01']), `${path} is a text`);
    }
    for (const [path, [least, most, char = 'x']] of Object.entries(table.texts ?? {})) {
      const taken = [least, most].filter((length) => !blames(path, char.repeat(length)));
      t.same(taken, [least, most], `${path} has ${least} to ${most} characters`);
      t.not(judge(path, '')[0], 'accepted', `${path} is not empty`);
      t.ok(blames(path, char.repeat(most + 1)), `${path} has not ${most + 1}`);
      if (least > 1) t.ok(blames(path, char.repeat(least - 1)), `${path} has not ${least - 1}`);
      if (char !== 'x') t.ok(blames(path, '-'.repeat(least)), `${path} has a character set`);
      t.ok(blames(path, 1) && blames(path, [char]), `${path} is a text`);
    }
    for (const path of table.uuids?.split(' ') ?? []) {
      t.same(
        [uuid, 'x', 1, uuid.slice(1)].map((value) => blames(path, value)),
        [false, true, true, true],
        `${path} is a UUID`,
      );
    }
    t.same(judge('messageExtension', null), type === 'Erro' ? ['accepted', ''] : ['203', 'messageExtension'], 'messageExtension');
  });
}

t.test('No required element of a schema is without a row in these tables', async (t) => {
  for (const [type, { required }] of Object.entries(TABLES)) {
    const inSchema = readSchema(`2.2.0/${type}.json`).required as string[];
    t.same(
      inSchema.filter((name) => !required.split(' ').includes(name)),
      [],
      type,
    );
  }
});

t.test('What no table says: formats of the ARes and of the card ranges', async (t) => {
  const inBrowser = example('ARes-C');
  const acsURL = (url: unknown) => verdict('ARes', { ...inBrowser, acsURL: url });
  t.same(acsURL('https://acs.example/3ds'), ['accepted', '']);
  for (const bad of ['acs.example', 'ftp://acs.example/', 'http://[', 1, `https://a/${'x'.repeat(2039)}`])
    t.same(acsURL(bad), ['203', 'acsURL']);

  const app = TABLES.ARes?.example ?? {};
  for (const bad of ['e30.e30', 'e30.e30.', 'e30.e=.AA', 1])
    t.same(verdict('ARes', { ...app, acsSignedContent: bad }), ['203', 'acsSignedContent']);
  t.same(verdict('ARes', { ...app, acsRenderingType: { acsInterface: '01' } }), ['201', 'acsRenderingType.acsUiTemplate']);
  t.same(verdict('ARes', { ...app, acsRenderingType: { acsUiTemplate: '01' } }), ['201', 'acsRenderingType.acsInterface']);
  t.same(verdict('ARes', { ...app, acsRenderingType: '01' }), ['203', 'acsRenderingType']);

  const pres = example('PRes');
  const range = (pres.cardRangeData as Json[])[0] ?? {};
  const judgeRange = (name: string, value: unknown) => verdict('PRes', { ...pres, cardRangeData: [{ ...range, [name]: value }] });
  for (const name of ['startRange', 'endRange', 'acsStartProtocolVersion', 'acsEndProtocolVersion']) {
    t.same(judgeRange(name, undefined), ['201', `cardRangeData.${name}`]);
  }
  const values: [name: string, good: unknown[], bad: unknown[]][] = [
    ['startRange', ['4'.repeat(13), '4'.repeat(19)], ['4'.repeat(12), '4'.repeat(20), 'x'.repeat(16), 4970720000000000]],
    ['endRange', ['4'.repeat(13), '4'.repeat(19)], ['4'.repeat(12), '4'.repeat(20), 'x'.repeat(16), 4970720000000000]],
    ['actionInd', ['A', 'D', 'M'], ['X', 1]],
    ['acsStartProtocolVersion', ['2.1.0', '2.10.100'], ['2.1', '2.10.1000', 2]],
    ['acsEndProtocolVersion', ['2.1.0'], ['2.1', 2]],
    ['dsStartProtocolVersion', ['2.1.0', undefined], ['2.1', 2, null]],
    ['dsEndProtocolVersion', ['2.1.0', undefined], ['2.1', 2, null]],
    ['threeDSMethodURL', [`https://a/${'x'.repeat(246)}`, undefined], [`https://a/${'x'.repeat(247)}`, 'a', '']],
    ['acsInfoInd', [['01', '02', '03', '04', '80', '99'], undefined], [[], ['05'], ['79'], '01', [1]]],
  ];
  for (const [name, good, bad] of values) {
    t.same(
      good.filter((value) => judgeRange(name, value)[0] !== 'accepted'),
      [],
      `${name} takes what is good`,
    );
    t.same(
      bad.filter((value) => judgeRange(name, value)[0] === 'accepted'),
      [],
      `${name} refuses what is bad`,
    );
  }
  for (const bad of [[], 'all', [1], ['x']]) t.same(verdict('PRes', { ...pres, cardRangeData: bad }), ['203', 'cardRangeData']);
});
