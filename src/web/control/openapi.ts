import type { FastifyPluginAsync } from 'fastify';
import { readSchema } from '../../messages/schemas.ts';

/** The description of the control API at `GET /openapi.json`, with the address that this control port has. */
export const openapiRoutes: FastifyPluginAsync<{ urls: { control: string } }> = async (app, { urls }) => {
  const description = readSchema('api/openapi.json');
  app.get('/openapi.json', async () => ({ ...description, servers: [{ url: urls.control }] }));
};
