import type { FastifyRequest } from 'fastify';
import t from 'tap';
import { makeKeys, newSecret } from '../../src/crypto/keys.ts';
import { sourceOf } from '../../src/web/portal/visitor.ts';

t.test('a client is counted by its IPv4 address, or by the /64 of its IPv6 address', async (t) => {
  const keys = makeKeys(newSecret());
  const source = (ip: string) => sourceOf({ ip } as FastifyRequest, { keys });
  const rows = [
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['192.0.2.1', '::ffff:192.0.2.1', true],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['2001:db8::1', '2001:db8:0:0:5::', true],
    ['2001:db8::1:0:0:0:1', '2001:db8:0:1::1', true],
    ['2001:db8::1', '2001:db8:0:1::1', false],
    ['::1', '::2', true],
    ['fe80::1%eth0', 'fe80::2%eth0', true],
  ] as const;
  for (const [one, other, same] of rows) t.equal(source(one) === source(other), same, `${one} and ${other}`);
  t.notMatch(source('192.0.2.1'), /192/, 'and kept without the address itself');
});
