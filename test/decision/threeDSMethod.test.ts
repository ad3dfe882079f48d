import t from 'tap';
import { methodNote, threeDSMethodOf } from '../../src/decision/threeDSMethod.ts';
import type { AReq } from '../../src/messages/types.ts';

const areqOf = (deviceChannel: string, threeDSCompInd?: string) => ({ deviceChannel, threeDSCompInd }) as unknown as AReq;

t.test('only the AReq of a browser tells of a 3DS Method, with what this ACS knows of it', async (t) => {
  t.same(threeDSMethodOf(areqOf('02', 'Y')), { threeDSCompInd: 'Y', methodData: 'absent' });
  t.same(threeDSMethodOf(areqOf('02', 'N'), 'late'), { threeDSCompInd: 'N', methodData: 'late' });
  t.match(threeDSMethodOf(areqOf('02', 'Y'), 'present', { behaviour: 'silent', delayMs: 0 }), { mark: /silent on purpose/ });
  for (const areq of [areqOf('01', 'Y'), areqOf('03', 'Y'), areqOf('02')]) t.equal(threeDSMethodOf(areq, 'present'), undefined);
});

t.test('what does not fit between 3DS Server and ACS is noted; what a tester did explains it first', async (t) => {
  const mark = 'was silent on purpose';
  const rows = [
    ['Y', 'present', undefined, ';'],
    ['Y', 'late', /had not sent its data when the AReq came/, ', though'],
    ['Y', 'absent', /was never called for this threeDSServerTransID/, ', though'],
    ['N', 'present', /was the notification received\?/, ';'],
    ['N', 'late', undefined, ';'],
    ['N', 'absent', /was never called/, ';'],
    ['U', 'present', /though the 3DS Method was called and had sent its data/, ', though'],
    ['U', 'late', /though the 3DS Method was called$/, ', though'],
    ['U', 'absent', undefined, ';'],
  ] as const;
  for (const [threeDSCompInd, methodData, note, joint] of rows) {
    const what = `${threeDSCompInd} ${methodData}`;
    const plain = methodNote({ threeDSCompInd, methodData });
    if (note === undefined) t.equal(plain, undefined, what);
    else t.match(plain, note, what);
    const marked = `threeDSCompInd is ${threeDSCompInd}${joint} the 3DS Method ${mark}`;
    t.equal(methodNote({ threeDSCompInd, methodData, mark }), marked, `${what}, bent`);
  }
});
