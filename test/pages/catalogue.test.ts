import { readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { catalogue } from '../../src/pages/render.ts';

t.test('a page is in the language that is wished most', async (t) => {
  const rows = [
    ['of one', ['en'], 'en'],
    ['of several the first', ['en,fr'], 'en'],
    ['with a region', ['en-GB,fr;q=0.8'], 'en'],
    ['with qualities', ['fr;q=0.1,en;q=0.9'], 'en'],
    ['the same quality', ['en;q=0.5, fr; q=0.5'], 'en'],
    ['refused', ['en;q=0,fr'], 'fr'],
    ['refused alone', ['en;q=0'], 'fr'],
    ['one that there is none of', ['de,en;q=0.3'], 'en'],
    ['none that there is', ['de, *;q=0.1'], 'fr'],
    ['no quality', ['fr;q=x,en;q=0.1'], 'en'],
    ['a choice before the browser', ['fr', 'en'], 'fr'],
    ['no choice', [undefined, undefined, 'EN'], 'en'],
    ['nothing', [], 'fr'],
  ] as const;
  for (const [what, wishes, language] of rows) t.equal(catalogue.languageFor(...wishes), language, what);
});

/** Every text of a file with its key. */
function textsOf(language: string): [string, string][] {
  const flatten = (tree: object, prefix: string): [string, string][] =>
    Object.entries(tree).flatMap(([name, value]) =>
      typeof value === 'string' ? [[prefix + name, value]] : flatten(value, `${prefix}${name}.`),
    );
  return flatten(JSON.parse(readFileSync(shipped(`templates/languages/${language}.json`), 'utf8')), '');
}

/** Labels that stand so in the user guide of the bank. */
const AS_GIVEN = ['challenge.success.title'];

const UNITS = /(\d|\}) (chiffres|derniers|lettres|minutes?|essais?|reprises|pièces?|jours)\b|3D Secure/;

t.test('French texts put spaces that do not break where a line must not begin or end', async (t) => {
  for (const [key, text] of textsOf('fr').filter(([key]) => !AS_GIVEN.includes(key))) {
    t.notMatch(text, /(?<!\u00a0)[?!»]| [:;]|«(?!\u00a0)/, `${key}: before : ; ? ! and inside « »`);
    if (!/^(nonPayment\.)?(portal|challenge|app|shop|transactions)\./.test(key)) continue;
    t.notMatch(text, UNITS, `${key}: between a number and its unit`);
  }
});
