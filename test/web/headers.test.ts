import fastify, { type FastifyReply } from 'fastify';
import t from 'tap';
import { sendCollectingPage, sendLeavingPage, sendPage, sendToPage, sendWatchingPage } from '../../src/web/acs/headers.ts';

const OWN = "'self' http://acs.example:4300";

async function policyOf(send: (reply: FastifyReply, html: string) => FastifyReply): Promise<string[]> {
  const app = fastify();
  app.get('/', async (_request, reply) => send(reply, '<!doctype html>'));
  const { headers } = await app.inject({ url: '/', headers: { host: 'acs.example:4300' } });
  return String(headers['content-security-policy']).split('; ');
}

t.test('a page of the challenge names its own origin beside self, which WebKit needs in a sandboxed frame', async (t) => {
  for (const send of [sendPage, sendWatchingPage, sendLeavingPage, sendCollectingPage]) {
    const policy = await policyOf(send);
    for (const source of [`style-src ${OWN}`, `script-src ${OWN}`]) t.ok(policy.includes(source), `${send.name}: ${source}`);
    t.ok(policy.includes("default-src 'none'"), `${send.name}: nothing of anybody else`);
  }
});

t.test('forms stay here, but for those of the pages that leave: whose target may redirect to an app', async (t) => {
  const actions = async (send: Parameters<typeof policyOf>[0]) =>
    (await policyOf(send)).filter((directive) => directive.startsWith('form-action'));
  t.same(await actions(sendPage), [`form-action ${OWN}`]);
  t.same(await actions(sendWatchingPage), [`form-action ${OWN}`]);
  t.same(await actions(sendLeavingPage), [], 'the final CRes and an Erro');
  t.same(await actions(sendCollectingPage), [], 'the end of the 3DS Method');
});

t.test('the way to a page may be framed by an isolated merchant, as the page itself, and is kept by nobody', async (t) => {
  const app = fastify();
  app.post('/', (_request, reply) => sendToPage(reply, '/page'));
  const { statusCode, headers } = await app.inject({ method: 'POST', url: '/' });
  t.match(
    { statusCode, headers },
    {
      statusCode: 303,
      headers: {
        location: '/page',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      },
    },
  );
});
