import t from 'tap';
import { makeSdk, type SdkOptions } from '../../src/index.ts';

t.test('an option that is wrong or unknown is named, with what it has to be', async (t) => {
  const rows: [Record<string, unknown>, RegExp][] = [
    [{ messageVersion: '2.4.0' }, /^messageVersion must be one of 2\.3\.1, 2\.2\.0, 2\.1\.0$/],
    [{ enc: 'A256GCM' }, /^enc must be one of A128CBC-HS256, A128GCM$/],
    [{ sdkInterface: '04' }, /^sdkInterface must be one of 01, 02, 03$/],
    [{ sdkMaxTimeout: 5 }, /^sdkMaxTimeout must be a text of two digits/],
    [{ ds: {} }, /^ds must be what GET \/ds\/keys answers/],
    [{ ds: { directoryServerID: 'F000000000', keys: [] } }, /^ds\.keys holds no key/],
    [{ split: 'Y' }, /^split must be an object/],
    [{ likePublished: 'Y' }, /^likePublished must be true or false$/],
    [{ version: '2.2.0' }, /^makeSdk has no option version; it has rootCertificates, messageVersion/],
    [{ rootCertificates: undefined }, /^rootCertificates must be a text/],
  ];
  for (const [wrong, message] of rows)
    t.throws(() => makeSdk({ rootCertificates: '', ...wrong } as SdkOptions), { message }, JSON.stringify(wrong));
  t.ok(makeSdk({ rootCertificates: '', enc: undefined } as unknown as SdkOptions).areqElements(), 'undefined is the default');
});
