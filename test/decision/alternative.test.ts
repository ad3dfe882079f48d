import t from 'tap';
import type { MethodName } from '../../src/challenge/methods.ts';
import { decide } from '../../src/decision/decide.ts';
import { DEFAULT_POLICY } from '../../src/decision/issuerPolicy.ts';
import { newAReq } from '../transaction/lives.ts';

const app = (sdkInterface: string, sdkUiType: string[], patch: Record<string, unknown> = {}) =>
  newAReq({ deviceChannel: '01', deviceRenderOptions: { sdkInterface, sdkUiType }, ...patch });
const ofSplitSdk = { sdkType: '02', splitSdkType: { sdkVariant: '02', limitedInd: 'Y' } };

t.test('A.1 challengeAddLabel: the other method is one that can be shown and asked there', async (t) => {
  const rows = [
    ['sms', 'select', newAReq(), true, 'in a browser'],
    ['sms', 'select', app('01', ['01', '02']), true, 'native, as the first'],
    ['sms', 'select', app('03', ['01', '05']), false, 'not native, where the challenge is'],
    ['select', 'sms', app('03', ['01', '05']), true, 'HTML, as the first'],
    ['sms', 'oob', app('02', ['01', '05']), true, 'HTML alone'],
    ['sms', 'email', app('01', ['01'], ofSplitSdk), true, 'a code, for a limited split SDK'],
    ['sms', 'ePin', app('01', ['01'], ofSplitSdk), false, 'a static passcode, for a limited split SDK'],
    ['sms', 'select', app('01', ['01', '02'], ofSplitSdk), false, 'knowledge, for a limited split SDK'],
    ['sms', 'picker', newAReq(), false, 'what only a browser can show'],
    ['sms', 'sms', newAReq(), false, 'the same one'],
  ] as const satisfies [MethodName, MethodName, object, boolean, string][];
  for (const [method, alternative, areq, isOffered, what] of rows) {
    const card = { blocked: false, ePin: 'scrypt$…', email: 'a@b.nc' };
    const rule = { title: 'rule 1', match: {}, outcome: { transStatus: 'C', method, alternative } } as const;
    const decision = decide(areq, card, { rules: [rule], policy: DEFAULT_POLICY });
    t.match(decision, { transStatus: 'C', method }, what);
    t.equal('alternative' in decision, isOffered, `A.1 challengeAddLabel: ${what}`);
  }
});
