import pino from 'pino';
import t from 'tap';
import { type AcsParts, makeAcs } from '../../src/acs.ts';
import { METHODS, type MethodName } from '../../src/challenge/methods.ts';
import { PICKS, pickedResult, reasonsFor } from '../../src/challenge/picks.ts';
import { makeKeys } from '../../src/crypto/keys.ts';
import type { Decision } from '../../src/decision/decision.ts';
import { shipped } from '../../src/files.ts';
import { readWhole } from '../../src/messages/read.ts';
import type { MessageType } from '../../src/messages/schemas.ts';
import { readFixtures } from '../../src/settings/fixtures.ts';
import type { Event } from '../../src/transaction/events.ts';
import { ares, rreq } from '../../src/transaction/messages.ts';
import { POLICY, type Policy } from '../../src/transaction/policy.ts';
import type { Result, Transaction } from '../../src/transaction/transaction.ts';
import { cres, step } from '../support/usualPolicy.ts';
import { challenged, EVENTS, type EventName, exampleAReq, live, opened } from './lives.ts';

const { issuer, schemes } = readFixtures(shipped('fixtures/'));
const parts = { keys: makeKeys(Buffer.alloc(32, 7)), issuer, schemes, log: pino({ level: 'silent' }) };
const acs = makeAcs(parts as unknown as AcsParts);
const identity = { acsReferenceNumber: 'ACS_TEST', acsOperatorID: 'ACS-TEST', acsURL: 'http://localhost:8080/3ds/creq' };

/** The message as it leaves: read again by the reader of its receiver. */
function asRead(type: MessageType, message: object): Record<string, unknown> {
  return readWhole(type, JSON.stringify(message)) as unknown as Record<string, unknown>;
}

const HEAD = 'messageType messageVersion threeDSServerTransID acsTransID';
const ARES = `${HEAD} dsTransID dsReferenceNumber acsReferenceNumber acsOperatorID transStatus`;
const CHALLENGE = 'acsURL acsChallengeMandated authenticationType';
const because = 'of the test';

/** EMV 3DS 2.2.0, presence by transStatus: all that an ARes of the browser channel carries, and nothing else. */
const aresRows: [decision: Decision, present: string, transStatusReason?: string][] = [
  [{ transStatus: 'Y', because }, `${ARES} authenticationValue eci`],
  [{ transStatus: 'A', because }, `${ARES} authenticationValue eci`],
  [{ transStatus: 'I', because }, `${ARES} authenticationValue eci`],
  [{ transStatus: 'N', transStatusReason: '12', because }, `${ARES} transStatusReason`, '12'],
  [{ transStatus: 'U', transStatusReason: '22', because }, `${ARES} transStatusReason`, '22'],
  [{ transStatus: 'R', transStatusReason: '11', because }, `${ARES} transStatusReason`, '11'],
  [{ transStatus: 'C', method: 'sms', because }, `${ARES} ${CHALLENGE}`],
  [{ transStatus: 'C', method: 'ePinThenSms', because }, `${ARES} ${CHALLENGE}`],
];

t.test('an ARes carries what its transStatus asks for and nothing else', async (t) => {
  for (const [decision, present, transStatusReason] of aresRows) {
    const areq = exampleAReq();
    const transaction = opened(decision, areq);
    const message = asRead('ARes', ares(areq, transaction, acs.proofOf(transaction, decision.transStatus), identity));
    t.same(Object.keys(message).sort(), present.split(' ').sort(), `ARes ${decision.transStatus} is complete`);
    t.match(message, {
      transStatus: decision.transStatus,
      threeDSServerTransID: areq.threeDSServerTransID,
      dsTransID: areq.dsTransID,
      ...(transStatusReason ? { transStatusReason } : {}),
    });
    const line = JSON.stringify(message);
    t.notOk(line.includes(areq.acctNumber), `ARes ${decision.transStatus} holds no card number`);
  }
});

const RREQ = `${HEAD} dsTransID messageCategory transStatus authenticationType authenticationMethod interactionCounter`;

interface Outcome {
  way: EventName[];
  method?: 'sms' | 'ePinThenSms';
  rreq: Record<string, unknown>;
  present: string;
  cres: 'Y' | 'N';
}

/** Every way in which a challenge ends, with what the RReq and the final CRes say of it. */
const outcomes: Record<string, Outcome> = {
  'success by code': {
    way: ['CReq', 'rightCode'],
    rreq: { transStatus: 'Y', interactionCounter: '01' },
    present: `${RREQ} authenticationValue eci`,
    cres: 'Y',
  },
  'success by ePin and code': {
    method: 'ePinThenSms',
    way: ['CReq', 'wrongEPin', 'rightEPin', 'wrongCode', 'rightCode'],
    rreq: { transStatus: 'Y', interactionCounter: '04' },
    present: `${RREQ} authenticationValue eci`,
    cres: 'Y',
  },
  'three wrong entries': {
    way: ['CReq', 'wrongCode', 'wrongCode', 'wrongCode'],
    rreq: { transStatus: 'N', transStatusReason: '19', interactionCounter: '03' },
    present: `${RREQ} transStatusReason`,
    cres: 'N',
  },
  'cancelled by the cardholder': {
    way: ['CReq', 'cancel'],
    rreq: { transStatus: 'N', transStatusReason: '01', challengeCancel: '01', interactionCounter: '00' },
    present: `${RREQ} transStatusReason challengeCancel`,
    cres: 'N',
  },
  'no CReq in time': {
    way: ['deadline'],
    rreq: { transStatus: 'N', transStatusReason: '14', challengeCancel: '05', interactionCounter: '00' },
    present: `${RREQ} transStatusReason challengeCancel`,
    cres: 'N',
  },
  'ten minutes without a word': {
    way: ['CReq', 'wrongCode', 'deadline'],
    rreq: { transStatus: 'N', transStatusReason: '14', challengeCancel: '04', interactionCounter: '01' },
    present: `${RREQ} transStatusReason challengeCancel`,
    cres: 'N',
  },
  'a broken CReq': {
    way: ['CReqFault'],
    rreq: { transStatus: 'U', transStatusReason: '07', challengeCancel: '06', interactionCounter: '00' },
    present: `${RREQ} transStatusReason challengeCancel`,
    cres: 'N',
  },
};

const resultOf = ({ state }: Transaction) => {
  if (!('result' in state)) throw new Error(`no result in ${state.name}`);
  return state.result;
};

t.test('an RReq carries what its outcome asks for and nothing else; the final CRes agrees', async (t) => {
  for (const [name, { way, method = 'sms', ...expected }] of Object.entries(outcomes)) {
    for (const report of ['RRes', 'RReqFailed'] as const) {
      const ending = live(challenged(method), ...way).transaction;
      const result = resultOf(ending);
      const message = asRead('RReq', rreq(ending, result, acs.proofOf(ending, result.transStatus)));
      t.same(Object.keys(message).sort(), expected.present.split(' ').sort(), `${name}: the RReq is complete`);
      t.match(message, expected.rreq, `${name}: the RReq`);
      t.equal('challengeCancel' in message, 'challengeCancel' in expected.rreq, `${name}: challengeCancel`);

      const final = live(ending, report).transaction;
      const answer = asRead('CRes', cres(final));
      t.same(Object.keys(answer).sort(), `${HEAD} transStatus`.split(' ').sort(), `${name}: the CRes is complete`);
      t.equal(answer.transStatus, expected.cres, `${name}: the CRes agrees with the RReq (${report})`);
      t.same(rreq(final, resultOf(final), acs.proofOf(final, result.transStatus)), message, `${name}: the RReq stays the same`);
    }
  }
});

t.test('where the issuer wants it so, the CRes of a result that nobody took is N', async (t) => {
  const policy = { ...POLICY, cresWhenUndelivered: 'N' } as Policy;
  const ending = live(challenged('sms'), 'CReq', 'rightCode').transaction;
  t.equal(cres(live(ending, 'RReqFailed').transaction, policy).transStatus, 'N');
  t.equal(cres(live(ending, 'RRes').transaction, policy).transStatus, 'Y');
  const late = live(ending, 'RReqFailed', 'RRes').transaction;
  t.match(late.state, { report: 'acknowledged', late: true });
  t.equal(cres(late, policy).transStatus, 'N', 'also where the DS took it later: what the merchant was told stays');
});

t.test('there is no final CRes before the end', async (t) => {
  t.throws(() => cres(challenged('sms')));
  t.throws(() => cres(live(challenged('sms'), 'CReq', 'rightCode').transaction));
});

t.test('an interactionCounter of three digits does not fit and stays at 99', async (t) => {
  const ending = live(challenged('sms'), 'CReq', 'rightCode').transaction;
  const message = asRead('RReq', rreq(ending, { ...resultOf(ending), interactionCounter: 120 }, acs.proofOf(ending, 'Y')));
  t.equal(message.interactionCounter, '99');
});

const VERSIONS = ['2.1.0', '2.2.0', '2.3.1'] as const;
const ofVersion = (messageVersion: string) => exampleAReq({ messageVersion });
const yes: Result = { transStatus: 'Y', interactionCounter: 1 };

/** authenticationType, authenticationMethod of 2.1.0 and 2.2.0, and the factors that 2.3.1 lists. */
const MEANS: Record<MethodName, [type: string, in210: string, in220: string, in231: string[]]> = {
  ePinThenSms: ['02', '02', '02', ['01', '02']],
  ePin: ['01', '01', '01', ['01']],
  sms: ['02', '02', '02', ['02']],
  email: ['02', '05', '05', ['05']],
  select: ['01', '06', '06', ['06']],
  multiSelect: ['01', '06', '06', ['06']],
  oob: ['03', '09', '11', ['11']],
  ePinAndSms: ['02', '02', '02', ['01', '02']],
  automatic: ['02', '10', '10', ['10']],
  picker: ['02', '10', '10', ['10']],
};

t.test('every method is named in ARes and RReq as each version names it', async (t) => {
  t.same(Object.keys(MEANS), Object.keys(METHODS), 'every method has a row');
  for (const [method, [type, in210, in220, in231]] of Object.entries(MEANS) as [MethodName, (typeof MEANS)[MethodName]][]) {
    for (const version of VERSIONS) {
      const areq = ofVersion(version);
      const transaction = challenged(method, {}, areq);
      const about = `${method}, ${version}`;
      const challenge = asRead('ARes', ares(areq, transaction, {}, identity));
      const report = asRead('RReq', rreq(transaction, yes, acs.proofOf(transaction, 'Y')));
      if (version === '2.3.1') {
        t.same(challenge.authenticationMethod, in231, `${about}: the ARes lists the factors`);
        t.same(report.authenticationMethod, in231, `${about}: so does the RReq`);
        t.notOk('authenticationType' in challenge || 'authenticationType' in report, `${about}: no authenticationType`);
      } else {
        t.equal(challenge.authenticationType, type, `${about}: authenticationType of the ARes`);
        t.notOk('authenticationMethod' in challenge, `${about}: the method is for the DS alone`);
        const means = { authenticationType: type, authenticationMethod: version === '2.1.0' ? in210 : in220 };
        t.match(report, means, `${about}: the RReq`);
      }
    }
  }
});

t.test('Req 61: a refusal in the app of the bank is N 19, in every version', async (t) => {
  for (const version of VERSIONS) {
    const refused = live(challenged('oob', {}, ofVersion(version)), 'CReq', 'refusal').transaction;
    const report = asRead('RReq', rreq(refused, resultOf(refused), {}));
    t.match(report, { transStatus: 'N', transStatusReason: '19', interactionCounter: '01' }, version);
  }
});

/** What each pick says in an RReq: transStatus, the usual transStatusReason, challengeCancel (EMV 3DS 2.2.0, Table A.1). */
const PICKED: Record<string, [transStatus: 'Y' | 'A' | 'N' | 'U' | 'R', reason?: string, challengeCancel?: string]> = {
  Y: ['Y'],
  A: ['A'],
  N: ['N', '01'],
  U: ['U', '22'],
  R: ['R', '11'],
  cancelled: ['N', '01', '01'],
  timedOut: ['N', '14', '04'],
  failed: ['U', '22', '06'],
  unknown: ['N', '01', '07'],
};
/** In place of 22, which came with 2.2.0. */
const IN_210 = '07';
const numbersTo = (last: number, ...without: number[]) =>
  Array.from({ length: last }, (_, index) => index + 1)
    .filter((number) => !without.includes(number))
    .map((number) => String(number).padStart(2, '0'));
/** 14 is a time-out's alone, 24 decoupled authentication's, 29 and 30 those of D in place of a challenge. */
const PICKED_REASONS = {
  '2.1.0': numbersTo(21, 14),
  '2.2.0': numbersTo(26, 14, 24),
  '2.3.1': numbersTo(30, 14, 24, 29, 30),
};

t.test('every result that can be picked is a legal RReq, with every reason, in every version', async (t) => {
  t.same(Object.keys(PICKS), Object.keys(PICKED), 'all that can be picked is in the table of this test');
  let count = 0;
  for (const version of VERSIONS) {
    const picking = live(challenged('picker', {}, ofVersion(version)), 'CReq').transaction;
    t.same(reasonsFor(version), PICKED_REASONS[version], `${version}: the reasons`);
    for (const [name, [transStatus, usual, challengeCancel]] of Object.entries(PICKED)) {
      for (const reason of ['', ...PICKED_REASONS[version]]) {
        const result = pickedResult(name, reason, version);
        if (!result) throw new Error(`${name} ${reason} cannot be picked in ${version}`);
        const { transaction } = step(picking, { ...EVENTS.pickY(picking), result } as Event);
        const report = asRead('RReq', rreq(transaction, resultOf(transaction), acs.proofOf(transaction, transStatus)));
        const isFree = ['N', 'U', 'R'].includes(name);
        const transStatusReason = (isFree && reason) || (usual === '22' && version === '2.1.0' ? IN_210 : usual);
        const says = [report.transStatus, report.transStatusReason, report.challengeCancel];
        t.same(says, [transStatus, transStatusReason, challengeCancel], `${version} ${name} ${reason}`);
        count += 1;
      }
    }
  }
  t.ok(count > 600, `${count} results`);
  t.equal(pickedResult('N', '27', '2.2.0'), undefined, 'a reason that came later');
  t.equal(pickedResult('N', '14', '2.2.0'), undefined, 'a time-out is a result of its own');
  for (const name of ['', 'X', 'constructor', 'toString']) t.equal(pickedResult(name, '', '2.2.0'), undefined, `"${name}"`);
});

t.test('the trust of a merchant is reported by the name of the version, and never in 2.1.0', async (t) => {
  const rows = [
    ['2.1.0', {}],
    ['2.2.0', { whiteListStatus: 'Y', whiteListStatusSource: '03' }],
    ['2.3.1', { trustListStatus: 'Y', trustListStatusSource: '03' }],
  ] as const;
  const names = ['whiteListStatus', 'whiteListStatusSource', 'trustListStatus', 'trustListStatusSource'];
  for (const [version, expected] of rows) {
    const transaction = challenged('sms', {}, ofVersion(version));
    const report = asRead('RReq', rreq(transaction, { ...yes, trustListStatus: 'Y' }, acs.proofOf(transaction, 'Y')));
    t.same(Object.fromEntries(names.filter((name) => name in report).map((name) => [name, report[name]])), expected, version);
    const without = asRead('RReq', rreq(transaction, yes, acs.proofOf(transaction, 'Y')));
    t.same(
      names.filter((name) => name in without),
      [],
      `${version}: nothing where nothing was offered`,
    );
  }
});
