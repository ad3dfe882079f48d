import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { flagMeant } from '../messages/nearest.ts';
import { checkAll } from './check.ts';
import type { CheckOptions } from './options.ts';
import { type CheckedFile, jsonReport, type Paint, printFindings } from './report.ts';

/** What came of `acs-simulator check …`: 0 nothing found, 1 findings, 2 not used as it should be. */
export interface CommandResult {
  exitCode: 0 | 1 | 2;
  stdout: string;
  stderr: string;
}

/** What a command has from its process. */
export interface Surroundings {
  readStdin(): Promise<string | Uint8Array>;
  paint: Paint;
}

const CHANNELS = { app: '01', browser: '02', '3ri': '03' } as const;

const HELP = `Usage: acs-simulator check [options] [FILE…]

Checks messages of EMV 3-D Secure 2.1.0, 2.2.0 and 2.3.1 by the rules of the ACS, and tells everything that is wrong: element,
rule, errorCode, and what to change. Without FILE, or with -, standard input is read.

A file holds a message, a list of messages, or lines of a log: JSON is found wherever it stands, as are the form fields creq=,
cres= and threeDSMethodData=, base64url alone, and an acsSignedContent, whose signature is verified by its first certificate.
The HTML of a CRes (acsHTML), an acsSignedContent and an sdkServerSignedContent in a message are looked into.
Of several messages, in one file or in more, an ARes is also judged by its AReq, an RReq by its AReq and ARes, an RRes by its RReq.

  --channel CHANNEL     app, browser or 3ri, where a message does not say it
  --version-of VERSION  the messageVersion of the transaction, which its messages must have
  --strict-https        refuse http where 3-D Secure asks for https
  --refuse-ds-values    refuse codes that are left to the DS (80 to 99)
  --lenient-language    take a browserLanguage that is no tag of BCP 47, such as en_US
  --json                findings as JSON
  --help                this text

Exit code: 0 nothing wrong (a note is no finding), 1 findings, 2 an unknown option or a file that cannot be read.
`;

const OPTIONS = {
  channel: { type: 'string' },
  'version-of': { type: 'string' },
  'strict-https': { type: 'boolean' },
  'refuse-ds-values': { type: 'boolean' },
  'lenient-language': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

class UsageError extends Error {}

/**
 * Runs `acs-simulator check`.
 * @param args what stands after `check`
 */
export async function checkCommand(args: readonly string[], { readStdin, paint }: Surroundings): Promise<CommandResult> {
  try {
    const { values, positionals } = parse(args);
    if (values.help) return { exitCode: 0, stdout: HELP, stderr: '' };
    const options = optionsOf(values);
    const names = positionals.length > 0 ? positionals : ['-'];
    const texts: (string | Uint8Array)[] = [];
    for (const name of names) texts.push(name === '-' ? await readInput(readStdin) : read(name));
    const files = checkAll(texts, options).map((messages, at): CheckedFile => {
      const name = names[at] ?? '-';
      return { file: name === '-' ? 'standard input' : name, messages };
    });
    const isClean = files.every(({ messages }) =>
      messages.every(({ findings }) => findings.every(({ severity }) => severity === 'note')),
    );
    return { exitCode: isClean ? 0 : 1, stdout: values.json ? jsonReport(files) : printFindings(files, paint), stderr: '' };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { exitCode: 2, stdout: '', stderr: `acs-simulator check: ${error.message}; see acs-simulator check --help\n` };
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    const said = (error as Error).message.split(/\.\s/)[0] ?? '';
    const meant = flagMeant(said, Object.keys(OPTIONS));
    throw new UsageError(meant ? `${said}, did you mean --${meant}` : said);
  }
}

function optionsOf(values: ReturnType<typeof parse>['values']): CheckOptions {
  const { channel, 'version-of': version, 'strict-https': strictHttps = false } = values;
  const { 'refuse-ds-values': refuseDsValues = false, 'lenient-language': lenientLanguage = false } = values;
  if (channel !== undefined && !Object.hasOwn(CHANNELS, channel))
    throw new UsageError(`--channel is "${channel}", must be one of app, browser, 3ri, for example --channel app`);
  if (version !== undefined && !/^\d+\.\d+\.\d+$/.test(version))
    throw new UsageError(`--version-of is "${version}", must be a messageVersion, for example --version-of 2.2.0`);
  return {
    ...{ strictHttps, refuseDsValues, lenientLanguage },
    ...(channel === undefined ? {} : { deviceChannel: CHANNELS[channel as keyof typeof CHANNELS] }),
    ...(version === undefined ? {} : { version }),
  };
}

async function readInput(readStdin: Surroundings['readStdin']) {
  try {
    return await readStdin();
  } catch (error) {
    throw new UsageError(`standard input cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function read(file: string): Uint8Array {
  try {
    if (statSync(file).isDirectory()) throw new UsageError(`${file} is a folder: name its files`);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(code === 'ENOENT' ? `there is no file ${file}` : `${file} cannot be read (${code})`);
  }
}
