// CReq and CRes of an app: one intent in a question, the elements of one user interface in an answer.
import t from 'tap';
import { SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { example, type Json, verdict } from './example.ts';

const IN_APP = { deviceChannel: '01' };

t.test('A CReq of an app has one intent', async (t) => {
  for (const version of SUPPORTED_VERSIONS) {
    const first = example('CReq-app-first', version);
    const goOn = version === '2.3.1' ? '01' : true;
    const noEntry = version === '2.1.0' ? {} : { challengeNoEntry: 'Y' };
    const rows: [sentence: string, patch: Json, code: string, detail: string][] = [
      ['none, at first', {}, 'accepted', ''],
      ['an entry', { challengeDataEntry: '1234' }, 'accepted', ''],
      ['no entry, also where an SDK says so at first', noEntry, 'accepted', ''],
      ['a form', { challengeHTMLDataEntry: 'code=1234' }, 'accepted', ''],
      ['to go on', { oobContinue: goOn, ...noEntry }, 'accepted', ''],
      ['a new code', { resendChallenge: 'Y', ...noEntry }, 'accepted', ''],
      ['to cancel', { challengeCancel: '01', ...noEntry }, 'accepted', ''],
      ['to cancel, and an entry', { challengeCancel: '01', challengeDataEntry: '1234' }, '203', 'challengeDataEntry'],
      ['to cancel, and a new code', { challengeCancel: '01', resendChallenge: 'Y' }, '203', 'resendChallenge'],
      ['a new code, and an entry', { resendChallenge: 'Y', challengeDataEntry: '1234' }, '203', 'challengeDataEntry'],
      ['an entry and a form', { challengeDataEntry: '1', challengeHTMLDataEntry: 'x' }, '203', 'challengeHTMLDataEntry'],
      goOn === true
        ? ['a form, and to go on', { challengeHTMLDataEntry: 'x', oobContinue: goOn }, '203', 'oobContinue']
        : [
            'A.1 challengeHTMLDataEntry: a form, and to go on',
            { challengeHTMLDataEntry: 'x', oobContinue: goOn },
            'accepted',
            '',
          ],
      ['a counter over 255', { sdkCounterStoA: '256' }, '203', 'sdkCounterStoA'],
      ['no counter', { sdkCounterStoA: undefined }, '201', 'sdkCounterStoA'],
      ['a strange challengeWindowSize', { challengeWindowSize: 'x' }, 'accepted', ''],
    ];
    for (const [sentence, patch, ...expected] of rows) {
      t.same(verdict('CReq', { ...first, ...patch }, IN_APP), expected, `${sentence}, ${version}`);
      t.same(verdict('CReq', { ...first, ...patch }), expected, `${sentence}, ${version}, by its sdkTransID`);
    }
    const contradiction = { ...first, challengeDataEntry: '1', challengeNoEntry: 'Y' };
    t.same(
      verdict('CReq', contradiction),
      version === '2.1.0' ? ['accepted', ''] : ['203', 'challengeNoEntry'],
      'an entry and none',
    );
  }
  const first = example('CReq-app-first', '2.3.1');
  const informed = { ...first, infoContinueIndicator: true };
  t.same(verdict('CReq', informed), ['accepted', '']);
  t.same(verdict('CReq', { ...informed, challengeDataEntry: '1' }), ['203', 'infoContinueIndicator']);
  t.same(verdict('CReq', { ...first, oobContinue: true }), ['203', 'oobContinue'], 'a text since 2.3.1');
  t.same(verdict('CReq', { ...first, resendChallenge: 'N' }), ['203', 'resendChallenge']);
  t.same(verdict('CReq', { ...first, oobAppURLInd: undefined }), ['201', 'oobAppURLInd']);
});

const NATIVE = ['text', 'select', 'oob'];
const REQUIRED: Record<string, string> = {
  text: 'challengeInfoHeader challengeInfoLabel challengeInfoText submitAuthenticationLabel',
  select: 'challengeInfoHeader challengeInfoLabel challengeInfoText challengeSelectInfo submitAuthenticationLabel',
  oob: 'challengeInfoHeader challengeInfoText oobContinueLabel',
  html: 'acsHTML',
  information: 'challengeInfoHeader challengeInfoText infoContinueLabel',
};
const REQUIRED_231: Record<string, string> = {
  ...REQUIRED,
  text: 'challengeInfoHeader challengeInfoText challengeEntryBox submitAuthenticationLabel',
};

t.test('A CRes of an app has the elements of its user interface', async (t) => {
  for (const version of SUPPORTED_VERSIONS) {
    const table = version === '2.3.1' ? REQUIRED_231 : REQUIRED;
    for (const [name, required] of Object.entries(table)) {
      if (name === 'information' && version !== '2.3.1') continue;
      const cres = example(`CRes-app-${name}`, version);
      t.same(verdict('CRes', cres, IN_APP), ['accepted', ''], `${name}, ${version}`);
      for (const element of `${required} acsUiType acsCounterAtoS challengeCompletionInd`.split(' ')) {
        t.same(
          verdict('CRes', { ...cres, [element]: undefined }, IN_APP),
          ['201', element],
          `${name} without ${element}, ${version}`,
        );
      }
      t.same(verdict('CRes', { ...cres, transStatus: 'Y' }), ['203', 'transStatus'], 'it tells no outcome');
      if (NATIVE.includes(name)) t.same(verdict('CRes', { ...cres, acsHTML: 'e30' }), ['203', 'acsHTML'], 'it is no HTML');
      else if (name === 'html') t.same(verdict('CRes', { ...cres, challengeInfoText: 'x' }), ['203', 'challengeInfoText']);
      if (name !== 'select')
        t.not(verdict('CRes', { ...cres, challengeSelectInfo: [{ '1': 'x' }] })[0], 'accepted', 'nothing to select');
    }
    const final = example('CRes-app-final', version);
    t.same(verdict('CRes', { ...final, acsUiType: '01' }), ['203', 'acsUiType'], 'the final one shows nothing');
    t.same(verdict('CRes', { ...final, transStatus: undefined }), ['201', 'transStatus']);
    const images = version === '2.3.1' ? { default: 'https://a.example/' } : { medium: 'https://a.example/' };
    t.same(verdict('CRes', { ...example('CRes-app-text', version), issuerImage: images }), ['accepted', '']);
    const padded = { ...example('CRes-app-html', version), acsHTML: 'PGI-eDwvYj4=' };
    t.same(verdict('CRes', padded), ['accepted', ''], 'HTML is taken with padding, too (EMVCo FAQ 95)');
    t.same(verdict('CRes', { ...padded, acsHTML: 'e30=e30' }), ['203', 'acsHTML']);
  }
  const select = example('CRes-app-select', '2.3.1');
  t.same(verdict('CRes', { ...select, challengeSelectInfo: [{ '1': 'x' }, { '1': 'x' }] }), ['204', 'challengeSelectInfo']);
  t.same(verdict('CRes', { ...select, challengeSelectInfo: [{ '12345': 'x' }] }), ['203', 'challengeSelectInfo']);
  t.same(verdict('CRes', { ...select, challengeSelectInfo: [] }), ['201', 'challengeSelectInfo']);
  const oob = example('CRes-app-oob', '2.3.1');
  t.same(verdict('CRes', { ...oob, oobContinueLabel: undefined, oobAppLabel: 'Open', oobAppURL: 'https://a.example/' }), [
    'accepted',
    '',
  ]);
  const text = example('CRes-app-text', '2.3.1');
  const masked = { challengeDataEntryLabel: 'Code', challengeDataEntryMasking: 'Y' };
  t.same(verdict('CRes', { ...text, challengeEntryBox: masked }), ['201', 'challengeEntryBox.challengeDataEntryToggle']);
  t.same(verdict('CRes', { ...text, psImage: { default: `https://a/${'x'.repeat(2000)}`, x: 'x'.repeat(5000) } }), [
    '203',
    'psImage',
  ]);
});
