import type { Clock } from './clock.ts';
import { type Config, readConfig } from './config.ts';
import { lostLines, makeLog } from './log.ts';
import { makeOutput } from './output.ts';
import { type Simulator, startSimulator } from './simulator.ts';

export { type Checked, type CheckFinding, type CheckOptions, check } from './check/check.ts';
export type { Clock } from './clock.ts';
export type { Config } from './config.ts';
export { type CardNumberWish, cardNumberFor } from './issuer/cardNumbers.ts';
export type { CReqElements, SdkChallenge } from './sandbox/sdk/challenge.ts';
export { ErroReceived, SdkRefusal } from './sandbox/sdk/refusal.ts';
export { makeSdk, type Sdk, type SdkOptions } from './sandbox/sdk/sdk.ts';
export type { Simulator } from './simulator.ts';
export { StartError } from './startError.ts';

/** What may be set; everything else is as on the command line, but with free ports, nothing kept and no log. */
export type SimulatorOptions = Partial<Config> & { clock?: Clock };

/**
 * Starts the whole simulator in this process, for a test suite of your own:
 * `const simulator = await createSimulator(); … simulator.urls.acs … await simulator.close()`.
 * @throws StartError with one sentence where it cannot start
 */
export function createSimulator({ clock, ...given }: SimulatorOptions = {}): Promise<Simulator> {
  const quiet = ['--port', '0', '--control-port', '0', '--sandbox-port', '0', '--data', ':memory:', '--log-level', 'silent'];
  const config: Config = { ...readConfig(quiet, {}), ...given };
  const output = makeOutput({ stream: process.stderr, tellLost: lostLines });
  return startSimulator({ config, ...(clock ? { clock } : {}), log: makeLog(config.logLevel, output) });
}
