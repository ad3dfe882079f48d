import type { Acs } from '../../acs.ts';
import { presentPurchase } from '../../pages/purchase.ts';
import { type Transaction, wordingOf } from '../../transaction/transaction.ts';
import { themeOf } from '../assets.ts';
import { pageToken } from './pageToken.ts';

/** Where the pages post to. */
export const CHALLENGE_PATH = '/3ds/challenge';

/** What every page of a transaction shows. */
export function frame(acs: Acs, transaction: Transaction, page: string, language: string) {
  const { state, acsTransID } = transaction;
  const session = 'session' in state ? state.session : undefined;
  return {
    page,
    themeUrl: themeUrl(acs),
    windowSize: session && 'creq' in session ? session.challengeWindowSize : '05',
    acsTransID,
    ...(transaction.faults?.page === 'oversize' ? { isOversize: true } : {}),
    issuer: issuerOfCard(acs, transaction),
    maxTries: acs.policy.maxTries,
    triesLeft: 0,
    wording: wordingOf(transaction),
    summary: presentPurchase(transaction, language),
  };
}

/** Shown as text as well as linked, so the portal's address is a whole one. */
export function issuerOf({ issuer, urls }: Acs) {
  return { ...issuer, portalUrl: new URL(issuer.portalUrl, urls.acs).href };
}

/** The same with the scheme of the card in place of the issuer's own. */
function issuerOfCard(acs: Acs, { scheme }: Transaction) {
  const { programme, logo } = acs.faceOfScheme(scheme);
  return { ...issuerOf(acs), scheme: { ...acs.issuer.scheme, programme }, schemeLogo: logo };
}

export function themeUrl(acs: Acs): string {
  return `/3ds/assets/${themeOf(acs.issuer).name}`;
}

/**
 * Where the page of a transaction can be had again: after every post, and where a page that waits looks again.
 * @param fieldError what was wrong with an entry; no part of the transaction, so the page is told
 */
export function pageUrl(acs: Acs, transaction: Transaction, language: string, fieldError?: string): string {
  const token = pageToken(acs.keys, transaction);
  return `${CHALLENGE_PATH}?${new URLSearchParams({ token, language, ...(fieldError ? { fieldError } : {}) })}`;
}

/** The template of the screen while the ACS works: bare, unless the issuer wants words on it. */
export function processingTemplate({ issuer }: Acs): 'processing' | 'processingWorded' {
  return issuer.processingScreen === 'worded' ? 'processingWorded' : 'processing';
}
