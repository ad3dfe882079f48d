import type { FastifyInstance, FastifyReply } from 'fastify';

/** Holds an answer back: for so long, until its client has gone, or until the listener closes, whichever comes first. */
export type Hold = (reply: FastifyReply, ms: number | undefined) => Promise<void>;

/** @param app whose answers are held; its close lets all go at once */
export function makeHold(app: FastifyInstance): Hold {
  const held = new Set<() => void>();
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
    for (const letGo of held) letGo();
  });
  return async (reply, ms) => {
    if (!ms || closing || reply.raw.destroyed) return;
    await new Promise<void>((resolve) => {
      const letGo = () => {
        clearTimeout(timer);
        held.delete(letGo);
        reply.raw.off('close', letGo);
        resolve();
      };
      const timer = setTimeout(letGo, ms);
      held.add(letGo);
      reply.raw.once('close', letGo);
    });
  };
}
