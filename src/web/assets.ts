import { createHash } from 'node:crypto';
import type { FastifyPluginAsync } from 'fastify';
import type { Assets } from '../pages/assets.ts';
import type { IssuerProfile } from '../settings/fixtures.ts';

/** The issuer's colours as the custom properties that the stylesheet of the challenge reads. */
export function themeOf({ colours }: IssuerProfile): { name: string; body: string } {
  const body = `:root { --brand: ${colours.brand}; --on-brand: ${colours.onBrand}; --accent: ${colours.accent}; }\n`;
  return { name: `theme.${createHash('sha256').update(body).digest('hex').slice(0, 12)}.css`, body };
}

/** Stylesheet, script and drawings of the challenge. Their names change with their content, so they may be kept for ever. */
export const assetRoutes: FastifyPluginAsync<{ assets: Assets; issuer: IssuerProfile }> = async (app, { assets, issuer }) => {
  const theme = themeOf(issuer);
  app.get<{ Params: { file: string } }>('/3ds/assets/:file', async ({ params: { file } }, reply) => {
    const asset = file === theme.name ? { type: 'text/css; charset=utf-8', body: theme.body } : assets.find(file);
    if (!asset) return reply.code(404).type('text/plain; charset=utf-8').send('There is no such file.');
    return reply
      .headers({
        'cache-control': 'public, max-age=31536000, immutable',
        'cross-origin-resource-policy': 'cross-origin',
        // A sandboxed frame has no origin of its own: its fetches of our files count as foreign.
        'access-control-allow-origin': '*',
        'x-content-type-options': 'nosniff',
        // A drawing that is opened by itself runs nothing.
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      })
      .type(asset.type)
      .send(asset.body);
  });
};
