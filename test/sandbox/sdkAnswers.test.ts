// What the headless SDK of 2.3.1 sends for each thing that a cardholder can do, by what he is shown.
import t from 'tap';
import { makeSdk, type SdkChallenge, SdkFailure } from '../../src/index.ts';
import { encode, type Json, shown, startSdkStub } from '../support/sdkStub.ts';

const FORM = '<form action="HTTPS://EMV3DS/challenge"><input type="hidden" name="h" value="1"><input name="code"></form>';
const HTML = { acsHTML: encode(`<!doctype html>${FORM}`) };
const UI = {
  text: shown('text'),
  select: shown('select'),
  multi: shown('select', { acsUiType: '03' }),
  oob: shown('oob'),
  html: shown('html', HTML),
  htmlOob: shown('html', { acsUiType: '06', ...HTML }),
  information: shown('information'),
} as const;
type Ui = keyof typeof UI;

/** What is sent to the ACS besides what every CReq has; undefined where nothing is. */
async function sent(ui: Json, act: (challenge: SdkChallenge) => Promise<unknown>): Promise<Json | undefined> {
  const stub = await startSdkStub(t);
  stub.cres = ui;
  const challenge = await stub.open();
  await challenge.start();
  await act(challenge);
  const creq = stub.creqs[1];
  if (!creq) return undefined;
  const { messageType, messageVersion, threeDSServerTransID, acsTransID, sdkTransID, sdkCounterStoA, oobAppURLInd, ...rest } =
    creq;
  t.same([messageType, messageVersion, sdkCounterStoA, oobAppURLInd], ['CReq', '2.3.1', '001', '03']);
  t.match([threeDSServerTransID, acsTransID, sdkTransID], [/-/, /-/, /-/]);
  return rest;
}

const QUERY = 'h=1&code=1234&action=submit';
const EMPTY = 'h=1&code=&action=submit';
const ROWS: [title: string, ui: Ui, act: (challenge: SdkChallenge) => Promise<unknown>, sent: Json | undefined][] = [
  ['a text is typed', 'text', (c) => c.enters('1234'), { challengeDataEntry: '1234' }],
  ['A.20 enters 06/07: a page is filled in', 'html', (c) => c.enters('1234'), { challengeHTMLDataEntry: QUERY }],
  [
    'A.20 enters 06/07: a page out of band brings its query and oobContinue 01',
    'htmlOob',
    (c) => c.enters('1234'),
    { challengeHTMLDataEntry: QUERY, oobContinue: '01' },
  ],
  [
    'A.20 enters 06/07: so does its button',
    'htmlOob',
    (c) => c.continues(),
    { challengeHTMLDataEntry: EMPTY, oobContinue: '01' },
  ],
  ['A.20 enters 06/07: information is read', 'information', (c) => c.continues(), { infoContinueIndicator: true }],
  ['A.20 enters 06/07: nothing can be typed there', 'information', (c) => c.enters('1234'), { infoContinueIndicator: true }],
  ['Req 399: the button of oobContinueLabel is 01', 'oob', (c) => c.continues(), { oobContinue: '01' }],
  ['Req 399: an entry out of band is that button', 'oob', (c) => c.enters('x'), { oobContinue: '01' }],
  ['Req 400: the app comes to the foreground', 'oob', (c) => c.comesToForeground(), { oobContinue: '02' }],
  ['Req 400: also of HTML out of band', 'htmlOob', (c) => c.comesToForeground(), { oobContinue: '02' }],
  ['Req 400: not where a text is asked', 'text', (c) => c.comesToForeground(), undefined],
  ['Req 400: nor of other HTML', 'html', (c) => c.comesToForeground(), undefined],
  ['the app of the bank cannot be opened', 'oob', (c) => c.cannotOpenApp(), { oobContinue: '02', oobAppStatus: '01' }],
  ...(['text', 'select', 'multi'] as const).map((ui): (typeof ROWS)[number] => [
    `Req 473: nothing entered, ${ui}`,
    ui,
    (c) => c.entersNothing(),
    { challengeNoEntry: 'Y' },
  ]),
  ['Req 473: no challengeNoEntry out of band', 'oob', (c) => c.entersNothing(), { oobContinue: '01' }],
  ['Req 473: no challengeNoEntry in HTML', 'html', (c) => c.entersNothing(), { challengeHTMLDataEntry: EMPTY }],
  ['Req 473: no challengeNoEntry of information', 'information', (c) => c.entersNothing(), { infoContinueIndicator: true }],
  ['where something can be entered, to go on is to enter nothing', 'multi', (c) => c.continues(), { challengeNoEntry: 'Y' }],
  ['a new code', 'text', (c) => c.resends(), { resendChallenge: 'Y' }],
  ['the button of challengeAddLabel', 'text', (c) => c.choosesAdded(), { challengeAddCode: 'Y' }],
  [
    'A.1 challengeEntryBoxTwo: both boxes',
    'text',
    (c) => c.enters('1', { challengeDataEntryTwo: '2' }),
    { challengeDataEntry: '1', challengeDataEntryTwo: '2' },
  ],
];

for (const [title, ui, act, expected] of ROWS) t.test(title, async (t) => t.same(await sent(UI[ui], act), expected));

t.test(
  'Req 392, Req 446: trust list and device binding are N until the cardholder says Y, and stay out of a cancel',
  async (t) => {
    const asks = { trustListInfoText: 'Trust them?', deviceBindingInfoText: 'Know this device?' };
    const both = (trustListDataEntry: string, deviceBindingDataEntry: string) => ({ trustListDataEntry, deviceBindingDataEntry });
    const entry = { challengeDataEntry: '1' };
    t.same(await sent({ ...UI.text, ...asks }, (c) => c.enters('1')), { ...both('N', 'N'), ...entry });
    t.same(await sent({ ...UI.text, ...asks }, (c) => c.enters('1', { trustListDataEntry: 'Y' })), {
      ...both('Y', 'N'),
      ...entry,
    });
    t.same(await sent({ ...UI.text, ...asks }, (c) => c.answers({ ...entry, deviceBindingDataEntry: 'Y' })), {
      ...both('N', 'Y'),
      ...entry,
    });
    t.same(await sent({ ...UI.text, ...asks }, (c) => c.resends()), { ...both('N', 'N'), resendChallenge: 'Y' });
    t.same(await sent({ ...UI.text, ...asks }, (c) => c.cancels()), { challengeCancel: '01' });
    const { trustListInfoText } = asks;
    t.same(await sent({ ...UI.text, trustListInfoText }, (c) => c.enters('1')), { trustListDataEntry: 'N', ...entry });
    t.same(await sent(UI.text, (c) => c.enters('1')), entry, 'nothing was asked');
  },
);

t.test('Req 474: a blank answer of a page is told to the ACS by Erro C 203, and no CReq goes', async (t) => {
  for (const challengeHTMLDataEntry of ['', ' ']) {
    const stub = await startSdkStub(t);
    stub.cres = UI.html;
    const challenge = await stub.open();
    await challenge.start();
    const failure = await challenge.answers({ challengeHTMLDataEntry }).catch((error: unknown) => error);
    t.ok(failure instanceof SdkFailure);
    t.match(failure, { reason: 'blankEntry', erro: { errorCode: '203' } });
    t.equal(stub.creqs.length, 1);
    t.match(stub.erros, [{ errorComponent: 'C', errorCode: '203', errorDetail: 'challengeHTMLDataEntry' }]);
  }
});

t.test('oobAppURLInd and threeDSRequestorAppURL of the first CReq come with every CReq', async (t) => {
  const stub = await startSdkStub(t);
  const challenge = await stub.open();
  await challenge.start({ oobAppURLInd: '01', threeDSRequestorAppURL: 'https://shop.example/app' });
  await challenge.enters('1');
  t.match(
    stub.creqs,
    [1, 2].map(() => ({ oobAppURLInd: '01', threeDSRequestorAppURL: 'https://shop.example/app' })),
  );
});

t.test('Req 314: an SDK offers all that its version can show, unless told otherwise', async (t) => {
  const offers = (messageVersion: '2.1.0' | '2.2.0' | '2.3.1') =>
    makeSdk({ rootCertificates: '', messageVersion }).areqElements().deviceRenderOptions;
  for (const version of ['2.1.0', '2.2.0'] as const)
    t.same(offers(version), { sdkInterface: '03', sdkUiType: ['01', '02', '03', '04', '05'] }, version);
  t.same(offers('2.3.1'), { sdkInterface: '03', sdkUiType: ['01', '02', '03', '04', '05', '06', '07'] });
  const few = makeSdk({ rootCertificates: '', messageVersion: '2.3.1', sdkUiType: ['01'] }).areqElements();
  t.match(few, { deviceRenderOptions: { sdkUiType: ['01'] } });
});
