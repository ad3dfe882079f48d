import type { AReq } from '../messages/types.ts';
import type { MethodDataState, ThreeDSMethod } from './decision.ts';
import { type MethodBehaviour, methodMark, NORMAL } from './methodBehaviour.ts';

/** Only in a browser there is a 3DS Method. */
export function threeDSMethodOf(
  { deviceChannel, threeDSCompInd }: AReq,
  methodData: MethodDataState = 'absent',
  behaviour: MethodBehaviour = NORMAL,
): ThreeDSMethod | undefined {
  if (deviceChannel !== '02' || !threeDSCompInd) return undefined;
  const mark = methodMark(behaviour);
  return { threeDSCompInd, methodData, ...(mark ? { mark } : {}) };
}

/** What does not fit between the two sides, as a sentence for the tester. */
const NOTES: Record<`${ThreeDSMethod['threeDSCompInd']} ${MethodDataState}`, string | undefined> = {
  'Y present': undefined,
  'Y late': 'threeDSCompInd is Y, but the page of the 3DS Method had not sent its data when the AReq came',
  'Y absent': 'threeDSCompInd is Y, but the 3DS Method of this ACS was never called for this threeDSServerTransID',
  'N present':
    'threeDSCompInd is N, though the 3DS Method had sent its data before the AReq came: was the notification received?',
  'N late': undefined,
  'N absent': 'threeDSCompInd is N, and the 3DS Method of this ACS was never called for this threeDSServerTransID',
  'U present': 'threeDSCompInd is U (no 3DS Method URL), though the 3DS Method was called and had sent its data',
  'U late': 'threeDSCompInd is U (no 3DS Method URL), though the 3DS Method was called',
  'U absent': undefined,
};

/** Undefined where everything fits. What a tester did explains it before anything else. */
export function methodNote({ threeDSCompInd, methodData, mark }: ThreeDSMethod): string | undefined {
  // A slow one may have been in time all the same.
  const fits = threeDSCompInd === 'N' || NOTES[`${threeDSCompInd} ${methodData}`] === undefined;
  if (mark) return `threeDSCompInd is ${threeDSCompInd}${fits ? ';' : ', though'} the 3DS Method ${mark}`;
  return NOTES[`${threeDSCompInd} ${methodData}`];
}
