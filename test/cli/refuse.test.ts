import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import { shipped } from '../../src/files.ts';
import { MIGRATIONS } from '../../src/store/migrations.ts';
import { FREE_PORTS, makeFolder, type RunOptions, runCli, startCli } from '../support/cli.ts';

/** Whatever keeps it from starting: one sentence, exit code 1, no stack trace, and nothing that goes on running. */
async function refuses(t: Test, what: string, args: readonly string[], says: RegExp, options?: RunOptions): Promise<void> {
  const { code, stdout, stderr } = await runCli(t, [...FREE_PORTS, '--data', ':memory:', ...args], options);
  t.equal(code, 1, `${what}: exit code 1`);
  t.match(stderr, /^acs-simulator: .+\n$/, `${what}: one line: ${stderr.trim()}`);
  t.notMatch(stderr, /\n {4}at |node:internal/, `${what}: no stack trace`);
  t.match(stderr, says, `${what}: says what to do`);
  t.equal(stdout, '', `${what}: is never Ready`);
}

async function hold(t: Test, host: string): Promise<number> {
  const server = createServer().listen({ host, port: 0, ipv6Only: host.includes(':') });
  await new Promise((resolve) => server.once('listening', resolve));
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

t.test('a port in use', async (t) => {
  const cases = [
    ['127.0.0.1', '--port'],
    ['::1', '--port'],
    ['0.0.0.0', '--port'],
    ['::', '--control-port'],
    ['::1', '--control-port'],
    ['127.0.0.1', '--sandbox-port'],
  ] as const;
  for (const [host, flag] of cases) {
    const port = await hold(t, host);
    const says = new RegExp(`port ${port} is already in use: try ${flag} \\d+, or ${flag} 0`);
    await refuses(t, `${flag} held at ${host}`, [flag, String(port)], says);
  }
  const port = await hold(t, '127.0.0.1');
  const data = makeFolder(t);
  await refuses(t, 'with a data folder', ['--data', data, '--sandbox-port', String(port)], /already in use/);
  const cli = await startCli(t, { data });
  t.equal((await cli.stop()).code, 0, 'the same folder starts afterwards');
});

t.test('settings that make no sense', async (t) => {
  await refuses(t, 'an unknown flag', ['--bogus'], /'--bogus'; see --help/);
  await refuses(t, 'a bad port', ['--port', '80a'], /--port \(ACS_PORT\) is "80a", must be a port from 0 to 65535/);
  await refuses(t, 'a bad SMTP URL', [], /SMTP_URL \(--smtp-url\) must be smtp:\/\/ or smtps:/, {
    env: { SMTP_URL: 'mail.example.com' },
  });
  await refuses(t, 'a webhook elsewhere', ['--sms-webhook', 'https://sms.example.com/'], /that --allow-origin names/);
  await refuses(
    t,
    'a range of cards twice',
    ['--ds-rules', 'rangesWithoutAcs=4970720000000000-4970720000000009'],
    /4970720000000000-4970720000000009 overlap: .*--ds-rules/,
  );
  await refuses(t, 'a bad level', ['--log-level', 'loud'], /--log-level \(ACS_LOG_LEVEL\) is "loud", must be one of trace, /);
});

t.test('a data folder that cannot be used', async (t) => {
  const folder = makeFolder(t);
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const advice = /the data folder .* cannot be written \(E[A-Z]+\): choose another one with --data, or --data :memory:/;
  await refuses(t, 'below a file', ['--data', join(file, 'data')], advice);
  await refuses(t, 'a file', ['--data', file], advice);
  // Node's own recursive mkdir never returns there.
  await refuses(t, 'in /proc', ['--data', '/proc/acs/data'], advice);
});

t.test('a store that is not ours', async (t) => {
  const first = await startCli(t);
  await first.stop();
  const copy = (name: string) => {
    const data = join(makeFolder(t), name);
    cpSync(first.data, data, { recursive: true });
    return { data, key: join(data, 'key'), store: join(data, 'acs.sqlite') };
  };

  const broken = copy('broken key');
  writeFileSync(broken.key, 'not a key');
  await refuses(t, 'a broken key', ['--data', broken.data], /key is not a key of this simulator.*put the right one back/);

  const other = copy('other key');
  writeFileSync(other.key, `${'ab'.repeat(32)}\n`);
  await refuses(
    t,
    'the key of another store',
    ['--data', other.data],
    /is not the key that .* was written with: put that key back/,
  );

  const newer = copy('newer');
  const database = new Sqlite(newer.store);
  database.pragma('user_version = 999');
  database.close();
  await refuses(
    t,
    'a store of the future',
    ['--data', newer.data],
    /written by a newer version of this program; update it, or choose/,
  );

  const text = copy('text');
  writeFileSync(text.store, 'this is a text and no database, however often it is read. '.repeat(20));
  await refuses(
    t,
    'a file that is no database',
    ['--data', text.data],
    /acs\.sqlite cannot be used as a store .* choose another folder/,
  );

  for (const [what, text] of [
    ['an empty key', ''],
    ['half a key', 'ab'.repeat(16)],
  ] as const) {
    const half = copy(what);
    writeFileSync(half.key, text);
    await refuses(t, what, ['--data', half.data], /key is not a key of this simulator.*put the right one back/);
    t.equal(readFileSync(half.key, 'utf8'), text, 'and stays as it is');
  }
  const keyless = copy('no key');
  rmSync(keyless.key);
  await refuses(t, 'no key', ['--data', keyless.data], /key is missing, and what is in the store .*: put it back, or choose/);
  t.notOk(existsSync(keyless.key), 'no other one is made');

  const folders = copy('folders');
  for (const name of ['key', 'store'] as const) {
    const each = copy(`a folder as ${name}`);
    rmSync(each[name]);
    mkdirSync(each[name]);
    const says = {
      key: /key cannot be read as a key \(EISDIR\): put the right one back/,
      store: /sqlite cannot be opened \(it is a folder\)/,
    };
    await refuses(t, `a folder as ${name}`, ['--data', each.data], says[name]);
  }
  await refuses(t, 'no fixtures', ['--data', folders.data, '--fixtures', join(folders.data, 'none')], /none/);

  const others = join(makeFolder(t), 'fixtures');
  cpSync(shipped('fixtures'), others, { recursive: true });
  writeFileSync(join(others, 'cards.json'), readFileSync(join(others, 'cards.json'), 'utf8').replace('"11"', '"12"'));
  await refuses(
    t,
    'a store that was filled with other cards',
    ['--data', first.data, '--fixtures', others],
    /filled with other cards than those of .*: choose another folder with --data, or remove that one/,
  );

  const again = await startCli(t, { data: first.data });
  t.equal((await again.stop()).code, 0, 'the untouched folder still starts');
});

t.test('a key that does not fit leaves the store as it is, to the last byte, also where it is of an older version', async (t) => {
  const first = await startCli(t);
  await first.kill9();
  const older = join(makeFolder(t), 'older');
  mkdirSync(older);
  const database = new Sqlite(join(older, 'acs.sqlite'));
  for (const sql of MIGRATIONS.slice(0, 5)) database.exec(sql);
  database.pragma('user_version = 5');
  database.exec("INSERT INTO meta (name, value) VALUES ('keyFingerprint', 'of another key')");
  database.close();
  for (const [what, data] of [
    ['a store whose process was killed', first.data],
    ['a store of an older version', older],
  ] as const) {
    writeFileSync(join(data, 'key'), `${'cd'.repeat(32)}\n`);
    const before = digestsOf(data);
    await refuses(t, what, ['--data', data], /key is not the key that .*acs\.sqlite was written with: put that key back/);
    t.match(digestsOf(data), before, `${what} is unchanged`);
  }
});

t.test('a store that lacks what this program made', async (t) => {
  const first = await startCli(t);
  await first.stop();
  for (const name of ['cards', 'meta']) {
    const data = join(makeFolder(t), 'data');
    cpSync(first.data, data, { recursive: true });
    const database = new Sqlite(join(data, 'acs.sqlite'));
    database.pragma('foreign_keys = OFF');
    database.exec(`DROP TABLE ${name}`);
    database.close();
    const says = new RegExp(`is not what this program made: the table ${name} is missing; put back a backup`);
    await refuses(t, `no table ${name}`, ['--data', data], says);
  }
});

t.test('a store that is damaged', async (t) => {
  const first = await startCli(t);
  await first.stop();
  const size = statSync(join(first.data, 'acs.sqlite')).size;
  // Wherever it is: a start that does not read the page may go well, one that does says a sentence.
  const endings: Ending[] = [];
  for (const at of [20, 200, 16_384, 16_384 * 3, size - 16_384]) {
    const data = join(makeFolder(t), 'data');
    cpSync(first.data, data, { recursive: true });
    const file = openSync(join(data, 'acs.sqlite'), 'r+');
    writeSync(file, Buffer.alloc(Math.min(16_000, size - at), 0xa5), 0, undefined, at);
    closeSync(file);
    const sentence = /^acs-simulator: .*acs\.sqlite .*(put back a backup|choose another folder).*\n$/;
    endings.push(await startsOrSays(t, data, sentence, `at ${at}`));
  }
  t.equal(endings[0], 'says', 'its first page is always read');
});

const canMount = mounts();

t.test('a disk that is full or read-only', { skip: canMount ? false : 'needs the right to mount' }, async (t) => {
  const first = await startCli(t);
  await first.kill9();
  const disk = (options: string) => {
    const folder = makeFolder(t);
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
    t.teardown(() => execFileSync('umount', [folder]));
    return folder;
  };
  const readOnly = disk('size=8m');
  cpSync(first.data, readOnly, { recursive: true });
  t.ok(existsSync(join(readOnly, 'acs.sqlite-wal')), 'there is a log beside the store');
  execFileSync('mount', ['-o', 'remount,ro', readOnly]);
  const says = /acs\.sqlite cannot be written \(its file system is read-only\): make its folder writable, or choose another/;
  await refuses(t, 'read-only, with -wal', ['--data', readOnly], says);
  const bare = disk('size=8m,ro');
  await refuses(t, 'read-only and empty', ['--data', bare], /the data folder .* cannot be written \(EROFS\): choose another one/);
  await refuses(
    t,
    'a new folder there',
    ['--data', join(bare, 'data')],
    /the data folder .* cannot be written \(EROFS\): choose/,
  );

  const endings: Ending[] = [];
  for (const kilobytes of [4, 8, 16, 40, 64, 100, 200, 300]) {
    const full = disk(`size=${kilobytes}k`);
    const sentence = /^acs-simulator: .*(no room left on the disk of .*: make room|cannot be written \(ENOSPC\): choose).*\n$/;
    endings.push(await startsOrSays(t, full, sentence, `${kilobytes} kB`));
  }
  t.equal(endings[0], 'says', 'four kilobytes are too few for any start');
  const filled = disk('size=8m');
  cpSync(first.data, filled, { recursive: true });
  try {
    writeFileSync(join(filled, 'full'), Buffer.alloc(16 * 1024 * 1024));
  } catch {
    // That is what is wanted.
  }
  const noRoom = /^acs-simulator: there is no room left on the disk of .*\n$/;
  t.equal(await startsOrSays(t, filled, noRoom, 'a full disk'), 'says', 'there is no room for what a start writes');
});

t.test('better-sqlite3 without its native part', async (t) => {
  const folder = makeFolder(t);
  const hook = join(folder, 'hook.mjs');
  writeFileSync(
    hook,
    `import process from 'node:process';
     const load = process.dlopen;
     process.dlopen = (module, file, ...rest) => {
       if (String(file).includes('better_sqlite3')) throw new Error('Could not locate the bindings file.\\nTried: …');
       return load.call(process, module, file, ...rest);
     };`,
  );
  const advice = /native part of better-sqlite3 is missing: run "npm rebuild better-sqlite3"/;
  await refuses(t, 'the binding', [], advice, { nodeArgs: ['--import', hook] });
});

t.test('fixtures that break a rule', async (t) => {
  /** A copy of the fixtures with one text of one file replaced. */
  const spoilt = (file: string, from: string, to: string) => {
    const folder = join(makeFolder(t), 'fixtures');
    mkdirSync(folder);
    for (const name of ['issuer.json', 'cards.json', 'cardholders.json', 'issuer.svg', 'scheme.svg']) {
      const text = readFileSync(shipped(`fixtures/${name}`), 'utf8');
      writeFileSync(join(folder, name), name === file ? text.replace(from, to) : text);
    }
    return ['--fixtures', folder];
  };
  await refuses(t, 'no JSON', spoilt('cards.json', '{', '{{'), /cards\.json cannot be read as JSON: /);
  await refuses(
    t,
    'no folder',
    ['--fixtures', '/nowhere'],
    /\/nowhere\/issuer\.json is missing: .*cards\.json, cardholders\.json and the logos/,
  );
  const cases = [
    [
      'cards.json',
      '"4970720000052226"',
      '"4970"',
      /cards\.json: \/cards\/0\/acctNumber must match pattern .*schemas\/config\/cards\.json/,
    ],
    ['cards.json', '"blocked"', '"blokked"', /cards\.json: \/cards\/\d+ has 'blokked', which is no setting/],
    ['cards.json', '"transStatus": "Y"', '"transStatus": "Z"', /\/outcome\/transStatus must be one of Y, A, N, U, R/],
    [
      'cards.json',
      'sms-only@example.nc',
      'nobody@example.nc',
      /\/cards\/\d+\/cardholder names nobody@example\.nc, who is not in cardholders\.json/,
    ],
    ['cards.json', '4970600000000146', '4970720000052226', /\/cards\/1\/acctNumber is the same as \/cards\/0\/acctNumber/],
    ['cardholders.json', '4826', 'abcd', /cardholders\.json: \/cardholders\/0\/ePin must match pattern/],
    [
      'cardholders.json',
      'sms-only@example.nc',
      'cardholder@example.nc',
      /\/cardholders\/1\/email is the same as \/cardholders\/0\/email/,
    ],
    ['issuer.json', '"minutes": 30', '"minutes": 0', /issuer\.json: \/cardLock\/minutes must be >= 1/],
    ['issuer.json', '"transStatusReason": "12"', '"transStatusReason": "22"', /\/cardLock\/answer\/transStatusReason must match/],
    ['issuer.json', '"issuer.svg"', '"nowhere.svg"', /issuer\.json: \/logo names nowhere\.svg, which is not in that folder/],
  ] as const;
  for (const [file, from, to, says] of cases) await refuses(t, `${from} → ${to}`, spoilt(file, from, to), says);
});

/** By file, what is in it: those that SQLite makes for a reader do not count. */
function digestsOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => !name.endsWith('-shm') && statSync(join(folder, name)).size > 0);
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

type Ending = 'starts' | 'says';

/** A start on a folder either goes well, or ends with 1 and a sentence. @returns which of the two it was */
async function startsOrSays(t: Test, data: string, sentence: RegExp, where: string): Promise<Ending> {
  const started = await startCli(t, { data, args: ['--log-level', 'silent'] }).catch((error: Error) => error.message);
  if (typeof started !== 'string') {
    t.equal((await started.stop()).code, 0, `${where}: it runs, and ends well`);
    return 'starts';
  }
  const [, code, stderr = ''] = /^it ended with (\d+) before it was ready: ([\s\S]*)$/.exec(started) ?? [];
  t.equal(code, '1', `${where}: ${started}`);
  t.match(stderr, sentence, where);
  return 'says';
}

function mounts(): boolean {
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
