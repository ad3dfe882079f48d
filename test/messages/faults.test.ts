import fc from 'fast-check';
import t from 'tap';
import { faultsOf } from '../../src/messages/read.ts';
import { example, type Json, verdict } from './example.ts';

const areq = example('AReq-browser-payment');

const shown = (message: Json | string) =>
  faultsOf('AReq', typeof message === 'string' ? message : JSON.stringify(message)).map(
    ({ message: text, detail }) => `${text.slice(0, 3)} ${detail}`,
  );

t.test('All faults of a message are told, in the order in which they are looked for', async (t) => {
  t.same(shown(areq), []);
  const { merchantName: _absent, ...others } = areq;
  const text = JSON.stringify({ ...others, mcc: 'none', merchantCountryCode: '999' }).replace('{', '{"mcc":"5999",');
  t.same(shown(text), ['204 mcc', '201 merchantName', '203 mcc', '304 merchantCountryCode']);
});

t.test('Of a message that is not recognised only that is told', async (t) => {
  t.same(shown('no JSON'), ['101 Invalid Formatted Message']);
  t.same(shown({ ...areq, messageType: 'XReq', messageVersion: '9.9.9', mcc: 1 }), ['101 Invalid Message Type']);
  t.same(shown({ ...areq, messageVersion: '9.9.9', mcc: 1 }), ['102 2.3.1,2.2.0,2.1.0']);
  t.same(shown({ ...areq, messageType: 'ORes' }), ['101 Invalid Message Type'], 'there is none before 2.3.1');
  const receiver = '101 Invalid Message for the receiving component';
  t.same(shown({ ...areq, messageType: 'ORes', messageVersion: '2.3.1' }), [receiver]);
  t.same(shown({ ...areq, messageType: 'PRes' }), [receiver]);
  t.same(shown({ ...areq, mcc: 'x'.repeat(5) }), ['203 mcc'], 'of another one all');
});

t.test('The first fault is the one that an Erro answers', async (t) => {
  const names = Object.keys(areq);
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('', null, '99', 'http://localhost/', '999'));
  const change = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 });
  fc.assert(
    fc.property(change, (patch) => {
      const message = JSON.stringify({ ...areq, ...patch });
      const [code, detail] = verdict('AReq', message);
      const [first] = shown(message);
      return first === (code === 'accepted' ? undefined : `${code} ${detail}`);
    }),
    { numRuns: 300 },
  );
  t.pass('however the message is changed');
});
