import { readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { VERSIONS } from '../support/areqs.ts';
import { legalPairs } from '../support/legalPairs.ts';
import { outcomeTable } from '../support/outcomeTable.ts';

t.test('docs/outcomes.md is what the code says: node dist/test/support/writeOutcomeTable.js > docs/outcomes.md', async (t) => {
  t.equal(readFileSync(shipped('docs/outcomes.md'), 'utf8'), outcomeTable());
});

t.test('every transStatus of every version has its row, with a body and a card', async (t) => {
  const sections = outcomeTable().split(/^## /m);
  for (const version of VERSIONS) {
    const section = sections.find((text) => text.startsWith(version)) ?? '';
    for (const transStatus of new Set(legalPairs(version).map((pair) => pair.transStatus)))
      t.match(section, new RegExp(`^\\| ${transStatus} \\|.*"transStatus":"${transStatus}".*\\| 497099\\d{10} \\|$`, 'm'));
  }
});
