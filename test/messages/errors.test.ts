import t from 'tap';
import { ERROR_CODES, type ErrorReason, erro, ProtocolError } from '../../src/messages/errors.ts';
import { aboutOf, readMessage } from '../../src/messages/read.ts';
import { findings } from '../../src/messages/schemas.ts';
import { example, type Json, withElement } from './example.ts';

const areq = example('AReq-browser-payment');
const reasons = Object.keys(ERROR_CODES) as ErrorReason[];

/** The Erro that answers a message. */
function answerTo(message: Json | string): Json {
  try {
    readMessage('AReq', typeof message === 'string' ? message : JSON.stringify(message));
  } catch (error) {
    return { ...erro(error) };
  }
  throw new Error('the message is valid');
}

t.test('Every error code of Table A.4 has one reason', async (t) => {
  const codes = reasons.map((reason) => ERROR_CODES[reason][0]);
  t.same(
    codes,
    `101 102 103 201 202 203 204 205 206 207 301 302 303 304 305 306 307 308 309 310 311 312 313 314 315 402 403 404
    405`.split(/\s+/),
  );
});

t.test('An Erro never has a code that is newer than its version', async (t) => {
  const codeIn = (messageVersion: string, reason: ErrorReason) =>
    erro(new ProtocolError(reason, 'x', { messageVersion })).errorCode;
  const older: Record<string, string> = {
    ...{ '205': '203', '206': '203', '207': '203', '308': '203', '309': '203', '310': '302', '311': '302' },
    ...{ '312': '301', '313': '301', '314': '305', '315': '305' },
  };
  for (const reason of reasons) {
    const [code] = ERROR_CODES[reason];
    for (const version of ['2.3.1', '2.4.0', '2.10.0']) t.equal(codeIn(version, reason), code, `${reason} in ${version}`);
    for (const version of ['2.2.0', '2.1.0', '2.0.0'])
      t.equal(codeIn(version, reason), older[code] ?? code, `${reason} in ${version}`);
  }
  const about = { messageType: 'OReq', messageVersion: '2.2.0' };
  t.notOk('errorMessageType' in erro(new ProtocolError('ACCESS_DENIED', 'x', about)), 'nor a type that is newer');
  t.match(erro(new ProtocolError('ACCESS_DENIED', 'x', { ...about, messageVersion: '2.3.1' })), { errorMessageType: 'OReq' });
});

t.test('The Erro of every reason is valid itself', async (t) => {
  for (const reason of reasons) {
    for (const detail of ['acctNumber', '', 'x'.repeat(5000), '4970720000052226', '\u0000"\ud800']) {
      const answer = erro(new ProtocolError(reason, detail, aboutOf(areq)));
      t.same(findings('2.2.0', 'Erro', JSON.parse(JSON.stringify(answer))), [], `${reason}: ${detail.slice(0, 20)}`);
      const newer = erro(new ProtocolError(reason, detail, { ...aboutOf(areq), messageVersion: '2.3.1' }));
      t.same(findings('2.3.1', 'Erro', JSON.parse(JSON.stringify(newer))), [], `${reason} in 2.3.1`);
      t.match(newer, { errorCode: ERROR_CODES[reason][0], errorDescription: ERROR_CODES[reason][1], errorComponent: 'A' });
    }
  }
});

t.test('An Erro names the fault, the message and every id that is known', async (t) => {
  t.same(answerTo({ ...areq, mcc: 'none' }), {
    messageType: 'Erro',
    messageVersion: '2.2.0',
    threeDSServerTransID: areq.threeDSServerTransID,
    dsTransID: areq.dsTransID,
    errorCode: '203',
    errorComponent: 'A',
    errorDescription: 'The format or value of one or more data elements is invalid (A.1 mcc)',
    errorDetail: 'mcc',
    errorMessageType: 'AReq',
  });
  const sdkTransID = '0B7A0B5E-7D0C-4bd5-9f0e-3f0e0d1c2b3a';
  t.match(answerTo({ ...areq, sdkTransID, mcc: '' }), { sdkTransID }, 'as it came');
  t.match(erro(new ProtocolError('ACCESS_DENIED', 'endpoint'), 'D'), { errorCode: '303', errorComponent: 'D' });
});

t.test('An Erro holds nothing of the message but ids, version and names', async (t) => {
  for (const name of ['threeDSServerTransID', 'dsTransID', 'sdkTransID', 'messageType']) {
    for (const value of ['<script>', '4970720000052226', '', null, 1, {}, ['8a880dc0-d2d2-4067-bcb1-b08d1690b26e']]) {
      const answer = answerTo({ ...withElement(areq, name, value), mcc: 'none' });
      t.same(findings('2.2.0', 'Erro', answer), [], `${name} ${JSON.stringify(value)}`);
      if (name === 'messageType') t.notOk('errorMessageType' in answer, 'an unknown type is not named');
      else t.notOk(name in answer, 'what is no id is not echoed');
    }
  }
});

t.test('An Erro has the version of the message, or else one that the ACS speaks', async (t) => {
  const versionOf = (messageVersion: unknown) => answerTo({ ...areq, messageVersion }).messageVersion;
  t.equal(versionOf('2.0.0'), '2.0.0');
  t.equal(versionOf('2.10.0'), '2.10.0');
  for (const strange of ['2.2', '<2.2.0>', '2.2.000000', '', null, 2.2])
    t.equal(versionOf(strange), '2.3.1', JSON.stringify(strange));
  t.equal(answerTo('').messageVersion, '2.3.1');
});

t.test('An error that is none of the protocol is a system failure and tells nothing', async (t) => {
  const answer = erro(new Error('no such table: cards 4970720000052226'));
  t.match(answer, { errorCode: '404', errorDetail: 'See the log of this component' });
  t.same(findings('2.3.1', 'Erro', { ...answer }), []);
  t.match(erro('a thrown text'), { errorCode: '404' });
});

t.test('A fault keeps what is known of its transaction when it learns more', async (t) => {
  const first = new ProtocolError('TRANSACTION_DATA_NOT_VALID', 'acctNumber', { dsTransID: 'a', acsTransID: 'b' });
  const second = first.knowing({ acsTransID: 'c', messageType: 'CReq' });
  t.same([second.reason, second.detail], [first.reason, first.detail]);
  t.same(second.about, { dsTransID: 'a', acsTransID: 'c', messageType: 'CReq' });
  t.equal(second.message, '305 The transaction data is not valid: acctNumber');
});

t.test('A card number is masked in every form; other digits are not', async (t) => {
  const detailOf = (detail: string) => new ProtocolError('ELEMENT_FORMAT_INVALID', detail).detail;
  t.equal(detailOf('4970720000052226'), 'X');
  t.equal(detailOf('a,4970 7200 0005 2226,b'), 'a,X,b');
  t.equal(detailOf('4970-7200-0005-2226'), 'X');
  t.equal(detailOf('1234567890123'), 'X', 'of 13 digits');
  t.equal(detailOf('123456789012'), '123456789012', 'of 12 digits it is none');
  t.equal(detailOf('2.2.0,2.1.0'), '2.2.0,2.1.0');
  t.notMatch(new ProtocolError('DUPLICATE_ELEMENT', '4970720000052226').message, /4970/, 'also in the log');
});
