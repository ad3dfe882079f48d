import t from 'tap';
import { CARDS, EPIN } from '../support/cards.ts';
import { rawRequest } from '../support/rawRequest.ts';
import { startScenario } from '../support/scenario.ts';

t.test('the control port answers its own name, and no page of another site', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ acctNumber: CARDS.sms });
  await s.postsCReq(ares);
  const code = await s.code(ares);
  const { port } = new URL(s.simulator.urls.control);
  const paths = ['/api/messages', '/console/', `/api/transactions/${ares.acsTransID}`, '/readyz', '/', '/nothing'];
  const refused: Record<string, Record<string, string>> = {
    'a foreign Host': { host: `evil.example:${port}` },
    'a Host that begins like ours': { host: `localhost.evil.example:${port}` },
    'a Host that ends like ours': { host: `evil-localhost:${port}` },
    'the address of another machine': { host: `192.0.2.1:${port}` },
    'all addresses': { host: `0.0.0.0:${port}` },
    'a Host that is none': { host: 'x y' },
    'our name with a dot': { host: `localhost.:${port}` },
    'a foreign Origin': { host: `localhost:${port}`, origin: 'https://evil.example' },
    'the Origin of the shop': { host: `localhost:${port}`, origin: s.simulator.urls.sandbox },
    'the Origin of the ACS': { host: `localhost:${port}`, origin: s.simulator.urls.acs },
    'the Origin of a sandboxed frame': { host: `localhost:${port}`, origin: 'null' },
    'an Origin on our port of another host': { host: `localhost:${port}`, origin: `http://evil.example:${port}` },
    'a fetch of another site': { host: `localhost:${port}`, 'sec-fetch-site': 'cross-site' },
  };
  for (const [sentence, headers] of Object.entries(refused)) {
    for (const path of paths) {
      const { status, body } = await rawRequest(`http://localhost:${port}${path}`, { headers });
      t.equal(status, 403, `${sentence}: ${path}`);
      t.notOk(body.includes(code), 'and tells no code');
    }
  }
  const taken: Record<string, Record<string, string>> = {
    'no browser': { host: `localhost:${port}` },
    'another name of this machine': { host: `127.0.0.1:${port}` },
    'its own pages': { host: `localhost:${port}`, origin: `http://localhost:${port}`, 'sec-fetch-site': 'same-origin' },
    'an address that was typed': { host: `localhost:${port}`, 'sec-fetch-site': 'none' },
  };
  for (const [sentence, headers] of Object.entries(taken)) {
    const { status, body } = await rawRequest(`http://localhost:${port}/api/messages`, { headers });
    t.equal(status, 200, sentence);
    t.ok(body.includes(code), 'and it gets the codes');
  }
});

t.test('the control port lets nobody else read its answers or frame its pages', async (t) => {
  const s = await startScenario(t);
  const api = await fetch(`${s.simulator.urls.control}/api/messages`);
  t.equal(api.headers.get('access-control-allow-origin'), null);
  const inbox = await fetch(`${s.simulator.urls.control}/console/`);
  t.match(inbox.headers.get('content-security-policy'), /frame-ancestors 'none'/);
});

t.test('text of a message is text in the console, too', async (t) => {
  const s = await startScenario(t);
  const ares = await s.sendsAReq({ merchantName: '<script>alert(1)</script>' });
  await s.posts(await s.postsCReq(ares), { ePin: EPIN });
  await s.code(ares);
  const inbox = await (await fetch(`${s.simulator.urls.control}/console/?to=%22%3E%3Cscript%3E`)).text();
  const all = await (await fetch(`${s.simulator.urls.control}/console/`)).text();
  const ours = /<script type="module" src="\/console\/assets\/\w+\.\w+\.js"><\/script>/g;
  t.notMatch((inbox + all).replaceAll(ours, ''), /<script/);
  t.match(all, '&lt;script&gt;alert(1)');
});
