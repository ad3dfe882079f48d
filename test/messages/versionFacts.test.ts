// A version is a row of facts: nothing else in the program asks for its number, so that a new one is decided fact by fact.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { knownElements } from '../../src/check/elements.ts';
import { shipped } from '../../src/files.ts';
import { MESSAGE_TYPES, type MessageType } from '../../src/messages/schemas.ts';
import type { VersionFacts } from '../../src/messages/versionFacts.ts';
import { type Feature, factsOf, NEWEST, nearestVersion, SUPPORTED_VERSIONS, VERSIONS } from '../../src/messages/versions.ts';

/** Where a version may be named in code, and why. */
const MAY_NAME_VERSIONS: Record<string, string> = {
  'messages/versions.ts': 'the table of facts',
  'messages/types.ts': 'generated from the schemas',
  'cards/speakingNumbers.ts': 'digit 7 of a card number, a table with a row for each version',
  'cardCommand.ts': 'examples in a help text',
};

const sources = readdirSync(shipped('src/'), { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .map((path) => ({ path, text: readFileSync(shipped(`src/${path}`), 'utf8') }));

/** A version, or the begin of one, as a text of its own; in JSON within a text, or in a pattern. */
const NAMES_VERSION = /['"`/^]\\?2(?:\\?\.\d+){1,2}\.?\\?['"`/$]/;
/** What puts versions in order. */
const ORDERS_VERSIONS = /localeCompare\([^;]*numeric: true|SUPPORTED_VERSIONS\s*\.\s*(?:indexOf|lastIndexOf|findIndex)/;

/** A text, which is kept whole, or a comment. */
const TEXT_OR_COMMENT = /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/.*$/gm;
const codeOf = (text: string) => text.replaceAll(TEXT_OR_COMMENT, (_all, kept = '') => kept);

t.test('only the table of facts, and what is listed with a reason, names a version', async (t) => {
  const naming = sources.filter(({ text }) => NAMES_VERSION.test(codeOf(text))).map(({ path }) => path);
  t.same(naming.sort(), Object.keys(MAY_NAME_VERSIONS).sort());
  t.match(codeOf("get('/x/*', '2.3.1') // */"), NAMES_VERSION, 'no comment begins in a text');
  const texts = ["if (v === '2.3.1')", 'v.startsWith("2.3")', 'v.startsWith(`2.3.`)', '/^2\\.3\\.1$/.test(v)'];
  for (const text of texts) t.match(text, NAMES_VERSION, `${text} would be found`);
  for (const text of ['size: 2.5', "'EMV 3DS 2.3.1, Table A.1'", "width: '12.5'"]) t.notMatch(text, NAMES_VERSION, text);
});

t.test('only the table of facts puts versions in order', async (t) => {
  const ordering = sources.filter(({ text }) => ORDERS_VERSIONS.test(codeOf(text))).map(({ path }) => path);
  t.same(ordering, ['messages/versions.ts']);
});

t.test('a fact of another version than those of the list does not compile, and there is none', async (t) => {
  // @ts-expect-error -- not a version that is spoken here
  t.equal(VERSIONS['9.9.9'], undefined);
  t.equal(factsOf('9.9.9'), undefined);
  for (const name of ['constructor', '__proto__', '', undefined, null, 2, ['2.3.1']]) t.equal(factsOf(name), undefined);
  for (const version of SUPPORTED_VERSIONS) t.equal(factsOf(version), VERSIONS[version]);
});

const facts = Object.keys(VERSIONS[SUPPORTED_VERSIONS[0]]) as (keyof VersionFacts)[];

t.test('every fact is asked for, and is not the same in all versions', async (t) => {
  const asking = sources.filter(({ path }) => !path.startsWith('messages/version'));
  for (const fact of facts) {
    const asks = new RegExp(
      `VERSIONS\\[[^\\]]+(?:\\([^)]*\\))?\\]\\.${fact}\\b|factsOf\\([^)]*\\)\\?\\.${fact}\\b|\\bfacts\\.${fact}\\b|(?:has|unless): '${fact}'|` +
        `\\{[^}]*\\b${fact}\\b[^}]*\\} = VERSIONS\\[`,
    );
    t.ok(
      asking.some(({ text }) => asks.test(text)),
      `${fact} is asked for`,
    );
    const values = SUPPORTED_VERSIONS.map((version) => JSON.stringify(VERSIONS[version][fact] ?? null));
    t.ok(new Set(values).size > 1, `${fact} differs: ${values.join(' ')}`);
  }
});

/** Facts that say that a version has an element: of which message, and which one. */
const ELEMENTS: readonly (readonly [Feature, MessageType, string])[] = [
  ['browserJavascriptEnabled', 'AReq', 'browserJavascriptEnabled'],
  ['acceptLanguage', 'AReq', 'acceptLanguage'],
  ['acquirerCountryCode', 'AReq', 'acquirerCountryCode'],
  ['sellerInfo', 'AReq', 'sellerInfo'],
  ['multiTransaction', 'AReq', 'multiTransaction'],
  ['payTokenInfo', 'AReq', 'payTokenInfo'],
  ['recurringAmount', 'AReq', 'recurringAmount'],
  ['spc', 'AReq', 'threeDSRequestorSpcSupport'],
  ['spc', 'ARes', 'spcTransData'],
  ['sdkTypes', 'AReq', 'sdkType'],
  ['sdkTypes', 'AReq', 'sdkServerSignedContent'],
  ['transStatusReasonInfo', 'ARes', 'transStatusReasonInfo'],
  ['acsDecConInd', 'ARes', 'acsDecConInd'],
  ['transChallengeExemption', 'ARes', 'transChallengeExemption'],
  ['deviceBindingStatus', 'ARes', 'deviceBindingStatus'],
  ['cardSecurityCodeStatus', 'ARes', 'cardSecurityCodeStatus'],
  ['deviceInfoRecognised', 'ARes', 'deviceInfoRecognisedVersion'],
  ['listOfMethods', 'ARes', 'authenticationMethod'],
  ['challengeErrorReporting', 'RReq', 'challengeErrorReporting'],
  ['challengeNoEntry', 'CReq', 'challengeNoEntry'],
  ['oobAppURLInd', 'CReq', 'oobAppURLInd'],
  ['challengeEntryBox', 'CRes', 'challengeEntryBox'],
  ['cardRangeGroups', 'PRes', 'dsProtocolVersions'],
];

t.test('the facts of a version agree with its schemas', async (t) => {
  const isSchema = (version: string, type: string) => existsSync(shipped(`schemas/${version}/${type}.json`));
  for (const version of SUPPORTED_VERSIONS) {
    const { operationMessages, trustList, asksForDecoupled } = VERSIONS[version];
    for (const [fact, type, element] of ELEMENTS)
      t.equal(knownElements(version, type).has(element), VERSIONS[version][fact], `${version} ${type} ${element}: ${fact}`);
    for (const type of MESSAGE_TYPES)
      t.equal(isSchema(version, type), operationMessages || !['OReq', 'ORes'].includes(type), `${version} ${type}`);
    const names = [...knownElements(version, 'ARes')].filter((name) => /^(trust|white)ListStatus/.test(name));
    t.same(names.sort(), trustList ? [trustList.status, trustList.source] : [], `${version}: names of the trust list`);
    const infoTexts = [...knownElements(version, 'CRes')].filter((name) => /^(trustList|whitelisting)InfoText$/.test(name));
    t.same(infoTexts, trustList ? [trustList.infoText] : [], `${version}: its text in an app`);
    const hasDecReqInd = knownElements(version, 'AReq').has('threeDSRequestorDecReqInd');
    t.equal(hasDecReqInd, asksForDecoupled.length > 0, `${version}: decoupled authentication`);
  }
});

t.test('the schemas of the control API list the versions that are spoken', async (t) => {
  const lists = ['rule', 'openapi'].flatMap((name) =>
    [...readFileSync(shipped(`schemas/api/${name}.json`), 'utf8').matchAll(/"enum": (\["2\.[^\]]*\])/g)].map(([, list]) => list),
  );
  t.ok(lists.length >= 3, 'there are some');
  for (const list of lists) t.same(JSON.parse(list ?? ''), SUPPORTED_VERSIONS.toReversed());
});

t.test('a message of any version is answered by the newest that is not newer', async (t) => {
  const rows = [
    ...[...SUPPORTED_VERSIONS.map((version) => [version, version] as const)],
    ...([
      ['1.0.2', '2.1.0'],
      ['2.0.1', '2.1.0'],
      ['2.1.9', '2.1.0'],
      ['2.2.10', '2.2.0'],
      ['2.3.0', '2.2.0'],
      ['2.10.0', NEWEST],
      ['10.0.0', NEWEST],
    ] as const),
  ];
  for (const [version, nearest] of rows) t.equal(nearestVersion(version), nearest, version);
  const inOrder = SUPPORTED_VERSIONS.toSorted((one, other) => other.localeCompare(one, 'en', { numeric: true }));
  t.same(SUPPORTED_VERSIONS, inOrder, 'the list has the highest first');
});
