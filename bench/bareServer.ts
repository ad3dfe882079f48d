// What a request costs that only has to be parsed and answered: the yardstick of the bench.
import Fastify from 'fastify';

const answer = process.argv[2] ?? '{}';
const app = Fastify({ logger: false });

app.post('/3ds/areq', async (_request, reply) => reply.type('application/json; charset=utf-8').send(answer));

console.log(`Ready ACS ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
