import Fastify from 'fastify';
import t, { type Test } from 'tap';
import { postMessage } from '../../src/posting.ts';
import { post } from '../../src/sandbox/post.ts';

/** A peer that answers so many bytes, some of them of two to a character. */
async function startPeer(t: Test) {
  const app = Fastify();
  app.post<{ Params: { bytes: string } }>('/:bytes', async ({ params }, reply) => {
    return reply.type('text/plain; charset=utf-8').send(answer(Number(params.bytes)));
  });
  t.teardown(() => app.close());
  return app.listen({ host: '127.0.0.1', port: 0 });
}

const answer = (bytes: number) => `é${'x'.repeat(bytes - 2)}`;

t.test('an answer of exactly the limit is read whole, one byte more is too much', async (t) => {
  const url = await startPeer(t);
  const usual = 65_536;
  for (const [limit, options] of [
    [usual, {}],
    [1000, { maxAnswerBytes: 1000 }],
    [200_000, { maxAnswerBytes: 200_000 }],
  ] as const) {
    for (const bytes of [limit - 1, limit])
      t.same(await postMessage(`${url}/${bytes}`, '{}', 60_000, options), {
        ...{ outcome: 'answered', status: 200, contentType: 'text/plain; charset=utf-8' },
        body: answer(bytes),
      });
    t.match(
      await postMessage(`${url}/${limit + 1}`, '{}', 60_000, options),
      { outcome: 'unreadable', why: `the answer is larger than ${limit} bytes`, body: /^éx+$/ },
      `${limit + 1} bytes`,
    );
  }
});

t.test('of an answer that is too long, the first 1,024 bytes are kept', async (t) => {
  const url = await startPeer(t);
  const posted = await postMessage(`${url}/70000`, '{}', 60_000);
  t.equal('body' in posted && Buffer.byteLength(posted.body), 1024);
});

t.test('the sandbox takes an answer of exactly the largest message, and no byte more', async (t) => {
  const url = await startPeer(t);
  const largest = 1_963_680;
  for (const bytes of [largest - 1, largest]) t.equal((await post(`${url}/${bytes}`, '{}', 60_000)).body, answer(bytes));
  await t.rejects(post(`${url}/${largest + 1}`, '{}', 60_000), { name: 'PostFailure', reason: 'tooLarge' });
});
