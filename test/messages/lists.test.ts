// Lists of 2.3.1: how many items they have, and that no two of them are alike. A list of a million is judged in a moment.
import t from 'tap';
import type { MessageType } from '../../src/messages/schemas.ts';
import { example, type Json, verdict } from './example.ts';

const areq = example('AReq-browser-payment', '2.3.1');
const pres = example('PRes', '2.3.1');
const s = example('ARes-S', '2.3.1');
const [group = {}] = pres.cardRangeData as Json[];
const [newest = {}] = (group.acsProtocolVersions as Json[]).slice(-1);
const groupWith = (changes: Json) => ({ ...pres, cardRangeData: [{ ...group, ...changes }] });
const versionWith = (changes: Json) => groupWith({ acsProtocolVersions: [{ ...newest, ...changes }] });
const many = <T>(count: number, make: (at: number) => T) => Array.from({ length: count }, (_, at) => make(at));
const card = (at: number) => String(4_000_000_000_000_000 + at);

const EXTENSION = { name: 'x', id: 'A000000004-x', criticalityIndicator: false, data: { x: 1 } };
const EXT = 'cardRangeData.acsProtocolVersions.supportedMsgExt';
const twoDigits = (at: number) => String(at + 1).padStart(2, '0');

type Row = [title: string, type: MessageType, message: Json, code: string, detail?: string];

t.test('Two items alike are 204, whatever the order of their members', async (t) => {
  const seller = { sellerName: 'A', sellerId: 'seller-1' };
  const credential = { rpID: 'bank.example', credentialIds: 'A'.repeat(22) };
  const dsUrl = { threeDSServerToDsUrl: 'https://ds.example/', dsCountryCode: '250' };
  const rows: Row[] = [
    [
      'A.4 204: two sellers alike',
      'AReq',
      { ...areq, sellerInfo: [seller, { sellerId: 'seller-1', sellerName: 'A' }] },
      '204',
      'sellerInfo',
    ],
    ['two sellers that differ', 'AReq', { ...areq, sellerInfo: [seller, { ...seller, sellerId: '2' }] }, 'accepted'],
    ['A.4 204: a language twice', 'AReq', { ...areq, acceptLanguage: ['fr', 'fr'] }, '204', 'acceptLanguage'],
    ['what is malformed besides comes first', 'AReq', { ...areq, acceptLanguage: ['fr', 'fr', 1] }, '203', 'acceptLanguage'],
    [
      'A.4 204: two credentials alike',
      'ARes',
      { ...s, webAuthnCredList: [credential, { ...credential }] },
      '204',
      'webAuthnCredList',
    ],
    ['A.4 204: two addresses alike', 'PRes', { ...pres, dsUrlList: [dsUrl, { ...dsUrl }] }, '204', 'dsUrlList'],
    ['A.4 204: two groups alike', 'PRes', { ...pres, cardRangeData: [group, { ...group }] }, '204', 'cardRangeData'],
  ];
  for (const [title, type, message, code, detail = ''] of rows) t.same(verdict(type, message), [code, detail], title);
  const before = { ...example('AReq-browser-payment', '2.2.0'), messageExtension: many(2, () => EXTENSION) };
  t.same(verdict('AReq', before), ['accepted', ''], 'before 2.3.1, nobody looks');
});

t.test('The card ranges of a PRes stand in their own table', async (t) => {
  const range = { start: card(0), end: card(9) };
  const rule = 'A.6 ranges[].start/end: ';
  const rows: Row[] = [
    [`${rule}taken by these names`, 'PRes', groupWith({ ranges: [range] }), 'accepted'],
    [
      `${rule}the names of 2.2.0 are unknown`,
      'PRes',
      groupWith({ ranges: [{ startRange: card(0), endRange: card(9) }] }),
      '201',
      'cardRangeData.ranges.start,cardRangeData.ranges.end',
    ],
    [`${rule}no two alike`, 'PRes', groupWith({ ranges: [range, { ...range }] }), '204', 'cardRangeData.ranges'],
    [`${rule}5000 of them`, 'PRes', groupWith({ ranges: many(5000, (at) => ({ ...range, start: card(at) })) }), 'accepted'],
    [
      `${rule}not 5001`,
      'PRes',
      groupWith({ ranges: many(5001, (at) => ({ ...range, start: card(at) })) }),
      '203',
      'cardRangeData.ranges',
    ],
    ['ten versions', 'PRes', groupWith({ acsProtocolVersions: many(10, (at) => ({ version: `2.3.${at}` })) }), 'accepted'],
    [
      '99 abilities',
      'PRes',
      versionWith({ acsInfoInd: [...many(11, twoDigits), ...many(20, (at) => String(80 + at))] }),
      'accepted',
    ],
    [
      'an extension id of 13',
      'PRes',
      versionWith({ supportedMsgExt: [{ id: 'x'.repeat(13), version: '1.0' }] }),
      '203',
      `${EXT}.id`,
    ],
    ['a version of 1', 'PRes', versionWith({ supportedMsgExt: [{ id: 'x'.repeat(14), version: '1' }] }), '203', `${EXT}.version`],
    [
      'A.1 serialNum with file URL: who sends a file sends no serialNum',
      'PRes',
      { ...pres, cardRangeData: undefined, cardRangeDataFileURL: 'https://ds.example/ranges' },
      '203',
      'serialNum',
    ],
  ];
  for (const [title, type, message, code, detail = ''] of rows) t.same(verdict(type, message), [code, detail], title);
});

t.test('Fifty thousand groups are judged in their order, not in its square', async (t) => {
  const groups = many(50_000, (at) => ({ ...group, ranges: [{ start: card(at), end: card(at) }] }));
  const began = performance.now();
  t.same(verdict('PRes', { ...pres, cardRangeData: groups }), ['accepted', '']);
  t.same(verdict('PRes', { ...pres, cardRangeData: [...groups, groups[49_999]] }), ['204', 'cardRangeData']);
  t.ok(performance.now() - began < 20_000);
});

t.test('Who is paid in Secure Payment Confirmation has a name or an origin', async (t) => {
  const data = s.spcTransData as Json;
  const spc = (changes: Json): Json => ({ ...s, spcTransData: { ...data, ...changes } });
  const image = (url: unknown) =>
    spc({ issuerImageSpc: { default: url }, psImageSpc: { default: url, dark: url, monochrome: url } });
  const both =
    'spcTransData.issuerImageSpc.default,spcTransData.psImageSpc.default,spcTransData.psImageSpc.dark,spcTransData.psImageSpc.monochrome';
  const rows: Row[] = [
    [
      'A.28 payeeName or payeeOrigin, A.28 spcTransData.payeeName: neither',
      'ARes',
      spc({ payeeName: undefined }),
      '201',
      'spcTransData.payeeName',
    ],
    ['the origin alone', 'ARes', spc({ payeeName: undefined, payeeOrigin: 'https://shop.example' }), 'accepted'],
    ['both', 'ARes', spc({ payeeOrigin: 'https://shop.example' }), 'accepted'],
    ['A.28 spcTransData.timeout: a number', 'ARes', spc({ timeout: 60_000 }), '203', 'spcTransData.timeout'],
    ['A.28 spcTransData.timeout: too much', 'ARes', spc({ timeout: '500001' }), '203', 'spcTransData.timeout'],
    ['pictures by URL', 'ARes', image('https://bank.example/logo.png'), 'accepted'],
    ['pictures in themselves', 'ARes', image('data:image/png;base64,iVBORw0KGgo='), 'accepted'],
    ['pictures that are none', 'ARes', image('logo'), '203', both],
    [
      'a picture as a text',
      'ARes',
      spc({ issuerImageSpc: 'https://bank.example/logo.png' }),
      '203',
      'spcTransData.issuerImageSpc',
    ],
  ];
  for (const [title, type, message, code, detail = ''] of rows) t.same(verdict(type, message), [code, detail], title);
});
