import t, { type Test } from 'tap';
import { makeKeys, newSecret } from '../../src/crypto/keys.ts';
import type { Change } from '../../src/store/changes.ts';
import type { TransactionFilter } from '../../src/store/search.ts';
import { openStore } from '../../src/store/store.ts';
import type { State, Transaction } from '../../src/transaction/transaction.ts';

const AT = 1_800_000_000_000;
const FINAL: State = { name: 'final', report: 'notOwed', result: { transStatus: 'N', interactionCounter: 0 } };

const numbered = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

interface Looked {
  merchantName?: string;
  maskedCard?: string;
  state?: State;
}

const transaction = (
  number: number,
  { merchantName = 'Shop', maskedCard = '497072XXXXXX2226', state = FINAL }: Looked = {},
): Transaction => ({
  acsTransID: numbered(number),
  threeDSServerTransID: `aaaaaaaa${numbered(number).slice(8)}`,
  dsTransID: `bbbbbbbb${numbered(number).slice(8)}`,
  messageVersion: '2.2.0',
  messageCategory: '01',
  deviceChannel: '02',
  scheme: 'Visa',
  dsURL: 'http://localhost:1/rreq',
  notificationURL: 'http://localhost:1/notification',
  browserLanguage: 'fr',
  cardHash: 'hash',
  phone: '+687 79 00 23',
  purchase: {
    ...{ merchantName, maskedCard, purchaseAmount: '29900', purchaseCurrency: '978', purchaseExponent: '2' },
    purchaseDate: '20220207212818',
  },
  because: 'a test',
  state,
});

async function fill(t: Test, transactions: readonly Transaction[]) {
  const store = await openStore(':memory:', makeKeys(newSecret()), 'NORMAL');
  t.teardown(() => store.close());
  await Promise.all(
    transactions.map((one, index) =>
      store.transactions.open(
        one,
        AT + index,
        [
          { at: AT + index, direction: 'in', type: 'AReq', body: '{"deviceChannel":"02"}' },
          { at: AT + index, direction: 'out', type: 'ARes', body: '{"transStatus":"C"}' },
        ],
        '',
      ),
    ),
  );
  const numbers = async (filter: TransactionFilter, limit = 50) =>
    (await store.transactions.search(filter, limit))?.map((found) => Number(found.transaction.acsTransID.slice(-12)));
  return { store, numbers };
}

t.test('transactions are found by what is asked for, the newest first', async (t) => {
  const { store, numbers } = await fill(t, [
    transaction(1),
    transaction(2, { merchantName: 'ÉPICERIE du Lagon', maskedCard: '497072XXXXXX0009' }),
    transaction(3, { state: { name: 'awaitingCReq', dueAt: AT } }),
    transaction(4, { merchantName: '100%_of', maskedCard: '49707XXXX0009' }),
  ]);
  const rows: [sentence: string, filter: TransactionFilter, found: number[]][] = [
    ['nothing asked for', {}, [4, 3, 2, 1]],
    ['the last four digits', { card: '0009' }, [4, 2]],
    ['a part of merchantName in small letters', { merchant: 'épicerie' }, [2]],
    ['what a pattern would take for anything', { merchant: '%_' }, [4]],
    ['the state', { state: 'awaitingCReq' }, [3]],
    ['transStatus of the result', { transStatus: 'N' }, [4, 2, 1]],
    ['transStatus of the ARes, where there is no result yet', { transStatus: 'C' }, [3]],
    ['acsTransID', { id: numbered(2) }, [2]],
    ['threeDSServerTransID in capitals', { id: `AAAAAAAA${numbered(3).slice(8)}` }, [3]],
    ['the beginning of dsTransID', { id: 'bbbb' }, [4, 3, 2, 1]],
    ['an id that goes on after its end', { id: `${numbered(2)}0` }, []],
    ['the end of an id', { id: '000000000002' }, []],
    ['the last three digits of the card', { card: '009' }, [4, 2]],
    ['all that is asked for has to fit', { card: '0009', merchant: 'lagon' }, [2]],
    ['nothing fits', { card: '0000' }, []],
    ['before one of them', { before: numbered(3) }, [2, 1]],
    ['before one of them, and more', { before: numbered(3), card: '2226' }, [1]],
    ['before the first', { before: numbered(1) }, []],
  ];
  for (const [sentence, filter, found] of rows) t.same(await numbers(filter), found, sentence);
  t.same(await numbers({}, 2), [4, 3], 'no more than asked for');
  t.same(await numbers({ card: '0009' }, 1), [4]);
  t.equal(await numbers({ before: 'unknown' }), undefined, 'before one that is not there');
  t.match(await store.transactions.search({}, 1), [
    { openedAt: AT + 3, areq: '{"deviceChannel":"02"}', ares: '{"transStatus":"C"}' },
  ]);
});

t.test('by id, nothing but an id is found', async (t) => {
  const one = transaction(1);
  const { numbers } = await fill(t, [one]);
  const texts = Object.entries(one).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const ids = texts.filter(([name]) => ['acsTransID', 'threeDSServerTransID', 'dsTransID'].includes(name));
  const others = texts.filter((text) => !ids.includes(text));
  t.same([ids.length, others.length], [3, 10]);
  for (const [name, id] of ids) t.same(await numbers({ id }), [1], name);
  for (const [name, id] of [...others, ...Object.entries(one.purchase)]) t.same(await numbers({ id: String(id) }), [], name);
});

t.test('a search goes back as far as it takes, and lets others have their turn', async (t) => {
  const many = Array.from({ length: 3500 }, (_, index) =>
    transaction(index, { maskedCard: index % 1750 === 0 ? '497072XXXXXX0009' : '497072XXXXXX2226' }),
  );
  const { numbers } = await fill(t, many);
  let turns = 0;
  const count = () => {
    turns += 1;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  t.same(await numbers({ card: '0009' }), [1750, 0]);
  clearImmediate(counting);
  t.ok(turns >= 3, `${turns} turns of the event loop meanwhile`);
});

t.test('a change is told once it is saved, and only then', async (t) => {
  const { store } = await fill(t, []);
  const heard: Change[] = [];
  const stop = store.changes.follow((change) => heard.push(change));
  const one = transaction(1);
  const { acsTransID } = one;
  await store.transactions.open(one, AT, [], '');
  const step = { transaction: one, at: AT, effects: [], messages: [] };
  t.equal(await store.transactions.saveStep({ ...step, revision: 0 }), true);
  t.equal(await store.transactions.saveStep({ ...step, revision: 0 }), false, 'a step that lost its race');
  const cres = { at: AT, direction: 'out', type: 'CRes', body: '{}' } as const;
  await store.transactions.addMessages(acsTransID, [{ ...cres, type: 'Erro' }]);
  await store.transactions.addOnce(acsTransID, cres);
  await store.transactions.addOnce(acsTransID, cres);
  await store.outbox.add({ acsTransID, channel: 'sms', to: '+687 79 00 23', text: 'code', time: AT });
  await store.outbox.add({ channel: 'email', to: 'a@example.nc', subject: 'Hello', text: 'notice', time: AT });
  t.match(await store.transactions.open(one, AT, [], ''), { outcome: 'repeated' }, 'one that is there already');
  t.same(heard, [
    { what: 'opened', acsTransID },
    { what: 'changed', acsTransID },
    { what: 'changed', acsTransID },
    { what: 'changed', acsTransID },
    { what: 'message', acsTransID },
    { what: 'message' },
  ]);
  stop();
  await store.transactions.open(transaction(2), AT, [], '');
  t.equal(heard.length, 6, 'and not any more');
});
