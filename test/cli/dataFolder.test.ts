import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeFolder, startCli } from '../support/cli.ts';
import { browserOf, codeFor, SMS_CARD, sendAReq, stubDs } from './outside.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const modesIn = (folder: string) => readdirSync(folder).map((name) => `${name} ${modeOf(join(folder, name))}`);
const CLOSED = ['acs.sqlite 600', 'acs.sqlite-shm 600', 'acs.sqlite-wal 600', 'key 600'];

t.test('a data folder and all files in it are for their owner alone', async (t) => {
  const data = join(makeFolder(t), 'deep', 'data');
  const cli = await startCli(t, { data });
  t.same(modesIn(data), CLOSED);
  t.equal(modeOf(data), '700', 'the folder, too');
  await cli.kill9();

  chmodSync(data, 0o755);
  for (const name of readdirSync(data)) chmodSync(join(data, name), 0o644);
  const again = await cli.again();
  t.same(modesIn(data), CLOSED, 'also those that an older version has left open');
  t.equal(modeOf(data), '700');
  await again.stop();
});

t.test('a folder that was made for it is closed, and one that holds other things is told of and left as it is', async (t) => {
  const made = join(makeFolder(t), 'data');
  mkdirSync(made, { mode: 0o755 });
  const cli = await startCli(t, { data: made });
  t.equal(modeOf(made), '700');
  await cli.stop();

  const shared = join(makeFolder(t), 'shared');
  mkdirSync(shared);
  chmodSync(shared, 0o755);
  writeFileSync(join(shared, 'notes.txt'), 'of somebody else');
  const other = await startCli(t, { data: shared });
  t.equal(modeOf(shared), '755');
  t.same(modesIn(shared).slice(0, 4), CLOSED, 'the files are closed all the same');
  await other.stop();
  t.match(other.logs(), [{ level: 40, msg: /is open to others and holds more than the store/ }]);
});

/** What a process leaves that is killed while it writes a key, or a disk that loses its power. */
const UNFINISHED = { empty: '', half: 'ab'.repeat(16), 'all but one digit': 'a'.repeat(63), zeros: '\0'.repeat(65) };

for (const [what, text] of Object.entries(UNFINISHED)) {
  const stores = what === 'half' ? ['no store', 'an empty store', 'a store without anything written'] : ['no store'];
  for (const store of stores) {
    t.test(`a key that is ${what} beside ${store} is made anew, and said`, async (t) => {
      const data = makeFolder(t);
      writeFileSync(join(data, 'key'), text);
      if (store !== 'no store') writeFileSync(join(data, 'acs.sqlite'), '');
      if (store === 'a store without anything written') cpSync(join(await emptyStore(t), 'acs.sqlite'), join(data, 'acs.sqlite'));
      const cli = await startCli(t, { data });
      t.match(readFileSync(join(data, 'key'), 'utf8'), /^[0-9a-f]{64}\n$/);
      const ds = await stubDs(t);
      const ares = await sendAReq(cli.urls.acs, ds.url, { acctNumber: SMS_CARD.acctNumber });
      const browser = browserOf(cli.urls.acs, ares);
      await browser.sendCReq();
      await browser.enter({ code: await codeFor(cli.urls.control, ares.acsTransID ?? '') });
      t.match(await browser.finalCRes(), { transStatus: 'Y' }, 'and a challenge ends in Y');
      await cli.stop();
      t.match(cli.logs()[0], { level: 40, msg: /key was not written whole: a new key took its place, for the empty store$/ });
      const again = await cli.again();
      t.equal((await again.stop()).code, 0, 'every later start goes well');
      t.equal(again.stderr(), '', 'and says no word of it');
    });
  }
}

/** Kills the process in its nth step with files of the data folder; in the middle of it where it writes. */
const KILLER = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  let left = Number(process.env.KILL_AT);
  const descriptors = new Set();
  const isOfFolder = (file) => descriptors.has(file) || String(file).startsWith(process.env.KILL_IN);
  for (const name of ['mkdirSync', 'openSync', 'writeFileSync', 'fsyncSync', 'renameSync', 'closeSync']) {
    const real = fs[name];
    fs[name] = (...args) => {
      if (!isOfFolder(args[0])) return real(...args);
      if ((left -= 1) === 0) {
        if (name === 'writeFileSync') real(args[0], String(args[1]).slice(0, 20), args[2]);
        process.kill(process.pid, 'SIGKILL');
      }
      const result = real(...args);
      if (name === 'openSync') descriptors.add(result);
      if (name === 'closeSync') descriptors.delete(args[0]);
      return result;
    };
  }
  syncBuiltinESMExports();`;

t.test('wherever a first start is killed, the next one goes well', async (t) => {
  const hook = join(makeFolder(t), 'killer.mjs');
  writeFileSync(hook, KILLER);
  let killed = 0;
  for (let isKilled = true; isKilled; killed += isKilled ? 1 : 0) {
    const data = join(makeFolder(t), 'data');
    const start = startCli(t, { data, nodeArgs: ['--import', hook], env: { KILL_AT: `${killed + 1}`, KILL_IN: data } });
    const cli = await start.catch(({ message }: Error) => message);
    isKilled = typeof cli === 'string';
    if (typeof cli === 'string') t.match(cli, 'it ended with null before it was ready');
    else await cli.kill9();
    const next = await startCli(t, { data });
    t.equal((await next.stop()).code, 0, `step ${killed + 1}`);
  }
  t.ok(killed > 6, `killed at ${killed} steps`);
});

/** A folder with a store that has its tables, and nothing written with a key. */
async function emptyStore(t: Parameters<typeof makeFolder>[0]): Promise<string> {
  const { openDatabase } = await import('../../src/store/database.ts');
  const folder = makeFolder(t);
  (await openDatabase(join(folder, 'acs.sqlite'), 'NORMAL')).close();
  return folder;
}
