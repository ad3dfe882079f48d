import { join } from 'node:path';
import t from 'tap';
import { readOrMakeSecret } from '../../src/crypto/keyFile.ts';
import { type Keys, makeKeys } from '../../src/crypto/keys.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { approvalLink, METHOD_CARDS, says } from '../support/methods.ts';
import { rawRequest } from '../support/rawRequest.ts';
import { startScenario } from '../support/scenario.ts';
import { MINUTE } from '../support/testClock.ts';
import { post, recordOf, startVictims } from '../support/victims.ts';

/** Tokens that are signed right, for pages that nobody was ever shown. */
const signed = (keys: Keys, acsTransID: unknown, place: string) =>
  `${acsTransID}.${place}.${keys.proof('page token', String(acsTransID), place)}`;

t.test(
  'a transaction that no browser was challenged for has no page and no CRes, whatever is posted, even signed right',
  async (t) => {
    const data = t.testdir();
    const s = await startScenario(t, { data });
    const { acs } = s.simulator.urls;
    const keys = makeKeys(readOrMakeSecret(join(data, 'key')));
    const v = await startVictims(s);
    const unknown = await rawRequest(`${acs}/3ds/challenge?token=none`);
    const attack = async (name: string, ares: Json) => {
      const before = await recordOf(s, [ares]);
      for (const place of ['result', '0-0-0', '0-0-1', '0-0-0-1', '1-0-1']) {
        const token = signed(keys, ares.acsTransID, place);
        const looked = await rawRequest(`${acs}/3ds/challenge?${new URLSearchParams({ token })}`);
        t.same([looked.status, looked.body], [404, unknown.body], `${name}: no page at ${place}`);
        for (const form of [
          { action: 'submit', result: 'Y', code: '12345678' },
          { action: 'cancel' },
          { action: 'resend' },
          {},
        ]) {
          const { status, body } = await post(`${acs}/3ds/challenge`, { token, ...form });
          t.same([status, body], [404, unknown.body], `${name}: nothing to post at ${place}`);
        }
      }
      t.strictSame(await recordOf(s, [ares]), before, `${name}: nothing is on its record`);
    };
    for (const [name, ares] of Object.entries(v.bare)) await attack(name, ares);
    s.clock.forward(11 * MINUTE);
    await s.simulator.sweep();
    const late = v.bare['not opened yet'] ?? {};
    t.match((await s.ends(late)).result, { transStatus: 'N' });
    await attack('timed out before its CReq', late);
    for (const [name, ares] of Object.entries(v.bare).filter(([name]) => !['in an app', 'not opened yet'].includes(name))) {
      const page = await s.postsCReq(ares, { threeDSSessionData: 'bWluZQ' });
      t.notMatch(
        page.html,
        /x{6,}\d{4}|class="amount"|id="transaction"/,
        `${name}: who names both of its ids in a CReq is shown nothing of it`,
      );
      t.match(
        page.final?.message ?? { messageType: 'Erro' },
        { messageType: 'Erro' },
        `${name}: and brings no CRes to the merchant`,
      );
      t.notOk(
        (await s.transaction(ares)).messages.some(({ type }) => type === 'CRes'),
        `${name}: nor is one on its record`,
      );
    }
    const ended = await s.looks({ ...v.ended.page, token: signed(keys, v.ended.ares.acsTransID, 'result'), refresh: '' });
    t.match(ended.final?.message, { transStatus: 'Y' }, 'one that had a challenge shows its result');
  },
);

t.test('a place has one spelling: any other is no token, even where it is signed right', async (t) => {
  const data = t.testdir();
  const s = await startScenario(t, { data });
  const keys = makeKeys(readOrMakeSecret(join(data, 'key')));
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  const page = await s.postsCReq(ares);
  t.equal(signed(keys, ares.acsTransID, '0-0-1'), page.token);
  const spellings = [
    '0-0-01',
    '00-0-1',
    '0-0-1-0',
    '0-0-1-',
    '0-0',
    '0-0-1-0-0',
    '-0-0-1',
    '0-0-+1',
    '0-0-1e0',
    '0-0-0x1',
    ' 0-0-1',
  ];
  const others = ['0-0-1\n', '0-0-１', 'spc', '3DS Method', '', 'Result', 'result ', 'NaN-NaN-NaN', '0-0-1.', '0-0-1.0-0-1'];
  for (const place of [...spellings, ...others]) {
    const answer = await s.posts(signed(keys, ares.acsTransID, place), { action: 'cancel' });
    t.same([answer.status, answer.name], [404, 'error'], JSON.stringify(place));
  }
  for (const token of [`${page.token}.x`, `.${page.token}`, `${page.token}\n`, page.token.toUpperCase()])
    t.equal((await s.posts(token, { action: 'cancel' })).status, 404, JSON.stringify(token));
  const oob = await s.sendsAReq({ acctNumber: METHOD_CARDS.oob });
  await s.postsCReq(oob);
  const link = new URL(await approvalLink(s, oob));
  for (const push of ['01', '1.0', ' 1', '+1', '1e0', '']) {
    const approval = `${oob.acsTransID}.${push}.${keys.proof('approval', String(oob.acsTransID), push)}`;
    const forged = `${link.origin}${link.pathname}?${new URLSearchParams({ approval })}`;
    t.equal((await says(forged, 'approve')).status, 404, `approval ${JSON.stringify(push)}`);
  }
  t.equal((await says(link.href, 'approve')).status, 200);
  const final = await s.finalPage(ares, await s.posts(page, { code: await s.code(ares) }));
  t.match(final.final?.message, { transStatus: 'Y' });
});
