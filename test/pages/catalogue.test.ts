import t from 'tap';
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
