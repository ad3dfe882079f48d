// How large messages can be. Tables count characters; a body has bytes.

/** messageExtension, in characters of its JSON. */
export const MESSAGE_EXTENSION_LIMIT = 81_920;
/** The data of one extension. */
export const EXTENSION_DATA_LIMIT = 8059;
/** threeDSReqAuthData, where it is an object, and as text. */
export const REQ_AUTH_DATA_LIMIT = 50_000;

/** What UTF-8 takes for a character at most. */
const BYTES_A_CHARACTER = 4;

/** The elements of an AReq 2.3.1 that may be large, by the table; a test holds the sum against the schemas. */
const AREQ_CHARACTERS =
  3 * REQ_AUTH_DATA_LIMIT + // threeDSRequestorAuthenticationInfo: three, with threeDSReqAuthData
  3 * 20_000 + // threeDSRequestorPriorAuthenticationInfo: three, with threeDSReqPriorAuthData
  64_000 + // deviceInfo
  MESSAGE_EXTENSION_LIMIT +
  50_000 + // sellerInfo: fifty sellers
  15_000 + // multiTransaction: fifty merchants
  10_000 + // acceptLanguage: a hundred
  60_000; // all others, the names of the elements and spaces included

/** The body of an AReq. No message is larger, so it does for all of them. */
export const MESSAGE_BYTES = AREQ_CHARACTERS * BYTES_A_CHARACTER;

/** The body of a CReq or RRes: an extension, and some ids and texts. */
export const EXTENDED_MESSAGE_BYTES = (MESSAGE_EXTENSION_LIMIT + 4_000) * BYTES_A_CHARACTER;

/** The same as base64: as JWE, or in a form, in which its padding and, of base64 that is not for URLs, `+` and `/` take three. */
const BASE64_BYTES = EXTENDED_MESSAGE_BYTES * (4 / 3) * (1 + (2 * 2) / 64);

/** A CReq of an app, as JWE. */
export const CREQ_JWE_BYTES = Math.ceil(BASE64_BYTES) + 1024;

/** The form of a browser: creq, and 1024 characters of threeDSSessionData, each byte of which may be spelt as `%xx`. */
export const CREQ_FORM_BYTES = Math.ceil(BASE64_BYTES) + 3 * BYTES_A_CHARACTER * 1024 + 1024;

/**
 * Objects and lists inside each other, the message itself included. No table has a limit for the data of an extension; the
 * elements of the tables need five.
 */
export const MESSAGE_DEPTH = 100;

/**
 * The members of all its objects together. No message that the tables allow has more: in what is free (threeDSReqAuthData,
 * extensions, broadInfo, tokenAdditionalData), one takes five characters at least. A PRes is the exception: it lists card
 * ranges without end.
 */
export const MESSAGE_MEMBERS = 50_000;
