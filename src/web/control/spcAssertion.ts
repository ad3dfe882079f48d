import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import { offerIn, rpIDOf, saidS } from '../../areq/spc.ts';
import { type Credential, credentialFrom, signAssertion } from '../../crypto/credential.ts';
import { clientDataOf } from '../../decision/spc.ts';
import { problem } from '../problem.ts';

const DEFAULT_ORIGIN = 'https://merchant.example';

/**
 * What the cardholder's authenticator makes of an ARes with S, as the elements of the AReq that reports it:
 * `GET /api/transactions/{acsTransID}/spc-assertion?origin=…`. With the private key, for a virtual authenticator in a browser.
 */
export const spcAssertionRoutes: FastifyPluginAsync<{ acs: Acs }> = async (app, { acs }) => {
  app.get<{ Params: { acsTransID: string }; Querystring: { origin?: string } }>(
    '/api/transactions/:acsTransID/spc-assertion',
    { config: { query: { origin: `origin=${DEFAULT_ORIGIN}` } } },
    async ({ params: { acsTransID }, query }, reply) => {
      const { transaction } = (await acs.store.transactions.find(acsTransID)) ?? {};
      if (!transaction) {
        return reply
          .code(404)
          .send(problem(404, 'acsTransID', 'the id of a transaction that this ACS answered', 'the acsTransID of an ARes'));
      }
      const { cardHash } = transaction;
      const { offered } = offerIn(await acs.store.transactions.messagesOf(acsTransID)) ?? {};
      if (!saidS(transaction) || !offered?.spcTransData || !cardHash) {
        const rule = 'the ARes of the transaction has to say S';
        return reply.code(409).send(problem(409, 'transStatus', rule, 'POST /api/next {"transStatus": "S"}, then an AReq'));
      }
      const origin = query.origin ?? offered.spcTransData.payeeOrigin ?? DEFAULT_ORIGIN;
      const credential = credentialFrom(acs.keys.credentialSeed(cardHash));
      const response = signAssertion(credential, rpIDOf(acs), clientDataOf(offered, origin));
      const threeDSReqAuthData = {
        id: credential.credentialId,
        rawId: credential.credentialId,
        type: 'public-key',
        response,
      };
      const now = minutesOf(acs.clock.now());
      return {
        threeDSRequestorAuthenticationInfo: [{ threeDSReqAuthMethod: '09', threeDSReqAuthTimestamp: now, threeDSReqAuthData }],
        threeDSRequestorPriorAuthenticationInfo: [
          { threeDSReqPriorRef: acsTransID, threeDSReqPriorAuthMethod: '05', threeDSReqPriorAuthTimestamp: now },
        ],
        credential: forVirtualAuthenticator(credential, rpIDOf(acs)),
      };
    },
  );
};

/** The credential as WebDriver's "Add Credential" and the DevTools protocol take it (WebAuthn Level 3, 11.5). */
function forVirtualAuthenticator({ credentialId, privateKey }: Credential, rpId: string): object {
  const key = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64url');
  return { credentialId, isResidentCredential: true, rpId, privateKey: key, userHandle: credentialId, signCount: 0 };
}

/** YYYYMMDDHHMM in UTC. */
function minutesOf(at: number): string {
  return new Date(at).toISOString().replaceAll(/\D/g, '').slice(0, 12);
}
