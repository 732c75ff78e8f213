import assert from 'node:assert/strict';
import { hostname, networkInterfaces } from 'node:os';
import { describe, it } from 'node:test';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { frame, opcodes, text } from '../support/attacker.ts';
import { watchBoard } from '../support/board.ts';
import { fetchRaw } from '../support/http.ts';
import { startLab } from '../support/lab.ts';
import { enter, knock } from '../support/limits.ts';

const authToken = 'a'.repeat(32);
const metricsToken = 'a-token-for-the-metrics-of-a-test';
const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

describe('GET /api/board', { concurrency: true, timeout: 30_000 }, () => {
  it('C10 shows a hoard of silent sockets that grows and is closed, and the authenticated connections', async (t) => {
    const lab = await startLab(t, { authDeadlineMs: 2000 });
    const { status, headers, until } = await watchBoard(t, lab.urls.page);
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'text/event-stream');
    assert.equal(headers['cache-control'], 'no-store');
    const before = await until(() => true);
    assert.deepEqual([before.waiting, before.authenticated, before.messages], [0, 0, 0]);
    assert.deepEqual(before.turnedAway, []);

    const client = await enter(t, lab);
    client.write(Buffer.concat([text('1'), text('2'), text('3')]));
    await client.until(/3$/);
    await Promise.all(Array.from({ length: 20 }, () => knock(t, lab)));
    const risen = await until(({ waiting }) => waiting === 20);
    assert.deepEqual([risen.authenticated, risen.messages], [1, 3]);
    assert.ok(risen.at > before.at);
    const swept = await until(({ waiting }) => waiting === 0);
    assert.deepEqual(swept.turnedAway, [{ stage: 'gate', cause: 'no token before the deadline', count: 20 }]);
    assert.equal(swept.authenticated, 1);
  });

  it('counts refused clients as /metrics does, at every stage', async (t) => {
    const lab = await startLab(t, { messageRate: 1, maxConnectionsPerAddress: 1 });
    const { until } = await watchBoard(t, lab.urls.page);
    const client = await enter(t, lab);
    await knock(t, lab);
    for (let sent = 0; sent < 5; sent++) client.write(text('1'));
    await client.ended;
    const { turnedAway } = await until((snapshot) => snapshot.turnedAway.length === 2);
    assert.deepEqual(turnedAway, [
      { stage: 'upgrade', cause: 'tooManyFromAddress', count: 1 },
      { stage: 'connection', cause: 'rateLimited', count: 1 },
    ]);
    const { body } = await fetchRaw(lab.urls.page, '/metrics');
    assert.match(body, /^lab_refused_total\{stage="upgrade",cause="tooManyFromAddress"\} 1$/m);
    assert.match(body, /^lab_ended_total\{cause="rateLimited"\} 1$/m);
  });

  it('is open in a demonstration; otherwise it is there for this machine, and for others with the token', async (t) => {
    const closed = await startLab(t, { demo: false, authToken, trustProxy: 1, metricsToken });
    for (const options of [{}, bearer('wrong'), bearer(`${metricsToken}x`), bearer('')]) {
      assert.equal((await watchBoard(t, closed.urls.page, options)).status, 404);
    }
    assert.equal((await watchBoard(t, closed.urls.page, bearer(metricsToken))).status, 200);
    const open = await startLab(t, { trustProxy: 1 });
    assert.equal((await watchBoard(t, open.urls.page)).status, 200);
    const here = await startLab(t, { demo: false, authToken });
    assert.equal((await watchBoard(t, here.urls.page)).status, 200);

    const outside = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    const address = outside.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
    if (address === undefined) return t.diagnostic('this machine has loopback only');
    const wide = await startLab(t, { demo: false, authToken, metricsToken, host: '0.0.0.0' });
    const url = `https://${address}:${wide.port}`;
    assert.equal((await watchBoard(t, url)).status, 404);
    assert.equal((await watchBoard(t, url, bearer(metricsToken))).status, 200);
  });

  it('is not there for a foreign name that leads to this machine, not even in a demonstration', async (t) => {
    for (const settings of [{}, { demo: false, authToken }, { host: '0.0.0.0' }]) {
      const lab = await startLab(t, { tls: false, ...settings });
      const statusFor = async (Host: string) =>
        (await watchBoard(t, lab.urls.page, { headers: { Host } })).status;
      for (const name of ['evil.example', `evil.example:${lab.port}`, 'localhost.evil.example']) {
        assert.equal(await statusFor(name), 404, name);
      }
      for (const name of ['localhost', '127.0.0.1:1', 'lab.localhost'])
        assert.equal(await statusFor(name), 200, name);
    }
    // On Debian the name of a host leads to loopback. A class may use this name, too.
    const wide = await startLab(t, { host: '0.0.0.0' });
    const headers = { Host: `${hostname()}:${wide.port}` };
    assert.equal((await watchBoard(t, wide.urls.page, { headers })).status, 200);
  });

  it('holds nothing of a client: no credential, user, address, path or message', async (t) => {
    const lab = await startLab(t);
    const watcher = await watchBoard(t, lab.urls.page, { headers: { 'X-Forwarded-For': '198.51.100.7' } });
    const client = await enter(t, lab, { from: '127.9.8.7' });
    client.write(text('{"msg":"squeamish"}'));
    await client.until(/squeamish/);
    client.write(
      frame({ opcode: opcodes.close, payload: Buffer.from([0x10, 0x92, ...Buffer.from('ossifrage')]) }),
    );
    await client.ended;
    await knock(t, lab, {
      path: '/sesame?token=opensesame',
      headers: { 'User-Agent': 'snark', Origin: 'https://jub.example' },
    });
    const guess = await knock(t, lab);
    guess.write(text('{"token":"jabberwock"}'));
    await guess.ended;
    const last = await watcher.until(({ turnedAway }) => turnedAway.length === 2);
    assert.doesNotMatch(
      // Without the figures, which may have any value.
      watcher.text().replace(/:[\d.]+/g, ''),
      /squeamish|ossifrage|sesame|snark|jub|jabberwock|alice|127\.|198\.|4242/,
    );
    assert.equal(watcher.text().includes(DEMO_TOKEN), false);
    assert.deepEqual(Object.keys(last), [
      'at',
      'waiting',
      'authenticated',
      'messages',
      'turnedAway',
      'delayMs',
      'residentBytes',
      'heapBytes',
    ]);
    const { cause } = last.turnedAway.find(({ stage }) => stage === 'upgrade') ?? {};
    assert.equal(cause, 'notFound');
  });

  it('lets fifty of an address watch and a hundred in all, and lets a newcomer replace one of a hoard', async (t) => {
    const lab = await startLab(t);
    const from = (localAddress: string) => watchBoard(t, lab.urls.page, { localAddress, family: 4 });
    const crowd = await Promise.all(Array.from({ length: 50 }, () => from('127.0.0.2')));
    assert.ok(crowd.every(({ status }) => status === 200));
    const tooMany = await from('127.0.0.2');
    assert.equal(tooMany.status, 429);
    assert.equal(tooMany.headers['retry-after'], '5');
    await tooMany.ended;
    assert.match(tooMany.text(), /Close one, or try again in a moment\./);
    assert.equal((await fetchRaw(lab.urls.page, '/api/board', { method: 'HEAD' })).status, 404);
    const others = await Promise.all(Array.from({ length: 50 }, () => from('127.0.0.3')));
    assert.ok(others.every(({ status }) => status === 200));
    const newcomer = await from('127.0.0.4');
    await newcomer.until(() => true);
    await Promise.race([...crowd, ...others].map(({ ended }) => ended));
    crowd.at(-1)?.leave();
    while ((await from('127.0.0.2')).status !== 200);
    await Promise.all(others.slice(1).map(({ until }) => until(() => true)));
  });

  it('ends with the server, which does not wait for its readers', async (t) => {
    const lab = await startLab(t);
    const watcher = await watchBoard(t, lab.urls.page);
    await watcher.until(() => true);
    const start = performance.now();
    await Promise.all([lab.close(), watcher.ended]);
    assert.ok(performance.now() - start < 5000);
    assert.match(watcher.text(), /\n\n$/);
  });
});
