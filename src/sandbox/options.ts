import type { FastifyBaseLogger } from 'fastify';
import type { CardRange } from '../messages/cardRanges.ts';
import type { AReq, ARes } from '../messages/types.ts';
import type { Leniency } from '../messages/validators.ts';
import type { MessageVersion } from '../messages/versions.ts';
import { type DsKeys, NO_KEYS } from './ds/dsKeys.ts';
import { type DsRules, readDsRules } from './ds/rules.ts';

/** A run of card numbers that the ACS answers for. */
export interface ServedRange extends CardRange {
  /** The protocol versions of its cards, highest first; all that the ACS speaks if absent. */
  versions?: readonly MessageVersion[];
  /** False where it has no 3DS Method. */
  threeDSMethod?: false;
}

/** A card that the shop offers to choose: its number, and what it does, by language. */
export interface ShopCard {
  acctNumber: string;
  says: Record<string, string>;
}

export interface SandboxOptions {
  /** Where the ACS and this sandbox answer, no trailing slash. Filled in by the caller after listening, read when needed. */
  urls: { acs: string; sandbox: string };
  cards: readonly ShopCard[];
  servedRanges: readonly ServedRange[];
  /** What the ACS does, as acsInfoInd of a PRes says it (EMV 3DS 2.3.1.1, Table A.6); authentication if absent. */
  acsInfoInd?: readonly string[];
  /** What the DS goes by; the usual rules if absent. */
  dsRules?: DsRules;
  /** None if absent. */
  dsKeys?: DsKeys;
  /** What an ARes that the DS makes says to prove its transStatus, by the scheme of the card; nothing if absent. */
  proofOf?: (areq: AReq, transStatus: string) => Pick<ARes, 'eci' | 'authenticationValue'>;
  /** Origins besides this machine that the DS may send RReqs to; none if absent. */
  allowedOrigins?: readonly string[];
  /** Whether the DS passes on what it would refuse; not if absent. */
  dsPassesAll?: boolean;
  /** How the DS judges the values of an AReq; by the text if absent. */
  judgement?: Leniency;
  log: FastifyBaseLogger;
  /** Milliseconds since 1970; the clock of purchaseDate and of the times in the records. */
  now?: () => number;
  /** How long each party waits for another, in milliseconds. */
  timeouts?: Partial<Timeouts>;
}

export interface Timeouts {
  /** The DS for the ARes of the ACS. */
  aresMs: number;
  /** The DS for the RRes of a 3DS Server (3 s: EMV 3DS 2.2.0, 5.5). */
  rresMs: number;
  /** The 3DS Server for any answer of the DS. */
  dsMs: number;
}

/** What every party of the sandbox is given: the options, with nothing left open. */
export interface Sandbox extends SandboxOptions {
  now: () => number;
  timeouts: Timeouts;
  acsInfoInd: readonly string[];
  dsRules: DsRules;
  dsKeys: DsKeys;
  proofOf: NonNullable<SandboxOptions['proofOf']>;
}

export function complete(options: SandboxOptions): Sandbox {
  // `urls` stays the caller's object: it is filled in after listening.
  return {
    ...options,
    now: options.now ?? Date.now,
    acsInfoInd: options.acsInfoInd ?? ['01'],
    dsRules: options.dsRules ?? readDsRules(),
    dsKeys: options.dsKeys ?? NO_KEYS,
    proofOf: options.proofOf ?? (() => ({})),
    timeouts: { aresMs: 10_000, rresMs: 3_000, dsMs: 15_000, ...options.timeouts },
  };
}
