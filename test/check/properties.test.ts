import fc from 'fast-check';
import t from 'tap';
import { check } from '../../src/index.ts';
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

t.test('any value of any element is judged, and as the ACS judges it', async (t) => {
  const areqs = SUPPORTED_VERSIONS.map((version) => example('AReq-browser-payment', version));
  const names = [...new Set(areqs.flatMap((areq) => Object.keys(areq))), '__proto__', 'constructor', 'toString'];
  const values = fc.oneof(fc.jsonValue(), fc.constantFrom('../../../package', 'ARes', '2.1.0', 'AReq'));
  const isJudgedAlike = (areq: Json, element: string, value: unknown) => {
    const text = JSON.stringify(Object.fromEntries([...Object.entries(areq), [element, value]]));
    const [code] = verdict('AReq', text);
    const codes = check(text).flatMap(({ findings }) => findings.map(({ errorCode }) => errorCode));
    // Where the ACS awaits another message, the check goes on.
    if (code === '101') return true;
    return code === 'accepted' ? codes.length === 0 : codes[0] === code;
  };
  const changes = fc.property(fc.constantFrom(...areqs), fc.constantFrom(...names), values, isJudgedAlike);
  t.doesNotThrow(() => fc.assert(changes, { numRuns: 300 }));
});
