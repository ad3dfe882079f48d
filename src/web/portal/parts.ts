import type { Acs } from '../../acs.ts';
import type { Delivery } from '../../delivery/delivery.ts';
import type { EnrolmentParts } from '../../enrolment/enrolment.ts';
import type { Pages } from '../../pages/render.ts';
import type { Outgoing } from './send.ts';

/** What the portal needs besides the ACS. */
export interface PortalOptions {
  acs: Acs;
  /** How codes and notices reach the cardholder. */
  delivery: Delivery;
  weakEPins: readonly string[];
  /** Where the logos are that the issuer profile names. */
  logoFolder: string;
}

/** What the routes of the portal share. */
export interface PortalParts {
  acs: Acs;
  pages: Pages;
  outgoing: Outgoing;
  enrolment: EnrolmentParts;
}

/** The fields of a form; what is no text, or comes twice, counts as left out. */
export function fieldsOf(body: unknown): (name: string) => string {
  const fields = new Map(Object.entries((body ?? {}) as Record<string, unknown>));
  return (name) => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
}
