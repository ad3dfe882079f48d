import type { Acs } from '../../acs.ts';
import { entryOfTexts } from '../../challenge/entries.ts';
import { rowOf } from '../../challenge/steps.ts';
import { erro, ProtocolError } from '../../messages/errors.ts';
import type { CReq, Erro } from '../../messages/types.ts';
import type { MessageRecord } from '../../store/messageRecord.ts';
import { faultOfApp, intentOf } from '../../transaction/appCreq.ts';
import type { CardLock } from '../../transaction/cardLock.ts';
import type { Event } from '../../transaction/events.ts';
import { currentStep } from '../../transaction/judging.ts';
import { FaultOfRRes } from '../../transaction/notReported.ts';
import { step } from '../../transaction/step.ts';
import { type Consents, type Place, placeOf, type Transaction } from '../../transaction/transaction.ts';

/** A message of an app on its way into the record: once, whoever keeps it; the same bytes again are another message. */
export interface CameIn {
  message: MessageRecord;
  isKept: boolean;
  /** Whether it was encrypted with the key of the transaction: anybody may know its acsTransID. */
  isProven: boolean;
}

/** The transaction after a CReq, and what that CReq was to it. */
export interface Taken {
  transaction: Transaction;
  event: Event['type'];
}

/**
 * Takes the transaction on by a CReq. Judged is the state that is saved with it, so of any number of CReqs with one counter
 * one is taken.
 * @throws ProtocolError for a CReq that is not the next one, wants nothing that is offered, or comes when all is over
 */
export async function takeCReq(acs: Acs, { acsTransID }: Transaction, creq: CReq, came: CameIn): Promise<Taken> {
  const at = acs.clock.now();
  let fault: ProtocolError | undefined;
  let event: Event | undefined;
  const transaction = await acs.advance(
    acsTransID,
    async (current, cardLock) => {
      fault = faultOfApp(step(current, { type: 'deadline', at }, acs.policy).transaction, acs.policy);
      if (fault) return { type: 'deadline', at };
      try {
        event = await eventOfCReq(acs, current, creq, cardLock);
        return event;
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        fault = error;
        return { type: 'CReqFault', at, erro: erroOf(current, error) };
      }
    },
    keeping(came),
  );
  if (fault) throw fault;
  if (!transaction || !event) throw new Error(`transaction ${acsTransID} has gone`);
  return { transaction, event: event.type };
}

/** Keeps a message with a step, unless one before has kept it. */
export function keeping(came: CameIn): { messages: MessageRecord[]; onSaved: () => void } {
  return {
    messages: came.isKept ? [] : [came.message],
    onSaved() {
      came.isKept = true;
    },
  };
}

/** The Erro that an SDK gets, with all ids of the transaction. */
export function erroOf(transaction: Transaction, fault: ProtocolError): Erro {
  return erro(knownIn(transaction, fault));
}

/** A fault of a CReq, or of the RRes that its CRes waits for, with all ids of the transaction. */
export function knownIn(
  { acsTransID, threeDSServerTransID, dsTransID, messageVersion, app }: Transaction,
  fault: ProtocolError,
): ProtocolError {
  const ids = { acsTransID, threeDSServerTransID, dsTransID, ...(app ? { sdkTransID: app.sdkTransID } : {}) };
  const messageType = fault instanceof FaultOfRRes ? 'RRes' : 'CReq';
  return fault.knowing({ ...ids, messageType, messageVersion });
}

/** What was ticked besides the entry: in HTML its form says it, else elements do; that of the trust list has another name since 2.3.1. */
function consentsOfCReq(creq: CReq, { trusts, binds }: Consents): Required<Consents> {
  const { whitelistingDataEntry, trustListDataEntry = whitelistingDataEntry, deviceBindingDataEntry } = creq;
  return { trusts: trusts ?? trustListDataEntry === 'Y', binds: binds ?? deviceBindingDataEntry === 'Y' };
}

async function eventOfCReq(acs: Acs, transaction: Transaction, creq: CReq, cardLock: CardLock | undefined): Promise<Event> {
  const intent = intentOf(transaction, creq, acs.policy);
  const at = acs.clock.now();
  const place = placeOf(transaction) as Place;
  const fresh = acs.freshCode(transaction.acsTransID);
  switch (intent.name) {
    case 'open':
      return { type: 'CReq', at, session: { creqs: 1 }, fresh };
    case 'cancel':
      return { type: 'cancel', at, place, challengeCancel: intent.challengeCancel };
    case 'resend':
    case 'alternative':
      return { type: intent.name, at, place, fresh };
    case 'informed':
      return { type: 'informed', at, place };
    case 'noEntry':
    case 'entry': {
      const step = currentStep(transaction);
      const entry = intent.name === 'entry' ? intent.entry : undefined;
      // Out of band nothing is typed: to come back is to ask.
      if (!step || (entry === undefined && rowOf(step).asks.kind !== 'approval')) return { type: 'noEntry', at, place };
      const consents = consentsOfCReq(creq, intent.name === 'entry' ? intent : {});
      const given = { entry: entryOfTexts(step, entry ?? []), ...consents };
      return (await acs.judge(transaction, place, given, cardLock)) ?? { type: 'noEntry', at, place };
    }
  }
}
