import type { FastifyRequest } from 'fastify';
import type { Keys } from '../../crypto/keys.ts';
import { newEmailCode, newSmsCode } from '../../enrolment/oneTimeCodes.ts';
import { type IdentityStep, withCodes, withoutCodes } from '../../enrolment/portalSession.ts';
import { messagesIn } from './messages.ts';
import type { PortalParts } from './parts.ts';
import { languageOf } from './visitor.ts';

/** The two codes themselves, or as they are kept. */
export interface Codes {
  sms: string;
  email: string;
}

/** Both codes as they are kept: for this way through the portal alone, and each for its own field. */
export function hashCodes(keys: Keys, flow: string, codes: Codes): Codes {
  return {
    sms: keys.portalHash('portal SMS code', flow, codes.sms),
    email: keys.portalHash('portal e-mail code', flow, codes.email),
  };
}

/**
 * Two new codes for a way, with the step that waits for them; older ones are void from then on.
 * @param isKnown whether somebody has the address: for nobody the same is done, but no codes are right
 */
export function makeCodes({ acs }: PortalParts, session: IdentityStep, isKnown: boolean): { codes: Codes; step: IdentityStep } {
  const codes = { sms: newSmsCode(), email: newEmailCode() };
  const step = withCodes(session, hashCodes(acs.keys, session.flow, codes), acs.clock.now());
  return { codes, step: isKnown ? step : withoutCodes(step) };
}

/**
 * Sends the codes of a step that has been saved.
 * @returns `notSent` where nothing left, `halfSent` where one of them did: half a pair is good for nothing, but it was sent
 */
export async function sendCodes(
  { acs, outgoing }: PortalParts,
  request: FastifyRequest,
  { email, flow, sends }: IdentityStep,
  codes: Codes,
): Promise<'sent' | 'halfSent' | 'notSent'> {
  // Looked up only now that the step is saved: a change of the phone has come before, or will void these codes.
  const cardholder = await acs.store.cardholders.find(email);
  const messages = cardholder ? messagesIn(languageOf(request), acs).identityCodes(cardholder, codes) : [];
  acs.log.info({ flow, sends }, 'portal: codes made');
  if (acs.issuer.enumerationSafe) {
    // How long it takes, and whether it works, would tell a known address from an unknown one.
    outgoing.deliverLater(messages);
    return 'sent';
  }
  const left = await Promise.all(messages.map((message) => outgoing.deliver([message])));
  if (!left.includes(false)) return 'sent';
  return left.includes(true) ? 'halfSent' : 'notSent';
}
