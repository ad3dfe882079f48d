import t from 'tap';
import { descriptionsOf } from '../../src/messages/descriptions.ts';
import type { MessageType } from '../../src/messages/schemas.ts';
import { SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { example } from './example.ts';

t.test('Every element of the examples is described, wherever it stands', async (t) => {
  const names = [
    'AReq-browser-payment',
    'AReq-app-payment',
    'ARes-C',
    'ARes-Y',
    'CReq',
    'CRes',
    'CRes-app-select',
    'RReq-Y',
    'RRes',
    'Erro',
  ];
  for (const version of SUPPORTED_VERSIONS) {
    for (const name of names) {
      const descriptions = descriptionsOf(version, (name.split('-')[0] ?? '') as MessageType);
      const lacking = Object.keys(example(name, version)).filter((element) => !descriptions.get(element));
      t.same(lacking, [], `${version} ${name}`);
    }
  }
  const areq = descriptionsOf('2.2.0', 'AReq');
  t.match(areq.get('acctInfo.chAccAgeInd'), /05 over 60 days/, 'in an object');
  t.match(areq.get('messageExtension.criticalityIndicator'), String, 'in a list of a definition');
  t.match(areq.get('threeDSRequestorAuthenticationInd'), /01 payment/, 'under a condition');
  t.notOk(areq.has('0') || areq.has(''), 'and nothing that is no element');
  t.equal(descriptionsOf('2.2.0', 'OReq').size, 0, 'a type that the version does not have');
});
