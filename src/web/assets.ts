import { createHash } from 'node:crypto';
import type { FastifyPluginAsync } from 'fastify';
import { RUNS_NOTHING, serveAssets } from '../pages/assetRoutes.ts';
import type { Assets } from '../pages/assets.ts';
import type { IssuerProfile } from '../settings/fixtures.ts';

/** The issuer's colours as the custom properties that the stylesheet of the challenge reads. */
export function themeOf({ colours }: IssuerProfile): { name: string; body: string } {
  const body = `:root { --brand: ${colours.brand}; --on-brand: ${colours.onBrand}; --accent: ${colours.accent}; }\n`;
  return { name: `theme.${createHash('sha256').update(body).digest('hex').slice(0, 12)}.css`, body };
}

/** Stylesheet, script and drawings of the challenge, and the issuer's colours. */
export const assetRoutes: FastifyPluginAsync<{ assets: Assets; issuer: IssuerProfile }> = async (app, { assets, issuer }) => {
  const theme = themeOf(issuer);
  serveAssets(app, '/3ds/assets/', {
    assets: { find: (file) => (file === theme.name ? { type: 'text/css; charset=utf-8', body: theme.body } : assets.find(file)) },
    headers: {
      'cross-origin-resource-policy': 'cross-origin',
      // A sandboxed frame has no origin of its own: its fetches of our files count as foreign.
      'access-control-allow-origin': '*',
      ...RUNS_NOTHING,
    },
  });
};
