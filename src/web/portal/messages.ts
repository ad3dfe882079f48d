import type { Acs } from '../../acs.ts';
import type { CardholderMessage } from '../../enrolment/cardholder.ts';
import { CODE_LIFETIME_MS } from '../../enrolment/oneTimeCodes.ts';
import { catalogue } from '../../pages/render.ts';

interface Recipient {
  email: string;
  phone: string;
}

/** Makes the texts of the portal's messages, in the language of the page that they come from. */
export function messagesIn(language: string, { issuer, clock }: Acs) {
  const text = (key: string, values: Record<string, unknown> = {}) =>
    catalogue.text(language, `portal.messages.${key}`, {
      issuer: issuer.name,
      service: issuer.customerService.name,
      servicePhone: issuer.customerService.phone,
      minutes: CODE_LIFETIME_MS / 60_000,
      ...values,
    });
  const sms = (to: string, key: string, code?: string): CardholderMessage => ({
    channel: 'sms',
    to,
    text: text(key, { code }),
    time: clock.now(),
    ...(code === undefined ? {} : { code }),
  });
  const email = (to: string, key: string, code?: string): CardholderMessage => ({
    ...sms(to, `${key}.text`, code),
    channel: 'email',
    subject: text(`${key}.subject`),
  });

  return {
    /** The two codes that prove a cardholder's identity. */
    identityCodes: ({ email: address, phone }: Recipient, codes: { sms: string; email: string }) => [
      sms(phone, 'identitySms', codes.sms),
      email(address, 'identityEmail', codes.email),
    ],
    /** The code that proves a new number. */
    phoneCode: (phone: string, code: string) => [sms(phone, 'phoneCode', code)],
    /** Tells a cardholder that the ePin was chosen or changed: whoever did it, the cardholder hears of it. */
    ePinNotices: ({ email: address, phone }: Recipient, first: boolean) => {
      const key = first ? 'ePinCreated' : 'ePinChanged';
      return [sms(phone, `${key}Sms`), email(address, `${key}Email`)];
    },
    /** Tells the old number that it is not used any more. */
    phoneNotice: (oldPhone: string) => [sms(oldPhone, 'phoneChanged')],
  };
}
