import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Acs } from '../../acs.ts';
import { maskNumber } from '../../messages/masking.ts';
import { isLocked, isShut } from '../../transaction/cardLock.ts';
import { problem } from '../problem.ts';

interface Params {
  acctNumber: string;
}

/** The wrong ePins in a row of whoever holds a card, and the lock that comes of them, to see and to lift: `/api/cards/{acctNumber}/lock`. */
export const cardRoutes: FastifyPluginAsync<{ acs: Acs }> = async (app, { acs }) => {
  const { store, keys, clock } = acs;

  app.get<{ Params: Params }>('/api/cards/:acctNumber/lock', async ({ params: { acctNumber } }, reply) => {
    if (!isAcctNumber(acctNumber)) return refuseNumber(reply);
    const lock = await store.cardLocks.find(keys.cardHash(acctNumber));
    const locked = isLocked(lock, clock.now());
    const isOver = lock.lockedUntil !== undefined && !locked;
    return {
      card: maskNumber(acctNumber),
      wrongEPins: isOver ? 0 : lock.wrongEPins,
      locked,
      ...(isShut(lock, clock.now()) ? { shut: true } : {}),
      ...(locked && lock.lockedUntil !== undefined ? { lockedUntil: new Date(lock.lockedUntil).toISOString() } : {}),
    };
  });

  app.delete<{ Params: Params }>('/api/cards/:acctNumber/lock', async ({ params: { acctNumber } }, reply) => {
    if (!isAcctNumber(acctNumber)) return refuseNumber(reply);
    await store.cardLocks.unlock(keys.cardHash(acctNumber), clock.now());
    return reply.code(204).send();
  });
};

function isAcctNumber(text: string): boolean {
  return /^\d{13,19}$/.test(text);
}

function refuseNumber(reply: FastifyReply) {
  return reply.code(400).send(problem(400, 'acctNumber', 'a card number of 13 to 19 digits', '4970720000052226'));
}
