// Writes schemas/common/currencies.json and countries.json from the lists of Debian's iso-codes, with the amendments of ISO 4217
// since then, and without the codes that the protocol excludes. Run: node schemas/generate-codes.js [FOLDER]
import { readFile, writeFile } from 'node:fs/promises';

const SOURCE = 'Debian iso-codes 4.15 (May 2023)';
const READ_AT = '2026-11-23';
const folder = process.argv[2] ?? '/usr/share/iso-codes/json';

/** Amendments of ISO 4217 that the source does not have, by the day from which they hold. */
const AMENDMENTS = [
  { from: '2023-01-01', out: 'HRK', why: 'Croatia has the euro' },
  { from: '2024-03-31', out: 'CUC', why: 'Cuba has one peso left' },
  { from: '2024-04-01', out: 'SLL', why: 'Sierra Leone has SLE, three zeros less' },
  { from: '2024-09-01', out: 'ZWL', in: { numeric: '924', alpha_3: 'ZWG' }, why: 'Zimbabwe Gold' },
  { from: '2025-03-31', out: 'ANG', in: { numeric: '532', alpha_3: 'XCG' }, why: 'Caribbean guilder, with the same number' },
  { from: '2025-05-12', in: { numeric: '396', alpha_3: 'XAD' }, why: 'Arab Accounting Dinar' },
  { from: '2026-01-01', out: 'BGN', why: 'Bulgaria has the euro' },
];

/** Currencies by the number of their decimals, where it is not 2. */
const EXPONENTS = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND'.split(' '),
  4: 'CLF UYW'.split(' '),
};

/** What the protocol never takes, although it is in the list (EMV 3DS, Table A.1). */
const isExcludedCurrency = (numeric) => (numeric >= '955' && numeric <= '964') || numeric === '999';
const isExcludedCountry = (numeric) => numeric >= '901';

const read = async (file, part) => JSON.parse(await readFile(`${folder}/${file}`, 'utf8'))[part];
const write = (file, text) => writeFile(new URL(`common/${file}`, import.meta.url), `${text}\n`);
const json = (value) => JSON.stringify(value, undefined, 2);
const exponentOf = (code) => Number(Object.keys(EXPONENTS).find((digits) => EXPONENTS[digits].includes(code)) ?? 2);

const listed = await read('iso_4217.json', '4217');
const gone = new Set(AMENDMENTS.map(({ out }) => out));
const added = AMENDMENTS.flatMap((amendment) => amendment.in ?? []);
const currencies = [...listed.filter(({ alpha_3 }) => !gone.has(alpha_3)), ...added]
  .filter(({ numeric }) => !isExcludedCurrency(numeric))
  .sort((a, b) => a.numeric.localeCompare(b.numeric))
  .map(({ numeric, alpha_3: code }) => [numeric, { code, exponent: exponentOf(code) }]);
const countries = (await read('iso_3166-1.json', '3166-1'))
  .map(({ numeric }) => numeric)
  .filter((code) => !isExcludedCountry(code));

const amendments = AMENDMENTS.map(({ from, out, in: into, why }) =>
  [`from ${from}`, out && `${out} out`, into && `${into.alpha_3} in`, why].filter(Boolean).join(', '),
);

// Member by member: an object of JavaScript would put 104 before 008.
const members = currencies.map(([numeric, currency]) => `"${numeric}": ${json(currency)}`);
await write(
  'currencies.json',
  `{ "source": "ISO 4217 by way of ${SOURCE}, read ${READ_AT}, without 955 to 964 and 999",
  "amendments": ${json(amendments)}, "currencies": { ${members.join(', ')} } }`,
);
await write(
  'countries.json',
  json({ source: `ISO 3166-1 by way of ${SOURCE}, read ${READ_AT}, without 901 to 999`, countries: countries.sort() }),
);
