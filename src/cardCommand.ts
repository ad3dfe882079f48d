import { parseArgs } from 'node:util';
import { DEMO_EPIN } from './cards/ePins.ts';
import {
  ANSWER_DIGITS,
  type CardNumberWish,
  CHALLENGE_METHODS,
  cardNumberFor,
  METHOD_DIGITS,
  PREFIX,
  RESULT_DIGITS,
  RESULT_NAMES,
  resultOf,
  STATUS_DIGITS,
  USUAL_REASONS,
  VERSION_DIGITS,
} from './cards/speakingNumbers.ts';
import { needsBrowser } from './challenge/appUi.ts';
import type { MethodName } from './challenge/methods.ts';
import type { TransStatus } from './decision/outcome.ts';
import { flagMeant } from './messages/nearest.ts';
import { StartError } from './startError.ts';

const OPTIONS = {
  outcome: { type: 'string' },
  reason: { type: 'string' },
  method: { type: 'string' },
  answer: { type: 'string' },
  result: { type: 'string' },
  versions: { type: 'string' },
  'no-3ds-method': { type: 'boolean' },
  serial: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const listed = (values: Iterable<unknown>) => [...new Set(values)].filter((value) => value !== undefined).join(', ');

const HELP = `Usage: acs-simulator card [options]

Prints the number of a card that does what the options say, whoever sends it: nothing is to be set up. Without options, the table of
all such numbers (docs/cards.md).

  --outcome STATUS       transStatus of the ARes: ${listed(Object.values(STATUS_DIGITS))}; else as the issuer decides
  --reason CODE          with N, U, R and A: transStatusReason, two digits
  --method METHOD        with C: ${listed(Object.keys(CHALLENGE_METHODS))}
  --answer ANSWER        with D, what the cardholder does by himself: ${listed(Object.values(ANSWER_DIGITS).map((own) => own?.answer))}
  --result RESULT        with C and D, how it ends: ${listed(Object.keys(RESULT_NAMES))}
  --versions VERSIONS    the only ones that it takes part in, comma separated
  --no-3ds-method        its range has no threeDSMethodURL
  --serial NUMBER        0 to 999: cards that do the same (0)
  --help                 this text`;

const EXAMPLE = 'acs-simulator card --outcome N --reason 11';

/**
 * `acs-simulator card`: the card number that does what the options say; without options, the table of all of them.
 * @param args the command line after `card`
 * @throws StartError with a sentence and an example where no card number says that
 */
export function cardCommand(args: readonly string[]): string {
  if (args.length === 0) return cardTable();
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false });
    const { versions, serial, 'no-3ds-method': without, help, ...wish } = values;
    if (help) return HELP;
    return cardNumberFor({
      ...(wish as CardNumberWish),
      threeDSMethod: !without,
      ...(versions === undefined ? {} : { versions: versions.split(',') }),
      ...(serial === undefined ? {} : { serial: Number(serial) }),
    });
  } catch (error) {
    const said = (error as Error).message.split(/\.\s/)[0] ?? '';
    const meant = flagMeant(said, Object.keys(OPTIONS));
    throw new StartError(`${byFlag(said)}${meant ? `, did you mean --${meant}` : ''}; for example: ${EXAMPLE}`);
  }
}

/** What is said of a wish, by the name that it has here. */
function byFlag(said: string): string {
  const [name = ''] = said.split(' ');
  return Object.hasOwn(OPTIONS, name) ? `--${said}` : said;
}

/** docs/cards.md, made from the tables that the simulator reads card numbers by. */
export function cardTable(): string {
  return PAGE.join('\n');
}

const EXAMPLES: readonly (readonly [string, CardNumberWish])[] = [
  ['as the issuer decides', {}],
  ['Y', { outcome: 'Y' }],
  ['A', { outcome: 'A' }],
  ['N, suspected fraud', { outcome: 'N', reason: '11' }],
  ['N, stolen card', { outcome: 'N', reason: '10' }],
  ['U', { outcome: 'U' }],
  ['R', { outcome: 'R' }],
  ['I, where threeDSRequestorChallengeInd allows it', { outcome: 'I' }],
  ['C by SMS code', { outcome: 'C', method: 'sms' }],
  ['C by SMS code, then N, reason 19', { outcome: 'C', method: 'sms', result: 'N' }],
  ['C by SMS code, then A', { outcome: 'C', method: 'sms', result: 'A' }],
  [`C by ePin (${DEMO_EPIN})`, { outcome: 'C', method: 'ePin' }],
  [`C by ePin (${DEMO_EPIN}), then SMS code`, { outcome: 'C', method: 'ePinThenSms' }],
  ['D where threeDSRequestorDecReqInd asks for it; waits for you', { outcome: 'D' }],
  ['D, approved by itself after ten seconds', { outcome: 'D', answer: 'approved' }],
  ['S in 2.3.1, where threeDSRequestorSpcSupport is Y', { outcome: 'S' }],
  ['takes part in 2.1.0 only', { versions: ['2.1.0'] }],
  ['takes part in 2.2.0 only, without a 3DS Method: Y', { versions: ['2.2.0'], threeDSMethod: false, outcome: 'Y' }],
];

/** The lines of the page. */
const PAGE: readonly string[] = [
  '# Card numbers that say what they do',
  '',
  'Nothing to set up: send an AReq with such a number and the ACS does what its digits say. Sixteen digits, the last one by Luhn:',
  '',
  '```',
  `${PREFIX} V M S RR E nnn L`,
  '```',
  '',
  `A card of \`cards.json\` with such a number does what \`cards.json\` says. A rule wins over the number; what the protocol`,
  'forbids as an answer to an AReq (C for 3RI, D that was not asked for …) is passed over, and the issuer decides:',
  '`GET /api/transactions/{acsTransID}` says so in `explain`. A reason that came with a later version is said as the older version can.',
  '',
  "The command line writes one: `acs-simulator card --outcome N --reason 11`; so does `cardNumberFor({ outcome: 'N', reason: '11' })`.",
  'Options of both: outcome, reason, method, answer, result, versions, serial; `--no-3ds-method` is `threeDSMethod: false`.',
  '',
  '## Digit 7 (V): versions',
  '',
  'An AReq of another version gets Erro 102 with these. The PRes of the loopback DS has a range for each.',
  '',
  '| V | versions |',
  '|---|---|',
  ...rowsOf(VERSION_DIGITS, (digit) => VERSION_DIGITS[digit]?.toReversed().join(', ') ?? ''),
  '',
  '## Digit 8 (M): 3DS Method',
  '',
  '| M | PRes |',
  '|---|---|',
  ...rowsOf(METHOD_DIGITS, (digit) => (METHOD_DIGITS[digit] ? 'threeDSMethodURL' : 'no threeDSMethodURL')),
  '',
  '## Digit 9 (S): transStatus of the ARes',
  '',
  '| S | transStatus |',
  '|---|---|',
  ...rowsOf(
    STATUS_DIGITS,
    (digit) => STATUS_DIGITS[digit] ?? 'as the issuer decides: a challenge by SMS code, unless its policy says otherwise',
  ),
  '',
  '## Digits 10 and 11 (RR): the reason, the method, or the answer',
  '',
  `With N, U, R and A: transStatusReason, 01 to 30 or 80 to 99. 00 is ${usualReasons()}, and none with A.`,
  '',
  'With C: the method of the challenge, as far as this version of the simulator has it. 00 is the best that the cardholder is enrolled for.',
  '',
  '| RR | method |',
  '|---|---|',
  ...Object.entries(CHALLENGE_METHODS).map(
    ([method, number]) => `| ${number} | ${method}${needsBrowser(method as MethodName) ? ', browser only' : ''} |`,
  ),
  '',
  `Nobody holds these cards: the ePin is ${DEMO_EPIN} for all of them, and wrong ones lock each card for itself.`,
  'Codes go to a made-up phone number or e-mail address of the card, and to the inbox.',
  '',
  'With D: what the cardholder does by himself. Without one of these a tester answers, by the [API](flows.md).',
  '',
  '| RR | `answer` |',
  '|---|---|',
  ...Object.keys(ANSWER_DIGITS)
    .sort()
    .map((digits) => `| ${digits} | ${answerOf(digits)} |`),
  '',
  'With all others: 00.',
  '',
  '## Digit 12 (E): how the challenge ends',
  '',
  'With C, where the cardholder does all that is asked, and with D, where he approves; wrong codes, cancel, refusals and time-outs end as',
  'they do. With all others: 0.',
  '',
  '| E | RReq | `result` |',
  '|---|---|---|',
  ...Object.keys(RESULT_DIGITS).map((digit) => `| ${digit} | ${endOf(digit)} | ${nameOf(digit)} |`),
  '',
  '## Digits 13 to 15 (nnn)',
  '',
  'Any number: a thousand cards that do the same, each with a phone, a counter of wrong tries and a history of its own.',
  '',
  '## Examples',
  '',
  '| acctNumber | what it does |',
  '|---|---|',
  ...EXAMPLES.map(([says, wish]) => `| ${cardNumberFor(wish)} | ${says} |`),
  '',
];

function rowsOf(digits: Record<string, unknown>, tell: (digit: string) => string): string[] {
  return Object.keys(digits).map((digit) => `| ${digit} | ${tell(digit)} |`);
}

function usualReasons(): string {
  return Object.entries(USUAL_REASONS)
    .map(([status, reason]) => `${reason} with ${status as TransStatus}`)
    .join(', ');
}

function answerOf(digits: string): string {
  const own = ANSWER_DIGITS[digits];
  return own ? `${own.answer}, after ${own.afterSeconds} seconds` : '';
}

function endOf(digit: string): string {
  const result = RESULT_DIGITS[digit];
  if (!result) return 'as the cardholder does';
  const cancelOfD = resultOf('D', digit)?.challengeCancel;
  const { transStatus, transStatusReason, challengeCancel } = result;
  return `${transStatus}${transStatusReason ? `, transStatusReason ${transStatusReason}` : ''}${challengeCancel ? `, challengeCancel ${challengeCancel}` : ''}${cancelOfD === challengeCancel ? '' : `; with D challengeCancel ${cancelOfD}`}`;
}

function nameOf(digit: string): string {
  return Object.entries(RESULT_NAMES).find(([, number]) => number === digit)?.[0] ?? '';
}
