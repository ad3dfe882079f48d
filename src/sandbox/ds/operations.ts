import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { type About, erro, ProtocolError, toldBy } from '../../messages/errors.ts';
import { aboutOf, readMessage } from '../../messages/read.ts';
import { objectOf } from '../../messages/subject.ts';
import type { Erro, OReq, ORes } from '../../messages/types.ts';
import { NEWEST } from '../../messages/versions.ts';
import { AN_ID, jsonOf, membersOf, Problem } from '../problem.ts';
import { Remembered } from '../remembered.ts';
import { type Later, makeLater } from '../threeDSServer/later.ts';
import { call, callTwice, NotConnected } from './call.ts';
import { DS_REFERENCE_NUMBER, type Ds } from './context.ts';
import { isAllowed } from './loopback.ts';

/** A sequence of OReqs to one party, and what has come of it. */
interface Operation {
  to: 'ACS' | '3DS Server';
  url: string;
  messages: readonly OReq[];
  /** How many of them have arrived. */
  arrived: number;
  /** `answered` by an ORes or an Erro, `refused` where the answer is wrong, `failed` where there is none. */
  state: 'sending' | 'waiting' | 'answered' | 'refused' | 'failed';
  tries: { seqNum: string; at: string; outcome: string }[];
  answer?: ORes | Erro;
}

/** How often, and how long, a party that cannot be reached is tried again (EMV 3DS 2.3.1.1, Req 437). */
const RETRY_MS = 60_000;
const RETRY_FOR_MS = 24 * 3_600_000;
/** For the answer to one OReq; no text has a time for it. */
const ANSWER_MS = 3000;
const DAY_MS = 24 * 3_600_000;
const USUAL = { opCategory: '01', opSeverity: '04', opDescription: 'A test of the sandbox' };

/**
 * `POST /ds/operations` sends OReqs: `{ "to": "ACS" or "3DSServer", "opDescription": … }`, a list of texts for a sequence, and any
 * other element of an OReq; `url` for another receiver. `GET /ds/operations/{seqId}` says what has come of them.
 */
export function operationRoutes(app: FastifyInstance, { ds }: { ds: Ds }, done: () => void): void {
  const { sandbox } = ds;
  const operations = new Remembered<Operation>({ entries: 1000 });
  const later = makeLater(sandbox.now, sandbox.log);
  app.addHook('onClose', async () => later.stop());

  app.post<{ Body: string | undefined }>('/ds/operations', async (request, reply) => {
    const operation = operationOf(ds, request.body ?? '');
    const { seqId } = operation.messages[0]?.opSeq ?? { seqId: '' };
    operations.set(seqId, operation);
    await send(ds, later, operation, sandbox.now() + RETRY_FOR_MS);
    return reply.code(202).send({ seqId, ...operation });
  });
  app.get<{ Params: { seqId: string } }>('/ds/operations/:seqId', async (request) => {
    const operation = operations.get(request.params.seqId.toLowerCase());
    if (!operation) throw new Problem(404, 'seqId', 'of a sequence that was sent since the last start', AN_ID);
    return operation;
  });
  done();
}

const MEMBERS = [
  ...['to', 'url', 'opDescription', 'opCategory', 'opSeverity', 'opExpDate', 'opPriorTransRef', 'messageExtension'],
  ...['dsReferenceNumber', 'dsTransID', 'messageVersion'],
];
const EXAMPLE = '{"to":"ACS","opDescription":"Maintenance tonight","opSeverity":"02"}';

/**
 * The OReqs that a tester asks for.
 * @throws Problem 400 where they would be none
 */
function operationOf(ds: Ds, body: string): Operation {
  const { urls, allowedOrigins, now } = ds.sandbox;
  const members = membersOf(jsonOf(body), MEMBERS, EXAMPLE);
  const { to, url, opDescription = USUAL.opDescription, ...elements } = members;
  const usual = { ACS: `${urls.acs}/3ds/areq`, '3DSServer': `${urls.sandbox}/3ds-server` }[String(to)];
  if (usual === undefined) throw new Problem(400, 'to', '"ACS" or "3DSServer", also with a url', EXAMPLE);
  const target = url === undefined ? usual : String(url);
  if (!isAllowed(target, urls.sandbox, allowedOrigins) && url !== undefined)
    throw new Problem(400, 'url', 'on this machine, or of an origin that --allow-origin names', usual);
  const texts = [opDescription].flat();
  if (texts.length === 0 || texts.length > 99)
    throw new Problem(400, 'opDescription', 'a text, or a list of 1 to 99 for a sequence', EXAMPLE);
  const seqId = randomUUID();
  const opExpDate = new Date(now() + 30 * DAY_MS).toISOString().replaceAll('-', '').slice(0, 8);
  const head = { messageType: 'OReq', messageVersion: NEWEST, dsReferenceNumber: DS_REFERENCE_NUMBER, dsTransID: randomUUID() };
  const twoDigits = (number: number) => String(number).padStart(2, '0');
  try {
    const messages = texts.map((text, index) => {
      const opSeq = { seqId, seqNum: twoDigits(index + 1), seqTotal: twoDigits(texts.length) };
      return readMessage('OReq', JSON.stringify({ ...head, ...USUAL, opExpDate, ...elements, opDescription: text, opSeq }));
    });
    const party = to === 'ACS' ? 'ACS' : '3DS Server';
    return { to: party, url: target, messages, arrived: 0, state: 'sending', tries: [] };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new Problem(400, error.detail, toldBy(error), EXAMPLE);
  }
}

/** Sends what has not arrived yet, in the order of seqNum (EMV 3DS 2.3.1.1, Req 435), each once more at once (Req 436). */
async function send(ds: Ds, later: Later, operation: Operation, giveUpAt: number): Promise<void> {
  const { now } = ds.sandbox;
  for (const message of operation.messages.slice(operation.arrived)) {
    const about = { ...aboutOf({ ...message }) };
    const seen = { seqNum: message.opSeq.seqNum, at: new Date(now()).toISOString() };
    try {
      const body = await callTwice(operation.to, operation.url, JSON.stringify(message), ANSWER_MS, about);
      operation.arrived += 1;
      operation.tries.push({ ...seen, outcome: 'arrived' });
      const isLast = operation.arrived === operation.messages.length;
      if (isLast || objectOf(body).messageType === 'Erro') return take(ds, operation, body, about);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      operation.tries.push({ ...seen, outcome: error.detail });
      const next = now() + RETRY_MS;
      const isAgain = error instanceof NotConnected && next <= giveUpAt;
      operation.state = isAgain ? 'waiting' : 'failed';
      if (isAgain) later.at(next, () => send(ds, later, operation, giveUpAt));
      return;
    }
  }
}

/** Judges the ORes of a whole sequence; who sent a wrong one is told by an Erro (EMV 3DS 2.3.1.1, Req 440). */
function take({ sandbox }: Ds, operation: Operation, body: string, about: About): void {
  try {
    operation.answer = readAnswer(operation, body, about);
    operation.state = 'answered';
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const { messageType: _ofTheRequest, ...ids } = about;
    const refusal = erro(error.knowing(ids), 'D');
    operation.state = 'refused';
    operation.answer = refusal;
    call(operation.to, operation.url, JSON.stringify(refusal), ANSWER_MS, about).catch((err) => {
      sandbox.log.warn({ err, party: 'DS', to: operation.to }, 'an Erro did not arrive');
    });
  }
}

function readAnswer({ to }: Operation, body: string, about: About): ORes | Erro {
  const answer = readMessage(['ORes', 'Erro'], body, { version: NEWEST });
  if (answer.messageType === 'Erro') return answer;
  const own =
    to === 'ACS'
      ? (['acsReferenceNumber', 'acsTransID'] as const)
      : (['threeDSServerRefNumber', 'threeDSServerTransID'] as const);
  const missing = own.filter((name) => answer[name] === undefined);
  if (missing.length > 0) throw new ProtocolError('REQUIRED_ELEMENT_MISSING', missing.join(','), aboutOf({ ...answer }));
  if (answer.dsTransID.toLowerCase() === about.dsTransID) return answer;
  throw new ProtocolError('TRANSACTION_ID_NOT_RECOGNISED', 'dsTransID', aboutOf({ ...answer }));
}
