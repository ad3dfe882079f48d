import t from 'tap';
import { CREDENTIAL_SEED_BYTES, credentialFrom, signAssertion } from '../../src/crypto/credential.ts';
import { type Assertion, clientDataOf, spcElements } from '../../src/decision/spc.ts';
import { judgeAssertion, type SpcFacts } from '../../src/decision/spcVerdict.ts';
import type { AReq } from '../../src/messages/types.ts';
import { example } from '../messages/example.ts';

const MINUTE = 60_000;
const SENT_AT = 1_770_000_000_000;
const rpID = 'localhost';
const first = example('AReq-browser-payment', '2.3.1') as unknown as AReq;
const areq = { ...first, threeDSRequestorPriorAuthenticationInfo: undefined } as unknown as AReq;
const credential = credentialFrom(Buffer.alloc(CREDENTIAL_SEED_BYTES, 7));
const other = credentialFrom(Buffer.alloc(CREDENTIAL_SEED_BYTES, 8));
const offer = { challenge: 'A'.repeat(43), rpID, credentialId: credential.credentialId, displayName: 'Card', icon: 'http://x/' };
const offered = spcElements(areq, offer);

function assertionOf(signer = credential, clientDataJSON = clientDataOf(offered, 'https://merchant.example')): Assertion {
  const clientData = JSON.parse(clientDataJSON);
  return { acsTransID: 'of the ARes with S', clientData, ...signAssertion(signer, rpID, clientDataJSON) };
}

const prior = { cardHash: 'hash', threeDSServerTransID: 'of the first', sent: { at: SENT_AT, offered }, isAnswered: false };
const right: SpcFacts = { cardHash: 'hash', prior, credential: () => credential, rpID, now: SENT_AT + MINUTE };
const late = { now: SENT_AT + 10 * MINUTE + 1 };

t.test('3.5.1 step 10g: an assertion that answers an ARes with S in time, for its card and payment, is proven', async (t) => {
  t.equal(judgeAssertion(assertionOf(), areq, right), 'proven');
  t.equal(judgeAssertion(assertionOf(), areq, { ...right, now: SENT_AT + 10 * MINUTE }), 'proven', 'ten minutes are in time');
});

function priorBy(threeDSReqPriorAuthMethod: string): AReq {
  const info = { threeDSReqPriorRef: 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b', threeDSReqPriorAuthMethod };
  return { ...areq, threeDSRequestorPriorAuthenticationInfo: [info] } as unknown as AReq;
}

t.test('3.5.1 step 10g: of all that is wrong with an assertion the first is told', async (t) => {
  const otherData = JSON.stringify({ type: 'webauthn.get' });
  const dearer = { ...areq, purchaseAmount: '999900' };
  const answered = { ...prior, isAnswered: true };
  const rows: [RegExp, Assertion, AReq, Partial<SpcFacts>][] = [
    [/names no transaction whose ARes said S/, assertionOf(other), dearer, { prior: undefined, ...late }],
    [/was for another card/, assertionOf(other), dearer, { cardHash: 'other', ...late }],
    [/more than ten minutes after/, assertionOf(other, otherData), dearer, { prior: answered, ...late }],
    [
      /more than ten minutes after/,
      assertionOf(),
      areq,
      { prior: { ...prior, sent: undefined, isAnswered: true } as unknown as NonNullable<SpcFacts['prior']> },
    ],
    [/^type of clientDataJSON is/, assertionOf(other, otherData), dearer, { prior: answered }],
    [/^this AReq is about 9999\.00/, assertionOf(other), dearer, { prior: answered }],
    [/^merchantName of this AReq is/, assertionOf(other), { ...areq, merchantName: 'Another' }, { prior: answered }],
    [/^payeeOrigin of this AReq is/, assertionOf(other), { ...areq, payeeOrigin: 'https://b.example' }, { prior: answered }],
    [
      /^threeDSServerTransID is that of/,
      assertionOf(),
      areq,
      { prior: { ...prior, threeDSServerTransID: areq.threeDSServerTransID } },
    ],
    [/^threeDSReqPriorAuthMethod is 02/, assertionOf(), priorBy('02'), {}],
    [/signature is not one of the credential/, assertionOf(other), areq, { prior: answered }],
    [/has had its answer before/, assertionOf(), areq, { prior: answered }],
  ];
  for (const [fault, assertion, message, facts] of rows)
    t.match(judgeAssertion(assertion, message, { ...right, ...facts }), { fault }, String(fault));
});
