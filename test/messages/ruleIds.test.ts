import { readFileSync } from 'node:fs';
import t from 'tap';
import { CHECKS_OF_RRES } from '../../src/delivery/rresChecks.ts';
import { CHECKS_OF_MESSAGE, FURTHER_CHECKS_OF_AREQ } from '../../src/messages/checks.ts';
import { ERROR_CODES, type ErrorReason, erro, erroOfCode, ProtocolError, ruleOfErro } from '../../src/messages/errors.ts';
import { faultsOf, readMessage } from '../../src/messages/read.ts';
import { isRuleId, ruleOfElement } from '../../src/messages/ruleIds.ts';
import { MESSAGE_TYPES, readSchema } from '../../src/messages/schemas.ts';
import { CHECKS_OF_APP_CREQ } from '../../src/transaction/appCreqChecks.ts';
import {
  CHECKS_OF_APP_NOW,
  CHECKS_OF_BODY,
  CHECKS_OF_CREQ_NOW,
  CHECKS_OF_ENCRYPTION,
  CHECKS_OF_FORM,
} from '../../src/transaction/creqChecks.ts';
import { example } from './example.ts';

// Every Erro says by which rule it is given; the rules are those of the product's own table.

const isKnown = (rule: string | undefined) => rule?.split(', ').every(isRuleId) === true;

/** What an Erro says of itself, and what is read out of it again. */
function ruleIn(reason: ErrorReason, detail: string, messageVersion = '2.3.1'): string | undefined {
  const answer = erro(new ProtocolError(reason, detail, { messageVersion }));
  const [, said] = /\(([^()]+)\)$/.exec(answer.errorDescription) ?? [];
  t.equal(ruleOfErro({ ...answer }), said, `${reason} ${detail}`);
  return said;
}

t.test('every Erro names a rule of the table, whatever its code, its detail and its version', async (t) => {
  for (const reason of Object.keys(ERROR_CODES) as ErrorReason[])
    for (const version of ['2.1.0', '2.2.0', '2.3.1'])
      for (const detail of ['', 'mcc', 'mcc,acctInfo.chAccAgeInd', 'noElement', 'A sentence, with a comma.', '2.3.1,2.2.0'])
        t.ok(isKnown(ruleIn(reason, detail, version)), `${reason} in ${version}: ${detail}`);
});

const RULES: readonly [reason: ErrorReason, detail: string, rule: string][] = [
  ['ELEMENT_FORMAT_INVALID', 'oobContinue', 'A.1 oobContinue'],
  ['REQUIRED_ELEMENT_MISSING', 'acctInfo.chAccAgeInd', 'A.10 acctInfo.chAccAgeInd'],
  [
    'ELEMENT_FORMAT_INVALID',
    'multiTransaction.merchantList.merchantAmount',
    'A.18 multiTransaction.merchantList[].merchantAmount',
  ],
  ['ELEMENT_FORMAT_INVALID', 'mcc,mcc,email', 'A.1 mcc, A.1 email'],
  ['ELEMENT_FORMAT_INVALID', 'opSeq.seqId', 'A.1 opSeq.seqId'],
  ['ELEMENT_FORMAT_INVALID', 'messageExtension.data', 'A.1 messageExtension'],
  ['ELEMENT_FORMAT_INVALID', 'noElement', 'A.4 203'],
  ['RESERVED_VALUE_USED', 'readOrder', 'Req 434'],
  ['ISO_CODE_INVALID', 'purchaseCurrency,merchantCountryCode', 'A.5 currencies, A.5 countries'],
  ['DUPLICATE_ELEMENT', 'mcc', 'A.4 204'],
  ['TRANSACTION_TIMED_OUT', 'No RRes within 5 seconds', 'A.4 402'],
];

t.test('the rule is that of the element, or else that of the code', async (t) => {
  for (const [reason, detail, rule] of RULES) t.equal(ruleIn(reason, detail), rule, `${reason} ${detail}`);
});

const areq = example('AReq-browser-minimal', '2.3.1');
const FOUND: readonly [what: string, patch: object, rule: string][] = [
  ['an element of a wrong form', { mcc: 'no' }, 'A.1 mcc'],
  ['a value that EMVCo reserves', { threeDSRequestorAuthenticationInd: '79' }, 'Req 434'],
  ['an optional element that is empty', { email: '' }, 'Req 309'],
  ['a required element that is empty', { threeDSRequestorURL: null }, 'A.1 threeDSRequestorURL'],
  ['a version that is not active', { messageVersion: '2.4.0' }, 'Req 195'],
  ['a type that is none', { messageType: 'XReq' }, 'A.4 101'],
];

function thrown(act: () => unknown): ProtocolError {
  try {
    act();
  } catch (error) {
    if (error instanceof ProtocolError) return error;
  }
  throw new Error('nothing was thrown');
}

t.test('a fault that is found in a message names the rule of its check', async (t) => {
  for (const [what, patch, rule] of FOUND) {
    const raw = JSON.stringify({ ...areq, ...patch });
    t.equal(faultsOf('AReq', raw)[0]?.rule, rule, what);
    t.equal(thrown(() => readMessage('AReq', raw)).rule, rule, what);
  }
  t.equal(thrown(() => readMessage('AReq', '{')).rule, 'Req 198');
  t.equal(thrown(() => readMessage('AReq', JSON.stringify(areq), { version: '2.2.0' })).rule, 'Req 320');
  const unknown = new ProtocolError('ACCESS_DENIED', 'x', {}, 'Req 320').knowing({ acsTransID: 'x' });
  t.equal(unknown.rule, 'Req 320', 'and keeps it when more is known of its transaction');
});

t.test('what an order of checks names is a rule of the table', async (t) => {
  const orders = [
    ...[CHECKS_OF_MESSAGE, FURTHER_CHECKS_OF_AREQ, CHECKS_OF_RRES, CHECKS_OF_APP_CREQ, CHECKS_OF_APP_NOW, CHECKS_OF_BODY],
    ...[CHECKS_OF_CREQ_NOW, CHECKS_OF_ENCRYPTION, CHECKS_OF_FORM],
  ] as readonly (readonly { name: string; rule?: string }[])[];
  for (const { name, rule } of orders.flat()) if (rule !== undefined) t.ok(isKnown(rule), `${name}: ${rule}`);
});

t.test('the Erro of another party has the rule of its element or its code, if it has one', async (t) => {
  t.equal(ruleOfErro({ errorCode: '203', errorDetail: 'mcc', errorDescription: 'Wrong (see below)' }), 'A.1 mcc');
  t.equal(ruleOfErro({ errorCode: '203', errorDetail: 7 }), 'A.4 203');
  t.equal(ruleOfErro({ errorCode: '999', errorDetail: 'mcc' }), undefined);
  t.equal(ruleOfErro({ ...erroOfCode('305', 'x', {}) }), 'A.4 305', 'so has one of a tester');
});

t.test('of the elements of 2.3.1 that stand in a message, nearly all have a row of their own', async (t) => {
  const names = new Set(MESSAGE_TYPES.flatMap((type) => Object.keys(readSchema(`2.3.1/${type}.json`).properties as object)));
  const without = [...names].filter((name) => ruleOfElement(name) === undefined);
  t.same(without.toSorted(), WITHOUT_ROW, 'the others go by the rule of their code');
  t.ok(readFileSync('docs/conformance/requirements.csv', 'utf8').includes('A.1 mcc'));
});

const WITHOUT_ROW: readonly string[] = ['sdkTransID', 'spcTransData'];
