import { readFileSync } from 'node:fs';
import pino from 'pino';
import { type AcsParts, makeAcs } from '../../src/acs.ts';
import { cardNumberFor } from '../../src/cards/speakingNumbers.ts';
import { renderingOf } from '../../src/challenge/appUi.ts';
import { makeKeys } from '../../src/crypto/keys.ts';
import { decide } from '../../src/decision/decide.ts';
import type { Decision } from '../../src/decision/decision.ts';
import { DEFAULT_POLICY } from '../../src/decision/issuerPolicy.ts';
import { askedOf, findBrokenLaw, LAWS } from '../../src/decision/laws.ts';
import type { Outcome, TransStatus } from '../../src/decision/outcome.ts';
import { spcElements } from '../../src/decision/spc.ts';
import { shipped } from '../../src/files.ts';
import type { AReq } from '../../src/messages/types.ts';
import type { MessageVersion } from '../../src/messages/versions.ts';
import { readFixtures } from '../../src/settings/fixtures.ts';
import { ares } from '../../src/transaction/messages.ts';
import { eciOf, isProven } from '../../src/transaction/scheme.ts';
import { exampleOf, kindsOf, VERSIONS, wishesFor } from './areqs.ts';
import { legalPairs } from './legalPairs.ts';
import { openTransaction } from './usualPolicy.ts';

const { issuer, schemes } = readFixtures(shipped('fixtures/'));
const parts = { keys: makeKeys(Buffer.alloc(32, 7)), issuer, schemes, log: pino({ level: 'silent' }) };
const acs = makeAcs(parts as unknown as AcsParts);
const identity = { acsReferenceNumber: 'x', acsOperatorID: 'x', acsURL: 'https://acs.example/3ds/creq' };
const at = 1_770_000_000_000;
const acsTransID = 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b';

const REASONS: Partial<Record<TransStatus, string>> = { N: '11', U: '22', R: '11' };

const MEANINGS: Record<TransStatus, string> = {
  Y: 'authenticated',
  A: 'attempt, proven',
  N: 'not authenticated',
  U: 'could not be tried',
  R: 'rejected',
  I: 'information only',
  C: 'challenge',
  D: 'decoupled challenge',
  S: 'Secure Payment Confirmation',
};

/** docs/outcomes.md, made of the tables by which the simulator decides and of the messages that it makes. */
export function outcomeTable(): string {
  return [
    '# Every outcome there is',
    '',
    'What an ARes can say, by version, channel and category, and how to get it. Each is sent and checked in `test/flows/matrix.test.ts`.',
    '',
    '- **In one line**: the next AReq gets it. The body stands in the tables; a reason goes with N, U and R, and with A if you wish:',
    '',
    '  ```sh',
    `  curl -H 'content-type: application/json' -d '${bodyOf('N')}' http://localhost:8081/api/next`,
    '  ```',
    '',
    '- **By card**: an AReq with the number gets it, always. [Card numbers](cards.md) say reasons, methods and ends as well.',
    '- **Where**: channels, by category where that makes a difference. What the AReq has to ask for stands below the table.',
    '- eci and authenticationValue are those of a Visa card: [other schemes](#eci-and-authenticationvalue-by-scheme) differ.',
    '',
    'Every ARes carries messageType, messageVersion, threeDSServerTransID, dsTransID, acsTransID, dsReferenceNumber, acsReferenceNumber,',
    'acsOperatorID and transStatus; to an app also sdkTransID, and in 2.3.1 deviceInfoRecognisedVersion and threeDSRequestorAppURLInd; since 2.2.0',
    'acsDecConInd N where decoupled authentication was asked for and does not follow. A rule or a card can add more: [decisions](decisions.md).',
    '',
    ...VERSIONS.flatMap(sectionOf),
    '## eci and authenticationValue, by scheme',
    '',
    'As `schemes.json` has them. **Bold**: with authenticationValue. S, C and D have neither; after C and D they go into the RReq.',
    '',
    ...schemeTable('01', 'Payments'),
    '',
    ...schemeTable('02', 'Non-payments'),
    '',
    ...schemes
      .filter(({ eci }) => eci.dataOnly || eci.recurring)
      .map(
        ({ name, eci }) =>
          `${name}: ${eci.dataOnly} with I for data only (threeDSRequestorChallengeInd 06), ${eci.recurring} with Y for recurring 3RI (threeRIInd 01, 02).`,
      ),
    '',
    ...endings(),
    '',
  ].join('\n');
}

function sectionOf(version: MessageVersion): string[] {
  const statuses = [...new Set(legalPairs(version).map(({ transStatus }) => transStatus))];
  return [
    `## ${version}`,
    '',
    '| transStatus | meaning | transStatusReason | where | the ARes carries besides | body of `/api/next` | card |',
    '|---|---|---|---|---|---|---|',
    ...statuses.flatMap((transStatus) => rowsOf(version, transStatus)),
    '',
    ...statuses.flatMap((transStatus) => conditionsOf(version, transStatus)),
    '',
  ];
}

/** One row for all places that are answered with the same elements. */
function rowsOf(version: MessageVersion, transStatus: TransStatus): string[] {
  const byElements = new Map<string, string[]>();
  for (const { name } of kindsOf(version)) {
    const areq = areqFor(version, name, transStatus);
    if (findBrokenLaw(outcomeOf(version, transStatus), askedOf(areq))) continue;
    const elements = elementsOf(areq, version, transStatus).join(', ');
    byElements.set(elements, [...(byElements.get(elements) ?? []), name]);
  }
  return [...byElements].map(([elements, names]) =>
    [
      ...['', transStatus, MEANINGS[transStatus], reasonsFor(version, transStatus), where(names), elements],
      ...[`\`${bodyOf(transStatus, version)}\``, cardFor(version, transStatus), ''],
    ]
      .join(' | ')
      .replaceAll(/ {2,}/g, ' ')
      .trim(),
  );
}

const WORDS: Record<string, string> = { app: 'app', browser: 'browser', '3ri': '3RI' };

/** Channels, by category where they differ. */
function where(names: string[]): string {
  const channels = (category: string) =>
    names.filter((name) => name.endsWith(`-${category}`)).map((name) => WORDS[name.split('-')[0] ?? '']);
  const [payment, nonpayment] = [channels('payment').join(', '), channels('nonpayment').join(', ')];
  if (payment === nonpayment) return payment;
  return [payment && `payment: ${payment}`, nonpayment && `non-payment: ${nonpayment}`].filter(Boolean).join('; ');
}

/** What the protocol asks of the AReq, and where nothing helps. */
function conditionsOf(version: MessageVersion, transStatus: TransStatus): string[] {
  const outcome = outcomeOf(version, transStatus);
  const plain = kindsOf(version).map(({ name }) => askedOf({ ...areqFor(version, name, transStatus), ...WITHOUT_WISHES }));
  const laws = LAWS.filter((law) => plain.some((asked) => law.breaks(outcome, asked)));
  return laws.map(({ says }) => `- ${says}.`);
}

const WITHOUT_WISHES = {
  threeDSRequestorChallengeInd: undefined,
  threeDSRequestorDecReqInd: undefined,
  threeDSRequestorSpcSupport: undefined,
} as unknown as Partial<AReq>;

function areqFor(version: MessageVersion, name: string, transStatus: TransStatus): AReq {
  return { ...JSON.parse(readFileSync(exampleOf(version, name), 'utf8')), ...wishesFor(version, name, transStatus) };
}

/** A way to have it that the version has a word for. */
function outcomeOf(version: MessageVersion, transStatus: TransStatus): Outcome {
  const reason = transStatus === 'U' && version === '2.1.0' ? '01' : REASONS[transStatus];
  return { transStatus, ...(reason ? { transStatusReason: reason } : {}), ...(transStatus === 'C' ? { method: 'sms' } : {}) };
}

const bodyOf = (transStatus: TransStatus, version: MessageVersion = '2.3.1') => JSON.stringify(outcomeOf(version, transStatus));

function cardFor(version: MessageVersion, transStatus: TransStatus): string {
  const { transStatusReason: reason, method } = outcomeOf(version, transStatus);
  return cardNumberFor({ outcome: transStatus, ...(reason ? { reason } : {}), ...(method ? { method } : {}) });
}

/** The elements of the ARes that depend on its outcome. */
function elementsOf(areq: AReq, version: MessageVersion, transStatus: TransStatus): string[] {
  const outcome = outcomeOf(version, transStatus);
  const rules = [{ title: 'this', match: {}, outcome, force: false }];
  const made = decide(areq, { blocked: false }, { rules: rules as never, policy: DEFAULT_POLICY });
  const offer = {
    challenge: 'c'.repeat(43),
    rpID: 'localhost',
    credentialId: 'i'.repeat(22),
    displayName: 'Card',
    icon: 'https://acs.example/card.svg',
  };
  const decision = (transStatus === 'S' ? { ...made, elements: spcElements(areq, offer) } : made) as Decision;
  const acsRenderingType = renderingOf('sms', areq.deviceRenderOptions, version);
  const app = acsRenderingType && transStatus === 'C' ? { app: { sdkTransID: areq.sdkTransID ?? '', acsRenderingType } } : {};
  const card = { cardHash: 'x', phone: '+687 79 00 23' };
  const transaction = openTransaction({ areq, decision, acsTransID, at, card, maskedCard: '', scheme: 'Visa', ...app });
  const message = ares(areq, transaction, acs.proofOf(transaction, transStatus), identity);
  const always = ares(areq, { ...transaction, state: { name: 'ending' } as never, elements: {} }, {}, identity);
  return Object.keys(message)
    .filter((name) => !(name in always) || (name === 'acsDecConInd' && transStatus === 'D'))
    .filter((name) => name !== 'transStatus' && name !== 'transStatusReason');
}

/** Codes as ranges: `01–21, 80–99`. */
function reasonsFor(version: MessageVersion, transStatus: TransStatus): string {
  const codes = legalPairs(version)
    .filter((pair) => pair.transStatus === transStatus)
    .flatMap(({ transStatusReason }) => transStatusReason ?? []);
  return codes.length === 0 ? '' : `${transStatus === 'A' ? 'none, or ' : ''}${ranges(codes)}`;
}

function ranges(codes: readonly string[]): string {
  const starts = codes.filter((code) => !codes.includes(next(code, -1)));
  const ends = codes.filter((code) => !codes.includes(next(code, 1)));
  return starts.map((start, index) => (start === ends[index] ? start : `${start}–${ends[index]}`)).join(', ');
}

const next = (code: string, by: number) => String(Number(code) + by).padStart(2, '0');

function schemeTable(messageCategory: string, title: string): string[] {
  const statuses = ['Y', 'A', 'N', 'U', 'R', 'I'];
  return [
    `| ${title} | value | ${statuses.join(' | ')} |`,
    `|---|---|${statuses.map(() => '---|').join('')}`,
    ...schemes.map((scheme) => {
      const cells = statuses.map((status) => {
        const eci = eciOf(scheme, { messageCategory }, status) ?? '–';
        return isProven(scheme, { messageCategory }, status) ? `**${eci}**` : eci;
      });
      return `| ${scheme.name} | ${scheme.authenticationValue.name} | ${cells.join(' | ')} |`;
    }),
  ];
}

/** How a challenge and decoupled authentication can be made to end. */
function endings(): string[] {
  return [
    '## How C and D end',
    '',
    'With `challengeResult` the tester writes the RReq of a cardholder who does all that is asked of him; the final CRes says Y for Y and N for all',
    'others. Wrong codes, cancel, refusals and time-outs end as they do.',
    '',
    '```json',
    '{ "transStatus": "C", "method": "sms", "challengeResult": { "transStatus": "N", "transStatusReason": "14", "challengeCancel": "04" } }',
    '```',
    '',
    '| version | RReq | transStatusReason | challengeCancel | CRes | authenticationValue |',
    '|---|---|---|---|---|---|',
    ...VERSIONS.flatMap((version) =>
      (['Y', 'A', 'N', 'U', 'R'] as const).map((transStatus) => {
        const reasons = legal(version, transStatus, 'transStatusReason');
        const cancels = legal(version, transStatus, 'challengeCancel');
        const cells = [transStatus, ranges(reasons) || '–', cancels.length > 0 ? `none, ${ranges(cancels)}` : '–'];
        return `| ${version} | ${cells.join(' | ')} | ${transStatus === 'Y' ? 'Y' : 'N'} | ${'YA'.includes(transStatus) ? 'yes' : 'no'} |`;
      }),
    ),
    '',
    'challengeCancel 03 goes with D alone. Reason 14, a time-out, has 04 or 05 with C, and 03 with D.',
    'Of a non-payment, the scheme says whether there is an authenticationValue.',
  ];
}

type End = NonNullable<Outcome['challengeResult']>;

/** The codes of an element with which such an end is legal. */
function legal(version: MessageVersion, transStatus: End['transStatus'], element: 'transStatusReason' | 'challengeCancel') {
  const areq = areqFor(version, 'browser-payment', 'C');
  const all = Array.from({ length: 100 }, (_, code) => String(code).padStart(2, '0'));
  const isLegal = (challengeResult: End) => findBrokenLaw({ transStatus: 'C', challengeResult }, askedOf(areq)) === undefined;
  return all.filter((code) =>
    element === 'transStatusReason'
      ? ['', '04'].some((cancel) =>
          isLegal({ transStatus, transStatusReason: code, ...(cancel ? { challengeCancel: cancel } : {}) }),
        )
      : isLegal({ transStatus, transStatusReason: '01', challengeCancel: code }),
  );
}
