import { createPrivateKey, randomUUID } from 'node:crypto';
import t from 'tap';
import { signAssertion } from '../../src/crypto/credential.ts';
import { areqOf, sends } from '../support/areqs.ts';
import { CARDS } from '../support/cards.ts';
import type { Json } from '../support/json.ts';
import { approvalLink, says } from '../support/methods.ts';
import { PEOPLE, signsIn } from '../support/portal.ts';
import { rawRequest } from '../support/rawRequest.ts';
import { type Scenario, startScenario } from '../support/scenario.ts';
import { post, recordOf, SPC, startVictims, type Victims } from '../support/victims.ts';

/** The 3DS Method, called for whatever id: answers the token that its page got. */
async function methodToken(s: Scenario, threeDSServerTransID: unknown): Promise<string> {
  const data = { threeDSServerTransID, threeDSMethodNotificationURL: 'http://shop.example/notify' };
  const threeDSMethodData = Buffer.from(JSON.stringify(data)).toString('base64url');
  const { html } = await s.postsForm('/3ds/method', { threeDSMethodData });
  return /data-token="([^"]*)"/.exec(html)?.[1] ?? '';
}

/** A value that was handed out, of a kind: what its kind puts beside a proof, and everything in it that could be one. */
interface Handed {
  kind: 'page' | 'method' | 'approval' | 'SPC challenge' | 'value' | 'visit form' | 'session form' | 'credential';
  value: string;
  says: string[];
}

const proofsOf = ({ value }: Handed) => {
  const parts = value.split('.').filter((part) => part.length > 20);
  return [...new Set([...parts, ...parts.map((part) => part.slice(0, 32))])];
};

async function collect(s: Scenario, v: Victims): Promise<Handed[]> {
  const ofPages = [v.sms.page, v.picker.page, v.oob.page].map(({ token }) => token);
  const refresh = new URLSearchParams(v.waiting.refresh.split('?')[1]).get('token') ?? '';
  const links = await Promise.all([v.challenged.oob, v.bare.decoupled ?? {}].map((ares) => approvalLink(s, ares)));
  const methodIds = v.all.flatMap(({ acsTransID, threeDSServerTransID, dsTransID }) => [
    acsTransID,
    threeDSServerTransID,
    dsTransID,
  ]);
  const methods = await Promise.all(methodIds.map((id) => methodToken(s, id)));
  const { spcTransData, webAuthnCredList } = v.bare.SPC as { spcTransData: Json; webAuthnCredList: Json[] };
  const placesOf = (token: string) => token.split('.').slice(1, -1);
  return [
    ...[...ofPages, refresh].map((value) => ({ kind: 'page' as const, value, says: placesOf(value) })),
    ...methods.map((value) => ({ kind: 'method' as const, value, says: ['3DS Method', '3DS Method token', ''] })),
    ...links.map((link) => {
      const value = new URL(link).searchParams.get('approval') ?? '';
      return { kind: 'approval' as const, value, says: placesOf(value) };
    }),
    { kind: 'SPC challenge', value: String(spcTransData.challenge), says: ['spc', 'SPC challenge', ''] },
    { kind: 'credential', value: String(webAuthnCredList[0]?.credentialIds), says: [''] },
    { kind: 'value', value: String(v.bare.frictionless?.authenticationValue), says: ['', 'authenticationValue'] },
  ];
}

t.test(
  'what is signed for one endpoint is nothing to every other, under whatever id and place, and changes no record',
  async (t) => {
    const s = await startScenario(t);
    const { acs, control } = s.simulator.urls;
    const v = await startVictims(s);
    const handed = await collect(s, v);
    t.equal(new Set(handed.map(({ kind }) => kind)).size, 6, 'there is one of each kind');
    t.ok(handed.every(({ value }) => value.length > 20));
    const code = await s.code(v.sms.ares);
    const before = await recordOf(s, v.all);
    const unknown = await rawRequest(`${acs}/3ds/challenge?token=none`);
    t.equal(unknown.status, 404);

    const isSame = (answer: { status: number; body: string }) => answer.status === 404 && answer.body === unknown.body;
    let tried = 0;
    const places = ['result', '0-0-0', '0-0-1'];
    for (const one of handed) {
      for (const { acsTransID, threeDSServerTransID, dsTransID } of v.all) {
        const ids = [acsTransID, threeDSServerTransID, dsTransID].map(String);
        // A proof that was made for an id is tried with that id alone; one that names none, with the id of each transaction.
        if (one.value.includes('.') && !ids.some((id) => one.value.startsWith(id))) continue;
        for (const proof of proofsOf(one))
          for (const place of [...places, '0', '1', ...one.says]) {
            const tokens = [`${acsTransID}.${place}.${proof}`, `${acsTransID}.${proof}`, one.value, proof];
            for (const token of tokens) {
              tried += 1;
              const about = `${one.kind}: ${token}`;
              if (one.kind !== 'page') {
                const looked = await rawRequest(`${acs}/3ds/challenge?${new URLSearchParams({ token })}`);
                if (!isSame(looked)) t.fail(`${about} opens a page: ${looked.status}`);
                const entry = { token, action: 'submit', code, result: 'Y', ePin: '4826' };
                if (!isSame(await post(`${acs}/3ds/challenge`, entry))) t.fail(`${about} acts on a page`);
                if (!isSame(await post(`${acs}/3ds/challenge`, { token, action: 'cancel' }))) t.fail(`${about} cancels`);
              }
              if (one.kind !== 'method') {
                const { status } = await post(`${acs}/3ds/method/data`, { token, platform: 'forged' });
                if (status !== 403) t.fail(`${about} brings data to the 3DS Method: ${status}`);
              }
              if (one.kind !== 'approval') {
                const approval = new URLSearchParams({ approval: token });
                if ((await rawRequest(`${acs}/bank-app/?${approval}`)).status !== 404) t.fail(`${about} opens an approval`);
                const { status } = await post(`${acs}/bank-app/`, { approval: token, verdict: 'approve' });
                if (status !== 404) t.fail(`${about} approves: ${status}`);
              }
            }
          }
      }
      if (!isSame(await post(`${acs}/3ds/creq`, { creq: one.value }))) t.fail(`${one.kind} is a CReq`);
      const headers = { 'content-type': 'application/jose' };
      const { body } = await rawRequest(`${acs}/3ds/app/creq`, { method: 'POST', headers, body: one.value });
      t.match(JSON.parse(body), { messageType: 'Erro' }, `${one.kind} is no CReq of an app`);
      const authenticationValue = one.value
        .replaceAll(/[^A-Za-z0-9]/g, '')
        .slice(0, 28)
        .padEnd(28, 'A');
      const verify = await rawRequest(`${control}/api/authentication-values/verify`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
        body: JSON.stringify({ authenticationValue }),
      });
      if (one.kind !== 'value') t.match(JSON.parse(verify.body), { valid: false }, `${one.kind} proves no result`);
    }
    t.ok(tried > 500, `${tried} forged tokens, each at every endpoint but its own`);
    t.strictSame(await recordOf(s, v.all), before, 'nothing of all this is on the record of any transaction');

    // The positive control: each value where it belongs.
    const ends = async (ares: Json) => (await s.ends(ares)).result;
    await s.posts(v.sms.page, { code });
    t.match(await ends(v.sms.ares), { transStatus: 'Y' });
    await s.posts(v.picker.page, { result: 'Y' });
    t.match(await ends(v.picker.ares), { transStatus: 'Y' });
    for (const ares of [v.oob.ares, v.bare.decoupled ?? {}]) {
      t.equal((await says(await approvalLink(s, ares), 'approve')).status, 200);
      t.match(await ends(ares), { transStatus: 'Y' });
    }
    t.match((await s.looks(v.waiting)).final?.message, { transStatus: 'Y' }, 'the token of a result shows the result');
    t.match(await v.app.challenge.enters(await s.code(v.app.ares)), { transStatus: 'Y' });
    t.equal((await post(`${acs}/3ds/method/data`, { token: await methodToken(s, randomUUID()), platform: 'Linux' })).status, 204);
  },
);

t.test('an authenticator that signs another value than the challenge of its ARes proves nothing', async (t) => {
  const s = await startScenario(t);
  const v = await startVictims(s);
  const ares = v.bare.SPC ?? {};
  const answer = await fetch(`${s.simulator.urls.control}/api/transactions/${ares.acsTransID}/spc-assertion`);
  const { credential, ...elements } = (await answer.json()) as Json & {
    credential: { privateKey: string; credentialId: string };
  };
  const [info] = elements.threeDSRequestorAuthenticationInfo as [{ threeDSReqAuthData: { response: Record<string, string> } }];
  const key = Buffer.from(credential.privateKey, 'base64url');
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  const clientData = JSON.parse(
    Buffer.from(info.threeDSReqAuthData.response.clientDataJSON ?? '', 'base64url').toString(),
  ) as Json;
  const report = (challenge: unknown) => {
    const clientDataJSON = JSON.stringify({ ...clientData, challenge });
    const response = signAssertion({ credentialId: credential.credentialId, privateKey }, 'localhost', clientDataJSON);
    const threeDSRequestorAuthenticationInfo = [{ ...info, threeDSReqAuthData: { ...info.threeDSReqAuthData, response } }];
    return sends(s, areqOf(s, '2.3.1', 'browser-payment', { ...SPC, ...elements, threeDSRequestorAuthenticationInfo }));
  };
  for (const one of (await collect(s, v)).filter(({ kind }) => kind !== 'SPC challenge'))
    for (const challenge of [one.value, ...proofsOf(one)])
      t.match(await report(challenge), { transStatus: 'N', transStatusReason: '09' }, `${one.kind}: ${challenge}`);
  t.match(await report((ares.spcTransData as Json).challenge), { transStatus: 'Y' }, 'the right one still does');
});

t.test('what the portal signs for a visit, which a browser names itself, opens no form of a session', async (t) => {
  const s = await startScenario(t);
  const { acs } = s.simulator.urls;
  const visitor = await signsIn(s.simulator.urls, PEOPLE.enrolled);
  const session = visitor.jar.get('acs_portal') ?? '';
  const page = await visitor.opens('/portal/epin');
  // Somebody who got the id of the session, and names it as his visit.
  const forged = await rawRequest(`${acs}/portal/`, { headers: { cookie: `acs_portal_visit=${session}` } });
  const visitToken = /name="token" value="([^"]*)"/.exec(forged.body)?.[1] ?? '';
  const { ares, page: challenge } = await (async () => {
    const opened = await s.sendsAReq({ acctNumber: CARDS.sms });
    return { ares: opened, page: await s.postsCReq(opened) };
  })();
  const own = page.token.split('.');
  const others = [
    visitToken,
    challenge.token,
    await methodToken(s, ares.acsTransID),
    await methodToken(s, ares.threeDSServerTransID),
  ];
  const entry = { ePin: '7193', confirmation: '7193', changes: page.hidden('changes') };
  const headers = { cookie: `acs_portal=${session}` };
  for (const token of others.flatMap((one) => [one, `${own[0]}.${one.split('.').at(-1)}`, `${page.token}.${one}`])) {
    t.ok(token.length > 40, token);
    t.equal((await post(`${acs}/portal/epin`, { ...entry, token }, headers)).status, 403, token);
    t.equal((await post(`${acs}/portal/logout`, { token }, headers)).status, 403, `${token} signs nobody out`);
  }
  const sessionToken = await post(
    `${acs}/portal/`,
    { email: PEOPLE.enrolled.email, token: page.token },
    { cookie: `acs_portal_visit=${session}` },
  );
  t.equal(sessionToken.status, 403, 'nor does a form of a session begin a visit');
  t.equal((await visitor.sends('/portal/epin', { ePin: '7193', confirmation: '7193' })).name, 'dashboard', 'its own page works');
  const final = await s.finalPage(ares, await s.posts(challenge, { code: await s.code(ares) }));
  t.match(final.final?.message, { transStatus: 'Y' });
});
