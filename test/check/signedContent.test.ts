import { constants, sign } from 'node:crypto';
import t from 'tap';
import { check } from '../../src/index.ts';
import { example, type Json } from '../messages/example.ts';
import { SIGNERS } from './certificates.ts';

type Algorithm = keyof typeof SIGNERS;

const { sdkEphemPubKey } = example('AReq-app-payment');
const payload = { acsEphemPubKey: sdkEphemPubKey, sdkEphemPubKey, acsURL: 'https://acs.example/challenge' };
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const OPTIONS = {
  ES256: { dsaEncoding: 'ieee-p1363' },
  PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
} as const;

/** An acsSignedContent, right but for what is changed. */
function jws(
  alg: Algorithm,
  changes: { header?: Json; payload?: Json; options?: object; after?: (jws: string) => string } = {},
): string {
  const { x5c, key } = SIGNERS[alg];
  const signed = `${encode({ alg, x5c, ...changes.header })}.${encode({ ...payload, ...changes.payload })}`;
  const signature = sign('sha256', Buffer.from(signed), { key, ...OPTIONS[alg], ...changes.options }).toString('base64url');
  return (changes.after ?? String)(`${signed}.${signature}`);
}

const found = (text: string) =>
  check(text).flatMap(({ findings }) => findings.map(({ errorCode, element }) => `${errorCode} ${element}`));

t.test('an acsSignedContent is right alone, in a line of a log, and in its ARes', async (t) => {
  for (const alg of ['ES256', 'PS256'] as const) {
    t.same(check(jws(alg)), [{ line: 1, message: 'acsSignedContent', findings: [] }], alg);
    t.same(found(`INFO signed ${jws(alg)} in 3 ms`), []);
    for (const version of ['2.1.0', '2.2.0', '2.3.1'] as const)
      t.same(found(JSON.stringify({ ...example('ARes-app-C', version), acsSignedContent: jws(alg) })), [], `${alg} ${version}`);
  }
});

t.test('what is wrong with it is told with the element of header or payload', async (t) => {
  const [, other] = jws('ES256').split('.');
  const certificate = SIGNERS.ES256.x5c[0] as string;
  const rows: [sentence: string, text: string, findings: string[]][] = [
    ['RS256', jws('PS256', { header: { alg: 'RS256' } }), ['310 acsSignedContent.header.alg']],
    ['none', jws('ES256', { header: { alg: 'none' } }), ['310 acsSignedContent.header.alg']],
    ['no algorithm', jws('ES256', { header: { alg: undefined } }), ['201 acsSignedContent.header.alg']],
    ['no certificate', jws('ES256', { header: { x5c: undefined } }), ['201 acsSignedContent.header.x5c']],
    ['an empty list', jws('ES256', { header: { x5c: [] } }), ['203 acsSignedContent.header.x5c']],
    ['no certificate in it', jws('ES256', { header: { x5c: ['AAAA'] } }), ['203 acsSignedContent.header.x5c']],
    [
      'base64url instead of base64',
      jws('ES256', { header: { x5c: [`${certificate.slice(0, 20)}-_${certificate.slice(22)}`] } }),
      ['203 acsSignedContent.header.x5c'],
    ],
    ['a key of the other kind', jws('ES256', { header: { x5c: SIGNERS.PS256.x5c } }), ['308 acsSignedContent.header.x5c']],
    [
      'the root first',
      jws('ES256', { header: { x5c: SIGNERS.ES256.x5c.toReversed() } }),
      ['308 acsSignedContent', '308 acsSignedContent.header.x5c'],
    ],
    ['a signature in DER', jws('ES256', { options: { dsaEncoding: 'der' } }), ['308 acsSignedContent']],
    ['a salt of another length', jws('PS256', { options: { saltLength: 20 } }), ['308 acsSignedContent']],
    [
      'another payload than was signed',
      jws('ES256', { payload: { acsURL: 'https://evil.example/' }, after: (text) => text.replace(/\.[^.]+\./, `.${other}.`) }),
      ['308 acsSignedContent'],
    ],
    ['no acsURL', jws('ES256', { payload: { acsURL: undefined } }), ['201 acsSignedContent.payload.acsURL']],
    [
      'a key that gives its private part away',
      jws('PS256', { payload: { acsEphemPubKey: { ...(sdkEphemPubKey as Json), d: 'd' } } }),
      ['203 acsSignedContent.payload.acsEphemPubKey.d'],
    ],
    ['a key as text', jws('PS256', { payload: { acsEphemPubKey: '{}' } }), ['203 acsSignedContent.payload.acsEphemPubKey']],
    [
      'a key on another curve',
      jws('ES256', { payload: { sdkEphemPubKey: { ...(sdkEphemPubKey as Json), crv: 'P-384' } } }),
      ['203 acsSignedContent.payload.sdkEphemPubKey.crv'],
    ],
  ];
  for (const [sentence, text, findings] of rows) t.same(found(text), findings, sentence);
  t.same(found('eyJhbGciOiJFUzI1NiJ9.AAAA.AAAA'), ['203 acsSignedContent'], 'a payload that is no JSON');
});

t.test('in an ARes, its faults have the codes of the version', async (t) => {
  const ares = (version: '2.1.0' | '2.2.0' | '2.3.1', signed: string) =>
    JSON.stringify({ ...example('ARes-app-C', version), acsSignedContent: signed });
  const wrong = jws('ES256', { header: { alg: 'RS256' } });
  t.same(found(ares('2.3.1', wrong)), ['310 acsSignedContent.header.alg']);
  t.same(found(ares('2.2.0', wrong)), ['302 acsSignedContent.header.alg']);
  const forged = jws('ES256', { options: { dsaEncoding: 'der' } });
  t.same([found(ares('2.3.1', forged)), found(ares('2.1.0', forged))], [['308 acsSignedContent'], ['203 acsSignedContent']]);
});

t.test(
  '6.2.2.3 signature, 6.2.2.4 ids: the parts of a sdkServerSignedContent are told one by one, with their rules',
  async (t) => {
    const areq = {
      ...{ ...example('AReq-app-payment', '2.3.1'), sdkType: '02', defaultSdkType: undefined },
      splitSdkType: { sdkVariant: '02', limitedInd: 'Y' },
    };
    const { sdkTransID, sdkReferenceNumber } = areq as Json;
    const content = { sdkTransID, sdkReferenceNumber, splitSdkServerID: 'S1', sdkSignatureTimestamp: '20260207212818' };
    const gone = { acsEphemPubKey: undefined, sdkEphemPubKey: undefined, acsURL: undefined };
    const told = (signed: string) =>
      check(JSON.stringify({ ...areq, sdkServerSignedContent: signed })).flatMap(({ findings }) =>
        findings.map(({ errorCode, element, rule }) => `${errorCode} ${element.replace('sdkServerSignedContent', '…')} ${rule}`),
      );
    const signed = (patch: Json, more: Parameters<typeof jws>[1] = {}) =>
      jws('ES256', { payload: { ...gone, ...content, ...patch }, ...more });
    t.same(told(signed({})), []);
    t.same(told(signed({ splitSdkServerID: 'x'.repeat(33) })), ['203 ….payload.splitSdkServerID A.1 splitSdkServerID']);
    t.same(told(signed({ splitSdkServerID: undefined })), ['201 ….payload.splitSdkServerID A.1 splitSdkServerID']);
    t.same(told(signed({ sdkSignatureTimestamp: 'yesterday' })), [
      '203 ….payload.sdkSignatureTimestamp A.1 sdkSignatureTimestamp',
    ]);
    t.same(told(signed({ sdkTransID: 'x', sdkReferenceNumber: 'y' })), [
      '203 ….payload.sdkReferenceNumber 6.2.2.4 ids',
      '203 ….payload.sdkTransID 6.2.2.4 ids',
    ]);
    t.same(told(signed({}, { header: { alg: 'HS256' } })), ['310 … 6.2.2.4 alg']);
    t.same(told(signed({}, { header: { x5c: [] } })), ['201 ….header.x5c 6.2.2.3 chain']);
    t.same(told(signed({}, { after: (whole) => `${whole.slice(0, -4)}AAAA` })), ['308 … 6.2.2.4 failure']);
  },
);
