import t from 'tap';
import { approvalToken, readApprovalToken } from '../../src/challenge/approval.ts';
import { makeKeys } from '../../src/crypto/keys.ts';

const keys = makeKeys(Buffer.alloc(32, 7));
const acsTransID = 'b1e2f3a4-7c6d-4e5f-8a9b-0c1d2e3f4a5b';

t.test('a token of a notification says which transaction and which notification it was sent for', async (t) => {
  for (const push of [0, 1, 9, 10, 999_999])
    t.same(readApprovalToken(keys, approvalToken(keys, { acsTransID, push })), { acsTransID, push }, `${push}`);
});

t.test('whatever is not a token to the letter is none', async (t) => {
  const token = approvalToken(keys, { acsTransID, push: 1 });
  const [, , proof = ''] = token.split('.');
  const other = approvalToken(makeKeys(Buffer.alloc(32, 8)), { acsTransID, push: 1 });
  const proofFor = (push: string) => keys.proof('approval', acsTransID, push);
  const rows: [what: string, text: string][] = [
    ['of other keys', other],
    ['of another notification', `${acsTransID}.2.${proof}`],
    ['of another transaction', token.replace(/^b/, 'c')],
    ['a proof for another purpose', `${acsTransID}.1.${keys.proof('page token', acsTransID, '1')}`],
    ['no proof', `${acsTransID}.1.`],
    ['a number with a zero before it, proven', `${acsTransID}.01.${proofFor('01')}`],
    ['a number of seven digits, proven', `${acsTransID}.1000000.${proofFor('1000000')}`],
    ['a number below 0, proven', `${acsTransID}.-1.${proofFor('-1')}`],
    ['a sign too few', token.slice(0, -1)],
    ['a sign too much', `${token}A`],
    ['a space before it', ` ${token}`],
    ['a line end behind it', `${token}\n`],
    ['in capitals', token.toUpperCase()],
    ['nothing', ''],
  ];
  for (const [what, text] of rows) t.equal(readApprovalToken(keys, text), undefined, what);
});
