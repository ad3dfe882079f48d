import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';

/** The root certificate that an SDK has to trust to verify acsSignedContent: `GET /3ds/certificates/ds-root.pem`. */
export const certificateRoutes: FastifyPluginAsync<{ acs: Acs }> = async (app, { acs }) => {
  app.get('/3ds/certificates/ds-root.pem', async (_request, reply) =>
    reply
      .headers({ 'content-disposition': 'attachment; filename="ds-root.pem"', 'x-content-type-options': 'nosniff' })
      .type('application/x-pem-file')
      .send(acs.signing.rootPem),
  );
};
