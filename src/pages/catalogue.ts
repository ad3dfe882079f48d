import { readdirSync, readFileSync } from 'node:fs';
import { shipped } from '../files.ts';

/** The texts of one language, by dotted key: `challenge.code.title`. */
type Texts = ReadonlyMap<string, string>;

export interface Catalogue {
  /** Languages in the order of preference of the pages: the first is the default. */
  languages: readonly string[];
  /** The language of a page: the first of the wishes (BCP 47 tags, or an Accept-Language value) that there are texts for. */
  languageFor(...wishes: (string | undefined)[]): string;
  /**
   * A text with its `{placeholders}` filled in. With `count`, `key.one` or `key.other` is taken, as the language counts.
   * @param wording a section of the file whose text goes before, where it has one: `nonPayment.` + key
   */
  text(language: string, key: string, values?: Record<string, unknown>, wording?: string): string;
  /** A text for a code that may be one without; undefined where there is none. */
  find(language: string, key: string): string | undefined;
}

const DEFAULT_LANGUAGE = 'fr';

/**
 * Reads every language file; a further language is one more file.
 * @throws Error naming the file and the key where a language lacks a text that another has
 */
export function loadCatalogue(folder: string = shipped('templates/languages/')): Catalogue {
  const byLanguage = new Map<string, Texts>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    byLanguage.set(file.replace('.json', ''), flatten(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))));
  }
  const languages = [...byLanguage.keys()].sort((a, b) => Number(b === DEFAULT_LANGUAGE) - Number(a === DEFAULT_LANGUAGE));
  checkSameKeys(byLanguage, languages);

  function text(language: string, key: string, values: Record<string, unknown> = {}, wording = ''): string {
    const texts = byLanguage.get(language);
    const counted = typeof values.count === 'number' ? `${key}.${plural(language, values.count)}` : key;
    const found = texts?.get(`${wording}.${counted}`) ?? texts?.get(counted);
    if (found === undefined) throw new Error(`templates/languages/${language}.json has no text '${counted}'`);
    return found.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => (name in values ? String(values[name]) : placeholder));
  }

  function languageFor(...wishes: (string | undefined)[]): string {
    for (const wish of wishes) {
      const language = tagsOf(wish ?? '').find((tag) => byLanguage.has(tag));
      if (language !== undefined) return language;
    }
    return DEFAULT_LANGUAGE;
  }

  return { languages, languageFor, text, find: (language, key) => byLanguage.get(language)?.get(key) };
}

/** The languages of an Accept-Language value without their regions, the dearest first; without those that are refused (RFC 9110, 12.5.4). */
function tagsOf(wish: string): string[] {
  return wish
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { language: tag.split('-')[0] ?? '', quality: quality === undefined ? 1 : Number(quality) || 0 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ language }) => language);
}

function flatten(tree: Record<string, unknown>, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'string') texts.set(prefix + name, value);
    else for (const [key, text] of flatten(value as Record<string, unknown>, `${prefix}${name}.`)) texts.set(key, text);
  }
  return texts;
}

function checkSameKeys(byLanguage: Map<string, Texts>, languages: readonly string[]): void {
  const all = new Set([...byLanguage.values()].flatMap((texts) => [...texts.keys()]));
  for (const language of languages) {
    for (const key of all) {
      if (!byLanguage.get(language)?.has(key)) throw new Error(`templates/languages/${language}.json lacks the text '${key}'`);
    }
  }
}

function plural(language: string, count: number): 'one' | 'other' {
  return new Intl.PluralRules(language).select(count) === 'one' ? 'one' : 'other';
}
