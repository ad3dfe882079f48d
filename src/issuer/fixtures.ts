import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import type { Automatic, MethodName } from '../challenge/methods.ts';
import type { Question } from '../challenge/questions.ts';
import { hashEPin } from '../crypto/ePin.ts';
import type { Keys } from '../crypto/keys.ts';
import { shipped } from '../files.ts';
import { readSchema } from '../messages/schemas.ts';
import { StartError } from '../startError.ts';
import type { Cards } from '../store/cards.ts';
import type { DecoupledFacts } from '../transaction/decoupled.ts';
import { maskAcctNumber, type ScriptedOutcome } from './card.ts';
import type { CardRange } from './ranges.ts';
import type { SchemeOfCards } from './schemes.ts';

/** What the pages say and look like. */
export interface IssuerProfile {
  name: string;
  fullName: string;
  customerService: { name: string; phone: string };
  portalUrl: string;
  /** Whether the portal answers an unknown e-mail address as it answers a known one. */
  enumerationSafe?: boolean;
  /** Whether the same CReq of a browser again goes on where the challenge was, as by default, or is refused (314). */
  resumesCReq?: boolean;
  /** Of phone numbers without a country code, ISO 3166-1 alpha-2. */
  country?: string;
  /** `refusedMccs`: merchant category codes that are not valid in this payment system (Erro 306). */
  scheme: { name: string; programme: string; refusedMccs?: string[] };
  logo: string;
  schemeLogo: string;
  /** Pictures for apps. */
  appImages?: { issuer?: string; scheme?: string };
  colours: { brand: string; onBrand: string; accent: string };
  /** Whether each step says at once that its entry is wrong; by default it does. */
  revealFactor?: boolean;
  /** When the cardholder is asked if he trusts the merchant; by default where the AReq asks for it. */
  trustList?: 'onRequest' | 'always' | 'never';
  /** How many wrong ePins in a row lock a card, for how many minutes, and what an AReq for it is answered meanwhile. */
  cardLock?: { maxWrongEPins: number; minutes: number; answer?: { transStatus: 'N' | 'U' | 'R'; transStatusReason: string } };
}

export interface FixtureCard {
  acctNumber: string;
  cardholder?: string;
  blocked?: boolean;
  outcome?: ScriptedOutcome;
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
  weakEPins: string[];
}

/**
 * Reads the files that describe the issuer, its cards and its cardholders.
 * @throws StartError naming the file, the path in it and the rule that it breaks
 */
export function readFixtures(folder: string): Fixtures {
  const ajv = new Ajv({ meta: false, validateSchema: false });
  const read = <T>(name: string): T => readChecked(ajv, folder, name) as T;
  const issuer = read<IssuerProfile>('issuer');
  for (const name of ['logo', 'schemeLogo'] as const) {
    if (existsSync(join(folder, issuer[name]))) continue;
    throw new StartError(`${join(folder, 'issuer.json')}: /${name} names ${issuer[name]}, which is not in that folder`);
  }
  const { servedRanges, cards } = read<Pick<Fixtures, 'servedRanges' | 'cards'>>('cards');
  const { cardholders } = read<Pick<Fixtures, 'cardholders'>>('cardholders');
  const schemes = readSchemes(ajv, folder, issuer);

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
  const { weakEPins } = readChecked(ajv, holderOf('weak-epins', folder), 'weak-epins') as Pick<Fixtures, 'weakEPins'>;
  return { issuer, servedRanges, schemes, cards, cardholders, questions: readQuestions(ajv, folder), weakEPins };
}

/** A folder that says nothing of these means those that ship. */
function holderOf(name: 'questions' | 'schemes' | 'weak-epins', folder: string): string {
  return existsSync(join(folder, `${name}.json`)) ? folder : shipped('fixtures/');
}

function readSchemes(ajv: Ajv, folder: string, issuer: IssuerProfile): SchemeOfCards[] {
  const own = holderOf('schemes', folder);
  const { schemes } = readChecked(ajv, own, 'schemes') as Pick<Fixtures, 'schemes'>;
  const names = schemes.map(({ name }) => name);
  refuseTwice(
    join(own, 'schemes.json'),
    names.map((name, index) => [`/schemes/${index}/name`, name]),
  );
  if (names.includes(issuer.scheme.name)) return schemes;
  throw new StartError(
    `${join(folder, 'issuer.json')}: /scheme/name names ${issuer.scheme.name}, must be one of schemes.json: ${names.join(', ')}`,
  );
}

function readQuestions(ajv: Ajv, folder: string): Question[] {
  const from = holderOf('questions', folder);
  const { questions } = readChecked(ajv, from, 'questions') as { questions: Question[] };
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

function readChecked(ajv: Ajv, folder: string, name: string): unknown {
  const file = join(folder, `${name}.json`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new StartError(
        `${file} is missing: the folder of --fixtures holds issuer.json, cards.json, cardholders.json and the logos`,
      );
    }
    throw new StartError(`${file} cannot be read as JSON: ${oneLine(error)}`);
  }
  const check = ajv.compile(readSchema(`config/${name}.json`));
  if (check(value)) return value;
  const [first] = check.errors ?? [];
  throw new StartError(`${file}: ${first?.instancePath || '/'} ${first && ruleOf(first)} (schemas/config/${name}.json)`);
}

/** The rule with what it is about: Ajv alone does not say which property is too much, or which values are allowed. */
function ruleOf({ message, params }: ErrorObject): string {
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: unknown[] };
  if (additionalProperty !== undefined) return `has '${additionalProperty}', which is no setting`;
  return allowedValues ? `must be one of ${allowedValues.join(', ')}` : (message ?? 'is wrong');
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

/**
 * Puts the fixtures into a store that has none yet, `at` that time; card numbers and ePins go in as keyed hashes.
 * @returns whether the store holds these fixtures now: false where it was filled with others before
 */
export async function loadFixtures({ cards, cardholders }: Fixtures, store: Cards, keys: Keys, at = 0): Promise<boolean> {
  const fingerprint = fingerprintOf({ cards, cardholders }, keys);
  const loaded = await store.loaded();
  if (loaded !== undefined && loaded !== fingerprint && !wasLoadedBefore(loaded, { cards, cardholders }, keys)) return false;
  if (loaded === fingerprint) return true;
  const people = await Promise.all(
    cardholders.map(async ({ email, phone, ePin, method }) => ({
      email,
      phone,
      ...(ePin ? { ePin: await hashEPin(ePin, keys) } : {}),
      ...(method ? { method } : {}),
    })),
  );
  await store.load(
    people,
    cards.map(({ acctNumber, cardholder, blocked = false, outcome, method, automatic, decoupled }) => ({
      cardHash: keys.cardHash(acctNumber),
      maskedNumber: maskAcctNumber(acctNumber),
      blocked,
      ...(cardholder ? { cardholder } : {}),
      ...(outcome ? { outcome } : {}),
      ...(method ? { method } : {}),
      ...(automatic ? { automatic } : {}),
      ...(decoupled ? { decoupled } : {}),
    })),
    fingerprint,
    at,
    loaded,
  );
  return true;
}

type Lists = Pick<Fixtures, 'cards' | 'cardholders'>;

function fingerprintOf({ cards, cardholders }: Lists, keys: Keys): string {
  return keys.cardHash(JSON.stringify({ cards, cardholders }));
}

/** Whether a store was filled with the beginning of these lists, as with a release that had fewer cards: then the rest is added. */
function wasLoadedBefore(loaded: string, { cards, cardholders }: Lists, keys: Keys): boolean {
  return cards.some((_card, shorter) =>
    [...cardholders.keys(), cardholders.length].some((people) => {
      const beginning = { cards: cards.slice(0, shorter + 1), cardholders: cardholders.slice(0, people) };
      return fingerprintOf(beginning, keys) === loaded;
    }),
  );
}
