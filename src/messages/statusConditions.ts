import { asksForDecoupled, takesFallback } from './decoupled.ts';
import type { AReq } from './types.ts';
import { isOfDs, type MessageVersion, VERSIONS } from './versions.ts';

/** What an AReq asks, as far as it decides which transStatus may answer it. */
export interface AskedStatus {
  messageVersion: MessageVersion;
  /** 01 app, 02 browser, 03 3RI. */
  deviceChannel: string;
  /** threeDSRequestorChallengeInd as a list; one value up to 2.2.0, one or two in 2.3.1. */
  challengeInd: readonly string[];
  threeDSRequestorDecReqInd: string | undefined;
  threeDSRequestorSpcSupport: string | undefined;
}

type Asks = Pick<
  AReq,
  'messageVersion' | 'deviceChannel' | 'threeDSRequestorChallengeInd' | 'threeDSRequestorDecReqInd' | 'threeDSRequestorSpcSupport'
>;

/** @param areq of a version that is spoken here */
export function askedStatusOf(areq: Asks): AskedStatus {
  return {
    messageVersion: areq.messageVersion as MessageVersion,
    deviceChannel: areq.deviceChannel,
    challengeInd: wishesOf(areq),
    threeDSRequestorDecReqInd: areq.threeDSRequestorDecReqInd,
    threeDSRequestorSpcSupport: areq.threeDSRequestorSpcSupport,
  };
}

/** Whether version and channel let the requestor say what it wants: in 3RI since 2.3.1. */
export function hasWishes({ messageVersion, deviceChannel }: { messageVersion: string; deviceChannel: string }): boolean {
  return deviceChannel !== '03' || VERSIONS[messageVersion as MessageVersion].challengeIndIn3RI;
}

/** What the requestor wants, as far as it can say so. */
export function wishesOf(areq: Pick<Asks, 'messageVersion' | 'deviceChannel' | 'threeDSRequestorChallengeInd'>): string[] {
  return hasWishes(areq) ? [areq.threeDSRequestorChallengeInd ?? []].flat() : [];
}

/** When a transStatus may be said at all. */
export interface StatusCondition {
  transStatus: 'C' | 'D' | 'I' | 'S';
  /** Ids of docs/conformance/requirements.csv, parted by `, `. */
  id: string;
  says: string;
  holds(asked: AskedStatus): boolean;
}

const WITHOUT_PROMPT: readonly string[] = ['05', '06', '07'];

/** What the AReq has to have said for its ARes to hold one of these (EMV 3DS 2.3.1.1, Table A.17; the older ones say so, too). */
export const CONDITIONS_OF_ARES: readonly StatusCondition[] = [
  {
    transStatus: 'C',
    id: 'A.17 C,D,I,S conditions',
    says: 'C is never sent for 3RI (deviceChannel 03)',
    holds: ({ deviceChannel }) => deviceChannel !== '03',
  },
  {
    transStatus: 'C',
    id: 'A.17 C,D,I,S conditions',
    says: 'C is never sent where the requestor shares data only (threeDSRequestorChallengeInd 06)',
    holds: ({ challengeInd }) => !challengeInd.includes('06'),
  },
  {
    transStatus: 'D',
    id: 'A.17 C,D,I,S conditions',
    says: 'D needs threeDSRequestorDecReqInd Y (in 2.3.1 Y or B)',
    holds: (asked) => asksForDecoupled(asked),
  },
  {
    transStatus: 'I',
    id: 'A.17 C,D,I,S conditions',
    says: 'I needs threeDSRequestorChallengeInd 05, 06, 07 or a value of the DS (80 to 99)',
    holds: ({ challengeInd }) => challengeInd.some((code) => WITHOUT_PROMPT.includes(code) || isOfDs(code)),
  },
  {
    transStatus: 'S',
    id: 'A.17 C,D,I,S conditions',
    says: 'S needs a browser (deviceChannel 02) and threeDSRequestorSpcSupport Y',
    holds: ({ deviceChannel, threeDSRequestorSpcSupport: support }) => deviceChannel === '02' && support === 'Y',
  },
];

/** The same for the RReq, which never holds C, I or S at all. */
export const CONDITIONS_OF_RREQ: readonly StatusCondition[] = [
  {
    transStatus: 'D',
    id: 'Req 67, Req 129, Req 332',
    says: 'D as the end of a challenge needs threeDSRequestorDecReqInd F or B',
    holds: (asked) => takesFallback(asked),
  },
];
