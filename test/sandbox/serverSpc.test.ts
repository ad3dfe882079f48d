import { readFileSync } from 'node:fs';
import t from 'tap';
import { shipped } from '../../src/files.ts';
import { aresOfDs, presFor, serverBeforeDs } from '../support/stubDs.ts';
import { until } from '../support/until.ts';

type Json = Record<string, unknown>;

const { spcTransData, webAuthnCredList } = JSON.parse(readFileSync(shipped('fixtures/messages/2.3.1/ARes-S.json'), 'utf8'));
const S = { transStatus: 'S', authenticationValue: undefined, eci: undefined, spcTransData, webAuthnCredList };
const WISH = { areq: { acctNumber: '4970990090000001', threeDSRequestorSpcSupport: 'Y', merchantName: 'A merchant' } };
const pays = '/3ds-server/authentications';

/** A DS whose first answer is S, and any later one Y. */
const beginsWithS = () => {
  let first = true;
  return (areq: Json) => {
    const answer = aresOfDs(areq, first ? S : {});
    first = false;
    return answer;
  };
};

t.test('Req 448: threeDSRequestorSpcSupport is said where the ACS of the range does SPC', async (t) => {
  const acsProtocolVersions = [{ version: '2.3.1', acsInfoInd: ['01'] }];
  const ranges = [{ start: '4970000000000', end: '4979999999999999999' }];
  const without = [{ ranges, actionInd: 'A', dsProtocolVersions: ['2.3.1'], acsProtocolVersions }];
  for (const [title, changes, support] of [
    ['07 is in acsInfoInd', {}, 'Y'],
    ['it is not', { cardRangeData: without }, undefined],
  ] as const) {
    const { posts } = await serverBeforeDs(t, { preq: (preq) => presFor(preq, changes), areq: (areq) => aresOfDs(areq) });
    const { areq } = await posts(pays, WISH);
    t.equal((areq as Json).threeDSRequestorSpcSupport, support, title);
    t.equal(typeof (areq as Json).payeeOrigin, support ? 'string' : 'undefined', `${title}: payeeOrigin goes with it`);
  }
  const { posts } = await serverBeforeDs(t, { areq: (areq) => aresOfDs(areq) });
  const { areq } = await posts(pays, { areq: { acctNumber: WISH.areq.acctNumber } });
  t.notOk('threeDSRequestorSpcSupport' in (areq as Json), 'nor where the requestor does not');
});

t.test('Req 443, Req 444: the ARes with S goes to the requestor, and the second AReq reports its assertion', async (t) => {
  const { posts, record, sent, time } = await serverBeforeDs(t, { areq: beginsWithS() });
  const first = await posts(pays, WISH);
  t.match(first, { ares: { transStatus: 'S', spcTransData, webAuthnCredList }, outcome: 'waiting' });
  time.now += 60_000;
  const spc = `/3ds-server/transactions/${first.threeDSServerTransID}/spc`;
  for (const [report, status, field] of [
    [{}, 422, 'assertion'],
    [{ spcIncompInd: '09' }, 422, 'spcIncompInd'],
    [{ spcIncompIn: '02' }, 400, 'spcIncompIn'],
  ] as const)
    t.match(await posts(spc, report), { status, field }, 'a report that is none is told, and not sent');
  const assertion = { response: { clientDataJSON: 'x', authenticatorData: 'y', signature: 'z' } };
  const second = await posts(spc, { assertion });
  t.match(second, { ares: { transStatus: 'Y' }, outcome: 'accepted' });
  const [one = {}, two = {}] = sent('AReq');
  const { threeDSServerTransID, threeDSRequestorAuthenticationInfo, threeDSRequestorPriorAuthenticationInfo, ...others } = two;
  const { threeDSServerTransID: former, ...same } = one;
  t.not(threeDSServerTransID, former, 'a fresh id');
  t.same(others, same, 'all else is the same, the card number too');
  t.match(threeDSRequestorAuthenticationInfo, [
    { threeDSReqAuthMethod: '09', threeDSReqAuthTimestamp: '202602072129', threeDSReqAuthData: assertion },
  ]);
  t.match(threeDSRequestorPriorAuthenticationInfo, [
    {
      threeDSReqPriorRef: (first.ares as Json).acsTransID,
      threeDSReqPriorAuthMethod: '05',
      threeDSReqPriorAuthTimestamp: '202602072129',
    },
  ]);
  t.match(await record(former), { followedBy: threeDSServerTransID, areq: { acctNumber: 'xxxxxxxxxxxx0001' } });
  t.match(await posts(`/3ds-server/transactions/${former}/spc`, { assertion }), { status: 409 }, 'once');
  t.match(await posts(`/3ds-server/transactions/${threeDSServerTransID}/spc`, { assertion }), { status: 409 }, 'after S alone');
});

t.test('Req 454, Req 455: nine minutes without an assertion, and the second AReq says so', async (t) => {
  const { posts, sent, time } = await serverBeforeDs(t, { areq: beginsWithS() });
  const { ares } = await posts(pays, WISH);
  time.now += 9 * 60_000 - 1;
  await new Promise((resolve) => setTimeout(resolve, 600));
  t.equal(sent('AReq').length, 1, 'not before');
  time.now += 1;
  const [, second = {}] = await until(
    () => sent('AReq'),
    ({ length }) => length === 2,
    'the second AReq',
  );
  t.match(second, {
    spcIncompInd: '03',
    threeDSRequestorPriorAuthenticationInfo: [{ threeDSReqPriorRef: (ares as Json).acsTransID, threeDSReqPriorAuthMethod: '05' }],
  });
  t.notOk('threeDSRequestorAuthenticationInfo' in second);
});

t.test('A.17 RReq after S: the 3DS Server takes it (Req 453)', async (t) => {
  const { posts, record } = await serverBeforeDs(t, { areq: beginsWithS() });
  const { threeDSServerTransID, ares } = await posts(pays, WISH);
  const { acsTransID, dsTransID } = ares as Json;
  const rreq = {
    ...{ messageType: 'RReq', messageVersion: '2.3.1', threeDSServerTransID, acsTransID, dsTransID, messageCategory: '01' },
    ...{
      transStatus: 'N',
      transStatusReason: '14',
      challengeCancel: '04',
      interactionCounter: '00',
      authenticationMethod: ['14'],
    },
  };
  t.match(await posts('/3ds-server/rreq', rreq), { messageType: 'RRes', resultsStatus: '01' });
  t.match(await record(threeDSServerTransID), { outcome: 'timedOut' });
});
