import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompatibleCards, type CompatibleSandbox, compatibleCards } from '../cards/compatibility.ts';
import type { SchemeOfCards } from '../cards/schemes.ts';
import type { Automatic, MethodName } from '../challenge/methods.ts';
import type { Question } from '../challenge/questions.ts';
import type { DecoupledFacts } from '../decision/decision.ts';
import { type IssuerPolicy, withDefaults } from '../decision/issuerPolicy.ts';
import type { Outcome } from '../decision/outcome.ts';
import { alwaysBroken } from '../decision/rule.ts';
import { shipped } from '../files.ts';
import type { CardRange } from '../messages/cardRanges.ts';
import { nearestOf } from '../messages/nearest.ts';
import { faultOfMethod, faultOfRule, type WrittenRule } from '../rules/readRule.ts';
import { faultOf } from '../schemaFaults.ts';
import { StartError } from '../startError.ts';

/** What the pages say and look like. */
export interface IssuerProfile {
  name: string;
  fullName: string;
  customerService: { name: string; phone: string };
  portalUrl: string;
  /** On the page of the ePin; not by default (Req 307). */
  linksToPortal?: boolean;
  /** Whether the portal answers an unknown e-mail address as it answers a known one. */
  enumerationSafe?: boolean;
  /** Whether the same CReq of a browser again goes on where the challenge was, as by default, or is refused (314). */
  resumesCReq?: boolean;
  /** Of phone numbers without a country code, ISO 3166-1 alpha-2. */
  country?: string;
  /** In which pages tell a time, by its IANA name; UTC by default. */
  timeZone?: string;
  /** `refusedMccs`: merchant category codes that are not valid in this payment system (Erro 306). */
  scheme: { name: string; programme: string; refusedMccs?: string[] };
  logo: string;
  schemeLogo: string;
  /** Pictures for apps, PNG or JPEG; those beside the logos if absent. */
  appImages?: { issuer?: string | AppImage; scheme?: string | AppImage };
  colours: { brand: string; onBrand: string; accent: string };
  /** Whether each step says at once that its entry is wrong; by default it does. */
  revealFactor?: boolean;
  /** When the cardholder is asked if he trusts the merchant; by default where the AReq asks for it. */
  trustList?: 'onRequest' | 'always' | 'never';
  /** The same for his device (2.3.1). */
  deviceBinding?: 'onRequest' | 'always' | 'never';
  /** A universal link that opens the bank's app on the cardholder's phone (2.3.1); he opens it himself if absent. */
  oobAppURL?: string;
  /** What is seen in a browser while the ACS works: something that turns (bare, as by default), or words and logos with it. */
  processingScreen?: 'bare' | 'worded';
  /** Where apps ask to trust the merchant and to remember the device; below the buttons if absent. */
  togglePosition?: 'above' | 'below';
  policy: IssuerPolicy;
  /** How many wrong ePins in a row lock a card, for how many minutes, and what an AReq for it is answered meanwhile. */
  cardLock?: { maxWrongEPins: number; minutes: number; answer?: { transStatus: 'N' | 'U' | 'R'; transStatusReason: string } };
}

/** A picture by the look of the screen. */
export interface AppImage {
  default: string;
  dark?: string;
  monochrome?: string;
}

export interface FixtureCard {
  acctNumber: string;
  cardholder?: string;
  blocked?: boolean;
  outcome?: Outcome;
  /** How its cardholder is challenged. */
  method?: MethodName;
  /** What comes of the method `automatic`; by default Y after two seconds. */
  automatic?: Automatic;
  decoupled?: DecoupledFacts;
  /** What the card does, by language. */
  says: Record<string, string>;
}

export interface FixtureCardholder {
  email: string;
  phone: string;
  ePin?: string;
  /** How he prefers to be challenged, with every card that is not set to a method. */
  method?: MethodName;
}

export interface Fixtures {
  issuer: IssuerProfile;
  servedRanges: CardRange[];
  schemes: SchemeOfCards[];
  cards: FixtureCard[];
  cardholders: FixtureCardholder[];
  questions: Question[];
  /** Rules that always stand. */
  scenarios: WrittenRule[];
  /** Cards of other sandboxes, as far as they are switched on. */
  compatible: CompatibleCards;
  weakEPins: string[];
}

/** What a setting is called, and how an example of it is written. */
interface Said {
  name: string;
  example: (value: unknown) => string;
}

const COMPAT: Said = { name: '--compat (ACS_COMPAT)', example: (value) => `--compat ${value}` };

/**
 * Reads the files that describe the issuer, its cards and its cardholders.
 * @param compat names of the sandboxes in compatibility.json whose cards are switched on
 * @param said how whoever gave them calls that setting, for what is wrong with them
 * @throws StartError naming the file, the path in it and the rule that it breaks
 */
export function readFixtures(folder: string, compat: readonly string[] = [], said: Said = COMPAT): Fixtures {
  const read = <T>(name: string): T => readChecked(folder, name) as T;
  const { policy = {}, ...profile } = read<Omit<IssuerProfile, 'policy'> & { policy?: Partial<IssuerPolicy> }>('issuer');
  const issuer: IssuerProfile = { ...profile, policy: withDefaults(policy) };
  for (const name of ['logo', 'schemeLogo'] as const) {
    if (existsSync(join(folder, issuer[name]))) continue;
    throw new StartError(`${join(folder, 'issuer.json')}: /${name} names ${issuer[name]}, which is not in that folder`);
  }
  if (!isTimeZone(issuer.timeZone)) {
    throw new StartError(`${join(folder, 'issuer.json')}: /timeZone names ${issuer.timeZone}, which is no IANA time zone`);
  }
  const { servedRanges, cards } = read<Pick<Fixtures, 'servedRanges' | 'cards'>>('cards');
  const { cardholders } = read<Pick<Fixtures, 'cardholders'>>('cardholders');
  refuseUnknownMethods(folder, { cards, cardholders });
  const schemes = readSchemes(folder, issuer);

  refuseTwice(
    join(folder, 'cards.json'),
    cards.map(({ acctNumber }, index) => [`/cards/${index}/acctNumber`, acctNumber]),
  );
  refuseTwice(
    join(folder, 'cardholders.json'),
    cardholders.map(({ email }, index) => [`/cardholders/${index}/email`, email.toLowerCase()]),
  );
  const emails = new Set(cardholders.map(({ email }) => email));
  cards.forEach(({ cardholder }, index) => {
    if (cardholder === undefined || emails.has(cardholder)) return;
    throw new StartError(
      `${join(folder, 'cards.json')}: /cards/${index}/cardholder names ${cardholder}, who is not in cardholders.json`,
    );
  });
  cards.forEach(({ outcome }, index) => {
    if (outcome) refuseOutcome(join(folder, 'cards.json'), `/cards/${index}/outcome`, outcome);
  });
  const { weakEPins } = readChecked(ownOrShipped(folder, 'weak-epins'), 'weak-epins') as Pick<Fixtures, 'weakEPins'>;
  return {
    ...{ issuer, servedRanges, schemes, cards, cardholders, weakEPins },
    questions: readQuestions(folder),
    scenarios: readScenarios(folder),
    compatible: readCompatible(folder, compat, said),
  };
}

/** The folder of a file that a folder may leave out: then it is the one that ships. */
function ownOrShipped(folder: string, name: string): string {
  return existsSync(join(folder, `${name}.json`)) ? folder : shipped('fixtures/');
}

/** The schemes of a folder; one without a file of its own takes the schemes that ship. */
function readSchemes(folder: string, issuer: IssuerProfile): SchemeOfCards[] {
  const own = ownOrShipped(folder, 'schemes');
  const { schemes } = readChecked(own, 'schemes') as Pick<Fixtures, 'schemes'>;
  const names = schemes.map(({ name }) => name);
  refuseTwice(
    join(own, 'schemes.json'),
    names.map((name, index) => [`/schemes/${index}/name`, name]),
  );
  schemes.forEach(({ logo }, index) => {
    if (logo === undefined || existsSync(join(own, logo))) return;
    throw new StartError(`${join(own, 'schemes.json')}: /schemes/${index}/logo names ${logo}, which is not in that folder`);
  });
  if (names.includes(issuer.scheme.name)) return schemes;
  throw new StartError(
    `${join(folder, 'issuer.json')}: /scheme/name names ${issuer.scheme.name}, must be one of schemes.json: ${names.join(', ')}`,
  );
}

function readQuestions(folder: string): Question[] {
  const from = ownOrShipped(folder, 'questions');
  const { questions } = readChecked(from, 'questions') as { questions: Question[] };
  const file = join(from, 'questions.json');
  questions.forEach(({ kind, options }, index) => {
    const right = options.filter((option) => option.right).length;
    const isPossible = kind === 'select' ? right === 1 : right > 0 && right < options.length;
    if (isPossible) return;
    const rule = kind === 'select' ? 'one right answer' : 'a right answer and a wrong one';
    throw new StartError(`${file}: /questions/${index}/options must hold ${rule}, marked "right": true`);
  });
  for (const kind of ['select', 'multiSelect']) {
    if (questions.some((question) => question.kind === kind && question.cardholder === undefined)) continue;
    throw new StartError(`${file}: /questions must hold one of the kind ${kind} without a cardholder: it is everybody's`);
  }
  return questions;
}

/** The rules of scenarios.json; none where the folder has no such file. */
function readScenarios(folder: string): WrittenRule[] {
  if (!existsSync(join(folder, 'scenarios.json'))) return [];
  // As it ships, without rules, there is nothing to check: the schema of a rule is large, and a start would wait for it.
  if (JSON.stringify(readJson(folder, 'scenarios')) === '{"rules":[]}') return [];
  const { rules } = readChecked(folder, 'scenarios') as { rules: WrittenRule[] };
  rules.forEach((rule, index) => {
    const fault = faultOfRule(rule);
    if (fault)
      throw new StartError(
        `${join(folder, 'scenarios.json')}: /rules/${index}${fault.path} ${fault.rule}, for example ${fault.example}`,
      );
  });
  return rules;
}

/** The cards of the named sandboxes, from the folder's own compatibility.json or the one that ships. */
function readCompatible(folder: string, names: readonly string[], said: Said): CompatibleCards {
  if (names.length === 0) return new Map();
  const own = ownOrShipped(folder, 'compatibility');
  const all = readChecked(own, 'compatibility') as Record<string, CompatibleSandbox>;
  for (const name of names) {
    if (Object.hasOwn(all, name)) continue;
    const nearest = nearestOf(name, Object.keys(all));
    const meant = nearest ? ` (did you mean ${nearest}?)` : '';
    throw new StartError(
      `${said.name} is "${name}", must be one of ${Object.keys(all).join(', ')}${meant}, for example ${said.example(nearest ?? Object.keys(all)[0])}`,
    );
  }
  for (const [name, { cards }] of Object.entries(all)) {
    const file = join(own, 'compatibility.json');
    for (const [index, { outcome }] of cards.entries()) refuseOutcome(file, `/${name}/cards/${index}/outcome`, outcome);
  }
  return compatibleCards(all, names);
}

/** A method of a card or a cardholder that this simulator does not have. */
function refuseUnknownMethods(
  folder: string,
  enrolled: Record<'cards' | 'cardholders', readonly { method?: MethodName }[]>,
): void {
  for (const [name, rows] of Object.entries(enrolled)) {
    rows.forEach(({ method }, index) => {
      const fault = faultOfMethod({ method });
      if (fault) throw new StartError(`${join(folder, `${name}.json`)}: /${name}/${index}/method ${fault.rule}`);
    });
  }
}

/** A card whose outcome no AReq can have would never do what it says. */
function refuseOutcome(file: string, path: string, outcome: Outcome): void {
  const fault = faultOfMethod(outcome);
  const law = alwaysBroken({}, outcome);
  if (fault) throw new StartError(`${file}: ${path}/method ${fault.rule}`);
  if (law) throw new StartError(`${file}: ${path}/${law.field.replaceAll('.', '/')}: ${law.says}`);
}

function readJson(folder: string, name: string): unknown {
  const file = join(folder, `${name}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new StartError(
        `${file} is missing: the folder of --fixtures holds issuer.json, cards.json, cardholders.json and the logos`,
      );
    }
    throw new StartError(`${file} cannot be read as JSON: ${oneLine(error)}`);
  }
}

function readChecked(folder: string, name: string): unknown {
  const value = readJson(folder, name);
  const file = join(folder, `${name}.json`);
  const fault = faultOf(`config/${name}.json`, value);
  if (!fault) return value;
  throw new StartError(`${file}: ${fault.path} ${fault.rule} (schemas/config/${name}.json)`);
}

/** The parser quotes the file, line breaks and all. */
function oneLine(error: unknown): string {
  return (error as Error).message.replaceAll(/\s+/g, ' ');
}

function refuseTwice(file: string, values: [path: string, value: string][]): void {
  const seen = new Map<string, string>();
  for (const [path, value] of values) {
    const first = seen.get(value);
    if (first) throw new StartError(`${file}: ${path} is the same as ${first}, must be there once`);
    seen.set(value, path);
  }
}

function isTimeZone(name: string | undefined): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
