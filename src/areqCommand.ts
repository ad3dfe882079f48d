import { parseArgs } from 'node:util';
import { readConfig } from './config.ts';
import { exampleAReq } from './exampleAReq.ts';
import { flagMeant } from './messages/nearest.ts';
import { type MessageVersion, SUPPORTED_VERSIONS } from './messages/versions.ts';
import { StartError } from './startError.ts';

const OPTIONS = {
  'acct-number': { type: 'string' },
  'message-version': { type: 'string' },
  'sandbox-port': { type: 'string' },
  help: { type: 'boolean' },
} as const;

const HELP = `Usage: acs-simulator areq [options]

Prints a valid AReq of a browser with new ids, to post to a running simulator: each one is another transaction. Its addresses are
those of the sandbox on this machine, which acknowledges the RReq of a challenge.

  --acct-number NUMBER       the card, 13 to 19 digits (4970720000052226)
  --message-version VERSION  ${SUPPORTED_VERSIONS.join(', ')} (2.2.0)
  --sandbox-port PORT        where the sandbox answers (8082)
                             ACS_SANDBOX_PORT
  --help                     this text`;

const EXAMPLE = 'acs-simulator areq --acct-number 4970720000010000';

/**
 * `acs-simulator areq`: prints a valid AReq with new ids, to be posted to the ACS or to the loopback DS. Its addresses are those of
 * the sandbox on this machine.
 * @param args what stands after `areq`
 * @throws StartError with one sentence and an example
 */
export function areqCommand(args: readonly string[], env: Readonly<Record<string, string | undefined>>): string {
  const { 'acct-number': acctNumber, 'message-version': messageVersion, 'sandbox-port': port, help } = parse(args);
  if (help) return HELP;
  if (acctNumber !== undefined && !/^\d{13,19}$/.test(acctNumber))
    throw new StartError(`--acct-number must be a card number of 13 to 19 digits, for example: ${EXAMPLE}`);
  const { sandboxPort } = readConfig(port === undefined ? [] : ['--sandbox-port', port], {
    ACS_SANDBOX_PORT: env.ACS_SANDBOX_PORT,
  });
  try {
    const areq = exampleAReq({
      sandbox: `http://127.0.0.1:${sandboxPort}`,
      ...(acctNumber === undefined ? {} : { acctNumber }),
      ...(messageVersion === undefined ? {} : { messageVersion: messageVersion as MessageVersion }),
    });
    return JSON.stringify(areq);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StartError(`--message-version: ${error.message}, for example: acs-simulator areq --message-version 2.2.0`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const said = (error as Error).message.split(/\.\s/)[0] ?? '';
    const meant = flagMeant(said, Object.keys(OPTIONS));
    throw new StartError(`${said}${meant ? `, did you mean --${meant}` : ''}; for example: ${EXAMPLE}`);
  }
}
