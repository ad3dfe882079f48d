import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { makeKeys, newSecret } from '../../src/crypto/keys.ts';
import { openStore } from '../../src/store/store.ts';
import type { CardLock } from '../../src/transaction/cardLock.ts';
import type { Transaction } from '../../src/transaction/transaction.ts';
import { makeFolder } from '../support/cli.ts';

const AT = 1_800_000_000_000;

const opened = (dueAt = AT + 30_000): Transaction => ({
  acsTransID: randomUUID(),
  threeDSServerTransID: randomUUID(),
  dsTransID: randomUUID(),
  messageVersion: '2.2.0',
  messageCategory: '01',
  deviceChannel: '02',
  dsURL: 'http://localhost:1/rreq',
  notificationURL: 'http://localhost:1/notification',
  browserLanguage: 'fr',
  scheme: 'Visa',
  cardHash: 'hash',
  phone: '+687 79 00 23',
  purchase: {
    merchantName: 'Shop',
    purchaseAmount: '29900',
    purchaseCurrency: '978',
    purchaseExponent: '2',
    purchaseDate: '20220207212818',
    maskedCard: '497072xxxxxx2226',
  },
  method: 'sms',
  because: 'a test',
  state: { name: 'awaitingCReq', dueAt },
});

async function openTwice(t: Test) {
  const file = join(makeFolder(t), 'acs.sqlite');
  const keys = makeKeys(newSecret());
  const [one, two] = [await openStore(file, keys, 'NORMAL'), await openStore(file, keys, 'NORMAL')];
  t.teardown(() => {
    one.close();
    two.close();
  });
  return { file, one, two };
}

t.test('of two steps on one revision one is saved, also from two processes', async (t) => {
  const { one, two } = await openTwice(t);
  const transaction = opened();
  await one.transactions.open(transaction, AT, [], 'an AReq');
  const { revision = -1 } = (await two.transactions.find(transaction.acsTransID)) ?? {};
  const step = (because: string) => ({
    transaction: { ...transaction, because },
    revision,
    at: AT,
    effects: [{ kind: 'rreq' } as const],
    messages: [{ at: AT, direction: 'in', type: 'CReq', body: because } as const],
  });
  const saved = await Promise.all([one, two, one, two].map((store, index) => store.transactions.saveStep(step(String(index)))));
  t.equal(saved.filter(Boolean).length, 1, 'one of four');
  const after = await one.transactions.find(transaction.acsTransID);
  const winner = String(saved.indexOf(true));
  t.match(after, { revision: revision + 1, transaction: { because: winner } });
  t.match(
    await one.transactions.messagesOf(transaction.acsTransID),
    [{ body: winner }],
    'the messages of the losers are not kept',
  );
  t.equal((await one.effects.claim(AT, AT + 1000)).length, 1, 'nor their effects');
});

t.test('a step that is the outcome of an effect ends it, or nothing happens', async (t) => {
  const { one } = await openTwice(t);
  const transaction = opened();
  await one.transactions.open(transaction, AT, [], 'an AReq');
  const change = { transaction, at: AT, effects: [], messages: [] };
  await one.transactions.saveStep({ ...change, revision: 0, effects: [{ kind: 'rreq' }] });
  const [effect] = await one.effects.claim(AT, AT + 1000);
  const doneEffect = effect?.id ?? 0;
  t.equal(await one.transactions.saveStep({ ...change, revision: 0, doneEffect }), false, 'an old revision');
  t.equal((await one.effects.claim(AT + 1000, AT + 2000)).length, 1, 'the effect is still to be done');
  t.equal(await one.transactions.saveStep({ ...change, revision: 1, doneEffect }), true);
  t.same(await one.effects.claim(AT + 9000, AT + 9000), [], 'now it is done');
});

t.test('an effect is claimed by one process at a time', async (t) => {
  const { one, two } = await openTwice(t);
  const transaction = opened();
  await one.transactions.open(transaction, AT, [], 'an AReq');
  const effects = [{ kind: 'sms', code: '12345678' } as const, { kind: 'rreq' } as const];
  await one.transactions.saveStep({ transaction, revision: 0, at: AT, effects, messages: [] });
  const claims = await Promise.all([one, two].map((store) => store.effects.claim(AT, AT + 6000)));
  t.equal(claims.flat().length, 2, 'each effect once');
  t.match(
    claims.flat().map(({ effect, attempts }) => [effect.kind, attempts]),
    [
      ['sms', 1],
      ['rreq', 1],
    ],
  );
  t.same(await two.effects.claim(AT + 5999, AT), [], 'not while the claim lasts');
  await two.effects.hurry(AT + 100);
  t.same(await two.effects.claim(AT + 100, AT), [], 'a start of another process does not take it away');
  const [sms, rreq] = await two.effects.claim(AT + 6000, AT + 12_000);
  t.match(sms, { attempts: 2, effect: { kind: 'sms', code: '12345678' } }, 'after a crash it falls due again');
  await two.effects.end(sms?.id ?? 0, AT + 6000);
  await two.effects.retry(rreq?.id ?? 0, AT + 60_000);
  t.same(await one.effects.claim(AT + 7000, AT), [], 'what waits for its next try waits');
  await one.effects.hurry(AT + 7000);
  t.match(await one.effects.claim(AT + 7000, AT), [{ id: rreq?.id, attempts: 3 }], 'unless a start makes it hurry');
});

t.test('deadlines are told when they have passed, the oldest first', async (t) => {
  const { one } = await openTwice(t);
  const [late, soon] = [opened(AT + 2000), opened(AT + 1000)];
  await one.transactions.open(late, AT, [], 'an AReq');
  await one.transactions.open(soon, AT, [], 'an AReq');
  t.same(await one.transactions.due(AT + 999), []);
  t.same(await one.transactions.due(AT + 1000), [soon.acsTransID]);
  t.same(await one.transactions.due(AT + 2000), [soon.acsTransID, late.acsTransID]);
});

t.test('an outbox message is kept once per effect, and its code is not in the file', async (t) => {
  const { one, file } = await openTwice(t);
  const transaction = opened();
  const { acsTransID } = transaction;
  await one.transactions.open(transaction, AT, [], 'an AReq');
  const effects = [{ kind: 'sms', code: '86420975' } as const];
  await one.transactions.saveStep({ transaction, revision: 0, at: AT, effects, messages: [] });
  const [effect] = await one.effects.claim(AT, AT);
  const message = {
    acsTransID,
    channel: 'sms',
    to: '+687 79 00 23',
    text: '86420975 is your code',
    code: '86420975',
    time: AT,
  } as const;
  await one.outbox.add(message, effect?.id ?? 0);
  await one.outbox.add(message, effect?.id ?? 0);
  t.same(await one.effects.claim(AT + 1, AT), [], 'its effect is done');
  t.match(await one.outbox.find({ acsTransID }, 10), [{ code: '86420975', to: '+687 79 00 23' }]);
  for (const to of ['+687 79 00 23', '+687790023', '687790023', ' 687790023']) {
    t.equal((await one.outbox.find({ to }, 10)).length, 1, `"${to}"`);
  }
  t.same(await one.outbox.find({ to: '+687 79 00 24' }, 10), []);
  for (const path of [file, `${file}-wal`]) t.notOk(readFileSync(path).includes('86420975'), `${path} holds no code`);
});

t.test('a message that also leaves ends its effect when it is sent, is kept once, and stays removed', async (t) => {
  const { one, two, file } = await openTwice(t);
  const transaction = opened();
  const { acsTransID } = transaction;
  await one.transactions.open(transaction, AT, [], '');
  const effects = [{ kind: 'sms', code: '86420975' } as const];
  await one.transactions.saveStep({ transaction, revision: 0, at: AT, effects, messages: [] });
  const [effect] = await one.effects.claim(AT, AT);
  const message = { acsTransID, channel: 'sms', to: '+687 79 00 23', text: 'a code', code: '86420975', time: AT } as const;
  const id = await one.outbox.add(message, effect?.id, { state: 'sending', at: AT });
  t.equal(await one.effects.hasCodeToSend(acsTransID), true);
  t.equal((await two.effects.claim(AT + 1, AT)).length, 1, 'after a crash it is tried again');
  await one.outbox.report(id, { state: 'failed', at: AT, why: 'a test' });
  t.equal(await two.outbox.add(message, effect?.id, { state: 'sending', at: AT + 1 }), id, 'and it is the same message');
  t.match(await one.outbox.find({}, 10), [{ id, delivery: { state: 'sending', at: AT + 1 } }]);
  t.equal(await one.outbox.remove({}, AT + 1), 1);
  t.equal(await two.outbox.add(message, effect?.id, { state: 'sending', at: AT + 2 }), id);
  t.same(await one.outbox.find({}, 10), [], 'what a tester removed does not come back with the next try');
  await two.outbox.report(id, { state: 'sent', at: AT + 2 }, effect?.id);
  t.equal(await one.effects.hasCodeToSend(acsTransID), false);
  t.same(await one.effects.claim(AT + 9000, AT), []);
  for (const path of [file, `${file}-wal`]) t.notOk(readFileSync(path).includes('86420975'), `${path} holds no code`);
});

t.test('a step and the lock of its card are saved together, or neither is', async (t) => {
  const { one, two } = await openTwice(t);
  const [email, cardHash] = ['x@example.nc', 'hash'];
  await one.cards.load(
    [
      { email, phone: '+687 1' },
      { email: 'somebody@example.nc', phone: '+687 2' },
    ],
    [{ cardHash, maskedNumber: '4…', blocked: false, cardholder: email }],
    'mine',
  );
  const none = { wrongEPins: 0 };
  t.same(await one.cardLocks.find(cardHash), none);
  const [first, second] = [opened(), opened()];
  for (const transaction of [first, second]) await one.transactions.open(transaction, AT, [], '');
  const step = (transaction: Transaction, because: string, before: CardLock, after: CardLock) => ({
    ...{ transaction: { ...transaction, because }, revision: 0, at: AT, effects: [], messages: [] },
    cardLock: { cardHash, before, after },
  });
  t.equal(await one.transactions.saveStep(step(first, 'one', none, { wrongEPins: 1 })), true);
  t.equal(
    await two.transactions.saveStep(step(second, 'two', none, { wrongEPins: 1 })),
    false,
    'read before the other was saved',
  );
  t.match(await one.transactions.find(second.acsTransID), { revision: 0, transaction: { because: 'a test' } });
  t.equal(await two.transactions.saveStep(step(first, 'again', { wrongEPins: 1 }, { wrongEPins: 2 })), false, 'an old revision');
  t.same(await one.cardLocks.find(cardHash), { wrongEPins: 1 }, 'whose count is not kept');
  const locked = { wrongEPins: 5, lockedUntil: AT + 1 };
  t.equal(await two.transactions.saveStep(step(second, 'two', { wrongEPins: 1 }, locked)), true);
  t.same(await one.cardLocks.find(cardHash), locked);
  const chosen = { chosenAt: AT, chosenBy: 'cardholder' } as const;
  await one.cardholders.setEPin('somebody@example.nc', 'hash', chosen, 0, []);
  t.same(await one.cardLocks.find(cardHash), locked, 'the ePin of somebody else unlocks nothing');
  t.equal(await one.cardholders.setEPin(email, 'hash', chosen, 7, []), false);
  t.same(await one.cardLocks.find(cardHash), locked, 'nor does one that was overtaken');
  t.equal(await one.cardholders.setEPin(email, 'hash', chosen, 0, []), true);
  t.same(await two.cardLocks.find(cardHash), none);
});

t.test('notices are kept with the change that they tell of, or not at all, and sealed', async (t) => {
  const { file, one, two } = await openTwice(t);
  const email = 'x@example.nc';
  await one.cards.load([{ email, phone: '+687 1' }], [], 'mine');
  const chosen = { chosenAt: AT, chosenBy: 'cardholder' } as const;
  const notice = (text: string) => ({ channel: 'sms', to: '+687 86 42 09', text, time: AT }) as const;
  t.equal(await one.cardholders.setEPin(email, 'hash', chosen, 7, [notice('overtaken')]), false);
  t.same(await one.effects.claim(AT, AT), [], 'no change, no notice');
  t.equal(await one.cardholders.setEPin(email, 'hash', chosen, 0, [notice('chosen'), notice('twice')]), true);
  const session = { name: 'start', openedAt: AT } as const;
  const phone = { email, phone: '+687 2', notices: [notice('proven')] };
  await one.portal.step('nobody', AT, () => ({ phone, answer: undefined }));
  await one.portal.save('somebody', session, AT);
  await one.portal.step('somebody', AT, () => ({ phone, answer: undefined }));
  t.match(await one.cardholders.find(email), { phone: '+687 2' });

  const claims = (await Promise.all([one, two].map((store) => store.effects.claim(AT, AT + 6000)))).flat();
  t.same(
    claims.map(({ acsTransID, attempts, effect }) => ({ acsTransID, attempts, effect })),
    ['chosen', 'twice', 'proven'].map((text) => ({
      acsTransID: undefined,
      attempts: 1,
      effect: { kind: 'notice', message: notice(text) },
    })),
    'each for one process',
  );
  const id = claims[0]?.id;
  await one.outbox.add(notice('chosen'), id);
  await two.outbox.add(notice('chosen'), id);
  t.equal((await one.outbox.find({}, 10)).length, 1, 'kept once, however often it is carried out');
  t.equal((await two.effects.claim(AT + 6000, AT)).length, 2, 'after a crash the others fall due again');
  const bytes = readFileSync(file, 'latin1') + readFileSync(`${file}-wal`, 'latin1');
  for (const text of ['chosen', 'twice', 'proven']) t.notOk(bytes.includes(`"${text}`), 'no text in the file');
});

t.test('cards are loaded once, by whichever process comes first', async (t) => {
  const { one, two } = await openTwice(t);
  t.equal(await one.cards.loaded(), undefined);
  const card = { cardHash: 'a', maskedNumber: '4…', blocked: false, cardholder: 'x@example.nc' };
  const person = { email: 'x@example.nc', phone: '+687 1' };
  await Promise.all([one.cards.load([person], [card], 'mine'), two.cards.load([person], [card], 'mine')]);
  t.equal(await two.cards.loaded(), 'mine');
  t.match(await two.cards.find('a'), { phone: '+687 1', blocked: false });
  t.equal(await two.cards.find('b'), undefined);
});

t.test('a merchant who is trusted is remembered with the step in which he was, by card and requestor', async (t) => {
  const { one, two } = await openTwice(t);
  const transaction = { ...opened(), threeDSRequestorID: 'az0123456789' };
  await one.transactions.open(transaction, AT, [], '');
  const change = { transaction, at: AT, effects: [{ kind: 'trust' }, { kind: 'rreq' }] as const, messages: [] };
  t.equal(await one.transactions.saveStep({ ...change, revision: 7 }), false);
  t.equal(await one.trustList.has('hash', 'az0123456789'), false, 'a step that was not saved remembers nothing');
  for (const revision of [0, 1]) t.equal(await one.transactions.saveStep({ ...change, revision }), true, 'once or twice');
  t.equal(await two.trustList.has('hash', 'az0123456789'), true, 'another process knows it at once');
  t.equal(await two.trustList.has('hash', 'another'), false, 'another merchant is not trusted');
  t.equal(await two.trustList.has('other card', 'az0123456789'), false, 'nor he with another card');
  const effects = await one.effects.claim(AT, AT + 1000);
  t.same(
    effects.map(({ effect }) => effect.kind),
    ['rreq', 'rreq'],
    'nothing is left to carry out but the RReqs',
  );
});

t.test('effects of every kind come back as they were saved; a code is sealed', async (t) => {
  const { file, one } = await openTwice(t);
  const transaction = opened();
  await one.transactions.open(transaction, AT, [], '');
  const effects = [
    { kind: 'sms', code: '11112222' },
    { kind: 'email', code: '33334444' },
    { kind: 'push' },
    { kind: 'rreq' },
  ] as const;
  await one.transactions.saveStep({ transaction, revision: 0, at: AT, effects, messages: [] });
  const claimed = await one.effects.claim(AT, AT + 1000);
  t.same(
    claimed.map(({ effect }) => effect),
    effects,
  );
  const bytes = readFileSync(file, 'latin1') + readFileSync(`${file}-wal`, 'latin1');
  for (const code of ['11112222', '33334444']) t.notOk(bytes.includes(code), 'no code in the file');
});
