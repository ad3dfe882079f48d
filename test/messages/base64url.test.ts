import t from 'tap';
import { decodeBase64url, encodeBase64url } from '../../src/messages/base64url.ts';

t.test('Text is sent as base64url without padding', async (t) => {
  t.equal(encodeBase64url('{"a":"?>é"}'), 'eyJhIjoiPz7DqSJ9');
  t.equal(encodeBase64url('a'), 'YQ');
  t.equal(encodeBase64url('ÿþ?'), 'w7_Dvj8');
});

t.test('Base64url is read with padding, without it, and in the standard alphabet', async (t) => {
  const rows: [sentence: string, encoded: string, text: string | undefined][] = [
    ['unpadded', 'YQ', 'a'],
    ['padded', 'YQ==', 'a'],
    ['padded once', 'YWI=', 'ab'],
    ['the url alphabet', 'w7_Dvj8', 'ÿþ?'],
    ['the standard alphabet', 'w7/Dvj8=', 'ÿþ?'],
    ['nothing', '', undefined],
    ['padding alone', '==', undefined],
    ['three times padding', 'YQ===', undefined],
    ['text after the padding', 'YQ==YQ', undefined],
    ['a space', 'Y Q', undefined],
    ['a line end', 'YQ\n', undefined],
    ['another character', 'YQ!', undefined],
    ['a count of characters that nothing encodes to', 'YWJjZ', undefined],
    ['bytes that are no UTF-8', '_w', undefined],
    ['JSON instead of base64url', '{"messageType":"CReq"}', undefined],
  ];
  for (const [sentence, encoded, text] of rows) t.equal(decodeBase64url(encoded), text, sentence);
});

t.test('What was encoded is decoded to the same text', async (t) => {
  for (const text of ['{}', 'Nouméa', '😀', 'a'.repeat(10_000), '\u0000', '\ufeffbom'])
    t.equal(decodeBase64url(encodeBase64url(text)), text);
});
