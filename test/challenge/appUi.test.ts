import t from 'tap';
import { ANSWERS_OF_UI, renderingOf, uiTypeOf, uiTypeOfInformation } from '../../src/challenge/appUi.ts';
import { judgeEntry } from '../../src/challenge/entries.ts';
import type { Expected } from '../../src/challenge/judges.ts';
import { authenticationMethodOf, factorsOf, type MethodName, stepsOf } from '../../src/challenge/methods.ts';
import type { StepName } from '../../src/challenge/steps.ts';

const native = (acsUiTemplate: string) => ({ acsInterface: '01', acsUiTemplate });
const html = (acsUiTemplate: string) => ({ acsInterface: '02', acsUiTemplate });
const ALL = ['01', '02', '03', '04', '05'];

t.test('an app gets what its SDK can show: its own means before HTML', async (t) => {
  const rows: [method: MethodName, sdkInterface: string, sdkUiType: string[], expected: object | undefined][] = [
    ['sms', '03', ALL, native('01')],
    ['sms', '01', ALL, native('01')],
    ['sms', '02', ALL, html('05')],
    ['sms', '03', ['05'], html('05')],
    ['sms', '01', ['05'], undefined],
    ['sms', '03', ['02', '03', '04'], undefined],
    ['sms', '02', ['01'], html('01')],
    ['sms', '02', ['02'], undefined],
    ['sms', '03', [], undefined],
    ['email', '01', ['01'], native('01')],
    ['ePin', '01', ['01'], native('01')],
    ['ePinThenSms', '03', ['01'], native('01')],
    ['select', '03', ['02'], native('02')],
    ['select', '03', ['03', '05'], html('05')],
    ['multiSelect', '03', ['03'], native('03')],
    ['multiSelect', '01', ['02'], undefined],
    ['oob', '03', ['04'], native('04')],
    ['oob', '02', ['04'], html('04')],
    ['automatic', '03', ALL, undefined],
    ['picker', '03', ALL, undefined],
  ];
  for (const [method, sdkInterface, sdkUiType, expected] of rows)
    for (const version of ['2.1.0', '2.2.0'] as const)
      t.same(renderingOf(method, { sdkInterface, sdkUiType }, version), expected, `${method}, ${sdkInterface}, ${sdkUiType}`);
  t.equal(renderingOf('sms', undefined, '2.2.0'), undefined, 'an SDK that says nothing of itself');
});

t.test('A.14 template 06, 4.2.6.1 template, A.1 acsUiType: since 2.3.1 HTML has the template of what is asked', async (t) => {
  const every = [...ALL, '06', '07'];
  const rows: [method: MethodName, sdkInterface: string, sdkUiType: string[], expected: object | undefined, shown: string][] = [
    ['sms', '02', every, html('01'), '05'],
    ['ePinAndSms', '02', every, html('01'), '05'],
    ['select', '02', every, html('02'), '05'],
    ['multiSelect', '02', every, html('03'), '05'],
    ['oob', '02', every, html('06'), '06'],
    ['oob', '03', ['06'], html('06'), '06'],
    ['oob', '02', ['06'], html('06'), '06'],
    ['oob', '03', every, native('04'), '04'],
    ['oob', '01', ['06'], undefined, ''],
    ['oob', '02', ['05'], html('05'), '05'],
    ['oob', '02', ['04'], html('04'), '05'],
    ['sms', '02', ['06'], undefined, ''],
    ['sms', '02', ['05'], html('05'), '05'],
    ['sms', '02', ['01'], html('01'), '05'],
  ];
  for (const [method, sdkInterface, sdkUiType, expected, shown] of rows) {
    const about = `A.14 template 06, 4.2.6.1 template: ${method}, ${sdkInterface}, ${sdkUiType}`;
    const acsRenderingType = renderingOf(method, { sdkInterface, sdkUiType }, '2.3.1');
    t.same(acsRenderingType, expected, about);
    const [step = 'code'] = stepsOf(method);
    if (acsRenderingType) t.equal(uiTypeOf(step, { acsRenderingType, sdkUiType }, '2.3.1'), shown, about);
  }
  const inHtml = { acsRenderingType: { acsInterface: '02' }, sdkUiType: every } as const;
  const isNative = { acsRenderingType: { acsInterface: '01' }, sdkUiType: every } as const;
  t.equal(uiTypeOfInformation(isNative, '2.3.1'), '07');
  t.equal(uiTypeOfInformation(inHtml, '2.3.1'), '05', 'HTML stays HTML');
  t.equal(uiTypeOfInformation({ ...isNative, sdkUiType: ALL }, '2.3.1'), undefined, 'an SDK that does not show it');
  t.equal(uiTypeOfInformation(isNative, '2.2.0'), undefined, 'a version that does not have it');
});

t.test('each step has its acsUiType, 05 in HTML', async (t) => {
  const types = { ePin: '01', code: '01', emailCode: '01', select: '02', multiSelect: '03', oob: '04' };
  for (const [step, type] of Object.entries(types) as [StepName, string][]) {
    t.equal(uiTypeOf(step, { acsRenderingType: { acsInterface: '01' } }, '2.2.0'), type, step);
    t.equal(uiTypeOf(step, { acsRenderingType: { acsInterface: '02' }, sdkUiType: ['05', '06'] }, '2.2.0'), '05', step);
  }
  t.same(ANSWERS_OF_UI, {
    ...{ '01': ['challengeDataEntry'], '02': ['challengeDataEntry'], '03': ['challengeDataEntry'], '04': ['oobContinue'] },
    ...{ '05': ['challengeHTMLDataEntry'], '06': ['oobContinue', 'challengeHTMLDataEntry'], '07': ['infoContinueIndicator'] },
  });
  for (const step of ['automatic', 'picker'] as const)
    t.throws(() => uiTypeOf(step, { acsRenderingType: { acsInterface: '01' } }, '2.2.0'), /no app can show/);
});

t.test('an entry is well formed without its spaces and dashes, at its length and no other', async (t) => {
  const rows: [step: StepName, entry: string, expected: string | undefined][] = [
    ['ePin', '482', undefined],
    ['ePin', '4826', '4826'],
    ['ePin', '48261', undefined],
    ['ePin', 'x4826', undefined],
    ['ePin', '4826x', undefined],
    ['ePin', '٤٨٢٦', undefined],
    ['code', '6751553', undefined],
    ['code', ' 6751-5537\n', '67515537'],
    ['code', '675155377', undefined],
    ['code', 'a67515537', undefined],
    ['code', '67515537a', undefined],
    ['emailCode', '6751553', undefined],
    ['emailCode', '6751 5537', '67515537'],
    ['emailCode', '675155377', undefined],
    ['emailCode', 'a67515537', undefined],
    ['emailCode', '67515537a', undefined],
  ];
  let read: string | undefined;
  const note = (entry: string) => {
    read = entry;
    return entry;
  };
  const expects = { isEPin: async (ePin: string) => note(ePin) === '4826', hashCode: note } as unknown as Expected;
  for (const [step, entry, expected] of rows) {
    read = undefined;
    const judged = await judgeEntry(step, [entry], expects);
    t.equal(read, expected, `${step} ${JSON.stringify(entry)}`);
    t.equal(judged?.type === 'malformed', expected === undefined, `${step} ${JSON.stringify(entry)}: ${judged?.type}`);
  }
});

t.test('each method is reported by its factors: all of them in 2.3.1, the last one before', async (t) => {
  const rows: [method: MethodName, factors: string[], in220: string, in210: string][] = [
    ['ePinThenSms', ['01', '02'], '02', '02'],
    ['ePin', ['01'], '01', '01'],
    ['sms', ['02'], '02', '02'],
    ['email', ['05'], '05', '05'],
    ['select', ['06'], '06', '06'],
    ['multiSelect', ['06'], '06', '06'],
    ['ePinAndSms', ['01', '02'], '02', '02'],
    ['oob', ['11'], '11', '09'],
    ['automatic', ['10'], '10', '10'],
    ['picker', ['10'], '10', '10'],
  ];
  for (const [method, factors, in220, in210] of rows) {
    t.same(factorsOf(method), factors, method);
    t.equal(authenticationMethodOf(method, '2.2.0'), in220, `${method} in 2.2.0`);
    t.equal(authenticationMethodOf(method, '2.1.0'), in210, `${method} in 2.1.0`);
  }
});
