import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { shipped } from './files.ts';
import type { AReq } from './messages/types.ts';
import { type MessageVersion, SUPPORTED_VERSIONS, USUAL_VERSION } from './messages/versions.ts';

/** What an example is to be; by default a payment in a browser, by the usual version, with the card of the README. */
export interface ExampleAReqOptions {
  /** Where the sandbox answers: `simulator.urls.sandbox`. */
  sandbox: string;
  acctNumber?: string;
  messageVersion?: MessageVersion;
  /** 02, a browser, by default; 01 for an app, whose SDK brings elements of its own. */
  deviceChannel?: '01' | '02';
}

/**
 * A valid AReq with new ids, of now: each one is another transaction. Its addresses are those of the sandbox, where the RReq of a
 * challenge is acknowledged and the cardholder comes back.
 */
export function exampleAReq({
  sandbox,
  acctNumber = '4970720000052226',
  messageVersion = USUAL_VERSION,
  deviceChannel = '02',
}: ExampleAReqOptions): AReq {
  if (!SUPPORTED_VERSIONS.includes(messageVersion))
    throw new RangeError(`messageVersion is ${messageVersion}, must be one of ${SUPPORTED_VERSIONS.join(', ')}`);
  const file = deviceChannel === '01' ? 'AReq-app-payment' : 'AReq-browser-payment';
  const example = JSON.parse(readFileSync(shipped(`fixtures/messages/${messageVersion}/${file}.json`), 'utf8'));
  return {
    ...example,
    ...{ acctNumber, threeDSServerTransID: randomUUID(), dsTransID: randomUUID() },
    threeDSRequestorURL: `${sandbox}/shop/`,
    threeDSServerURL: `${sandbox}/3ds-server/any/rreq`,
    // A DS that it is sent by puts its own address here.
    dsURL: `${sandbox}/3ds-server/any/rreq`,
    ...(deviceChannel === '02' ? { notificationURL: `${sandbox}/3ds-server/notification` } : {}),
    purchaseDate: new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14),
  };
}
