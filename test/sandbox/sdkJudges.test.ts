// What the headless SDK of 2.3.1 makes of answers: what it takes, what it leaves out, and what it tells the ACS by its own Erro.
import { generateKeyPairSync } from 'node:crypto';
import { CompactSign } from 'jose';
import t from 'tap';
import { x5cOf } from '../../src/crypto/certificates.ts';
import { ErroReceived, SdkRefusal } from '../../src/index.ts';
import { encode, exampleOf, type Json, type SdkStub, shown, signer, startSdkStub } from '../support/sdkStub.ts';

const FORM = '<form action="HTTPS://EMV3DS/challenge"><input name="code"></form>';
const html = (body: string, patch: Json = {}) => shown('html', { acsHTML: encode(`<!doctype html>${body}`), ...patch });

/** The refusal of the first CRes; undefined where it is taken. */
async function refusalOf(stub: SdkStub): Promise<SdkRefusal | undefined> {
  const challenge = await stub.open();
  return challenge.start().then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof SdkRefusal) return error;
      throw error;
    },
  );
}

const extension = (id: string, criticalityIndicator = false) => ({ name: 'n', id, criticalityIndicator, data: { a: '1' } });
const extensions = (count: number) => Array.from({ length: count }, (_, at) => extension(`A00000000-${at}`));
const random = '11111111-2222-4333-8444-555555555555';

/** What a CRes is refused for, and how the ACS is told. */
const REFUSED: [title: string, cres: Json, code: string, detail: string | RegExp][] = [
  ...(['challengeInfoHeader', 'challengeInfoText', 'challengeEntryBox', 'submitAuthenticationLabel'] as const).map(
    (name): (typeof REFUSED)[number] => [`Req 398: 01 without ${name}`, shown('text', { [name]: undefined }), '201', name],
  ),
  ...(['challengeInfoLabel', 'challengeSelectInfo', 'submitAuthenticationLabel'] as const).map(
    (name): (typeof REFUSED)[number] => [`Req 398: 02 without ${name}`, shown('select', { [name]: undefined }), '201', name],
  ),
  ['Req 398: 04 without a button', shown('oob', { oobContinueLabel: undefined }), '201', 'oobContinueLabel'],
  ['Req 398: 05 without acsHTML', shown('html', { acsHTML: undefined }), '201', 'acsHTML'],
  ['Req 398: 07 without infoContinueLabel', shown('information', { infoContinueLabel: undefined }), '201', 'infoContinueLabel'],
  [
    '5.9.7 invalid CRes, A.4 203: a text that is too long',
    shown('text', { challengeInfoHeader: 'x'.repeat(46) }),
    '203',
    'challengeInfoHeader',
  ],
  ['5.9.7 invalid CRes: no acsUiType', shown('text', { acsUiType: undefined }), '201', 'acsUiType'],
  ['5.9.7 invalid CRes: an acsUiType of the DS, which nobody can show', shown('text', { acsUiType: '80' }), '203', 'acsUiType'],
  ['Req 434: an acsUiType that EMVCo reserves', shown('text', { acsUiType: '08' }), '207', 'acsUiType'],
  [
    '5.9.7 invalid CRes: no challengeCompletionInd',
    shown('text', { challengeCompletionInd: undefined }),
    '201',
    'challengeCompletionInd',
  ],
  ['5.9.7 invalid CRes: another counter', shown('text', { acsCounterAtoS: '001' }), '302', /Counter/],
  ['5.9.7 invalid CRes: another message', shown('text', { messageType: 'CReq' }), '101', 'Invalid Formatted Message'],
  ['5.9.7 invalid CRes: another transaction', shown('text', { acsTransID: random }), '301', 'acsTransID'],
  ['A.4 203: another version', shown('text', { messageVersion: '2.2.0' }), '203', 'messageVersion'],
  ['A.1 messageExtension 11-15: sixteen', shown('text', { messageExtension: extensions(16) }), '203', 'messageExtension'],
  ['a critical one', shown('text', { messageExtension: [extension('A0-1', true)] }), '202', 'A0-1'],
  [
    'Req 472: an oobAppURL by http',
    shown('oob', { oobAppLabel: 'Open', oobAppURL: 'http://bank.example/a' }),
    '203',
    'oobAppURL',
  ],
  ['Req 472: by a scheme of its own', shown('oob', { oobAppLabel: 'Open', oobAppURL: 'bankapp://open' }), '203', 'oobAppURL'],
  ['Req 472: also in HTML', html(FORM, { acsUiType: '06', oobAppURL: 'http://bank.example/a' }), '203', 'oobAppURL'],
  ['Req 164 SDK: 06 that is switched to by hand needs a form', html('<p>Go on</p>', { acsUiType: '06' }), '203', 'acsHTML'],
  ['Req 164 SDK: so does 05', html('<p>Go on</p>'), '203', 'acsHTML'],
  ...[
    '<img src="https://bank.example/logo.png">',
    '<link rel="stylesheet" href="https://bank.example/a.css">',
    '<script src="https://bank.example/a.js"></script>',
    '<a href="https://bank.example/">Help</a>',
    "<a href='//bank.example/'>Help</a>",
    '<iframe src=https://bank.example/></iframe>',
    '<form action="https://bank.example/"></form>',
    '<button formaction="https://bank.example/">Go</button>',
    '<style>@import "https://bank.example/a.css";</style>',
    '<p style="background: url(https://bank.example/a.png)">',
    '<meta http-equiv="refresh" content="0; url=https://bank.example/">',
  ].map((body): (typeof REFUSED)[number] => [`Req 167, A.4 309: ${body}`, html(FORM + body), '309', /^acsHTML: .*bank\.example/]),
];

for (const [title, cres, errorCode, errorDetail] of REFUSED)
  t.test(title, async (t) => {
    const stub = await startSdkStub(t);
    stub.cres = cres;
    const refusal = await refusalOf(stub);
    t.match(refusal, { name: 'SdkRefusal', erro: { errorCode } }, 'the app is told');
    t.equal(stub.erros.length, 1, 'the ACS is told once');
    const { acsTransID, threeDSServerTransID } = stub.ares;
    const ids = { acsTransID, threeDSServerTransID, sdkTransID: stub.sdk.sdkTransID };
    t.match(stub.erros[0], { ...ids, messageType: 'Erro', errorComponent: 'C', errorCode, errorMessageType: 'CRes' });
    const [erro = {}] = stub.erros;
    if (typeof errorDetail === 'string') t.equal(erro.errorDetail, errorDetail);
    else t.match(erro.errorDetail, errorDetail);
  });

/** What is taken, and what is left of it. */
const TAKEN: [title: string, cres: Json, leftOut: readonly string[]][] = [
  ['Req 362: a label of 02 in 01', shown('text', { challengeInfoLabel: 'Label' }), ['challengeInfoLabel']],
  ['Req 362: whatever its value is', shown('text', { challengeInfoLabel: 7, acsHTML: '!' }), ['challengeInfoLabel', 'acsHTML']],
  ['Req 362: buttons of 04 and 07 in 01', shown('text', { oobContinueLabel: 'x', infoContinueLabel: 'x' }), ['oobContinueLabel']],
  ['Req 362: a box in 02', shown('select', { challengeEntryBox: { challengeDataEntryLabel: 'x' } }), ['challengeEntryBox']],
  ['Req 362: a resend in 04', shown('oob', { resendInformationLabel: 'x' }), ['resendInformationLabel']],
  [
    'Req 362: texts beside HTML',
    html(FORM, { challengeInfoHeader: 'x', whyInfoText: 'x' }),
    ['challengeInfoHeader', 'whyInfoText'],
  ],
  ['Req 362: a form in 07', shown('information', { acsHTML: encode(FORM) }), ['acsHTML']],
  ['A.1 messageExtension 11-15: fifteen', shown('text', { messageExtension: extensions(15) }), []],
  ['a label in 04 and 07, where it may be', shown('oob', { challengeInfoLabel: 'x' }), []],
  ['Req 472: an oobAppURL by https', shown('oob', { oobAppLabel: 'Open', oobAppURL: 'https://bank.example/a' }), []],
  [
    'Req 164 SDK: 06 that opens an app needs no form',
    html('<a href="HTTPS://EMV3DS/openoobApp">Open</a>', { acsUiType: '06', oobAppURL: 'https://bank.example/a' }),
    [],
  ],
  [
    'Req 167: what is inside',
    html(`${FORM}<img src="data:image/png;base64,AA=="><a href="#top">Up</a><a href="tel:+687">Call</a>`),
    [],
  ],
];

for (const [title, cres, leftOut] of TAKEN)
  t.test(title, async (t) => {
    const stub = await startSdkStub(t);
    stub.cres = cres;
    const taken = await (await stub.open()).start();
    for (const name of leftOut) t.notOk(name in taken, `${name} is not shown`);
    for (const [name, value] of Object.entries(cres))
      if (!leftOut.includes(name) && name !== 'infoContinueLabel') t.same((taken as unknown as Json)[name], value, name);
    t.same(stub.erros, [], 'the ACS is told nothing');
  });

t.test('6.2.4.2 header: further parameters in the header of a CRes are allowed', async (t) => {
  for (const enc of ['A128CBC-HS256', 'A128GCM'] as const)
    for (const messageVersion of ['2.2.0', '2.3.1'] as const) {
      const stub = await startSdkStub(t, { enc, messageVersion });
      stub.header = { typ: 'JOSE', cty: 'json', x: 'y' };
      t.match(await (await stub.open()).start(), { acsUiType: '01' }, `${enc}, ${messageVersion}`);
    }
});

t.test('6.2.3.2 JWS header: further parameters in the header of acsSignedContent are allowed', async (t) => {
  const stub = await startSdkStub(t);
  const payload = Buffer.from(String(stub.ares.acsSignedContent).split('.')[1] ?? '', 'base64url');
  const header = { alg: 'ES256', x5c: x5cOf(signer.chain), typ: 'JOSE', kid: '1' };
  stub.ares.acsSignedContent = await new CompactSign(payload).setProtectedHeader(header).sign(signer.privateKey);
  t.match(await (await stub.open()).start(), { acsUiType: '01' });
});

t.test('5.9.7 invalid CRes: what cannot be read or opened is told by 101 and 302; an Erro is answered by none', async (t) => {
  const jose = 'application/jose; charset=UTF-8';
  const json = 'application/json; charset=utf-8';
  const foreign = `${encode(JSON.stringify({ alg: 'dir', enc: 'A128CBC-HS256', kid: '' }))}..AAAA.AAAA.AAAA`;
  const rows: [what: string, answer: SdkStub['answer'], code: string | undefined][] = [
    ['a page', { type: 'text/html', body: '<html>' }, '101'],
    ['no JWE', { type: jose, body: 'hello' }, '101'],
    ['a CRes in the clear', { type: json, body: JSON.stringify(exampleOf('CRes-app-text')) }, '101'],
    ['a JWE of another transaction', { type: jose, body: foreign }, '302'],
    ['a broken Erro', { type: json, body: '{"messageType":"Erro"}' }, undefined],
  ];
  for (const [what, answer, code] of rows) {
    const stub = Object.assign(await startSdkStub(t), { answer });
    t.ok(await refusalOf(stub), what);
    t.same(
      stub.erros.map(({ errorCode }) => errorCode),
      code ? [code] : [],
      what,
    );
  }
  for (const errorCode of ['101', '999', 'ABC']) {
    const body = JSON.stringify({ ...exampleOf('Erro'), errorCode });
    const stub = Object.assign(await startSdkStub(t), { answer: { type: json, body } });
    const error = await (await stub.open()).start().catch((reason: unknown) => reason);
    t.ok(error instanceof ErroReceived, `Erro ${errorCode}`);
    t.match(error, { erro: { errorCode } }, 'as it came');
    t.same(stub.erros, []);
  }
});

t.test('Req 42: an SDK checks the elements of the ARes that it gets', async (t) => {
  const rendering = (patch: Json) => ({
    acsRenderingType: { acsInterface: '01', acsUiTemplate: '01', deviceUserInterfaceMode: '01', ...patch },
  });
  const rows: [what: string, patch: Json, rule: string | undefined][] = [
    ['as it should be', {}, undefined],
    ['no acsRenderingType', { acsRenderingType: undefined }, 'acsRenderingType'],
    ['an interface 09', rendering({ acsInterface: '09' }), 'acsRenderingType'],
    ['a template 99', rendering({ acsUiTemplate: '99' }), 'acsRenderingType'],
    ['HTML by the native interface', rendering({ acsUiTemplate: '05' }), 'acsRenderingType'],
    ['no acsReferenceNumber', { acsReferenceNumber: undefined }, 'acsReferenceNumber'],
    ['an acsTransID that is none', { acsTransID: 'x' }, 'acsTransID'],
    ['another version', { messageVersion: '2.2.0' }, 'messageVersion'],
    ['no acsSignedContent', { acsSignedContent: undefined }, 'acsSignedContent form'],
    ['what an SDK does not get', { acsOperatorID: 7 }, undefined],
  ];
  for (const [what, patch, rule] of rows) {
    const stub = await startSdkStub(t);
    Object.assign(stub.ares, patch);
    const refused = await stub.open().then(
      () => undefined,
      (error: unknown) => (error as SdkRefusal).rule,
    );
    t.equal(refused, rule, what);
  }
  const few = await startSdkStub(t, { sdkInterface: '02', sdkUiType: ['01', '05'] });
  t.match(await few.open().catch(String), /acsRenderingType/, 'an interface that was not offered');
  Object.assign(few.ares, rendering({ acsInterface: '02', acsUiTemplate: '02' }));
  t.match(await few.open().catch(String), /acsRenderingType/, 'a template that was not offered');
});

t.test('D: an SDK takes no RSA key of the DS below 2048 bits', async (t) => {
  const jwk = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
  const ds = { directoryServerID: 'A1', keys: [{ ...jwk, kid: '1' } as never] };
  await t.rejects(startSdkStub(t, { ds }), /RSA of 2048 bits/);
});
