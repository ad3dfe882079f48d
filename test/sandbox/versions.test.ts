import { randomUUID } from 'node:crypto';
import t from 'tap';
import { readWhole } from '../../src/messages/read.ts';
import { SUPPORTED_VERSIONS } from '../../src/messages/versions.ts';
import { CARDS, EPIN } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { startScenario } from '../support/scenario.ts';
import { areqToDs, aresFor, challengeFor, customerOf, rreqFor, sandboxWith } from '../support/stubAcs.ts';

const SCRIPTS = {
  ...{ browserJavascriptEnabled: 'true', browserLanguage: 'fr-FR', browserJavaEnabled: 'false', browserColorDepth: '24' },
  ...{ browserScreenHeight: '844', browserScreenWidth: '390', browserTZ: '-660' },
};

const hidden = (body: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';

for (const version of SUPPORTED_VERSIONS) {
  t.test(`a payment in ${version} goes through shop, 3DS Server, DS and ACS in that version`, async (t) => {
    const s = await startScenario(t);
    const { sandbox } = s.simulator.urls;
    const sends = (path: string, form: Record<string, string>) =>
      fetch(`${sandbox}${path}`, {
        ...{ method: 'POST', body: new URLSearchParams(form), redirect: 'manual' },
        headers: { 'accept-language': 'fr-NC,fr;q=0.9', accept: 'text/html' },
      });
    const get = async (path: string) => (await fetch(`${sandbox}${path}`)).text();

    for (const scripts of [{}, SCRIPTS]) {
      const paid = await sends('/shop/pay', { card: CARDS.ePinThenSms, messageVersion: version, ...scripts });
      let location = String(paid.headers.get('location'));
      if (location.includes('/method/'))
        location = String((await sends(location.replace('method', 'authenticate'), {})).headers.get('location'));
      t.match(location, /^\/shop\/challenge\//);
      const window = await get(location);
      const form = { creq: hidden(window, 'creq'), threeDSSessionData: hidden(window, 'threeDSSessionData') };
      const ePinPage = await s.postsForm('/3ds/creq', form);
      const { acsTransID, threeDSServerTransID } = JSON.parse(Buffer.from(form.creq, 'base64url').toString());
      const codePage = await s.posts(ePinPage, { ePin: EPIN });
      const waiting = await s.posts(codePage, { code: await s.code({ acsTransID }) });
      const { final } = await s.finalPage({ acsTransID }, waiting);
      const cres = Buffer.from(JSON.stringify(final?.message)).toString('base64url');
      await sends('/3ds-server/notification', { cres, threeDSSessionData: final?.threeDSSessionData ?? '' });
      t.match(await get(location.replace('challenge', 'result')), 'data-outcome="accepted"');

      const server = JSON.parse(await get(`/3ds-server/transactions/${threeDSServerTransID}`));
      for (const type of ['ARes', 'CReq', 'RReq', 'RRes', 'CRes'] as const) {
        const options = { version, deviceChannel: '02' };
        t.match(readWhole(type, JSON.stringify(server[type.toLowerCase()]), options), { messageVersion: version }, type);
      }
      t.equal(server.areq.messageVersion, version);
      const { messages } = JSON.parse(await get(`/ds/transactions/${threeDSServerTransID}`)) as { messages: Json[] };
      const seen = messages.map(({ type, message }) => `${type} ${(message as Json).messageVersion}`);
      t.same(
        seen,
        ['AReq', 'ARes', 'RReq', 'RRes'].map((type) => `${type} ${version}`),
      );
    }
  });

  t.test(`a PReq of ${version} is answered in ${version}, with every range and its 3DS Method`, async (t) => {
    const servedRanges = [
      { start: '4970720000000000', end: '4970729999999999' },
      { start: '5000000000000', end: '5099999999999' },
    ];
    const { post, urls } = await sandboxWith(t, (areq) => aresFor(areq), {
      servedRanges,
      acsInfoInd: ['01', '02', '03', '04', '07', '08'],
    });
    const threeDSServerTransID = randomUUID();
    const head = { messageType: 'PReq', messageVersion: version, threeDSServerTransID };
    const pres = await post('/ds/preq', { ...head, threeDSServerRefNumber: 'X' });
    t.match(readWhole('PRes', JSON.stringify(pres), { version }), { threeDSServerTransID });
    const threeDSMethodURL = `${urls.acs}/3ds/method`;
    if (version === '2.3.1') {
      const versions = ['2.1.0', '2.2.0', '2.3.1'];
      const acsProtocolVersions = versions.map((each) => ({
        ...{ version: each, threeDSMethodURL },
        acsInfoInd: { '2.1.0': ['01', '02'], '2.2.0': ['01', '02', '03', '04'] }[each] ?? ['01', '02', '03', '04', '07', '08'],
      }));
      t.match(pres, {
        dsProtocolVersions: versions,
        cardRangeData: [{ ranges: servedRanges, acsProtocolVersions, actionInd: 'A' }],
      });
    } else {
      t.match(pres, { dsStartProtocolVersion: '2.1.0', dsEndProtocolVersion: '2.3.1' });
      t.match(
        pres.cardRangeData,
        servedRanges.map(({ start, end }) => ({
          ...{ startRange: start, endRange: end, threeDSMethodURL, acsEndProtocolVersion: '2.3.1' },
          acsInfoInd: version === '2.1.0' ? undefined : ['01', '02', '03', '04'],
        })),
      );
    }
    t.match(await post('/ds/preq', { ...head, messageVersion: '9.9.9' }), { errorCode: '102' });
  });

  t.test(`the shop offers ${version} and runs the 3DS Method of its ranges`, async (t) => {
    const { opens, sends, received, urls } = await customerOf(t, (areq) => aresFor(areq, { messageVersion: version }));
    const preset = await opens(`/shop/?messageVersion=${version}`);
    t.match(preset.body, new RegExp(`<details class="options" open>[\\s\\S]*<option value="${version}" selected>`));
    const { location } = await sends('/shop/pay', { cardNumber: CARDS.sms, messageVersion: version, ...SCRIPTS });
    t.match((await opens(location)).body, `action="${urls.acs}/3ds/method"`);
    await sends(location.replace('method', 'authenticate'), {});
    t.match(readWhole('AReq', JSON.stringify(received[0])), { messageVersion: version, merchantName: 'MyTestMerchantACS3' });
  });
}

t.test('the version is 2.2.0 unless one of the list is chosen', async (t) => {
  const { sends, received, opens } = await customerOf(t, (areq) => aresFor(areq));
  t.match((await opens('/shop/')).body, '<option value="2.2.0" selected>2.2.0</option>');
  for (const messageVersion of ['', '9.9.9', '2.4.0"><script>'])
    await sends('/shop/pay', { cardNumber: CARDS.sms, messageVersion });
  t.same(
    received.map(({ messageVersion }) => messageVersion),
    ['2.2.0', '2.2.0', '2.2.0'],
  );
});

t.test(
  'Req 468, Req 469, A.29 ids in headers: in 2.3.1, every party names its transaction in headers and hands back that of the message',
  async (t) => {
    const asked: Record<string, unknown> = {};
    const { sandbox, acs, urls, post } = await sandboxWith(t, (areq) => {
      const { authenticationType: _older, ...ares } = challengeFor(areq);
      return areq.messageVersion === '2.3.1'
        ? { ...ares, messageVersion: '2.3.1', authenticationMethod: ['02'] }
        : challengeFor(areq);
    });
    acs.server.on('request', ({ url, headers }) => {
      asked[url ?? ''] = headers['x-request-id'];
    });
    const id = randomUUID();
    const send = (url: string, message: object) =>
      sandbox.inject({
        ...{ method: 'POST', url, payload: JSON.stringify(message) },
        headers: { 'content-type': 'application/json', 'x-request-id': id },
      });
    const newest = {
      messageVersion: '2.3.1',
      acquirerCountryCode: '540',
      acquirerCountryCodeSource: '01',
      acceptLanguage: ['fr'],
    };
    const older = await send('/ds/areq', areqToDs({ threeDSServerURL: `${urls.sandbox}/3ds-server/rreq` }));
    const ares = older.json();
    t.same([older.headers['x-response-id'], asked['/3ds/areq']], [undefined, undefined], 'not in 2.2.0');

    const answer = await send('/ds/areq', areqToDs(newest));
    t.equal(answer.headers['x-request-id'], answer.json().threeDSServerTransID, 'not what the header of the request says');
    t.equal(answer.headers['x-response-id'], answer.json().dsTransID, 'the DS to the 3DS Server');
    t.equal(asked['/3ds/areq'], answer.json().dsTransID, 'the DS to the ACS');

    const unknown = await send(
      '/3ds-server/rreq',
      rreqFor(ares, { messageVersion: '2.3.1', authenticationMethod: ['02'], authenticationType: undefined }),
    );
    t.match(unknown.json(), { errorCode: '301', messageVersion: '2.3.1' });
    t.equal(unknown.headers['x-response-id'], ares.threeDSServerTransID, 'the 3DS Server to the DS');
    t.equal(unknown.headers['x-request-id'], ares.dsTransID, 'which names it otherwise');

    const preq = {
      messageType: 'PReq',
      messageVersion: '2.3.1',
      threeDSServerRefNumber: 'X',
      threeDSServerTransID: randomUUID(),
    };
    const pres = await send('/ds', preq);
    t.equal(pres.headers['x-request-id'], preq.threeDSServerTransID);
    t.equal(pres.headers['x-response-id'], pres.json().dsTransID);
    const { acsTransID } = answer.json();
    const rres = await send('/ds/', rreqFor(answer.json(), { messageVersion: '2.3.1', acsTransID }));
    t.same(
      [rres.headers['x-request-id'], rres.headers['x-response-id']],
      [acsTransID, answer.json().dsTransID],
      'the DS to the ACS',
    );
    t.match(await post('/ds/areq', areqToDs()), { messageType: 'ARes' });
  },
);
