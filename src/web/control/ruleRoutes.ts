import type { FastifyError, FastifyPluginAsync, FastifyReply } from 'fastify';
import { faultOfRule, type WrittenRule } from '../../rules/readRule.ts';
import { MAX_RULES, type RuleBook, type ShownRule } from '../../rules/ruleBook.ts';
import { faultOf, type SchemaFault } from '../../schemaFaults.ts';
import { problem } from '../problem.ts';
import { BadBody, badBody } from './jsonBody.ts';

const BODY_LIMIT = 32 * 1024;
const EXAMPLE = '{"match":{"acctNumber":"4970720000052226"},"outcome":{"transStatus":"N","transStatusReason":"11"}}';

const ONE_LINE = '{"transStatus":"N","transStatusReason":"11"}';
const exampleFor = (url: string) => (url.startsWith('/api/next') ? ONE_LINE : EXAMPLE);

type Id = { Params: { id: string } };
type Body = { Body: unknown };

/** Outcomes on demand: `/api/rules`, and `POST /api/next` for one AReq. */
export const ruleRoutes: FastifyPluginAsync<{ rules: RuleBook }> = async (app, { rules }) => {
  const limit = { bodyLimit: BODY_LIMIT };
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) throw error;
    if (error instanceof BadBody) return reply.code(status).send(badBody(error, exampleFor(request.url)));
    if (status === 415) return reply.code(status).send(problem(status, 'content-type', 'JSON is read here', 'application/json'));
    return reply.code(status).send(problem(status, 'body', `one JSON object (${error.message})`, exampleFor(request.url)));
  });

  app.get('/api/rules', async () => rules.list());

  app.get<Id>('/api/rules/:id', async ({ params }, reply) => (await find(params.id)) ?? answerUnknown(reply));

  app.post<Body>('/api/rules', limit, async ({ body }, reply) => {
    const fault = faultOfRule(body);
    return fault ? refuseRule(reply, fault) : add(reply, body as WrittenRule);
  });

  app.post<Body>('/api/next', limit, async ({ body }, reply) => {
    const fault = faultOf('api/next.json', body);
    if (fault) return refuseRule(reply, fault);
    const twice = saidTwice(body as OneLine);
    if (twice) return reply.code(400).send(problem(400, twice, 'is said here and in match, which differ', ONE_LINE));
    const rule = fromOneLine(body as OneLine);
    const inRule = faultOfRule(rule);
    return inRule ? refuseRule(reply, inOneLine(inRule)) : add(reply, rule, true);
  });

  app.put<Id & Body>('/api/rules/:id', limit, async ({ params, body }, reply) => {
    const before = await find(params.id);
    if (!before) return answerUnknown(reply);
    const { shown, rule } = withoutShown(body);
    const differs = SHOWN.find((name) => name !== 'applied' && shown[name] !== undefined && shown[name] !== before[name]);
    if (differs)
      return reply.code(400).send(problem(400, differs, 'is not changed: as it is shown, or left out', `${before[differs]}`));
    const fault = faultOfRule(putBackNumber(rule, before));
    if (fault) return refuseRule(reply, fault);
    return (await rules.replace(Number(params.id), rule as WrittenRule)) ?? answerUnknown(reply);
  });

  app.delete<Id>('/api/rules/:id', async ({ params }, reply) =>
    isId(params.id) && (await rules.remove(Number(params.id))) ? reply.code(204).send() : answerUnknown(reply),
  );

  app.delete('/api/rules', async (_request, reply) => {
    await rules.clear();
    return reply.code(204).send();
  });

  async function find(id: string): Promise<ShownRule | undefined> {
    return isId(id) ? rules.find(Number(id)) : undefined;
  }

  async function add(reply: FastifyReply, rule: WrittenRule, isNext = false) {
    const added = await rules.add(rule, isNext);
    if (added) return reply.code(201).header('location', `/api/rules/${added.id}`).send(added);
    const limited = `at most ${MAX_RULES} rules stand at a time: remove some`;
    return reply.code(409).send(problem(409, 'rules', limited, 'DELETE /api/rules'));
  }
};

const isId = (text: string) => /^[1-9]\d{0,14}$/.test(text);

function answerUnknown(reply: FastifyReply) {
  return reply.code(404).send(problem(404, 'id', 'the id of a rule that was made here and is not used up', '/api/rules/1'));
}

function refuseRule(reply: FastifyReply, { field, rule, example }: SchemaFault) {
  return reply.code(400).send(problem(400, field || 'body', rule, example || exampleFor(reply.request.url)));
}

/** What a rule is shown with, and is none of it. */
const SHOWN = ['id', 'origin', 'applied'] as const;

/** A body as it came, and apart from it what only a rule that was shown has. */
function withoutShown(body: unknown): { shown: Partial<ShownRule>; rule: unknown } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { shown: {}, rule: body };
  const { id, origin, applied, ...rule } = body as Partial<ShownRule>;
  return { shown: { id, origin, applied } as Partial<ShownRule>, rule };
}

/** A rule as it was shown may be put back: then its masked card number stands for the card that it had. */
function putBackNumber(body: unknown, { match: shown }: ShownRule): unknown {
  const { match, ...rule } = (body ?? {}) as WrittenRule;
  if (shown?.acctNumber === undefined || match?.acctNumber !== shown.acctNumber) return body;
  const { acctNumber: _masked, ...others } = match;
  return { ...rule, match: others };
}

type OneLine = WrittenRule['outcome'] & Omit<WrittenRule, 'outcome'> & { acctNumber?: string; threeDSServerTransID?: string };

/** What one line and its `match` say differently. */
function saidTwice({ match = {}, ...line }: OneLine): string | undefined {
  const both = ['acctNumber', 'threeDSServerTransID'] as const;
  return both.find((name) => line[name] !== undefined && match[name] !== undefined && line[name] !== match[name]);
}

function fromOneLine({
  acctNumber,
  threeDSServerTransID,
  name,
  match,
  delays,
  faults,
  times,
  force,
  ...outcome
}: OneLine): WrittenRule {
  const named = { ...match, ...(acctNumber ? { acctNumber } : {}), ...(threeDSServerTransID ? { threeDSServerTransID } : {}) };
  return {
    ...(name === undefined ? {} : { name }),
    match: named,
    outcome,
    ...(delays ? { delays } : {}),
    ...(faults ? { faults } : {}),
    times: times ?? 1,
    ...(force === undefined ? {} : { force }),
  };
}

/** In one line, the members of the outcome stand at the top. */
function inOneLine(fault: SchemaFault): SchemaFault {
  const { outcome, ...rest } = JSON.parse(fault.example || '{}') as Partial<WrittenRule>;
  const example = outcome ? JSON.stringify({ ...outcome, ...rest }) : fault.example;
  return { ...fault, example, field: fault.field.replace(/^outcome\.?/, '') };
}
