/**
 * Draws the logos of the schemes as SVG, and every logo as PNG for apps, which draw no SVG: as it is, for a dark screen and in
 * grey. What it writes is kept in fixtures/, so it runs only where a drawing changes:
 * `npm run build && node scripts/draw-logos.js`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { launchBrowser } from '../dist/test/support/browser.js';

/** Neutral drawings that name the scheme: none is the mark of its owner. */
const SCHEMES = {
  // The issuer's own.
  scheme: ['Visa', '#1a2a6c'],
  mastercard: ['Mastercard', '#8a2b06'],
  cb: ['CB', '#0b5d3b'],
  amex: ['Amex', '#1f5f8b'],
  jcb: ['JCB', '#5b2a86'],
  discover: ['Discover', '#8a4b00'],
  unionpay: ['UnionPay', '#8b1e3f'],
  mir: ['Mir', '#0a6b52'],
};

const LOOKS = { '': 'none', '-dark': 'brightness(1.35)', '-monochrome': 'grayscale(1)' };

const folder = new URL('../fixtures/', import.meta.url).pathname;

for (const [file, [name, colour]] of Object.entries(SCHEMES)) {
  const width = 44 + name.length * 9;
  writeFileSync(
    `${folder}${file}.svg`,
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="32" viewBox="0 0 ${width} 32">
  <title>${name}</title>
  <rect width="${width}" height="32" rx="7" fill="${colour}"/>
  <path d="m17 6.500 9 3.200v6.500c0 5-3.500 8.200-9 10.300-5.500-2.100-9-5.300-9-10.300V9.700z" fill="none" stroke="#fff" stroke-width="2" stroke-linejoin="round"/>
  <path d="m13 16 3 3 5.500-6" fill="none" stroke="#fff" stroke-width="2.200" stroke-linecap="round" stroke-linejoin="round"/>
  <text x="33" y="21" fill="#fff" font-family="system-ui,Roboto,Arial,sans-serif" font-size="14" font-weight="700" textLength="${width - 42}" lengthAdjust="spacingAndGlyphs">${name}</text>
</svg>
`,
  );
}

const tidying = [];
const browser = await launchBrowser({ teardown: (tidyUp) => tidying.push(tidyUp) });
const page = await browser.newPage({ deviceScaleFactor: 2 });
for (const file of ['issuer', 'neutral', ...Object.keys(SCHEMES)]) {
  const svg = readFileSync(`${folder}${file}.svg`, 'utf8');
  for (const [look, filter] of Object.entries(LOOKS)) {
    await page.setContent(`<style>body{margin:0}svg{display:block;filter:${filter}}</style>${svg}`);
    await page.locator('svg').screenshot({ path: `${folder}${file}${look}.png`, omitBackground: true });
  }
}
for (const tidyUp of tidying) await tidyUp();
