import t from 'tap';
import { createSimulator } from '../../src/index.ts';

t.test('what is wrong below 3-D Secure is answered by an HTTP status, not by an Erro', async (t) => {
  const simulator = await createSimulator();
  t.teardown(() => simulator.close());
  const url = `${simulator.urls.acs}/3ds/areq`;
  const post = (contentType: string, body: string | Buffer) =>
    fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body: new Blob([body]) });

  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const answer = await fetch(url, { method });
    t.same([answer.status, answer.headers.get('allow')], [405, 'POST'], method);
  }
  const foreign = ['text/plain', 'text/json', 'application/x-www-form-urlencoded', 'application/jsonp', 'application/xml'];
  for (const type of foreign) t.equal((await post(type, '{}')).status, 415, type);
  t.equal((await post('application/json', `{"a":"${'x'.repeat(300_000)}"}`)).status, 413, 'a body of 300 kB');

  const taken = ['application/json', 'application/JSON; charset=UTF-8', 'application/json;charset=utf-8'];
  for (const type of taken) {
    const answer = await post(type, '{}');
    t.match(await answer.json(), { messageType: 'Erro', errorCode: '201', errorDetail: 'messageType' }, type);
    t.equal(answer.status, 200);
    t.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  }
  for (const body of ['', 'null', '[]', '"AReq"', '\ufeff{', Buffer.from('{}', 'utf16le'), Buffer.from([0xff, 0xfe])]) {
    const answer = await post('application/json', body);
    t.match(await answer.json(), { errorCode: '101', errorDetail: 'Invalid Formatted Message' }, JSON.stringify(body));
  }
});
