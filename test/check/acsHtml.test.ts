import t from 'tap';
import { type CheckFinding, check } from '../../src/check/check.ts';
import { isRuleId } from '../../src/messages/ruleIds.ts';
import { example, type Json } from '../messages/example.ts';

const FORM = '<form method="get" action="HTTPS://EMV3DS/challenge"><input name="code"><button>OK</button></form>';
const page = (body: string, head = '') =>
  `<!doctype html><html><head><meta name="viewport" content="width=device-width">${head}</head><body>${body}</body></html>`;

/** What `check` says of a CRes with this HTML. */
function found(html: string, patch: Json = {}, version: '2.2.0' | '2.3.1' = '2.3.1'): CheckFinding[] {
  const acsHTML = Buffer.from(html).toString('base64url');
  const [checked] = check(JSON.stringify({ ...example('CRes-app-html', version), acsHTML, ...patch }));
  return checked?.findings ?? [];
}

const EXTERNAL = 'Req 160, Req 161, Req 163';
/** HTML, the errorCode and the rule of what is wrong with it, and a word of what it says. */
const WRONG: readonly (readonly [html: string, errorCode: string, rule: string, said: string])[] = [
  [page(`<img src="https://bank.example/logo.png">${FORM}`), '309', EXTERNAL, 'src of <img>'],
  [page(`<img srcset='//bank.example/a.png 2x'>${FORM}`), '309', EXTERNAL, 'srcset of <img>'],
  [page(FORM, '<link rel="stylesheet" href="https://bank.example/a.css">'), '309', EXTERNAL, '<link>'],
  [page(FORM, '<style>body{background:url(https://bank.example/a.png)}</style>'), '309', EXTERNAL, 'url()'],
  [page(FORM, '<style>@import "a.css"</style>'), '309', EXTERNAL, '@import'],
  [page(`<p style="background:url('/a.png')">x</p>${FORM}`), '309', EXTERNAL, 'url()'],
  [page(`<iframe src=https://bank.example/></iframe>${FORM}`), '309', 'Req 160, Req 163', 'src of <iframe>'],
  [page(`${FORM}<script src="https://bank.example/a.js"></script>`), '309', 'Req 160, Req 163', 'src of <script>'],
  [page(FORM, '<base href="https://bank.example/">'), '309', 'Req 160, Req 163', '<base>'],
  [page(`${FORM}<script>fetch('https://bank.example/')</script>`), '309', 'Req 165', 'a call in a script'],
  [page(`<a href="https://bank.example/help">Help</a>${FORM}`), '309', 'Req 160', '<a href>'],
  [page(FORM, '<meta http-equiv="refresh" content="0;url=https://bank.example/">'), '309', 'Req 160', 'refresh'],
  [page('<form action="https://bank.example/challenge"><button>OK</button></form>'), '203', 'Req 164', 'elsewhere'],
  [page('<form><button>OK</button></form>'), '203', 'Req 164', 'elsewhere'],
  [page(`${FORM.replace('get', 'post')}`), '203', 'Req 164', 'POST'],
  [page('<form action="HTTPS://EMV3DS/challenge"><button formmethod="post">OK</button></form>'), '203', 'Req 164', 'POST'],
  [page(`${FORM}<button formaction="https://bank.example/">x</button>`), '203', 'Req 164', 'elsewhere'],
  [page('<p>Open your bank app.</p>'), '203', 'Req 164', 'nothing leads there'],
];

t.test('Req 160/164 message check: what HTML for apps fetches, where it leads, and how it is submitted', async (t) => {
  for (const [html, errorCode, rule, said] of WRONG) {
    const errors = found(html).filter(({ severity }) => severity === 'error');
    t.equal(errors.length, 1, `Req 160/164 message check: ${said}`);
    t.match(errors[0], { element: 'acsHTML', errorCode, rule }, `Req 160/164 message check: ${said}`);
    t.ok(errors[0]?.meaning.includes(said), String(errors[0]?.meaning));
    t.ok(rule.split(', ').every(isRuleId));
  }
  t.match(found(WRONG[0]?.[0] ?? '', {}, '2.2.0'), [{ errorCode: '203' }], 'Req 160/164 message check: 309 is new in 2.3.1');
});

const RIGHT: readonly (readonly [what: string, html: string, patch?: Json])[] = [
  ['a form by GET', page(FORM)],
  [
    'pictures within it',
    page(`<img src="data:image/png;base64,iVBORw0KGgo=">${FORM}`, '<style>b{background:url("data:,x")}</style>'),
  ],
  ['a form without a method', page(FORM.replace(' method="get"', '')).replace('HTTPS://EMV3DS', 'https://emv3ds')],
  ['a link within the page', page(`<a href="#help">Help</a>${FORM}`)],
  ['a link that submits', page('<a href="HTTPS://EMV3DS/challenge?code=1">OK</a>')],
  ['what stands in a comment', page(`<!-- <img src="https://bank.example/"> -->${FORM}`)],
  [
    'an app that is switched to by itself',
    page('<p>Your bank app opens.</p>'),
    { acsUiType: '06', oobAppURL: 'https://bank.example/app', oobAppURLInd: undefined },
  ],
];

t.test('Req 160/164 message check: nothing is said of HTML that an SDK shows as it is', async (t) => {
  for (const [what, html, patch] of RIGHT)
    t.same(
      found(html, patch).filter(({ element }) => element === 'acsHTML'),
      [],
      `Req 160/164 message check: ${what}`,
    );
});

t.test('Req 162, Req 164: what SDKs make of a page is told as a note', async (t) => {
  const notes = (html: string) => found(html).map(({ severity, rule, meaning }) => `${severity} ${rule}: ${meaning}`);
  t.match(notes(`<!doctype html>${FORM}`), [/^note Req 162: .*whole document/]);
  t.match(notes(`<!doctype html><html><body>${FORM}</body></html>`), [/^note Req 162: .*viewport/]);
  t.match(notes(page(`${FORM}<script>1</script>`)), [/^note Req 164: SDKs run no scripts/]);
  t.match(notes(page(FORM.replace('<form', '<form onsubmit="x()"'))), [/^note Req 164: SDKs run no scripts/]);
  for (const text of ['', '<', '<a', '<a "', `<a '`.repeat(50_000), '<!--'.repeat(50_000), '< x="'.repeat(50_000)])
    t.ok(found(page(text)).length >= 0, `whatever it is: ${text.slice(0, 5)}`);
});
