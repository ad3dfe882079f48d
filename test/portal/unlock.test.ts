import t from 'tap';
import { PEOPLE, signsIn } from '../support/portal.ts';
import { startScenario } from '../support/scenario.ts';

const WRONG = '9073';

t.test('the ePin in place, chosen once more on an older page, unlocks as a new one does', async (t) => {
  const s = await startScenario(t);
  const { card } = PEOPLE.enrolled;
  const visitor = await signsIn(s.simulator.urls, PEOPLE.enrolled);
  await visitor.opens('/portal/epin');
  const older = visitor.twin();
  t.equal((await visitor.sends('/portal/epin', { ePin: '7391', confirmation: '7391' })).notice, 'ePinChanged');
  for (let times = 0; times < 5; times += 1) {
    const page = await s.postsCReq(await s.sendsAReq({ acctNumber: card }));
    await s.posts(page, { ePin: WRONG });
  }
  t.match(await s.sendsAReq({ acctNumber: card }), { transStatus: 'N', transStatusReason: '12' }, 'the card is locked');

  const other = await older.sends('/portal/epin', { ePin: '8264', confirmation: '8264' });
  t.equal(other.notice, 'ePinOvertaken', 'another ePin is not taken from an older page');
  t.match(await s.sendsAReq({ acctNumber: card }), { transStatus: 'N' }, 'and unlocks nothing');
  t.equal((await visitor.sends('/portal/epin', { ePin: '7391', confirmation: '7391', changes: '1' })).name, 'dashboard');
  t.match(await s.sendsAReq({ acctNumber: card }), { transStatus: 'C' }, 'the one in place unlocks the card');
});

t.test('a card that wrong ePins have locked is unlocked by a new ePin on the portal, and pays with it at once', async (t) => {
  const s = await startScenario(t);
  const { card } = PEOPLE.enrolled;
  const otherCard = '4970600000000146';
  const challenge = async (ePin: string) => {
    const ares = await s.sendsAReq({ acctNumber: card });
    return { ares, page: await s.posts(await s.postsCReq(ares), { ePin }) };
  };
  for (let times = 0; times < 5; times += 1) await challenge(WRONG);
  t.match(await s.sendsAReq({ acctNumber: card }), { transStatus: 'N', transStatusReason: '12' }, 'the card is locked');
  t.match(await s.sendsAReq({ acctNumber: otherCard }), { transStatus: 'N', transStatusReason: '12' }, 'and so is his other one');

  const visitor = await signsIn(s.simulator.urls, PEOPLE.enrolled);
  t.equal((await visitor.choosesEPin('1234')).notice === '', false, 'a weak ePin is refused');
  t.match(await s.sendsAReq({ acctNumber: card }), { transStatus: 'N' }, 'and unlocks nothing');
  const dashboard = await visitor.choosesEPin('7391');
  t.equal(dashboard.name, 'dashboard');

  const { ares, page } = await challenge('7391');
  t.match(ares, { transStatus: 'C' }, 'the card is unlocked');
  t.match(await s.sendsAReq({ acctNumber: otherCard }), { transStatus: 'C' }, 'and the other one with it');
  const waiting = await s.posts(page, { code: await s.code(ares) });
  t.match((await s.finalPage(ares, waiting)).final?.message, { transStatus: 'Y' }, 'and pays with the new ePin');
});
