import { type Config, spellingOf } from './config.ts';
import { SETTINGS } from './settings.ts';
import { StartError } from './startError.ts';

/**
 * A refusal of a start in the words of who started: what names a flag, with a value or without, names the option or the variable where
 * the setting was given by that. Other errors stay as they are.
 */
export function asCallerSpells(config: Config, error: unknown): unknown {
  if (!(error instanceof StartError)) return error;
  const said = error.message.replaceAll(/--([a-z-]+)(?: (\d+|:memory:))?/g, (all, flag, value) => {
    const name = (Object.keys(SETTINGS) as (keyof Config)[]).find((one) => SETTINGS[one].flag === flag);
    if (!name) return all;
    const { by, short, example } = spellingOf(config, name);
    if (by === 'flag') return all;
    if (value === undefined) return by === 'option' ? `the option ${short}` : short;
    return example(/^\d+$/.test(value) ? Number(value) : value);
  });
  return said === error.message ? error : new StartError(said);
}
