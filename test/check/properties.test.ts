import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { faultOfKey } from '../../src/crypto/areqKeys.ts';
import { shipped } from '../../src/files.ts';
import { check } from '../../src/index.ts';
import { judgeAReq, readMessage } from '../../src/messages/read.ts';
import { MESSAGE_TYPES, type MessageType } from '../../src/messages/schemas.ts';
import { SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { example, type Json, verdict } from '../messages/example.ts';

const PIECES = ['{', '}', '"', '\\', 'creq=', 'eyJ', '.', '\n', '{"messageType":', '"AReq"', ',', '[', '\ufeff', 'é'];

t.test('any text is judged: nothing throws, and there is always an answer', async (t) => {
  const pieced = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string()), { maxLength: 30 }).map((all) => all.join(''));
  const isAnswered = (text: string) => {
    const all = check(text);
    return all.length > 0 && all.every(({ findings }) => findings.every(({ rule, change }) => rule !== '' && change !== ''));
  };
  const texts = fc.oneof(fc.string({ unit: 'binary' }), pieced);
  t.doesNotThrow(() => fc.assert(fc.property(texts, isAnswered), { numRuns: 300 }));
});

/** The answer of whoever reads a message of its type, the ACS with the keys of an AReq: an errorCode, or `accepted`. */
function answerTo(text: string, type: MessageType): string {
  const { messageType } = JSON.parse(text) as Json;
  // A message of another type is judged as what it says it is.
  const expected = MESSAGE_TYPES.find((known) => known === messageType) ?? type;
  const [code] = verdict(expected, text);
  if (code !== 'accepted' || expected !== 'AReq') return code;
  try {
    const areq = readMessage('AReq', text);
    judgeAReq(areq, { faultOfKey: (element) => faultOfKey(areq, element) });
    return 'accepted';
  } catch (error) {
    return (error as Error).message.slice(0, 3);
  }
}

/** Of what only an SDK or the reader of a report looks at, no ACS says anything. */
const OF_OTHERS = /^(acsSignedContent|challengeErrorReporting)\b/;

const examples = SUPPORTED_VERSIONS.flatMap((version) =>
  readdirSync(shipped(`fixtures/messages/${version}/`)).map((file) => example(file.replace('.json', ''), version)),
);
const FOREIGN = ['__proto__', 'constructor', 'toString', 'acceptLanguage', 'whiteListStatus', 'acsURL', 'sdkServerSignedContent'];

t.test('any message without an element, or with any value of it, is judged as its reader judges it', async (t) => {
  const values = fc.oneof(
    ...[fc.constant(undefined), fc.jsonValue(), fc.constantFrom('../../../package', 'ARes', '2.1.0', 'AReq', 'e30.e30.AA')],
    fc.constantFrom<unknown>(null, '', {}, [], [''], '01', '02', '79', 'Y', 'N'),
  );
  const isJudgedAlike = (message: Json, at: number, value: unknown) => {
    const names = [...Object.keys(message), ...FOREIGN];
    const element = names[at % names.length] as string;
    const text = JSON.stringify(Object.fromEntries([...Object.entries(message), [element, value]]));
    const code = answerTo(text, message.messageType as MessageType);
    const findings = check(text).flatMap((checked) => checked.findings);
    const codes = findings.filter(({ element: each }) => !OF_OTHERS.test(each)).flatMap(({ errorCode = [] }) => errorCode);
    const isAlike = code === 'accepted' ? codes.length === 0 : findings[0]?.errorCode === code;
    if (!isAlike) throw new Error(`${element} ${JSON.stringify(value)}: ${code}, but checked ${codes}`);
  };
  const changes = fc.property(fc.constantFrom(...examples), fc.nat(), values, isJudgedAlike);
  t.doesNotThrow(() => fc.assert(changes, { numRuns: 1000 }));
});

t.test('every element that is taken away from every message is missed as its reader misses it', async (t) => {
  for (const message of examples) {
    const type = message.messageType as MessageType;
    for (const element of Object.keys(message)) {
      const text = JSON.stringify({ ...message, [element]: undefined });
      const code = answerTo(text, type);
      const [first] = check(text).flatMap(({ findings }) => findings);
      t.equal(first?.errorCode ?? 'accepted', code, `${type} ${message.messageVersion} without ${element}`);
    }
  }
});
