import type { FastifyRequest } from 'fastify';
import type { Keys } from '../../crypto/keys.ts';
import { newEmailCode, newSmsCode } from '../../issuer/oneTimeCodes.ts';
import { type IdentityStep, neverSent, withCodes, withoutCodes } from '../../issuer/portalSession.ts';
import type { Cardholder } from '../../store/cardholders.ts';
import { messagesIn } from './messages.ts';
import type { PortalParts } from './parts.ts';
import { languageOf } from './visitor.ts';

/** Both codes as they are kept: for this way through the portal alone, and each for its own field. */
export function hashCodes(keys: Keys, flow: string, codes: { sms: string; email: string }): { sms: string; email: string } {
  return { sms: keys.codeHash(`${flow}|sms`, codes.sms), email: keys.codeHash(`${flow}|email`, codes.email) };
}

export interface CodesToSend {
  idHash: string;
  session: IdentityStep;
  /** Absent for an address that nobody has: then the same is done, and nothing is sent. */
  cardholder: Cardholder | undefined;
}

/**
 * Makes two new codes, the old ones being void from then on, and sends them.
 * @returns `notSent` where one of them could not be sent: then none is good; `overtaken` where another post has just sent some
 */
export async function sendCodes(
  portal: PortalParts,
  request: FastifyRequest,
  toSend: CodesToSend,
): Promise<'sent' | 'notSent' | 'overtaken'> {
  const { acs, outgoing } = portal;
  const { idHash, session, cardholder } = toSend;
  const codes = { sms: newSmsCode(), email: newEmailCode() };
  const hashes = hashCodes(acs.keys, session.flow, codes);
  const at = acs.clock.now();
  const isMine = await acs.store.portal.step(idHash, at, (current) => {
    if (current.name !== 'identity' || current.sends !== session.sends) return { answer: false };
    const fresh = withCodes(current, hashes, at);
    return { session: cardholder ? fresh : withoutCodes(fresh), answer: true };
  });
  if (!isMine) return 'overtaken';
  const messages = cardholder ? messagesIn(languageOf(request), acs).identityCodes(cardholder, codes) : [];
  acs.log.info({ flow: session.flow, sends: session.sends + 1 }, 'portal: codes made');
  if (acs.issuer.enumerationSafe) {
    // How long it takes, and whether it works, would tell a known address from an unknown one.
    outgoing.deliverLater(messages);
    return 'sent';
  }
  if (await outgoing.deliver(messages)) return 'sent';
  await acs.store.portal.step(idHash, acs.clock.now(), (current) =>
    current.name === 'identity' ? { session: neverSent(current), answer: undefined } : { answer: undefined },
  );
  return 'notSent';
}
