import type { FastifyPluginAsync } from 'fastify';
import type { Acs } from '../../acs.ts';
import { AUTHENTICATION_VALUE, acsTransIDIn } from '../../crypto/authenticationValue.ts';
import { TRANS_ID } from '../../messages/ids.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import { problem } from '../problem.ts';
import { type Body, readBody } from './body.ts';

/** What somebody holds beside the value, to be compared with the transaction that it belongs to. */
interface Claims {
  acctNumber?: string;
  purchaseAmount?: string;
  purchaseCurrency?: string;
  threeDSServerTransID?: string;
  acsTransID?: string;
  dsTransID?: string;
  eci?: string;
}

type ValueQuestion = Claims & { authenticationValue: string };

const EXAMPLE = '{"authenticationValue": "AAF1AZ…", "purchaseAmount": "29900", "purchaseCurrency": "978"}';

/** The fields of a question: what each has to look like. */
const FIELDS = {
  authenticationValue: [AUTHENTICATION_VALUE, '28 characters of base64, as in the ARes or RReq', 'AAF1AZ5hQ1…'],
  acctNumber: [/^\d{13,19}$/, 'the card number, 13 to 19 digits', '4970720000010000'],
  purchaseAmount: [/^\d{1,48}$/, 'minor units, 1 to 48 digits', '29900'],
  purchaseCurrency: [/^\d{3}$/, 'ISO 4217, three digits', '978'],
  threeDSServerTransID: [TRANS_ID, 'a UUID', '8a880dc0-d2d2-4067-bcb1-b08d1690b26e'],
  acsTransID: [TRANS_ID, 'a UUID', 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b'],
  dsTransID: [TRANS_ID, 'a UUID', 'f25084f0-5b16-4c0a-ae5d-b24808a95e4b'],
  eci: [/^[0-9A-Z]{2}$/, 'two characters', '05'],
} as const satisfies Record<keyof ValueQuestion, readonly [RegExp, string, string]>;

const KINDS = {
  ...{ authenticationValue: 'string', acctNumber: 'string', purchaseAmount: 'string', purchaseCurrency: 'string' },
  ...{ threeDSServerTransID: 'string', acsTransID: 'string', dsTransID: 'string', eci: 'string' },
} as const satisfies Record<keyof ValueQuestion, 'string'>;

/**
 * `POST /api/authentication-values/verify`: whose an authenticationValue is, and what does not fit. A card number that is given
 * is compared by its keyed hash, and neither kept nor repeated.
 */
export const authenticationValueRoutes: FastifyPluginAsync<{ acs: Acs }> = async (app, { acs }) => {
  app.post('/api/authentication-values/verify', async (request, reply) => {
    const question = readQuestion(request.body);
    if (question.fault) return reply.code(400).send(question.fault);
    const { authenticationValue, ...claims } = question.value;
    const transaction = await ownerOf(acs, authenticationValue);
    if (!transaction) {
      return {
        valid: false,
        because: 'no transaction of this simulator has this authenticationValue: it was changed, or comes from elsewhere',
        differs: [],
      };
    }
    const differs = differences(acs, transaction, claims);
    return {
      valid: differs.length === 0,
      because:
        differs.length === 0
          ? 'this simulator made it for this transaction, and everything that was given fits'
          : `this simulator made it for this transaction; what differs: ${differs.map(({ field }) => field).join(', ')}`,
      differs,
      transaction: factsOf(acs, transaction),
    };
  });
};

function readQuestion(sent: unknown): Body<ValueQuestion> {
  const body = readBody(sent, KINDS, EXAMPLE);
  if (body.fault) return body;
  const { authenticationValue } = body.value;
  if (authenticationValue === undefined) return { fault: problem(400, 'authenticationValue', 'has to be given', EXAMPLE) };
  for (const [field, [form, rule, example]] of Object.entries(FIELDS)) {
    const value = body.value[field as keyof ValueQuestion];
    if (value !== undefined && !form.test(value)) return { fault: problem(400, field, rule, `{"${field}": "${example}"}`) };
  }
  return { value: { ...body.value, authenticationValue } };
}

/** The transaction whose own value this is. The value says how the acsTransID begins; the whole of it is then made anew. */
async function ownerOf(acs: Acs, authenticationValue: string): Promise<Transaction | undefined> {
  const candidates = await acs.store.transactions.withIdFrom(acsTransIDIn(authenticationValue));
  return candidates.find((transaction) => ownValue(acs, transaction) === authenticationValue);
}

function ownValue(acs: Acs, transaction: Transaction): string | undefined {
  const { state } = transaction;
  return 'result' in state ? acs.proofOf(transaction, state.result.transStatus).authenticationValue : undefined;
}

interface Difference {
  field: keyof Claims;
  /** As the value was made; a card number in its masked form. */
  expected: string;
  /** What was given; never a card number. */
  given?: string;
}

function differences(acs: Acs, transaction: Transaction, claims: Claims): Difference[] {
  const { acctNumber, ...others } = claims;
  const facts = factsOf(acs, transaction);
  const found: Difference[] = [];
  if (acctNumber !== undefined && acs.keys.cardHash(acctNumber) !== transaction.cardHash) {
    found.push({ field: 'acctNumber', expected: transaction.purchase.maskedCard });
  }
  for (const [name, given] of Object.entries(others)) {
    const field = name as keyof typeof others;
    if (spelt(field, given) !== spelt(field, facts[field])) found.push({ field, expected: facts[field], given });
  }
  return found;
}

/** An amount may have leading zeros, an id capital letters. */
function spelt(field: keyof Claims, text: string): string {
  return field === 'purchaseAmount' ? text.replace(/^0+(?=\d)/, '') : text.toLowerCase();
}

function factsOf(acs: Acs, transaction: Transaction) {
  const { acsTransID, dsTransID, threeDSServerTransID, messageVersion, messageCategory, scheme, purchase, state } = transaction;
  const transStatus = 'result' in state ? state.result.transStatus : '';
  const { purchaseAmount, purchaseCurrency, purchaseExponent, maskedCard } = purchase;
  return {
    ...{ acsTransID, dsTransID, threeDSServerTransID, messageVersion, messageCategory },
    ...{ transStatus, scheme, eci: acs.proofOf(transaction, transStatus).eci ?? '' },
    ...{ acctNumber: maskedCard, purchaseAmount, purchaseCurrency, purchaseExponent },
  };
}
