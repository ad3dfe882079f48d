// Every outcome that a version has, in every channel and category: what leaves is valid by the table of elements, by its own
// schema, and carries what its outcome asks for and nothing else. Codes come from the table of elements.
import pino from 'pino';
import t, { type Test } from 'tap';
import { type AcsParts, makeAcs } from '../../src/acs.ts';
import { makeKeys } from '../../src/crypto/keys.ts';
import type { Decision } from '../../src/decision/decision.ts';
import { shipped } from '../../src/files.ts';
import { type About, ERROR_CODES, type ErrorReason, erro, ProtocolError } from '../../src/messages/errors.ts';
import type { MessageType } from '../../src/messages/schemas.ts';
import type { AReq } from '../../src/messages/types.ts';
import { type MessageVersion, SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { readFixtures } from '../../src/settings/fixtures.ts';
import { ares, rreq } from '../../src/transaction/messages.ts';
import type { AppSide, Result, State, Transaction } from '../../src/transaction/transaction.ts';
import { example, type Json, verdict } from '../messages/example.ts';
import { judge, type Kind } from '../messages/oracle.ts';
import { elementsOf, presenceOf } from '../messages/table.ts';
import { cres, finalCresOfApp } from '../support/usualPolicy.ts';
import { FAULT, opened, SESSION } from './lives.ts';

const { issuer, schemes } = readFixtures(shipped('fixtures/'));
const parts = { keys: makeKeys(Buffer.alloc(32, 7)), issuer, schemes, log: pino({ level: 'silent' }) };
const acs = makeAcs(parts as unknown as AcsParts);
const identity = { acsReferenceNumber: 'ACS_TEST', acsOperatorID: 'ACS-TEST', acsURL: 'http://localhost:8080/3ds/creq' };
const extras = { cardholderInfo: 'Approve the purchase in your app', acsSignedContent: 'e30.e30.AA' };
const because = 'of the test';

interface Setting {
  version: MessageVersion;
  channel: '01' | '02' | '03';
  category: '01' | '02';
  scheme: string;
}

const NAMES = { '01': 'app', '02': 'browser', '03': '3ri' };
/** 2.1.0 has no payment in 3RI. The two schemes differ most: Mastercard has ECIs of its own, and no value for a non-payment. */
const SETTINGS: readonly Setting[] = SUPPORTED_VERSIONS.flatMap((version) =>
  (['01', '02', '03'] as const).flatMap((channel) =>
    (['01', '02'] as const)
      .filter((category) => version !== '2.1.0' || channel !== '03' || category === '02')
      .flatMap((category) => ['Visa', 'Mastercard'].map((scheme) => ({ version, channel, category, scheme }))),
  ),
);

/** The codes of an element, as the table of the version has them; of those of a DS, the first and the last. */
function codesOf(version: MessageVersion, type: string, path: string): string[] {
  const codes = elementsOf(version, type).find((element) => element.path === path)?.codes ?? [];
  return codes.flatMap((code) => (code === '80-99' ? ['80', '99'] : [code]));
}

const WITH_REASON = ['N', 'U', 'R'];

/** What each message has to carry, and what it may besides; everything else must not be there. */
interface Presence {
  must: string;
  may?: string;
}

/** Presence by transStatus of the ARes. */
function presenceOfAres(transStatus: string, { version, channel, category }: Setting): Presence {
  const isNewest = version === '2.3.1';
  const always = `messageType messageVersion threeDSServerTransID acsTransID dsTransID dsReferenceNumber acsReferenceNumber
    acsOperatorID transStatus ${channel === '01' ? 'sdkTransID' : ''}
    ${channel === '01' && isNewest ? 'deviceInfoRecognisedVersion threeDSRequestorAppURLInd' : ''}`;
  const challenge = `acsChallengeMandated ${isNewest ? 'authenticationMethod' : 'authenticationType'}`;
  const decoupled = version === '2.1.0' ? '' : 'acsDecConInd';
  switch (transStatus) {
    case 'Y':
    case 'A':
      return category === '01'
        ? { must: `${always} authenticationValue`, may: `eci ${decoupled}` }
        : { must: always, may: `authenticationValue eci ${decoupled}` };
    case 'I':
      return { must: always, may: `authenticationValue eci ${decoupled}` };
    case 'C':
      return {
        must: `${always} ${challenge} ${channel === '01' ? 'acsSignedContent acsRenderingType' : 'acsURL'}`,
        may: decoupled,
      };
    case 'D':
      return { must: `${always} ${challenge} acsDecConInd cardholderInfo` };
    default:
      return { must: `${always} transStatusReason`, may: `eci ${decoupled}` };
  }
}

/** Presence by transStatus of the RReq. */
function presenceOfRreq({ transStatus, challengeCancel }: Result, isDecoupled: boolean, setting: Setting): Presence {
  const { version, channel, category } = setting;
  const isNewest = version === '2.3.1';
  const always = `messageType messageVersion threeDSServerTransID acsTransID dsTransID messageCategory transStatus
    ${channel === '01' && version !== '2.1.0' ? 'sdkTransID' : ''} ${isDecoupled && (isNewest || channel === '03') ? '' : 'interactionCounter'}
    ${channel === '01' && !isDecoupled ? 'acsRenderingType' : ''} ${challengeCancel ? 'challengeCancel' : ''}
    ${challengeCancel === '09' || challengeCancel === '10' ? 'challengeErrorReporting' : ''}`;
  const isDone = transStatus === 'Y' || transStatus === 'N';
  const means = isNewest ? 'authenticationMethod' : 'authenticationType';
  const mustMeans = isDone ? means : '';
  // In 2.3.1 the method is the one sign that it was decoupled, and owes no interactionCounter, but for the time-out.
  const mayMeans = isNewest ? (isDecoupled ? means : '') : `authenticationMethod ${means}`;
  if (transStatus === 'Y' || transStatus === 'A') {
    const [mustProve, mayProve] = category === '01' ? ['authenticationValue', ''] : ['', 'authenticationValue'];
    return { must: `${always} ${mustMeans} ${mustProve}`, may: `${mayMeans} ${mayProve} eci` };
  }
  return { must: `${always} ${mustMeans} transStatusReason`, may: `${mayMeans} ${transStatus === 'D' ? '' : 'eci'}` };
}

const words = (text: string) => text.split(/\s+/).filter(Boolean);

/** What is wrong with a message that leaves; nothing if it is right. The table does not tell a final CRes from the others. */
function faultsOf(type: MessageType, sent: object, { version, channel, category }: Setting, { must, may = '' }: Presence) {
  const message = JSON.parse(JSON.stringify(sent)) as Json;
  const kind: Kind = { version, type, channel, category };
  const names = Object.keys(message);
  const elements = elementsOf(version, type);
  const isForeign = (name: string) => {
    const element = elements.find(({ path }) => path === name);
    return !element || presenceOf(element, channel, category) === '-';
  };
  const lacking = words(must).filter((name) => !names.includes(name));
  const extra = names.filter((name) => !words(`${must} ${may}`).includes(name));
  return [
    ...[verdict(type, message, { version, deviceChannel: channel }), ...(type === 'CRes' ? [] : [judge(kind, message)])]
      .filter(([code]) => code !== 'accepted')
      .map(String),
    ...lacking.map((name) => `lacks ${name}`),
    ...extra.map((name) => `${name} must not be there`),
    ...names.filter(isForeign).map((name) => `${name} is of no such message`),
  ];
}

function areqOf({ version, channel, category }: Setting, patch: Json = {}): AReq {
  const name = `AReq-${NAMES[channel]}-${category === '01' ? 'payment' : 'nonpayment'}`;
  return { ...example(name, version), ...patch } as unknown as AReq;
}

const UIS: AppSide['acsRenderingType'][] = [
  { acsInterface: '01', acsUiTemplate: '01' },
  { acsInterface: '02', acsUiTemplate: '05' },
];

/** The transactions that a decision opens: in an app, one for each user interface. */
function openedIn(setting: Setting, decision: Decision, areq: AReq): Transaction[] {
  const transaction = { ...opened(decision, areq), scheme: setting.scheme };
  if (setting.channel !== '01' || decision.transStatus !== 'C') return [transaction];
  return UIS.map((acsRenderingType) => ({ ...transaction, app: { sdkTransID: areq.sdkTransID ?? '', acsRenderingType } }));
}

function decisionsOf({ version, channel }: Setting): Decision[] {
  return codesOf(version, 'ARes', 'transStatus').flatMap((transStatus): Decision[] => {
    if (WITH_REASON.includes(transStatus)) {
      const reasons = codesOf(version, 'ARes', 'transStatusReason');
      return reasons.map((transStatusReason) => ({ transStatus, transStatusReason, because }) as Decision);
    }
    // Nobody is there in 3RI. S is not decided without the data of the browser's confirmation.
    if (transStatus === 'S' || (transStatus === 'C' && channel === '03')) return [];
    if (transStatus !== 'C') return [{ transStatus, because } as Decision];
    return (['sms', 'ePinThenSms'] as const).map((method) => ({ transStatus, method, because }));
  });
}

/** Collects what is wrong, so that a test of thousands of messages is one assertion. */
function collector() {
  const failures: string[] = [];
  let cases = 0;
  return {
    add(faults: readonly string[], what: string) {
      cases += 1;
      if (faults.length > 0) failures.push(`${what}: ${faults.join('; ')}`);
    },
    judge(t: Test, least: number) {
      t.same([failures.length, failures.slice(0, 20)], [0, []], `${cases} messages`);
      t.ok(cases >= least, 'none was passed over');
    },
  };
}

for (const version of SUPPORTED_VERSIONS) {
  const settings = SETTINGS.filter((setting) => setting.version === version);

  t.test(`ARes ${version}: every transStatus and transStatusReason, channel and category`, async (t) => {
    const all = collector();
    for (const setting of settings) {
      const asked = version === '2.1.0' ? [{}] : [{}, { threeDSRequestorDecReqInd: 'Y', threeDSRequestorDecMaxTime: '00030' }];
      for (const patch of asked) {
        const areq = areqOf(setting, patch);
        for (const decision of decisionsOf(setting)) {
          const { transStatus } = decision;
          const takesDecoupled = areq.threeDSRequestorDecReqInd === 'Y';
          if (transStatus === 'D' && !takesDecoupled) continue;
          for (const transaction of openedIn(setting, decision, areq)) {
            const message = ares(areq, transaction, acs.proofOf(transaction, transStatus), identity, extras);
            const faults = faultsOf('ARes', message, setting, presenceOfAres(transStatus, setting));
            const confirmed = transStatus === 'D' ? 'Y' : 'N';
            if (message.acsDecConInd !== undefined && message.acsDecConInd !== confirmed) faults.push('acsDecConInd is wrong');
            if ('transStatusReason' in decision && message.transStatusReason !== decision.transStatusReason)
              faults.push(`transStatusReason is ${message.transStatusReason}`);
            if (message.threeDSServerTransID !== areq.threeDSServerTransID || message.dsTransID !== areq.dsTransID)
              faults.push('an id is not that of the AReq');
            all.add(faults, `${JSON.stringify(setting)} ${JSON.stringify(decision)}`);
          }
        }
      }
    }
    all.judge(t, 700);
  });

  t.test(`RReq and final CRes ${version}: every outcome, channel and category`, async (t) => {
    const all = collector();
    for (const setting of settings) {
      const { channel } = setting;
      for (const isDecoupled of channel === '03' ? [true] : [false, true]) {
        if (isDecoupled && version === '2.1.0') continue;
        const decision: Decision = isDecoupled ? { transStatus: 'D', because } : { transStatus: 'C', method: 'sms', because };
        const areq = areqOf(setting, isDecoupled ? { threeDSRequestorDecReqInd: 'Y' } : {});
        for (const transaction of openedIn(setting, decision, areq)) {
          // What an app has is lost in decoupled authentication but for its id.
          const { sdkTransID } = areq;
          for (const result of resultsOf(setting, isDecoupled)) {
            const what = `${JSON.stringify(setting)} ${isDecoupled ? 'decoupled ' : ''}${JSON.stringify(result)}`;
            const ending: Transaction = { ...transaction, state: { name: 'ending', result } };
            const message = rreq(ending, result, acs.proofOf(ending, result.transStatus));
            all.add(faultsOf('RReq', message, setting, presenceOfRreq(result, isDecoupled, setting)), `RReq ${what}`);
            if (!isDecoupled) all.add(faultsInFinal(setting, ending, result, sdkTransID), `CRes ${what}`);
          }
        }
      }
    }
    all.judge(t, 1500);
  });
}

/** Every way in which a challenge, or a decoupled one, may end. */
function resultsOf({ version }: Setting, isDecoupled: boolean): Result[] {
  const interactionCounter = 2;
  const reasons = codesOf(version, 'RReq', 'transStatusReason');
  const cancels = codesOf(version, 'RReq', 'challengeCancel').filter((code) => isDecoupled === (code === '03'));
  return codesOf(version, 'RReq', 'transStatus').flatMap((transStatus): Result[] => {
    const plain = { transStatus, interactionCounter } as Result;
    if (!WITH_REASON.includes(transStatus)) {
      if (transStatus === 'D')
        return isDecoupled ? [] : ['29', '30'].map((transStatusReason) => ({ ...plain, transStatusReason }));
      return [plain];
    }
    // Neither depends on the other, but for 14: so each of both is tried once.
    const [first = ''] = reasons;
    // Since 2.3.1 not with 03 (A.1 challengeCancel).
    const timedOut = cancels.filter((code) => (version === '2.3.1' ? ['04', '05'] : ['03', '04', '05']).includes(code));
    return [
      ...reasons.filter((reason) => reason !== '14').map((transStatusReason) => ({ ...plain, transStatusReason })),
      ...timedOut.map((challengeCancel) => cancelledBy(plain, '14', challengeCancel)),
      ...(transStatus === 'R' ? [] : cancels.map((challengeCancel) => cancelledBy(plain, first, challengeCancel))),
    ];
  });
}

function cancelledBy(plain: Result, transStatusReason: string, challengeCancel: string): Result {
  const isError = challengeCancel === '09' || challengeCancel === '10';
  return { ...plain, transStatusReason, challengeCancel, ...(isError ? { challengeErrorReporting: FAULT } : {}) };
}

function faultsInFinal(setting: Setting, ending: Transaction, { transStatus }: Result, sdkTransID = ''): string[] {
  const head = 'messageType messageVersion threeDSServerTransID acsTransID transStatus';
  return (['acknowledged', 'undelivered'] as const).flatMap((report) => {
    const state = { ...ending.state, name: 'final', report, session: SESSION } as State;
    const final = { ...ending, state };
    const isApp = setting.channel === '01';
    const message = isApp ? finalCresOfApp(final, '003') : cres(final);
    const must = isApp ? `${head} sdkTransID acsCounterAtoS challengeCompletionInd` : head;
    const told = transStatus === 'Y' || transStatus === 'D' ? transStatus : 'N';
    const faults = faultsOf('CRes', message, setting, { must });
    if (message.transStatus !== told) faults.push(`tells ${message.transStatus}`);
    if (isApp && (message.challengeCompletionInd !== 'Y' || message.sdkTransID !== sdkTransID)) faults.push('is not final');
    return faults;
  });
}

t.test('Erro: every reason, version, message and component, with the ids of every channel', async (t) => {
  const all = collector();
  const { threeDSServerTransID, acsTransID, dsTransID } = example('ARes-Y');
  const { sdkTransID } = example('AReq-app-payment');
  for (const version of SUPPORTED_VERSIONS) {
    for (const messageType of [...codesOf(version, 'Erro', 'errorMessageType'), undefined]) {
      for (const channel of ['01', '02', '03'] as const) {
        const ids = { threeDSServerTransID, acsTransID, dsTransID, ...(channel === '01' ? { sdkTransID } : {}) };
        const about = { messageVersion: version, ...(messageType ? { messageType } : {}), ...ids } as About;
        for (const reason of Object.keys(ERROR_CODES) as ErrorReason[]) {
          for (const component of ['A', 'C', 'D', 'S'] as const) {
            const message = erro(new ProtocolError(reason, 'acctNumber,acctInfo.chAccAgeInd', about), component);
            const must = `messageType messageVersion errorCode errorComponent errorDescription errorDetail
              ${messageType ? 'errorMessageType' : ''} ${Object.keys(ids).join(' ')}`;
            const setting: Setting = { version, channel, category: '01', scheme: 'Visa' };
            all.add(faultsOf('Erro', message, setting, { must }), `${version} ${messageType} ${reason}`);
          }
        }
      }
    }
  }
  all.judge(t, 9000);
});
