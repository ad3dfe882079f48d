import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { type AnsweredCReq, CRES_RULES, demandRules, WIRE_RULES } from '../../src/sandbox/sdk/judge.ts';
import { SdkRefusal } from '../../src/sandbox/sdk/refusal.ts';

type Json = Record<string, unknown>;

const example = (name: string, version = '2.2.0'): Json =>
  JSON.parse(readFileSync(shipped(`fixtures/messages/${version}/CRes-app-${name}.json`), 'utf8'));
const encode = (text: string) => Buffer.from(text).toString('base64url');

/** The CReq that a CRes answers. */
const creqOf = (cres: Json): Json => ({ ...cres, messageType: 'CReq', sdkCounterStoA: cres.acsCounterAtoS });

/** The rule that is broken; nothing where all are kept. */
function verdict(rules: typeof CRES_RULES, answered: AnsweredCReq): string | undefined {
  try {
    demandRules(rules, answered);
    return undefined;
  } catch (error) {
    if (error instanceof SdkRefusal) return error.rule;
    throw error;
  }
}

const cresVerdict = (original: Json, patch: Json) =>
  verdict(CRES_RULES, { ...WIRE, cres: { ...original, ...patch }, creq: creqOf(original) });

const HEADER = JSON.stringify({ alg: 'dir', enc: 'A128GCM', kid: 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b' });
const part = randomBytes(12).toString('base64url');
const WIRE: AnsweredCReq = {
  status: 200,
  contentType: 'application/jose; charset=UTF-8',
  body: `${encode(HEADER)}..${part}.${part}.${part}`,
  header: HEADER,
  cres: {},
  creq: { acsTransID: 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b', messageVersion: '2.2.0' },
};
const withHeader = (header: string) => ({ header, body: WIRE.body.replace(encode(HEADER), encode(header)) });

/** Each rule of the wire, and what breaks it. */
const ON_THE_WIRE: [rule: string, change: Partial<AnsweredCReq>][] = [
  ['HTTP status', { status: 500 }],
  ['HTTP status', { status: 302 }],
  ['content type', { contentType: 'application/json' }],
  ['content type', { contentType: '' }],
  ['body', { body: `${WIRE.body}\n` }],
  ['body', { body: ` ${WIRE.body}` }],
  ['body', { body: WIRE.body.replace('..', '.x.') }],
  ['body', { body: `${WIRE.body}==` }],
  ['body', { body: '{}' }],
  ['base64url', { body: `${WIRE.body}A` }],
  ['JWE header', withHeader(HEADER.replace(',', ', '))],
  ['JWE header', withHeader(HEADER.replace('A128GCM', 'A128+GCM'))],
  ['JWE header members', withHeader(JSON.stringify({ ...JSON.parse(HEADER), kid: 'other' }))],
  ['JWE header members', withHeader(JSON.stringify({ ...JSON.parse(HEADER), alg: 'A128KW' }))],
];

const [text, select, oob, html, final] = ['text', 'select', 'oob', 'html', 'final'].map((name) => example(name)) as [
  ...[Json, Json, Json, Json, Json],
];
const page = (body: string) => ({ acsHTML: encode(`<!doctype html>${body}`) });
const FORM = '<form method="get" action="HTTPS://EMV3DS/challenge"></form>';

/** Each rule of the message, a CRes that keeps it, and what breaks it. */
const IN_THE_CRES: [rule: string, original: Json, patch: Json][] = [
  ['acsCounterAtoS', text, { acsCounterAtoS: '0' }],
  ['acsCounterAtoS', text, { acsCounterAtoS: undefined }],
  ['acsCounterAtoS as a byte', { ...text, acsCounterAtoS: '128' }, {}],
  ['messageType', text, { messageType: 'CReq' }],
  ['no empty member', text, { whyInfoText: '' }],
  ['no empty member', text, { issuerImage: null }],
  ['challengeCompletionInd', text, { challengeCompletionInd: undefined }],
  ['acsTransID', text, { acsTransID: String(text.acsTransID).toUpperCase() }],
  ['threeDSServerTransID', text, { threeDSServerTransID: 'x' }],
  ['sdkTransID', text, { sdkTransID: undefined }],
  ['messageVersion', text, { messageVersion: '2.1.0' }],
  ['messageExtension', text, { messageExtension: [{ criticalityIndicator: true }] }],
  ['messageExtension', text, { messageExtension: Array.from({ length: 11 }, () => ({})) }],
  ['acsUiType', text, { acsUiType: undefined }],
  ['acsUiType of its version', text, { acsUiType: '07' }],
  ['challengeInfoTextIndicator', text, { challengeInfoTextIndicator: 'X' }],
  ['challengeInfoHeader', text, { challengeInfoHeader: undefined }],
  ['challengeInfoHeader', oob, { challengeInfoHeader: ' ' }],
  ['challengeInfoLabel', text, { challengeInfoLabel: undefined }],
  ['challengeInfoText', oob, { challengeInfoText: undefined }],
  ['submitAuthenticationLabel', select, { submitAuthenticationLabel: undefined }],
  ['oobContinueLabel', oob, { oobContinueLabel: undefined }],
  ['challengeSelectInfo', select, { challengeSelectInfo: undefined }],
  ['challengeSelectInfo', select, { challengeSelectInfo: [] }],
  ['challengeSelectInfo', select, { challengeSelectInfo: [{}] }],
  ['challengeSelectInfo', text, { challengeSelectInfo: {} }],
  ['acsHTML', html, { acsHTML: undefined }],
  ['acsHTML', html, { acsHTML: `${encode(FORM)}=` }],
  ['acsHTMLRefresh', html, { acsHTMLRefresh: 'a+b/' }],
  ['acsHTML loads nothing', html, page(`${FORM}<script>1</script>`)],
  ['acsHTML loads nothing', html, page(`${FORM}<img src="https://bank.example/logo.png">`)],
  ['acsHTML loads nothing', html, page(`${FORM}<b onclick="x()">`)],
  ['acsHTML loads nothing', html, page(`${FORM}<style>@import "x"</style>`)],
  ['acsHTML loads nothing', html, page(`${FORM}<p style="background:url(https://x)">`)],
  ['acsHTML form', html, page('<form action="/challenge">')],
  ['acsHTML form', html, page(FORM.replace('get', 'post'))],
  ['whitelistingInfoText', text, { whitelistingInfoText: 'x'.repeat(65) }],
  ['pictures', text, { psImage: 'https://bank.example/logo.png' }],
  ['labels', text, { expandInfoLabel: 7 }],
  ['oobAppURL', { ...oob, messageVersion: '2.3.1' }, { oobAppURL: 'bankapp://open' }],
  ['transStatus', final, { transStatus: undefined }],
  ['final CRes', final, { acsUiType: '01' }],
];

/** What is at the edge of a rule, and keeps it. */
const AT_THE_EDGE: [what: string, original: Json, patch: Json][] = [
  ['the last counter of a byte', { ...text, acsCounterAtoS: '127' }, {}],
  ['ten extensions', text, { messageExtension: Array.from({ length: 10 }, () => ({})) }],
  ['no extension', text, { messageExtension: [] }],
  ['63 characters of whitelistingInfoText', text, { whitelistingInfoText: 'x'.repeat(63) }],
  ['64 characters of whitelistingInfoText', text, { whitelistingInfoText: 'x'.repeat(64) }],
  ['one choice', select, { challengeSelectInfo: [{ '1': 'x' }] }],
  ['a picture', text, { psImage: { medium: 'https://bank.example/logo.png' } }],
];

t.test('the headless SDK takes what is at the edge of a rule', async (t) => {
  for (const [what, original, patch] of AT_THE_EDGE) t.equal(cresVerdict(original, patch), undefined, what);
  for (const [status, rule] of [
    [199, 'HTTP status'],
    [200, undefined],
    [299, undefined],
    [300, 'HTTP status'],
  ] as const)
    t.equal(verdict(WIRE_RULES, { ...WIRE, status }), rule, `HTTP ${status}`);
});

t.test('the headless SDK takes what the published SDKs take', async (t) => {
  t.equal(verdict(WIRE_RULES, WIRE), undefined, 'the answer');
  const further = withHeader(JSON.stringify({ ...JSON.parse(HEADER), typ: 'JOSE' }));
  t.equal(verdict(WIRE_RULES, { ...WIRE, ...further }), undefined, '6.2.4.2 header: a further parameter');
  for (const version of ['2.1.0', '2.2.0', '2.3.1']) {
    for (const name of ['text', 'select', 'oob', 'html', 'final'])
      t.equal(cresVerdict(example(name, version), {}), undefined, `${version}, ${name}`);
  }
  t.equal(cresVerdict(example('information', '2.3.1'), {}), undefined, '2.3.1, information');
  t.equal(cresVerdict(html, page(`${FORM}<img src="data:image/png;base64,AA==">`)), undefined, 'a picture that is inside');
});

t.test('and refuses what one of them refuses, naming the rule', async (t) => {
  for (const [rule, change] of ON_THE_WIRE) t.equal(verdict(WIRE_RULES, { ...WIRE, ...change }), rule, JSON.stringify(change));
  for (const [rule, original, patch] of IN_THE_CRES)
    t.equal(cresVerdict(original, patch), rule, `${rule}: ${JSON.stringify(patch)}`);
  const broken = new Set([...ON_THE_WIRE, ...IN_THE_CRES].map(([rule]) => rule));
  t.same(
    [...WIRE_RULES, ...CRES_RULES].map(({ rule }) => rule).filter((rule) => !broken.has(rule)),
    [],
    'every rule has a row',
  );
});
