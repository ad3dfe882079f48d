import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readConfig } from '../../src/config.ts';
import { makeLog } from '../../src/log.ts';
import { startSimulator } from '../../src/simulator.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { startDs } from '../support/moodyDs.ts';
import { rawRequest } from '../support/rawRequest.ts';
import { makeScenario, type Scenario, startScenario } from '../support/scenario.ts';
import { testClock } from '../support/testClock.ts';

const N11 = { transStatus: 'N', transStatusReason: '11' };

/** Asks the control port; the body is sent as JSON. */
function apiOf({ simulator }: Scenario) {
  return async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${simulator.urls.control}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
}

t.test('the next AReq gets what one line says, and only that one', async (t) => {
  const s = await startScenario(t);
  const api = apiOf(s);
  const made = await api('POST', '/api/next', N11);
  t.match(made, { status: 201, body: { id: 1, origin: 'next', match: {}, outcome: N11, times: 1, applied: 0 } });
  t.equal(made.headers.get('location'), '/api/rules/1');
  const ares = await s.sendsAReq({ acctNumber: CARDS.frictionless });
  t.match(ares, N11);
  t.match(await s.sendsAReq({ acctNumber: CARDS.frictionless }), { transStatus: 'Y' });
  t.match(await api('GET', '/api/rules/1'), { status: 404, body: { field: 'id' } }, 'then the rule is gone');
  const { because, rule, explain } = (await s.transaction(ares)) as unknown as {
    because: string;
    rule: number;
    bent?: string;
    explain: Json[];
  };
  t.match({ because, rule }, { because: 'one-shot rule 1 applies', rule: 1 });
  t.same(explain, [{ rule: 'one-shot rule 1', verdict: 'decided' }]);
});

t.test('one line may name a card, a transaction, or anything that a rule can match', async (t) => {
  const s = await startScenario(t);
  const api = apiOf(s);
  const threeDSServerTransID = '11111111-2222-4333-8444-555555555555';
  await api('POST', '/api/next', { ...N11, acctNumber: CARDS.sms });
  await api('POST', '/api/next', { transStatus: 'A', threeDSServerTransID });
  await api('POST', '/api/next', {
    transStatus: 'R',
    transStatusReason: '10',
    match: { merchantName: 'Other*' },
    times: 2,
    name: 'other',
  });
  t.match(await s.sendsAReq({ acctNumber: CARDS.frictionless }), { transStatus: 'Y' }, 'nothing of that');
  t.match(await s.sendsAReq({ threeDSServerTransID }), { transStatus: 'A' }, 'the transaction');
  t.match(await s.sendsAReq({ acctNumber: CARDS.sms }), N11, 'the card');
  for (const expected of ['R', 'R', 'Y'])
    t.match(await s.sendsAReq({ acctNumber: CARDS.frictionless, merchantName: 'Other shop' }), { transStatus: expected });
});

t.test('what is made for the next AReq goes before older rules with times: for a transaction, for a card, for any', async (t) => {
  const s = await startScenario(t);
  const api = apiOf(s);
  const threeDSServerTransID = '11111111-2222-4333-8444-555555555555';
  const acctNumber = CARDS.frictionless;
  const reason = (transStatusReason: string) => ({ transStatus: 'N', transStatusReason });
  const made = [
    await api('POST', '/api/rules', { outcome: reason('01'), times: 2 }),
    await api('POST', '/api/next', reason('02')),
    await api('POST', '/api/next', { ...reason('03'), acctNumber }),
    await api('POST', '/api/next', reason('04')),
    await api('POST', '/api/next', { ...reason('05'), threeDSServerTransID }),
    await api('POST', '/api/next', { ...reason('06'), match: { acctNumber } }),
  ];
  const [times, first, card, second, transaction, sameCard] = made.map(({ body }) => body.id);
  t.same(
    (await api('GET', '/api/rules')).body.map(({ id, origin }: Json) => [id, origin]),
    [...[transaction, card, sameCard, first, second].map((id) => [id, 'next']), [times, 'api']],
    'they are shown in the order in which they are tried',
  );
  const put = await api('PUT', `/api/rules/${second}`, { outcome: reason('07'), times: 1 });
  t.match(put, { status: 200, body: { origin: 'next' } }, 'one that is replaced keeps its place');
  t.match(await s.sendsAReq({ acctNumber, threeDSServerTransID }), reason('05'));
  for (const expected of ['03', '06', '02', '07', '01', '01'])
    t.match(await s.sendsAReq({ acctNumber }), reason(expected), expected);
  t.match(await s.sendsAReq({ acctNumber }), { transStatus: 'Y' });

  const standing = await api('POST', '/api/next', reason('08'));
  await api('POST', '/api/rules', { outcome: reason('09'), times: 1 });
  const kept = await api('PUT', `/api/rules/${standing.body.id}`, { outcome: reason('08') });
  t.match(kept, { body: { origin: 'api' } }, 'without times, it is a standing rule');
  for (const expected of ['09', '08', '08']) t.match(await s.sendsAReq({ acctNumber }), reason(expected));
});

t.test('rules stand until they are removed, in the order in which they were made, after the one-shots', async (t) => {
  const s = await startScenario(t);
  const api = apiOf(s);
  const rule = {
    name: 'small',
    match: { purchaseAmount: { max: 99_999 }, purchaseCurrency: '978' },
    outcome: { transStatus: 'A' },
  };
  const first = (await api('POST', '/api/rules', rule)).body;
  const second = (await api('POST', '/api/rules', { outcome: N11, delays: { aresMs: 1 } })).body;
  const third = (await api('POST', '/api/rules', { outcome: { transStatus: 'Y' }, times: 1 })).body;
  t.same(
    (await api('GET', '/api/rules')).body.map(({ id }: { id: number }) => id),
    [third.id, first.id, second.id],
  );
  for (const expected of ['Y', 'A', 'A']) t.match(await s.sendsAReq({ purchaseAmount: '29900' }), { transStatus: expected });
  t.match((await api('GET', `/api/rules/${first.id}`)).body, { ...rule, applied: 2 });
  t.match(await s.sendsAReq({ purchaseAmount: '100000' }), N11);

  const changed = await api('PUT', `/api/rules/${first.id}`, { ...rule, outcome: { transStatus: 'R', transStatusReason: '09' } });
  t.match(changed, { status: 200, body: { id: first.id, applied: 0 } });
  t.match(await s.sendsAReq({ purchaseAmount: '29900' }), { transStatus: 'R', transStatusReason: '09' });
  t.match(await api('DELETE', `/api/rules/${first.id}`), { status: 204, body: undefined });
  t.match(await s.sendsAReq({ purchaseAmount: '29900' }), N11);
  for (const [method, body] of [['GET'], ['DELETE'], ['PUT', rule]] as const)
    t.match(
      await api(method, `/api/rules/${first.id}`, body),
      { status: 404, body: { field: 'id', example: '/api/rules/1' } },
      method,
    );
  for (const id of ['0', 'x', '-1', '1.5', '99999999999999999999'])
    t.equal((await api('GET', `/api/rules/${id}`)).status, 404, id);
  t.match(await api('DELETE', '/api/rules'), { status: 204 });
  t.same((await api('GET', '/api/rules')).body, []);
  t.match(await s.sendsAReq({ acctNumber: CARDS.sms }), { transStatus: 'C' });
});

t.test('a rule of a card is shown masked, and may be put back as it is shown', async (t) => {
  const s = await startScenario(t);
  const api = apiOf(s);
  const { body: made } = await api('POST', '/api/rules', { match: { acctNumber: CARDS.sms }, outcome: N11 });
  t.equal(made.match.acctNumber, '497072XXXXXX0009');
  const { id, origin: _origin, applied: _applied, ...shown } = made;
  const { body: got } = await api('GET', `/api/rules/${id}`);
  t.match(await api('PUT', `/api/rules/${id}`, got), { status: 200, body: got }, 'what GET answers, to the letter');
  t.match(await s.sendsAReq({ acctNumber: CARDS.sms }), { transStatus: 'N' }, 'and it still means that card');
  for (const [field, value] of Object.entries({ id: id + 1, origin: 'next' }))
    t.match(await api('PUT', `/api/rules/${id}`, { ...got, [field]: value }), { status: 400, body: { field } });
  const put = await api('PUT', `/api/rules/${id}`, { ...shown, outcome: { transStatus: 'A' } });
  t.match(put, { status: 200, body: { match: { acctNumber: '497072XXXXXX0009' } } });
  t.match(await s.sendsAReq({ acctNumber: CARDS.sms }), { transStatus: 'A' }, 'it still means that card');
  t.match(await s.sendsAReq({ acctNumber: CARDS.frictionless }), { transStatus: 'Y' });
  t.match(await api('PUT', `/api/rules/${id}`, { ...shown, match: { acctNumber: '497072XXXXXX0001' } }), {
    status: 400,
    body: { field: 'match.acctNumber' },
  });
});

t.test('the challenge of a rule has its method and its end', async (t) => {
  const s = await startScenario(t);
  const api = apiOf(s);
  const challengeResult = { transStatus: 'R', transStatusReason: '11' };
  await api('POST', '/api/next', { transStatus: 'C', method: 'sms', acsChallengeMandated: 'N', eci: '07', challengeResult });
  const ares = await s.sendsAReq({ acctNumber: CARDS.ePinThenSms });
  t.match(ares, { transStatus: 'C', acsChallengeMandated: 'N' });
  t.notOk('eci' in ares, 'the eci is for the RReq');
  const waiting = await s.posts(await s.postsCReq(ares), { code: await s.code(ares) });
  t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'N' });
  t.match(s.ds.rreqs(), [{ ...challengeResult, eci: '07', interactionCounter: '01' }]);
  t.notOk('authenticationValue' in (s.ds.rreqs()[0] ?? {}));
});

t.test('what the protocol forbids is passed over, unless it is forced: then the transaction is bent', async (t) => {
  const s = await startScenario(t);
  const api = apiOf(s);
  await api('POST', '/api/rules', { outcome: { transStatus: 'I' } });
  const passed = await s.sendsAReq({ acctNumber: CARDS.frictionless });
  t.match(passed, { transStatus: 'Y' });
  const { explain, bent } = (await s.transaction(passed)) as unknown as {
    because: string;
    rule: number;
    bent?: string;
    explain: Json[];
  };
  t.match(explain[0], { verdict: 'passed over', why: /I needs threeDSRequestorChallengeInd 05, 06, 07/ });
  t.equal(bent, undefined);
  t.match(await s.sendsAReq({ acctNumber: CARDS.frictionless, threeDSRequestorChallengeInd: '07' }), { transStatus: 'I' });

  const forced = await api('POST', '/api/next', { transStatus: 'N', force: true });
  t.equal(forced.status, 201, 'N without a reason can never be had, but forced');
  const ares = await s.sendsAReq({ acctNumber: CARDS.frictionless });
  t.equal(ares.transStatus, 'N');
  t.notOk('transStatusReason' in ares);
  t.match(await s.transaction(ares), { bent: /^N, U and R say why/ });
});

const OUTCOME = { transStatus: 'Y' };
/** Arrays in arrays. */
const arrays = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
const refused: [what: string, body: unknown, field: string, rule: RegExp][] = [
  ['no object', [], 'body', /must be object/],
  ['no outcome', {}, 'outcome', /must be there/],
  ['an unknown member', { outcome: OUTCOME, status: 'N' }, 'status', /no setting; there are name, match, outcome/],
  [
    'an unknown member of the outcome',
    { outcome: { ...OUTCOME, reason: '11' } },
    'outcome.reason',
    /no setting; there are transStatus/,
  ],
  ['no transStatus', { outcome: {} }, 'outcome.transStatus', /must be there/],
  ['an unknown transStatus', { outcome: { transStatus: 'X' } }, 'outcome.transStatus', /one of Y, A, N, U, R, I, C, D, S/],
  ['a reason that is a number', { outcome: { transStatus: 'N', transStatusReason: 11 } }, 'outcome.transStatusReason', /string/],
  ['N without a reason', { outcome: { transStatus: 'N' } }, 'outcome.transStatusReason', /is required/],
  [
    'Y with a reason',
    { outcome: { transStatus: 'Y', transStatusReason: '11' } },
    'outcome.transStatusReason',
    /only N, U, R and A/,
  ],
  [
    'a reason that no version has',
    { outcome: { transStatus: 'N', transStatusReason: '31' } },
    'outcome.transStatusReason',
    /01 to 30/,
  ],
  [
    'a reason that the version does not have',
    { match: { messageVersion: '2.2.0' }, outcome: { transStatus: 'N', transStatusReason: '27' } },
    'outcome.transStatusReason',
    /2\.2\.0: 01 to 26/,
  ],
  ['C for 3RI', { match: { deviceChannel: '03' }, outcome: { transStatus: 'C' } }, 'outcome.transStatus', /never sent for 3RI/],
  [
    'C with 06',
    { match: { threeDSRequestorChallengeInd: '06' }, outcome: { transStatus: 'C' } },
    'outcome.transStatus',
    /data only/,
  ],
  [
    'I with 02',
    { match: { threeDSRequestorChallengeInd: '02' }, outcome: { transStatus: 'I' } },
    'outcome.transStatus',
    /I needs/,
  ],
  [
    'I in a 3RI that cannot ask for it',
    {
      match: { deviceChannel: '03', messageVersion: '2.2.0', threeDSRequestorChallengeInd: '05' },
      outcome: { transStatus: 'I' },
    },
    'outcome.transStatus',
    /I needs/,
  ],
  [
    'D in 2.1.0',
    { match: { messageVersion: '2.1.0' }, outcome: { transStatus: 'D' } },
    'outcome.transStatus',
    /came with 2\.2\.0/,
  ],
  ['S in an app', { match: { deviceChannel: '01' }, outcome: { transStatus: 'S' } }, 'outcome.transStatus', /S/],
  ['an unknown method', { outcome: { transStatus: 'C', method: 'fax' } }, 'outcome.method', /one of ePinThenSms, ePin, sms/],
  [
    'a method of browsers for apps',
    { match: { deviceChannel: '01' }, outcome: { transStatus: 'C', method: 'automatic' } },
    'outcome.method',
    /automatic needs a browser/,
  ],
  [
    'the picker for apps, forced',
    { match: { deviceChannel: '01' }, outcome: { transStatus: 'C', method: 'picker' }, force: true },
    'outcome.method',
    /picker needs a browser/,
  ],
  ['a method without a challenge', { outcome: { transStatus: 'Y', method: 'sms' } }, 'outcome.method', /goes with C$/],
  [
    'a long text',
    { outcome: { ...OUTCOME, cardholderInfo: 'x'.repeat(129) } },
    'outcome.cardholderInfo',
    /more than 128 characters/,
  ],
  ['an eci of one digit', { outcome: { ...OUTCOME, eci: '5' } }, 'outcome.eci', /pattern/],
  ['decoupled without D', { outcome: { ...OUTCOME, acsDecConInd: 'Y' } }, 'outcome.acsDecConInd', /Y goes with D/],
  [
    'an end that does not say why',
    { outcome: { transStatus: 'C', challengeResult: { transStatus: 'N' } } },
    'outcome.challengeResult.transStatusReason',
    /in the RReq/,
  ],
  ['a card number of 12 digits', { match: { acctNumber: '497072000001' }, outcome: OUTCOME }, 'match.acctNumber', /pattern/],
  [
    'a prefix that is a card number',
    { match: { acctNumberPrefix: '4970720000' }, outcome: OUTCOME },
    'match.acctNumberPrefix',
    /at most eight/,
  ],
  ['a card number as a name', { name: CARDS.sms, outcome: OUTCOME }, 'match', /card number outside of acctNumber/],
  ['a card number as a text', { outcome: { ...OUTCOME, cardholderInfo: `Card ${CARDS.sms}` } }, 'match', /card number outside/],
  ['an amount that is a number', { match: { purchaseAmount: 29900 }, outcome: OUTCOME }, 'match.purchaseAmount', /forms/],
  [
    'a range with an unknown end',
    { match: { purchaseAmount: { from: 10 } }, outcome: OUTCOME },
    'match.purchaseAmount.from',
    /there are min, max, endsWith/,
  ],
  [
    'an end of a range as a text',
    { match: { purchaseAmount: { min: '1' } }, outcome: OUTCOME },
    'match.purchaseAmount.min',
    /must be integer/,
  ],
  [
    'an empty range',
    { match: { purchaseAmount: { min: 2, max: 1 } }, outcome: OUTCOME },
    'match.purchaseAmount',
    /max must not be below min/,
  ],
  ['an unknown condition', { match: { bin: '497072' }, outcome: OUTCOME }, 'match.bin', /there are acctNumber, /],
  [
    'a wish that is none',
    { match: { threeDSRequestorChallengeInd: '15' }, outcome: OUTCOME },
    'match.threeDSRequestorChallengeInd',
    /pattern/,
  ],
  ['no times', { outcome: OUTCOME, times: 0 }, 'times', />= 1/],
  ['half a time', { outcome: OUTCOME, times: 1.5 }, 'times', /integer/],
  ['a long delay', { outcome: OUTCOME, delays: { aresMs: 60_001 } }, 'delays.aresMs', /<= 60000/],
  ['a long delay of the RReq', { outcome: OUTCOME, delays: { rreqMs: 600_001 } }, 'delays.rreqMs', /<= 600000/],
  ['an unknown fault', { outcome: OUTCOME, faults: { areq: {} } }, 'faults.areq', /there are ares, rreq, cres, /],
  ['no fault', { outcome: OUTCOME, faults: {} }, 'faults', /fewer than 1/],
  [
    'an unknown answer',
    { outcome: OUTCOME, faults: { ares: { instead: '500' } } },
    'faults.ares.instead',
    /one of drop, reset, /,
  ],
  [
    'an unknown code',
    { outcome: OUTCOME, faults: { ares: { instead: 'erro', errorCode: '999' } } },
    'faults.ares.errorCode',
    /one of 101/,
  ],
  [
    'a code without its Erro',
    { outcome: OUTCOME, faults: { ares: { errorCode: '403' } } },
    'faults.ares.errorCode',
    /is the code of the Erro/,
  ],
  [
    'an RReq after Y',
    { outcome: OUTCOME, faults: { rreq: { send: 'twice' } } },
    'faults.rreq',
    /follows transStatus C and D alone/,
  ],
  [
    'a step of an app in a browser',
    {
      match: { deviceChannel: '02' },
      outcome: { transStatus: 'C' },
      faults: { stepCRes: { patch: [{ op: 'remove', path: '/acsUiType' }] } },
    },
    'faults.stepCRes',
    /is of an app/,
  ],
  [
    'a page in an app',
    { match: { deviceChannel: '01' }, outcome: { transStatus: 'C' }, faults: { page: 'oversize' } },
    'faults.page',
    /is of a browser/,
  ],
  [
    'an Erro that never comes',
    { outcome: OUTCOME, faults: { erro: { patch: [{ op: 'replace', path: '/errorCode', value: '999' }] } } },
    'faults.erro',
    /follows transStatus C and D, or comes by ares.instead/,
  ],
  [
    'a card with other first digits',
    { match: { acctNumber: CARDS.sms, acctNumberPrefix: '497073' }, outcome: OUTCOME },
    'match.acctNumberPrefix',
    /does not begin the acctNumber/,
  ],
  [
    'a 3DS Method in an app',
    { match: { deviceChannel: '01', threeDSCompInd: 'Y' }, outcome: OUTCOME },
    'match.threeDSCompInd',
    /is of a browser/,
  ],
  ['a page after Y', { outcome: OUTCOME, faults: { page: 'oversize' } }, 'faults.page', /follows transStatus C alone/],
  ...(
    [
      ['an operation that is none', { op: 'delete', path: '/eci' }, '.op', /one of add, replace, test, remove, move, copy/],
      ['no operation', { path: '/eci' }, '.op', /must be there/],
      ['one without its value', { op: 'add', path: '/eci' }, '.value', /must be there/],
      ['one with a value too much', { op: 'remove', path: '/eci', value: 1 }, '.value', /must not be there/],
      ['one without its source', { op: 'copy', path: '/eci' }, '.from', /must be there/],
      ['one on the whole message', { op: 'replace', path: '', value: null }, '.path', /JSON Pointer/],
      ['a path that is none', { op: 'remove', path: 'eci' }, '.path', /JSON Pointer/],
      [
        'an unknown member of one',
        { op: 'remove', path: '/eci', form: '/x' },
        '.form',
        /did you mean from\?.*there are op, path/,
      ],
    ] as [string, object, string, RegExp][]
  ).map(([what, operation, member, rule]): (typeof refused)[number] => [
    what,
    { outcome: OUTCOME, faults: { ares: { patch: [operation] } } },
    `faults.ares.patch.0${member}`,
    rule,
  ]),
  [
    'a card number in a patch',
    { outcome: OUTCOME, faults: { ares: { patch: [{ op: 'add', path: '/acctNumber', value: CARDS.sms }] } } },
    'faults',
    /looks like a card number/,
  ],
  [
    'a value too deep to be kept',
    { outcome: OUTCOME, faults: { ares: { patch: [{ op: 'add', path: '/x', value: arrays(40) }] } } },
    'faults',
    /deeper than 32 levels/,
  ],
  ['a delay that nothing follows', { outcome: OUTCOME, delays: { rreqMs: 5 } }, 'delays.rreqMs', /C and D alone/],
  ['a word for force', { outcome: OUTCOME, force: 'yes' }, 'force', /boolean/],
];

t.test('a rule that makes no sense is refused with its field, the rule that it breaks and a valid example', async (t) => {
  const s = await startScenario(t);
  const api = apiOf(s);
  for (const [what, body, field, rule] of refused) {
    const answer = await api('POST', '/api/rules', body);
    t.match(answer, { status: 400, body: { status: 400, field, rule, title: String } }, what);
    t.ok(answer.body.example.length > 0, `${what}: has an example`);
    t.doesNotThrow(() => JSON.parse(answer.body.example), `${what}: which is JSON`);
    t.notMatch(answer.body.title, /\d{13}/, `${what}: no card number comes back`);
  }
  t.same((await api('GET', '/api/rules')).body, [], 'nothing was made');

  const { body: made } = await api('POST', '/api/rules', { outcome: OUTCOME });
  for (const [what, body, field] of refused)
    t.match(await api('PUT', `/api/rules/${made.id}`, body), { status: 400, body: { field } }, `PUT: ${what}`);
  t.match((await api('GET', `/api/rules/${made.id}`)).body, { outcome: OUTCOME });

  t.match(await api('POST', '/api/next', {}), {
    status: 400,
    body: { field: 'transStatus', rule: 'must be there', example: '"N"' },
  });
  t.match(await api('POST', '/api/next', { transStatus: 'N' }), { status: 400, body: { field: 'transStatusReason' } });
  t.match(await api('POST', '/api/next', { ...N11, reason: '1' }), { status: 400, body: { field: 'reason' } });
  const all = 'transStatus, .*, acctNumber, threeDSServerTransID, name, match, delays, faults, times, force$';
  for (const [slip, meant] of [
    ['acctNumer', 'acctNumber'],
    ['transstatusReasn', 'transStatusReason'],
    ['fault', 'faults'],
  ] as const)
    t.match(
      await api('POST', '/api/next', { ...N11, [slip]: '1' }),
      { status: 400, body: { field: slip, rule: new RegExp(`did you mean ${meant}\\?\\); there are ${all}`) } },
      slip,
    );
  t.match(
    await api('POST', '/api/next', { ...N11, acctNumber: CARDS.sms, match: { acctNumber: CARDS.frictionless } }),
    { status: 400, body: { field: 'acctNumber', rule: /differ/ } },
    'two cards',
  );
  const unlike = (await api('POST', '/api/next', { ...N11, colour: 'red' })).body.rule;
  t.notMatch(unlike, /did you mean/);
  t.match(unlike, new RegExp(`there are ${all}`));
  t.match(await api('POST', '/api/next', { ...N11, acctNumber: '1' }), { status: 400, body: { field: 'acctNumber' } });
  t.match(await api('POST', '/api/next', { ...N11, [CARDS.sms]: 1 }), { status: 400, body: { field: '497072XXXXXX0009' } });
});

t.test('a body that is none is refused, too', async (t) => {
  const s = await startScenario(t);
  const url = `${s.simulator.urls.control}/api/rules`;
  const json = { 'content-type': 'application/json' };
  const rows: [string, Record<string, string>, string, number, string][] = [
    ['no JSON', json, '{"outcome"', 400, 'body'],
    ['nothing', json, '', 400, 'body'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'transStatus=N', 415, 'content-type'],
    ['too much', json, JSON.stringify({ name: 'x'.repeat(40_000) }), 413, 'body'],
    ['a poisoned prototype', json, '{"__proto__":{"a":1},"outcome":{"transStatus":"Y"}}', 400, 'body.__proto__'],
    ['one that is hidden', json, '{"broadInfo":{"__pr\\u006fto__":1}}', 400, 'broadInfo.__proto__'],
    ['one of a constructor', json, '{"a":[{"constructor":{"prototype":1}}]}', 400, 'a.0.constructor'],
  ];
  for (const [what, headers, body, status, field] of rows) {
    const answer = await rawRequest(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(body.length) },
      body,
    });
    t.equal(answer.status, status, what);
    t.match(JSON.parse(answer.body), { status, field, rule: String, example: String }, what);
  }
  const foreign = await rawRequest(url, { method: 'POST', headers: { ...json, origin: 'https://evil.example' }, body: '{}' });
  t.equal(foreign.status, 403, 'no page of another site makes rules');
});

t.test('there is a limit to rules, which removing lifts', async (t) => {
  const s = await startScenario(t);
  const api = apiOf(s);
  for (let batch = 0; batch < 20; batch += 1)
    await Promise.all(
      Array.from({ length: 50 }, () => api('POST', '/api/rules', { match: { deviceChannel: '03' }, outcome: OUTCOME })),
    );
  t.equal((await api('GET', '/api/rules')).body.length, 1000);
  t.match(await api('POST', '/api/next', N11), { status: 409, body: { field: 'rules', example: 'DELETE /api/rules' } });
  const ares = await s.sendsAReq({ acctNumber: CARDS.frictionless });
  t.match(ares, { transStatus: 'Y' }, 'a thousand rules that do not match');
  const { explain } = (await s.transaction(ares)) as unknown as { because: string; rule: number; bent?: string; explain: Json[] };
  t.match(explain[20], { rule: '980 more rules' });
  await api('DELETE', '/api/rules');
  t.match(await api('POST', '/api/next', N11), { status: 201 });
});

t.test('no card number of a rule is in the files of the store or in the log', async (t) => {
  const [data, clock, lines] = [t.testdir(), testClock(), [] as string[]];
  const log = makeLog('trace', { write: (line: string) => void lines.push(line) });
  const free = ['--port', '0', '--control-port', '0', '--sandbox-port', '0', '--data', data, '--durability', 'normal'];
  const s = makeScenario(t, await startSimulator({ config: readConfig(free, {}), log, clock }), clock, await startDs(t));
  const api = apiOf(s);
  const secret = '4970720000777777';
  await api('POST', '/api/rules', { match: { acctNumber: secret }, outcome: N11 });
  t.match(await s.sendsAReq({ acctNumber: secret }), N11, 'positive control');
  t.equal((await api('POST', '/api/rules', { match: { acctNumber: `${secret}x` }, outcome: N11 })).status, 400, 'refused');
  await s.close();
  t.match(lines.join(''), /AReq answered by ARes N/, 'the log tells of it');
  t.notMatch(lines.join(''), secret, 'without the number');
  const files = readdirSync(data);
  t.ok(files.includes('acs.sqlite'));
  for (const file of files) t.notOk(readFileSync(join(data, file)).includes(secret), file);
});
