// The order in which faults of a CReq are looked for: of two at once, the one that stands before is answered. Codes are literals.
import t from 'tap';
import { renderingOf } from '../../src/challenge/appUi.ts';
import { type Check, findFirst } from '../../src/messages/checks.ts';
import { errorCodeOf, type ProtocolError } from '../../src/messages/errors.ts';
import { tryToRead } from '../../src/messages/read.ts';
import type { AReq, CReq } from '../../src/messages/types.ts';
import { intentOf } from '../../src/transaction/appCreq.ts';
import { type AskedOfApp, CHECKS_OF_APP_CREQ, type CReqOfApp } from '../../src/transaction/appCreqChecks.ts';
import {
  CHECKS_OF_APP_NOW,
  CHECKS_OF_BODY,
  CHECKS_OF_CREQ_NOW,
  CHECKS_OF_ENCRYPTION,
  CHECKS_OF_FORM,
  type CReqForm,
} from '../../src/transaction/creqChecks.ts';
import { POLICY } from '../../src/transaction/policy.ts';
import type { Transaction } from '../../src/transaction/transaction.ts';
import { example, type Json } from '../messages/example.ts';
import { startScenario } from '../support/scenario.ts';
import { openTransaction } from '../support/usualPolicy.ts';
import { challenged, decoupled, LIVES, live, opened, SESSION, START } from './lives.ts';

type Told = [code: string, detail: string] | undefined;

/** What is answered, by the codes of 2.3.1, which tell most apart. */
function toldOf(fault: ProtocolError | undefined): Told {
  return fault && [errorCodeOf('2.3.1', fault.reason), fault.detail];
}

/** Every row is the first to find something in one of the cases, and finds no reason that it does not name. */
function eachRow<Judged>(checks: readonly Check<Judged, ProtocolError | undefined>[], cases: readonly [Judged, Told, string][]) {
  const found = new Set<string>();
  for (const [judged, told, sentence] of cases) {
    t.same(toldOf(findFirst(judged, checks)), told, sentence);
    const first = checks.find(({ find }) => find(judged));
    if (first) found.add(first.name);
    for (const { name, reasons, find } of checks) {
      const reason = find(judged)?.reason;
      if (reason) t.ok(reasons.includes(reason), `${name}: ${reason}`);
    }
  }
  t.same([...found].sort(), checks.map(({ name }) => name).sort(), 'each row has a case');
  for (const { name, source } of checks)
    t.match(source, /^(EMV 3DS 2\.|messages\/checks\.ts)/, `${name} says where it comes from`);
}

t.test(
  '5.9.6 second CReq: of a form, another CReq than the first, session data twice, the message, their length, the other id',
  async () => {
    const creq = example('CReq');
    const reading = (message: Json) => tryToRead('CReq', JSON.stringify(message), { version: '2.2.0', deviceChannel: '02' });
    const [right, wrong] = [reading(creq), reading({ ...creq, challengeWindowSize: '09' })];
    const long = 'x'.repeat(1025);
    const { threeDSServerTransID = '' } = creq as { threeDSServerTransID?: string };
    const transaction = { ...LIVES.awaitingCReq, threeDSServerTransID };
    const of = (threeDSSessionData: unknown, read: typeof right, more: Partial<CReqForm> = {}): CReqForm => ({
      ...{ transaction, creq: SESSION.creq, threeDSSessionData, read },
      ...more,
    });
    const foreign = { ...transaction, threeDSServerTransID: 'another' };
    const isOpen = { transaction: LIVES['challenging: code alone, 2.3.1'] };
    const other = { creq: 'digest of another' };
    const before = { transaction: LIVES['challenging: code alone'] };
    const erro = reading({ messageType: 'Erro', errorCode: '101' });
    eachRow(CHECKS_OF_FORM, [
      [of(undefined, right), undefined, 'none is right'],
      [of('x'.repeat(1024), right), undefined, '1024 characters are right'],
      [of([long, long], wrong), ['204', 'threeDSSessionData'], 'twice before the message'],
      [of(long, wrong), ['203', 'challengeWindowSize'], 'the message before the length'],
      [of(long, right, { transaction: foreign }), ['203', 'threeDSSessionData'], 'the length before the other id'],
      [of(long, right), ['203', 'threeDSSessionData'], 'the length alone'],
      [of(undefined, right, { transaction: foreign }), ['301', 'threeDSServerTransID'], 'another id alone'],
      [of([long, long], wrong, { ...isOpen, ...other }), ['305', 'acsTransID'], 'in 2.3.1 another one than the first before all'],
      [
        of([long, long], wrong, { ...before, ...other }),
        ['204', 'threeDSSessionData'],
        'before 2.3.1 it is judged like the first',
      ],
      [
        of(undefined, erro, { ...isOpen, ...other }),
        ['101', 'Invalid Message for the receiving component'],
        'an Erro is no CReq',
      ],
    ]);
  },
);

t.test('of a CReq of a browser that comes at the wrong time', async () => {
  const now = (transaction: Transaction, resumes = true, session = SESSION) => ({
    transaction,
    session,
    resumes,
    policy: POLICY,
  });
  const other = { ...SESSION, creq: '{"another":"CReq"}' };
  const challenging = LIVES['challenging: ePin'];
  const late = live(challenged('sms'), 'deadline').transaction;
  const stopped = live(LIVES.awaitingCReq, 'dsErro').transaction;
  const noChallenge = opened({ transStatus: 'N', transStatusReason: '14', because: 'of the test' });
  eachRow(CHECKS_OF_CREQ_NOW, [
    [now(LIVES.awaitingCReq, false), undefined, 'the first one is taken'],
    [now(stopped), ['305', 'acsTransID'], 'one that the DS has stopped awaits none'],
    [now(challenging), undefined, 'and the same again'],
    [now(noChallenge), ['305', 'acsTransID'], 'without a challenge it is neither late nor after the RReq'],
    [now(decoupled(), false, other), ['305', 'acsTransID'], 'a decoupled one awaits none'],
    [now(challenging, false, other), ['305', 'acsTransID'], 'another one before the second one'],
    [now(challenging, false), ['314', 'acsTransID'], 'the same one, where none is resumed'],
    [now(late, false, other), ['402', 'The challenge timed out before this CReq came'], 'late before the RReq'],
    [now(LIVES.ending, false, other), ['315', 'acsTransID'], 'after the RReq'],
    [now(LIVES.final), ['315', 'acsTransID'], 'also when it was acknowledged'],
  ]);
});

const areq = example('AReq-app-payment') as unknown as AReq;

function challengedInApp(): Transaction {
  const acsRenderingType = renderingOf('sms', areq.deviceRenderOptions, '2.2.0');
  if (!acsRenderingType) throw new Error('the example can show it');
  return openTransaction({
    ...{ areq, at: START, acsTransID: 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b' },
    ...{ card: { cardHash: 'hash', phone: '+687 79 00 23' }, maskedCard: '497072XXXXXX2226', scheme: 'Visa' },
    decision: { transStatus: 'C', method: 'sms', because: 'of the test' },
    app: { sdkTransID: areq.sdkTransID ?? '', acsRenderingType, sessionKey: 'sealed' },
  });
}

t.test('of the body of an app, and of whom it names', async () => {
  const app = challengedInApp();
  const late = live(app, 'deadline').transaction;
  const { app: side } = app;
  const over = { ...LIVES.final, ...(side ? { app: side } : {}) };
  const lateInBrowser = live(challenged('sms'), 'deadline').transaction;
  const now = (transaction: Transaction | undefined) => ({ transaction, policy: POLICY });
  eachRow(CHECKS_OF_BODY, [
    [{ alg: 'none', enc: 'none', kid: '' }, undefined, 'a header with a kid, whatever it says'],
    [undefined, ['101', 'Invalid Formatted Message'], 'none'],
  ]);
  eachRow(CHECKS_OF_APP_NOW, [
    [now(app), undefined, 'one that awaits a CReq'],
    [now(undefined), ['301', 'The kid is no acsTransID of this ACS'], 'an unknown one is of no app either'],
    [now(lateInBrowser), ['305', 'acsTransID'], 'one of a browser before late'],
    [now(late), ['402', 'The challenge timed out before this CReq came'], 'late before over'],
    [now(over), ['305', 'acsTransID'], 'over'],
  ]);
  const broken = { text: undefined };
  eachRow(CHECKS_OF_ENCRYPTION, [
    [{ header: { alg: 'dir', enc: 'A128GCM' } }, undefined, 'before it is opened'],
    [{ header: { alg: 'dir', enc: 'A128CBC-HS256' }, opened: { text: '{}' } }, undefined, 'opened'],
    [{ header: { alg: 'RSA-OAEP', enc: 'A256GCM' }, opened: broken }, ['310', 'alg is not dir'], 'alg before enc'],
    [
      { header: { alg: 'dir', enc: 'A256GCM' }, opened: broken },
      ['310', 'enc is neither A128CBC-HS256 nor A128GCM'],
      'enc before the key',
    ],
    [
      { header: { alg: 'dir', enc: 'A128GCM' }, opened: broken },
      ['302', 'The CReq is not encrypted with the key of this transaction'],
      'another key',
    ],
    [
      { header: { alg: 'dir', enc: 'A128CBC-HS256' }, opened: { text: '{}' }, needsGcm: true },
      ['310', 'enc is not A128GCM (sdkType 02)'],
      'a split SDK',
    ],
    [{ header: { alg: 'dir', enc: 'A128GCM' }, opened: { text: '{}' }, needsGcm: true }, undefined, 'a split SDK by A128GCM'],
  ]);
});

const askedBy = (acsUiType: AskedOfApp['acsUiType'], ...answers: AskedOfApp['answers']): AskedOfApp => ({
  ...{ acsUiType, answers, switches: false, trustList: false, deviceBinding: false },
});

const V231 = { messageVersion: '2.3.1' };
const OOB_HTML = askedBy('06', 'oobContinue', 'challengeHTMLDataEntry');
const BOXES = { ...askedBy('01', 'challengeDataEntry', 'challengeDataEntryTwo'), trustList: true, deviceBinding: true };
const BOTH = { trustListDataEntry: 'N', deviceBindingDataEntry: 'Y' };
const ADDED = askedBy('04', 'oobContinue', 'challengeAddCode');

/** What 2.3.1 asks of the answer to each user interface. */
const ROWS_OF_231: readonly [asked: AskedOfApp, patch: Json, fault: readonly [string, string] | undefined, about: string][] = (
  [
    [OOB_HTML, { oobContinue: '01', challengeHTMLDataEntry: 'a=b' }, undefined, 'A.1 challengeHTMLDataEntry: 06, both together'],
    [OOB_HTML, { oobContinue: '02' }, undefined, 'A.1 challengeHTMLDataEntry: 06, oobContinue 02 alone'],
    [OOB_HTML, { oobContinue: '01' }, ['201', 'challengeHTMLDataEntry'], 'A.1 challengeHTMLDataEntry: 06, 01 without the form'],
    [
      { ...OOB_HTML, switches: true },
      { oobContinue: '01', oobAppURLInd: '01' },
      undefined,
      'A.1 challengeHTMLDataEntry: 06, 01 where the bank’s app opens by itself',
    ],
    [OOB_HTML, { challengeHTMLDataEntry: 'a=b' }, ['201', 'oobContinue'], 'A.1 oobContinue: 06, the form alone'],
    [
      OOB_HTML,
      { oobContinue: '02', challengeHTMLDataEntry: 'a=b' },
      ['203', 'challengeHTMLDataEntry'],
      'A.1 challengeHTMLDataEntry: 06, 02 with a form',
    ],
    [OOB_HTML, { oobContinue: '02', oobAppStatus: '01' }, undefined, 'A.1 oobAppStatus: 06, the app could not be opened'],
    [
      askedBy('01', 'challengeDataEntry'),
      { challengeDataEntry: '1', oobAppStatus: '01' },
      ['203', 'oobAppStatus'],
      'A.1 oobAppStatus: not asked',
    ],
    [askedBy('07', 'infoContinueIndicator'), { infoContinueIndicator: true }, undefined, 'A.1 infoContinueIndicator: 07'],
    [askedBy('07', 'infoContinueIndicator'), {}, ['201', 'infoContinueIndicator'], 'A.1 infoContinueIndicator: 07 without it'],
    [askedBy('07', 'infoContinueIndicator'), { challengeCancel: '01' }, undefined, 'A.1 infoContinueIndicator: 07, cancelled'],
    [
      askedBy('01', 'challengeDataEntry'),
      { infoContinueIndicator: true },
      ['203', 'infoContinueIndicator'],
      'A.1 infoContinueIndicator: not asked',
    ],
    [ADDED, { challengeAddCode: 'Y' }, undefined, 'A.1 challengeAddCode: offered'],
    [askedBy('04', 'oobContinue'), { challengeAddCode: 'Y' }, ['203', 'challengeAddCode'], 'A.1 challengeAddCode: not offered'],
    [BOXES, { challengeDataEntryTwo: '1', ...BOTH }, undefined, 'A.1 challengeDataEntryTwo: one of the two is an entry'],
    [BOXES, { ...BOTH }, ['203', 'challengeDataEntry'], 'A.1 challengeDataEntryTwo: neither is none'],
    [
      BOXES,
      { challengeDataEntry: '1', trustListDataEntry: 'N' },
      ['201', 'deviceBindingDataEntry'],
      'A.1 deviceBindingDataEntry: asked',
    ],
    [BOXES, { challengeCancel: '01' }, undefined, 'A.1 deviceBindingDataEntry: asked, and cancelled'],
    [
      askedBy('01', 'challengeDataEntry'),
      { challengeDataEntry: '1', ...BOTH },
      ['203', 'trustListDataEntry,deviceBindingDataEntry'],
      'A.1 deviceBindingDataEntry, A.1 trustListDataEntry/deviceBindingDataEntry unasked, A.4 203: not asked',
    ],
  ] as const
).map(([asked, patch, fault, about]) => [asked, { ...V231, ...patch }, fault, about]);

t.test('A.16 row 5 and note, A.1 trustListDataEntry, A.1 challengeCancel: of what a CReq of an app says', async (t) => {
  const transaction = challengedInApp();
  const { threeDSServerTransID, acsTransID } = transaction;
  const ids = { threeDSServerTransID, acsTransID, sdkTransID: areq.sdkTransID, messageVersion: '2.2.0' };
  const first = (patch: Json = {}): CReqOfApp => ({
    ...{ transaction, asked: undefined, policy: POLICY },
    creq: { ...ids, sdkCounterStoA: '000', ...patch } as unknown as CReq,
  });
  const next = (patch: Json = {}): CReqOfApp => ({ ...first(patch), asked: askedBy('01', 'challengeDataEntry') });
  const unasked = { challengeDataEntryTwo: '1' };
  const [offered, wanted] = [{ trustListDataEntry: 'Y' }, { challengeNoEntry: 'Y' }];
  const trusted = (patch: Json): CReqOfApp => ({
    ...next(patch),
    asked: { ...askedBy('01', 'challengeDataEntry'), trustList: true },
  });
  const is231 = (of: CReqOfApp, lenientSdks = false): CReqOfApp => ({
    ...of,
    transaction: { ...of.transaction, messageVersion: '2.3.1' },
    policy: { ...POLICY, lenientSdks },
  });
  eachRow(CHECKS_OF_APP_CREQ, [
    [first(), undefined, 'a first one asks for nothing'],
    [first({ challengeCancel: '01' }), undefined, 'or cancels'],
    [next({ challengeDataEntry: '1' }), undefined, 'a later one answers'],
    [next({ resendChallenge: 'Y' }), undefined, 'or wants a new code'],
    [next({ messageVersion: '2.1.0' }), undefined, 'nothing in it says the same as challengeNoEntry in 2.1.0'],
    [
      first({ acsTransID: 'another', sdkTransID: 'another', sdkCounterStoA: '007' }),
      ['301', 'acsTransID,sdkTransID'],
      'ids before the counter',
    ],
    [
      first({ sdkCounterStoA: '007', ...unasked }),
      ['302', 'sdkCounterStoA is not the next one, which is 000'],
      'the counter before what is not asked',
    ],
    [
      first({ ...unasked, challengeDataEntry: '1', resendChallenge: 'Y' }),
      ['203', 'challengeDataEntry,challengeDataEntryTwo'],
      'what is not asked before resend',
    ],
    [next(), ['203', 'challengeDataEntry'], 'no answer'],
    [{ ...next(), asked: askedBy('04', 'oobContinue') }, ['201', 'oobContinue'], 'no answer of another kind'],
    [first({ resendChallenge: 'Y' }), ['203', 'resendChallenge'], 'resend before anything was asked'],
    [trusted({ challengeDataEntry: '1' }), ['201', 'whitelistingDataEntry'], 'none to the offer'],
    [trusted({ challengeDataEntry: '1', whitelistingDataEntry: 'N' }), undefined, 'one to the offer'],
    [trusted({ challengeCancel: '01' }), undefined, 'who cancels is not asked'],
    [trusted({ resendChallenge: 'Y' }), undefined, 'nor, before 2.3.1, who wants a new code'],
    [next({ challengeDataEntry: '1', ...offered }), undefined, 'before 2.3.1 an answer to no offer is ignored'],
    ...['01', '03', '04', '05', '06', '07', '08', '80'].map(
      (challengeCancel) =>
        [next({ challengeCancel }), undefined, `challengeCancel ${challengeCancel}`] as [CReqOfApp, Told, string],
    ),
    [is231(trusted({ challengeDataEntry: '1' })), ['201', 'trustListDataEntry'], 'none to the offer in 2.3.1'],
    [is231(trusted({ resendChallenge: 'Y' })), ['201', 'trustListDataEntry'], 'nor where a new code is wanted'],
    [is231(trusted({ resendChallenge: 'Y' }), true), undefined, 'unless published SDKs are borne with'],
    [
      is231(next({ challengeDataEntry: '1', ...offered })),
      ['203', 'trustListDataEntry'],
      'A.1 trustListDataEntry/deviceBindingDataEntry unasked: 203 in 2.3.1',
    ],
    [is231(next({ ...wanted, challengeCancel: '01' })), ['203', 'challengeCancel,challengeNoEntry'], 'two wishes'],
    [is231(next({ ...wanted, resendChallenge: 'Y' })), ['203', 'resendChallenge,challengeNoEntry'], 'two others'],
    [is231(next({ ...wanted, resendChallenge: 'Y' }), true), undefined, 'unless published SDKs are borne with'],
    [next({ ...wanted, challengeCancel: '01' }), undefined, 'before 2.3.1 they are'],
    [is231(next(wanted)), undefined, 'one wish'],
    [is231(first(wanted)), undefined, 'nothing was asked yet'],
    ...ROWS_OF_231.map(
      ([asked, patch, fault, about]) => [{ ...is231(first(patch)), asked }, fault, about] as [CReqOfApp, Told, string],
    ),
  ]);
  t.throws(() => intentOf(transaction, first({ resendChallenge: 'Y' }).creq, POLICY), /^Error: 203|203 /, 'a fault is thrown');
  t.same(intentOf(transaction, first().creq, POLICY), { name: 'open' });
});

t.test('a browser is answered in this order, and the honest CReq by a page', async (t) => {
  const s = await startScenario(t);
  const twice = 'threeDSSessionData=one&threeDSSessionData=two';
  const long = { threeDSSessionData: 'x'.repeat(1025) };
  const ask = async (form: string | Record<string, string>, patch: Json = {}, isOpen = false) => {
    const ares = await s.sendsAReq();
    if (isOpen) t.ok((await s.postsCReq(ares)).token, 'the first one opens the challenge');
    const creq = Buffer.from(s.creq(ares, patch)).toString('base64url');
    const body = typeof form === 'string' ? `creq=${creq}&${form}` : { creq, ...form };
    const { errorCode, errorDetail } = (await s.postsForm('/3ds/creq', body)).final?.message ?? {};
    return [errorCode, errorDetail];
  };
  const badSize = { challengeWindowSize: '09' };
  t.same(await ask(twice, badSize), ['204', 'threeDSSessionData']);
  t.same(await ask(long, badSize), ['203', 'challengeWindowSize']);
  t.same(await ask(long), ['203', 'threeDSSessionData']);
  t.same(await ask(long, {}, true), ['203', 'threeDSSessionData'], 'its form before its time');
  t.same(await ask({ threeDSSessionData: 'other' }, {}, true), ['305', 'acsTransID']);
});
