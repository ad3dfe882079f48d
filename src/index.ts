export type { CheckOptions } from './check/options.ts';

import type { Clock } from './clock.ts';
import { CLOCK_EXAMPLE, type Config, readOptions } from './config.ts';
import { lostLines, makeLog } from './log.ts';
import { makeOutput } from './output.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import { StartError } from './startError.ts';
import type { Durability } from './store/durability.ts';

export { type CardNumberWish, cardNumberFor } from './cards/speakingNumbers.ts';
export { type Checked, type CheckFinding, check } from './check/check.ts';
export type { Clock } from './clock.ts';
export type { Config } from './config.ts';
export { type ExampleAReqOptions, exampleAReq } from './exampleAReq.ts';
export type { CReqElements, SdkChallenge } from './sandbox/sdk/challenge.ts';
export { ErroReceived, SdkFailure, type SdkFailureReason, SdkRefusal } from './sandbox/sdk/refusal.ts';
export { type DsOfSdk, makeSdk, type Sdk, type SdkOptions } from './sandbox/sdk/sdk.ts';
export type { SplitSdk } from './sandbox/sdk/splitSdk.ts';
export type { Simulator } from './simulator.ts';
export { StartError } from './startError.ts';

type Listed = 'allowedOrigins' | 'compat' | 'dsRules';

/**
 * What may be set, spelt as on the command line; everything else is as there, but with free ports, nothing kept and no log. Lists
 * may be written as one text, too: `compat: 'stripe,adyen'`. What is undefined counts as left out.
 */
export type SimulatorOptions = {
  [Name in Exclude<keyof Config, Listed | 'durability'>]?: Config[Name] | undefined;
} & { [Name in Listed]?: readonly string[] | string | undefined } & {
  /** In capitals it is taken as well, as up to version 0.1. */
  durability?: 'full' | 'normal' | Durability | undefined;
  clock?: Clock | undefined;
};

/** Where the command line differs from a test suite. */
const DEFAULTS = { port: 0, controlPort: 0, sandboxPort: 0, data: ':memory:', logLevel: 'silent' } as const;

/**
 * Starts the whole simulator in this process, for a test suite of your own:
 * `const simulator = await createSimulator(); … simulator.urls.acs … await simulator.close()`.
 * @throws StartError with one sentence where it cannot start, also for an option that is none or has a wrong value
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { clock, ...settings } = isObject(options) ? options : ({} as SimulatorOptions);
  const config = readOptions(isObject(options) ? settings : options, DEFAULTS);
  if (clock !== undefined && !isClock(clock)) {
    throw new StartError(`clock must be an object whose now() tells milliseconds since 1970, for example ${CLOCK_EXAMPLE}`);
  }
  const output = makeOutput({ stream: process.stderr, tellLost: lostLines });
  return startSimulator({ config, ...(clock ? { clock } : {}), log: makeLog(config.logLevel, output) });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isClock(value: unknown): value is Clock {
  const { now } = (value ?? {}) as Partial<Clock>;
  return typeof now === 'function' && Number.isFinite(now.call(value));
}
