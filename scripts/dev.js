// What `npm run dev` starts: the simulator itself, with pages that load anew after a restart. tsx restarts it when a source, template,
// fixture or schema has changed; every page asks once a second whether that has happened.
//
// Nothing of this is in the product: Fastify tells of each server that is made, and what is added here is added to that server.
import diagnostics from 'node:diagnostics_channel';

const started = String(Date.now());
const SCRIPT = `
  setInterval(async () => {
    const answer = await fetch('/dev/started').catch(() => undefined);
    if (answer?.ok && (await answer.text()) !== '${started}') location.reload();
  }, 1000);
`;

/** Lets the page run the script, and lets that ask its own server. */
const widened = (policy) => (policy.includes('connect-src') ? policy : `${policy}; connect-src 'self'`);

diagnostics.subscribe('fastify.initialization', ({ fastify }) => {
  fastify.addHook('onSend', async (_request, reply, payload) => {
    if (!String(reply.getHeader('content-type')).startsWith('text/html') || typeof payload !== 'string') return payload;
    const policy = reply.getHeader('content-security-policy');
    if (typeof policy === 'string') reply.header('content-security-policy', widened(policy));
    reply.removeHeader('content-length');
    return `${payload}<script src="/dev/reload.js"></script>`;
  });
  fastify.get('/dev/reload.js', async (_request, reply) => reply.type('text/javascript').send(SCRIPT));
  fastify.get('/dev/started', async () => started);
});

await import('../src/cli.ts');
