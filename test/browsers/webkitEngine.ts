// WebKitGTK by WebDriver, spoken here as far as a journey needs it: https://www.w3.org/TR/webdriver2/
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { lastingPort } from '../support/ports.ts';
import { type Engine, type Place, type Tab, until } from './engine.ts';

/** What names an element in an answer of WebDriver. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

type Call = <T>(method: string, path: string, body?: object) => Promise<T>;

/**
 * @param driver the program WebKitWebDriver
 * @param browser the program MiniBrowser, which shows what WebKit makes of a page
 */
export async function launchWebKit({ driver, browser }: { driver: string; browser: string }): Promise<Engine> {
  const display = `:${await lastingPort()}`;
  const screen = spawn('Xvfb', [display, '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], { stdio: 'ignore' });
  const port = await lastingPort();
  // Root is not let into the sandbox of its processes, and a machine of CI has no graphics.
  const env = {
    ...process.env,
    DISPLAY: display,
    WEBKIT_DISABLE_COMPOSITING_MODE: '1',
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  };
  const server = spawn(driver, [`--port=${port}`], { env, stdio: 'ignore' });
  const call: Call = async (method, path, body) => {
    const init = { method, ...(body ? { body: JSON.stringify(body) } : {}) };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    const { value } = (await response.json()) as { value: never };
    if (!response.ok) throw new Error(`${(value as { error: string }).error}: ${(value as { message: string }).message}`);
    return value;
  };
  const endAll = async () => Promise.all([server, screen].map(end)).then(() => undefined);
  try {
    await until(() => call('GET', '/status'), 'WebKitWebDriver');
  } catch (error) {
    await endAll();
    throw error;
  }
  return { name: 'webkit', openTab: () => openTab(call, browser), close: endAll };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await closed;
}

async function openTab(call: Call, binary: string): Promise<Tab> {
  const options = { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } };
  const { sessionId } = await call<{ sessionId: string }>('POST', '/session', { capabilities: { alwaysMatch: options } });
  const within: Call = (method, path, body) => call(method, `/session/${sessionId}${path}`, body);
  const top = async () => {
    await within('POST', '/frame', { id: null });
  };
  const find = async (selector: string) =>
    (await within<Record<string, string>>('POST', '/element', { using: 'css selector', value: selector }))[ELEMENT] ?? '';
  const into = (selector: string) => async () => {
    await top();
    await within('POST', '/frame', { id: { [ELEMENT]: await find(selector) } });
  };
  const resize = async (width: number, height: number) => {
    await top();
    // The window has a bar above the page.
    const bar = await within<number>('POST', '/execute/sync', { script: 'return outerHeight - innerHeight', args: [] });
    await within('POST', '/window/rect', { width, height: height + bar });
  };
  await resize(1280, 900);
  return {
    top: placeOf(within, top, find),
    inFrame: (selector) => placeOf(within, into(selector), find),
    async goTo(url) {
      await top();
      await within('POST', '/url', { url });
    },
    // Its own /back waits for the load of a page that comes out of the cache, and never sees it.
    async traverse(by) {
      await top();
      await within('POST', '/execute/sync', { script: `setTimeout(() => history.go(${by}))`, args: [] });
    },
    async reload() {
      await top();
      await within('POST', '/refresh', {});
    },
    resize,
    async screenshot(file) {
      writeFileSync(file, Buffer.from(await within<string>('GET', '/screenshot'), 'base64'));
    },
    async close() {
      await within('DELETE', '');
    },
  };
}

function placeOf(within: Call, enter: () => Promise<void>, find: (selector: string) => Promise<string>): Place {
  const withElement = (selector: string, act: (path: string) => Promise<unknown>) =>
    until(async () => {
      await enter();
      await act(`/element/${await find(selector)}`);
      return true;
    }, selector);
  return {
    async click(selector) {
      await withElement(selector, (path) => within('POST', `${path}/click`, {}));
    },
    async type(selector, text) {
      // Its /value finds no field in a frame that it calls focusable; keys go to the one that was clicked. One that comes while the
      // page is still being made is lost: so the field is read, and typed into anew.
      const strokes = [...text].flatMap((value) => ['keyDown', 'keyUp'].map((type) => ({ type, value })));
      await withElement(selector, async (path) => {
        await within('POST', `${path}/clear`, {});
        await within('POST', `${path}/click`, {});
        await within('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions: strokes }] });
        const typed = await within<string>('GET', `${path}/property/value`);
        if (typed !== text) throw new Error(`"${typed}" stands there in place of "${text}"`);
      });
    },
    async evaluate(expression) {
      await enter();
      return within('POST', '/execute/sync', { script: `return (${expression})`, args: [] });
    },
  };
}
