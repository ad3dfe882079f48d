import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { toldBy } from '../../messages/errors.ts';
import { faultsOf } from '../../messages/read.ts';
import { judgedElements } from '../../messages/schemas.ts';
import { isSupported, type MessageVersion, SUPPORTED_VERSIONS } from '../../messages/versions.ts';
import type { Sandbox } from '../options.ts';
import { AN_ID, membersOf, Problem } from '../problem.ts';
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
  areq: Wished;
  /** Whether the requestor goes on where the ARes asks for a challenge. */
  acceptsChallenge?: (typeof WILLING)[number];
}

const WILLING = ['always', 'ifMandated', 'never'] as const;

/**
 * What a requestor calls, for every channel: before a payment (`/3ds-server/versioning`), for it (`/3ds-server/authentications`), and
 * after Secure Payment Confirmation (`/3ds-server/transactions/{threeDSServerTransID}/spc`).
 */
export function authentications(app: FastifyInstance, server: Server, done: () => void): void {
  app.post<{ Body: { acctNumber?: unknown } | null }>('/3ds-server/versioning', async (request) => {
    const acctNumber = cardOf(request.body, 'acctNumber', '{"acctNumber":"4970720000010000"}');
    const versioning = await server.versioning(acctNumber);
    const messageVersion = commonVersion(versioning);
    const { threeDSMethodURL } = acsIn(versioning, messageVersion ?? '') ?? {};
    return { threeDSServerTransID: randomUUID(), ...versioning, messageVersion, threeDSMethodURL };
  });

  app.post<{ Body: Authentication | null }>('/3ds-server/authentications', async (request, reply) => {
    const result = await start(server, asked(request.body), request);
    return reply.code(201).send(recordOf(server, result));
  });

  app.post<{ Params: { id: string }; Body: unknown }>('/3ds-server/transactions/:id/spc', async (request, reply) => {
    const transaction = server.transactions.get(request.params.id);
    if (!transaction) throw noSuch();
    const report = reportOf(request.body);
    const followed = await reportSpc(server, transaction, report);
    if (!followed)
      throw new Problem(409, 'transStatus', 'S in the ARes, and no second AReq yet', 'the ARes of the card 4970990090000001');
    return reply.code(201).send(recordOf(server, followed));
  });
  done();
}

const EXAMPLE = '{"areq":{"acctNumber":"4970720000010000"}}';

/** @throws Problem 400, 422 for what is no question of a requestor */
function asked(body: unknown): Authentication {
  const { areq, acceptsChallenge } = membersOf(body ?? {}, ['areq', 'acceptsChallenge'], EXAMPLE);
  if (acceptsChallenge !== undefined && !WILLING.includes(acceptsChallenge as 'always'))
    throw new Problem(422, 'acceptsChallenge', `one of ${WILLING.join(', ')}`, '"acceptsChallenge": "never"');
  cardOf(areq, 'areq.acctNumber', EXAMPLE);
  const { messageVersion } = areq as Wished;
  if (messageVersion !== undefined && !isSupported(messageVersion))
    throw new Problem(422, 'areq.messageVersion', `one of ${SUPPORTED_VERSIONS.join(', ')}: the highest that is spoken`, EXAMPLE);
  return body as Authentication;
}

/** @throws Problem 422 where there is none */
function cardOf(body: unknown, field: string, example: string): string {
  const acctNumber = String((body as { acctNumber?: unknown } | null | undefined)?.acctNumber);
  if (!/^\d{13,19}$/.test(acctNumber)) throw new Problem(422, field, '13 to 19 digits', example);
  return acctNumber;
}

/** @throws Problem 400, 422 for what an AReq cannot report of Secure Payment Confirmation */
function reportOf(body: unknown): SpcReport {
  const example = '{"spcIncompInd":"02"}';
  const { assertion, spcIncompInd } = membersOf(body ?? {}, ['assertion', 'spcIncompInd'], example);
  const isAssertion =
    (typeof assertion === 'string' && assertion !== '') || (typeof assertion === 'object' && assertion !== null);
  if (isAssertion) return { assertion: assertion as string | Record<string, unknown> };
  if (assertion !== undefined || spcIncompInd === undefined)
    throw new Problem(422, 'assertion', 'a PublicKeyCredential or its text; or spcIncompInd in its place', example);
  if (['01', '02', '03'].includes(spcIncompInd as string)) return { spcIncompInd: spcIncompInd as string };
  throw new Problem(422, 'spcIncompInd', '01 did not run, 02 cancelled, 03 timed out', example);
}

/** For a threeDSServerTransID that is not known. */
export function noSuch(): Problem {
  return new Problem(404, 'threeDSServerTransID', 'of a transaction of this 3DS Server', AN_ID);
}

/** What a tester sees of a transaction. */
export function recordOf({ sandbox }: Pick<Server, 'sandbox'>, transaction: ServerTransaction): object {
  const { returnPath: _ofTheShop, language: _ofItsPages, ...known } = transaction;
  return { ...known, outcome: paymentOutcomeOf(transaction, sandbox.now()) };
}

async function start(
  server: Server,
  { areq: wished, acceptsChallenge = 'always' }: Authentication,
  request: FastifyRequest,
): Promise<ServerTransaction> {
  const { sandbox, transactions } = server;
  const versioning = await server.versioning(wished.acctNumber);
  const messageVersion = commonVersion(versioning, isSupported(wished.messageVersion) ? wished.messageVersion : undefined);
  if (!messageVersion) throw noneInCommon(versioning);
  refuseUnknown(wished);
  const threeDSServerTransID = randomUUID();
  const message = areqOf({
    ...{ messageVersion, threeDSServerTransID, sandboxUrl: sandbox.urls.sandbox, now: sandbox.now() },
    wished: ofRange(withBrowser(wished, request), { versioning, messageVersion, sandbox }),
  });
  const faults = faultsOf('AReq', JSON.stringify(asDsAdds(message)), { version: messageVersion });
  const [first] = faults;
  if (first) {
    const said = faults.map((fault) => `${fault.detail}: ${toldBy(fault)}`);
    throw new Problem(422, first.detail, 'this would be no AReq: nothing is sent', EXAMPLE, said);
  }
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

function noneInCommon(versioning: Versioning | undefined): Problem {
  const { acsProtocolVersions = [], dsProtocolVersions = [] } = versioning ?? {};
  const ofAcs = acsProtocolVersions.map(({ version }) => version).join(', ');
  const rule = `at least one that ACS (${ofAcs}) and DS (${dsProtocolVersions.join(', ')}) have for the card`;
  return new Problem(422, 'areq.messageVersion', rule, EXAMPLE);
}

/**
 * What another version or channel has is left out of the AReq; what none has was misspelt.
 * @throws Problem 422
 */
function refuseUnknown(wished: Wished): void {
  const tests = SUPPORTED_VERSIONS.flatMap((version) =>
    ['01', '02', '03'].flatMap((deviceChannel) =>
      ['01', '02'].map((messageCategory) => judgedElements(version, 'AReq', { ...wished, deviceChannel, messageCategory })),
    ),
  );
  const unknown = Object.keys(wished).find((name) => name !== 'sdkEncData' && !tests.some((isElement) => isElement(name)));
  if (unknown !== undefined)
    throw new Problem(422, `areq.${unknown.slice(0, 80)}`, 'an element of an AReq; no version has this one', EXAMPLE);
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
