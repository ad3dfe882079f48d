import { isSupported, SUPPORTED_VERSIONS } from '../../messages/versions.ts';

/** What an option has to be. */
interface OptionRule {
  rule: string;
  holds(value: unknown): boolean;
}

const oneOf = (...values: readonly string[]): OptionRule => ({
  rule: `one of ${values.join(', ')}`,
  holds: (value) => typeof value === 'string' && values.includes(value),
});
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
const TEXT: OptionRule = { rule: 'a text', holds: (value) => typeof value === 'string' && value !== '' };

const CERTIFICATES: OptionRule = { rule: 'a text: certificates in PEM', holds: (value) => typeof value === 'string' };

/** Every option. What an SDK may say of itself in an AReq is left to whoever judges the AReq: tests send wrong ones on purpose. */
const OPTIONS: Readonly<Record<string, OptionRule>> = {
  rootCertificates: CERTIFICATES,
  messageVersion: { ...oneOf(...SUPPORTED_VERSIONS), holds: isSupported },
  enc: oneOf('A128CBC-HS256', 'A128GCM'),
  sdkInterface: oneOf('01', '02', '03'),
  sdkUiType: { rule: "a list such as ['01', '05']", holds: Array.isArray },
  locale: TEXT,
  sdkReferenceNumber: TEXT,
  sdkMaxTimeout: { rule: "a text of two digits, minutes, such as '05'", holds: (value) => typeof value === 'string' },
  now: { rule: 'a function: milliseconds since 1970', holds: (value) => typeof value === 'function' },
  ds: {
    rule: 'what GET /ds/keys answers: directoryServerID and keys',
    holds: (value) => isObject(value) && 'directoryServerID' in value && 'keys' in value && Array.isArray(value.keys),
  },
  split: { rule: 'an object; {} for the demo server', holds: isObject },
  likePublished: { rule: 'true or false', holds: (value) => typeof value === 'boolean' },
  waits: { rule: 'an object: cresMs, challengeMs', holds: isObject },
};

/** @throws Error that names the option which is not known, or what it has to be */
export function judgeOptions(options: { rootCertificates: string }): void {
  if (options?.rootCertificates === undefined) throw new Error(`rootCertificates must be ${CERTIFICATES.rule}`);
  for (const [name, value] of Object.entries(options)) {
    const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (!option) throw new Error(`makeSdk has no option ${name}; it has ${Object.keys(OPTIONS).join(', ')}`);
    if (value !== undefined && !option.holds(value)) throw new Error(`${name} must be ${option.rule}`);
  }
}
