// `npm run dev` in a copy of the checkout, as a developer who changes a page while it is open in a browser.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { launchBrowser } from '../support/browser.ts';
import { makeFolder } from '../support/cli.ts';
import { lastingPort } from '../support/ports.ts';

t.test('a page that is open loads anew once its template has changed', async (t) => {
  const checkout = makeFolder(t);
  for (const name of ['src', 'schemas', 'templates', 'fixtures', 'scripts', 'package.json', 'tsconfig.json'])
    cpSync(shipped(name), join(checkout, name), { recursive: true });
  symlinkSync(shipped('node_modules'), join(checkout, 'node_modules'));

  const [port, controlPort, sandboxPort] = await Promise.all([lastingPort(), lastingPort(), lastingPort()]);
  const flags = [
    '--port',
    `${port}`,
    '--control-port',
    `${controlPort}`,
    '--sandbox-port',
    `${sandboxPort}`,
    '--data',
    ':memory:',
  ];
  const dev = spawn('env', ['-u', 'NODE_OPTIONS', 'npm', 'run', '--silent', 'dev', '--', ...flags], {
    cwd: checkout,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => endGroup(dev));
  await printed(dev, /^Ready/m);

  const browser = await launchBrowser(t);
  const page = await browser.newPage();
  const urls = [
    `http://localhost:${controlPort}/console/`,
    `http://127.0.0.1:${sandboxPort}/shop/`,
    `http://localhost:${port}/portal/`,
  ];
  const templates = ['console/layout.hbs', 'shop/layout.hbs', 'portal/layout.hbs'];
  for (const [at, url] of urls.entries()) {
    await page.goto(url);
    const template = join(checkout, 'templates', templates[at] ?? '');
    writeFileSync(template, readFileSync(template, 'utf8').replace('</body>', '<p id="new">changed</p></body>'));
    await page.waitForSelector('#new', { timeout: 30_000 });
    t.pass(url);
  }
});

async function printed(child: ChildProcess, pattern: RegExp): Promise<void> {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  for (const giveUp = AbortSignal.timeout(60_000); !pattern.test(text); )
    await once(child.stdout ?? child, 'data', { signal: giveUp });
}

/** npm, tsx and the simulator: each is the child of another. */
async function endGroup(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  process.kill(-(child.pid ?? 0), 'SIGTERM');
  await closed;
}
