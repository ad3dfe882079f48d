import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { faultsOf } from '../../messages/read.ts';
import { isSupported, type MessageVersion } from '../../messages/versions.ts';
import type { Sandbox } from '../options.ts';
import { type AReqToDs, areqOf, type Wished } from './areq.ts';
import { authenticate, prepareChallenge } from './authenticate.ts';
import { type BrowserElements, browserElements } from './browser.ts';
import { acsIn, commonVersion, type Versioning } from './cardRanges.ts';
import { expectAssertion, reportSpc, type SpcReport } from './followUps.ts';
import { paymentOutcomeOf } from './outcome.ts';
import type { Server } from './server.ts';
import type { ServerTransaction } from './serverTransactions.ts';

/** What a requestor asks of its 3DS Server. */
interface Authentication {
  /**
   * Elements of the AReq, of any channel: acctNumber at least; all others have a value of MyTestMerchantACS3. messageVersion is the
   * highest that the requestor, or its SDK, speaks.
   */
  areq?: Wished;
  /** Whether the requestor goes on where the ARes asks for a challenge. */
  acceptsChallenge?: 'always' | 'ifMandated' | 'never';
}

/** What cannot be done, and why: nothing was sent. */
interface Refusal {
  status: 422;
  title: string;
  faults?: string[];
}

/**
 * What a requestor calls, for every channel: before a payment (`/3ds-server/versioning`), for it (`/3ds-server/authentications`), and
 * after Secure Payment Confirmation (`/3ds-server/transactions/{threeDSServerTransID}/spc`).
 */
export function authentications(app: FastifyInstance, server: Server, done: () => void): void {
  app.post<{ Body: { acctNumber?: unknown } | null }>('/3ds-server/versioning', async (request, reply) => {
    const acctNumber = String(request.body?.acctNumber);
    if (!/^\d{13,19}$/.test(acctNumber)) return reply.code(422).send(NO_CARD);
    const versioning = await server.versioning(acctNumber);
    const messageVersion = commonVersion(versioning);
    const { threeDSMethodURL } = acsIn(versioning, messageVersion ?? '') ?? {};
    return { threeDSServerTransID: randomUUID(), ...versioning, messageVersion, threeDSMethodURL };
  });

  app.post<{ Body: Authentication | null }>('/3ds-server/authentications', async (request, reply) => {
    const result = await start(server, request.body ?? {}, request);
    if ('status' in result) return reply.code(422).send(result);
    return reply.code(201).send(recordOf(server, result));
  });

  app.post<{ Params: { id: string }; Body: Partial<{ assertion: string | object; spcIncompInd: string }> | null }>(
    '/3ds-server/transactions/:id/spc',
    async (request, reply) => {
      const transaction = server.transactions.get(request.params.id);
      if (!transaction) return reply.code(404).send({ status: 404, title: 'No such transaction' });
      const { assertion, spcIncompInd } = request.body ?? {};
      if (!assertion && !spcIncompInd) return reply.code(422).send(NO_REPORT);
      const report = (assertion ? { assertion } : { spcIncompInd }) as SpcReport;
      const followed = await reportSpc(server, transaction, report);
      if (!followed) return reply.code(409).send({ status: 409, title: 'This is no ARes with S that waits for its second AReq' });
      return reply.code(201).send(recordOf(server, followed));
    },
  );
  done();
}

const NO_CARD: Refusal = { status: 422, title: 'acctNumber has to have 13 to 19 digits' };
const NO_REPORT: Refusal = { status: 422, title: 'assertion or spcIncompInd has to be there' };

/** What a tester sees of a transaction. */
export function recordOf({ sandbox }: Pick<Server, 'sandbox'>, transaction: ServerTransaction): object {
  const { returnPath: _ofTheShop, language: _ofItsPages, ...known } = transaction;
  return { ...known, outcome: paymentOutcomeOf(transaction, sandbox.now()) };
}

async function start(
  server: Server,
  { areq: wished, acceptsChallenge = 'always' }: Authentication,
  request: FastifyRequest,
): Promise<ServerTransaction | Refusal> {
  const { sandbox, transactions } = server;
  const acctNumber = String(wished?.acctNumber);
  if (!wished || !/^\d{13,19}$/.test(acctNumber)) return NO_CARD;
  const versioning = await server.versioning(acctNumber);
  const messageVersion = commonVersion(versioning, isSupported(wished.messageVersion) ? wished.messageVersion : undefined);
  if (!messageVersion) return { status: 422, title: 'ACS, DS and requestor have no messageVersion in common' };
  const threeDSServerTransID = randomUUID();
  const message = areqOf({
    ...{ messageVersion, threeDSServerTransID, sandboxUrl: sandbox.urls.sandbox, now: sandbox.now() },
    wished: ofRange(withBrowser(wished, request), { versioning, messageVersion, sandbox }),
  });
  const faults = faultsOf('AReq', JSON.stringify(asDsAdds(message)), { version: messageVersion });
  if (faults.length > 0)
    return { status: 422, title: 'This would be no AReq: nothing is sent', faults: faults.map((fault) => fault.message) };
  const transaction: ServerTransaction = {
    ...{ threeDSServerTransID, messageVersion, returnPath: '/shop/', language: 'en', methodCompleted: false },
    ...(versioning ? { versioning } : {}),
  };
  transactions.open(transaction);
  const ares = await authenticate(server, transaction, message);
  if (ares.messageType === 'ARes' && ares.transStatus === 'C')
    transaction.challengeAccepted =
      acceptsChallenge === 'always' || (acceptsChallenge === 'ifMandated' && ares.acsChallengeMandated === 'Y');
  if (transaction.challengeAccepted) prepareChallenge(transactions, transaction, '05');
  expectAssertion(server, transaction);
  transactions.changed(transaction);
  return transaction;
}

/** A browser that nothing is said of is the one that asks. */
function withBrowser(wished: Wished, { headers, ip }: FastifyRequest): Wished {
  if ((wished.deviceChannel ?? '02') !== '02') return wished;
  const seen = { accept: headers.accept, userAgent: headers['user-agent'], acceptLanguage: headers['accept-language'], ip };
  const browser: BrowserElements = browserElements({}, seen);
  return { ...browser, ...wished };
}

/** threeDSRequestorSpcSupport is said where the ACS of the range does SPC (EMV 3DS 2.3.1.1, Req 448), and then who is paid. */
function ofRange(
  { threeDSRequestorSpcSupport, ...wished }: Wished,
  {
    versioning,
    messageVersion,
    sandbox,
  }: { versioning: Versioning | undefined; messageVersion: MessageVersion; sandbox: Sandbox },
): Wished {
  const offered = acsIn(versioning, messageVersion)?.acsInfoInd?.includes(SPC) === true;
  if (threeDSRequestorSpcSupport === undefined || !offered) return wished as Wished;
  return { payeeOrigin: sandbox.urls.sandbox, ...wished, threeDSRequestorSpcSupport } as Wished;
}

const SPC = '07';

/** The AReq with what the DS adds: only whole is it judged (EMV 3DS 2.3.1.1, Req 10, 88 and 273). */
function asDsAdds({ sdkEncData, ...areq }: AReqToDs & { sdkEncData?: unknown }): object {
  const ofDs = { dsTransID: areq.threeDSServerTransID, dsReferenceNumber: 'DS', dsURL: areq.threeDSServerURL };
  return { ...areq, ...ofDs, ...(sdkEncData && !areq.deviceInfo ? { deviceInfo: ANY_DEVICE } : {}) };
}

/** What a DS finds in sdkEncData, for as long as it is sealed. */
const ANY_DEVICE = Buffer.from('{"DV":"1.7"}').toString('base64url');
