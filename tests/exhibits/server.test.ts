/** The exhibits exist only in development, and answer only to this machine. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, createServer, type IncomingMessage, request } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { startInnerService } from '../../exhibits/twins/support/inner-service.ts';
import { parseRunEvent, type RunEvent } from '../../protocol/attack-facts.ts';
import type { ExhibitFacts } from '../../protocol/exhibits.ts';
import { projectRoot } from '../../server/basics/paths.ts';
import { isLocal } from '../../server/net/local-client.ts';
import { helpText } from '../../server/options/options.ts';
import { attack, upgradeRequest } from '../support/attacker.ts';
import { watchBoard } from '../support/board.ts';
import { connect } from '../support/client.ts';
import { startExhibits } from '../support/exhibits.ts';
import { fetchRaw } from '../support/http.ts';
import { startLab } from '../support/lab.ts';
import { run } from '../support/program.ts';

/** What a run told, to its end. */
function eventsOf(body: string): RunEvent[] {
  const data = body.split('\n\n').flatMap((block) => (block.startsWith('data: ') ? [block.slice(6)] : []));
  return data.flatMap((text) => parseRunEvent(text) ?? []);
}

/** An address of this machine at which others reach it, too. */
function outsideAddress(): string | undefined {
  const entries = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return entries.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}

const factsOf = async (exhibits: string): Promise<ExhibitFacts> =>
  JSON.parse((await fetchRaw(exhibits, '/exhibits.json')).body);

const twinsOf = async (exhibits: string): Promise<string> => (await factsOf(exhibits)).twins;

test('a lab that is not told to has no exhibits, and does not say where any are', async (t) => {
  const { urls } = await startLab(t);
  assert.equal(urls.exhibits, undefined);
  assert.equal(JSON.parse((await fetchRaw(urls.page, '/api/lab')).body).exhibits, null);
});

test('the attacker’s pages are on the exhibits’ origin, and not on the main one', async (t) => {
  const { urls, exhibits } = await startExhibits(t);
  for (const path of ['/', '/hijack', '/cached-basic', '/markup']) {
    assert.match((await fetchRaw(exhibits, path)).body, /Win a prize|weak on purpose/);
  }
  for (const path of [
    '/hijack',
    '/cached-basic',
    '/markup',
    '/naive-page',
    '/attacker/',
    '/attacker/hijack.html',
    '/attacker/hijack',
  ]) {
    const { status, body } = await fetchRaw(urls.page, path);
    assert.equal(status, 404, path);
    assert.doesNotMatch(body, /Win a prize/);
  }
});

for (const [who, headers] of [
  ['another name that leads here', { Host: 'rebound.example' }],
  ['a name that only looks like ours', { Host: 'localhost.example' }],
  ['a proxy', { 'X-Forwarded-For': '192.0.2.1' }],
  ['a proxy that says so in the standard field', { Forwarded: 'for=192.0.2.1' }],
] as const) {
  test(`a request by ${who} gets 404, for pages, attacks and twins`, async (t) => {
    const { exhibits } = await startExhibits(t);
    for (const path of ['/', '/exhibits.json', '/log/log-replay', '/expired-certificate']) {
      assert.equal((await fetchRaw(exhibits, path, { headers })).status, 404, path);
    }
    const pressed = await fetchRaw(exhibits, '/run/hijack', { method: 'POST', headers });
    assert.equal(pressed.status, 404);

    const twins = new URL(await twinsOf(exhibits));
    const attacker = await attack(t, Number(twins.port));
    attacker.write(upgradeRequest('/silent-hoard', headers));
    assert.match((await attacker.ended).toString(), /^HTTP\/1\.1 404 /);

    const plain = await attack(t, Number(new URL((await factsOf(exhibits)).plainTwin).port), { tls: false });
    plain.write(upgradeRequest('/tap', headers));
    assert.match((await plain.ended).toString(), /^HTTP\/1\.1 404 /);
  });
}

test('whatever --host says, the exhibits are not at an address that others can reach', async (t) => {
  const outside = outsideAddress();
  if (outside === undefined) return t.skip('this machine has no address but loopback');
  const { urls, exhibits } = await startExhibits(t, { host: '0.0.0.0' });

  const main = connectTcp(Number(new URL(urls.page).port), outside);
  t.after(() => main.destroy());
  await once(main, 'connect');

  const { twins, certificateTwin, plainTwin } = await factsOf(exhibits);
  for (const address of [exhibits, twins, certificateTwin ?? '', plainTwin]) {
    const other: Socket = connectTcp(Number(new URL(address).port), outside);
    t.after(() => other.destroy());
    const [error]: Error[] = await once(other, 'error');
    assert.match(String(error), /ECONNREFUSED/);
  }
});

test('and even if they were there, another address would get 404', async (t) => {
  const outside = outsideAddress();
  if (outside === undefined) return t.skip('this machine has no address but loopback');
  const server = createServer((request, response) => {
    response.writeHead(isLocal(request) ? 200 : 404).end();
  });
  t.after(() => server.close());
  await once(server.listen(0, '0.0.0.0'), 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const headers = { Host: `localhost:${address.port}`, Connection: 'close' };
  for (const [host, status] of [
    ['127.0.0.1', 200],
    [outside, 404],
  ] as const) {
    const sent: ClientRequest = request({ host, port: address.port, headers }).end();
    const [response]: IncomingMessage[] = await once(sent, 'response');
    assert.equal(response?.statusCode, status);
    response?.resume();
  }
});

test('the service behind the tunnel takes so many bytes and clients, and no more', async (t) => {
  const inside = await startInnerService();
  t.after(inside.close);
  const talker = connectTcp(inside.port, '127.0.0.1');
  talker.on('error', () => {});
  t.after(() => talker.destroy());
  talker.write('x'.repeat(5000));
  await once(talker, 'close');

  const clients = Array.from({ length: 11 }, () => connectTcp(inside.port, '127.0.0.1'));
  for (const client of clients) {
    client.on('error', () => {});
    t.after(() => client.destroy());
  }
  await Promise.race(clients.map((client) => once(client, 'close')));
});

test('the service behind the tunnel outlives a client that breaks off', async (t) => {
  const inside = await startInnerService();
  t.after(inside.close);
  const open = async () => {
    const client = connectTcp(inside.port, '127.0.0.1');
    client.on('error', () => {});
    t.after(() => client.destroy());
    await once(client, 'connect');
    return client;
  };
  for (let count = 0; count < 5; count++) {
    const rude = await open();
    rude.write('PING\n'.repeat(100));
    rude.resetAndDestroy();
    await once(rude, 'close');
  }
  const polite = await open();
  polite.write('PING\n');
  const [answer] = await once(polite, 'data');
  assert.equal(String(answer), '+PONG\r\n');
});

test('a production start opens no exhibits, and has no flag for them', async (t) => {
  const { output, until } = run(t, 'server/main.ts', ['--demo', '--port', '0', '--certificate-port', '0']);
  const [, page = ''] = await until(/Page +(https:\S+)/);
  assert.equal(JSON.parse((await fetchRaw(page, '/api/lab')).body).exhibits, null);
  // Whatever the folder is called in which all this lies.
  assert.doesNotMatch(output.stderr.replaceAll(projectRoot, '') + helpText(), /exhibit/i);
  const flag = run(t, 'server/main.ts', ['--demo', '--exhibits']);
  assert.equal(await flag.exited, 2);
});

test('npm run dev opens them, and keeps the attacker’s pages away from the main origin', async (t) => {
  const { until } = run(t, 'exhibits/start.ts', ['--dev', '--port', '0', '--certificate-port', '0']);
  const [, page = ''] = await until(/Page +(https:\S+)/);
  const { exhibits } = JSON.parse((await fetchRaw(page, '/api/lab')).body);
  assert.match((await fetchRaw(exhibits, '/hijack')).body, /Win a prize/);
  for (const path of ['/attacker/hijack.html', '/attacker/hijack.ts', '/attacker/']) {
    assert.equal((await fetchRaw(page, path)).status, 404, path);
  }
});

test('only pages of the main origin, and the exhibits’ own, may run attacks', async (t) => {
  const { urls, exhibits } = await startExhibits(t);
  const press = (origin: string | undefined, path = '/run/early-message?fixed=1') =>
    fetchRaw(exhibits, path, { method: 'POST', headers: origin === undefined ? {} : { Origin: origin } });

  for (const origin of [undefined, 'null', 'https://evil.example', 'https://localhost', `${urls.page}x`]) {
    const { status, headers } = await press(origin);
    assert.equal(status, 403, origin);
    assert.equal(headers['access-control-allow-origin'], undefined);
  }
  for (const page of [urls.page, urls.page.replace('localhost', '127.0.0.1'), exhibits]) {
    const { origin } = new URL(page);
    const { status, headers, body } = await press(origin);
    assert.equal(status, 200);
    assert.equal(headers['access-control-allow-origin'], origin);
    const [began, ...others] = eventsOf(body);
    assert.equal(began?.type, 'began');
    assert.equal(others[0]?.type, 'fact');
    const values = { closing: '3000 unauthorized' };
    assert.deepEqual(others.at(-1), { type: 'ended', verdict: { succeeded: false, values }, holds: false });
  }
  const { origin } = new URL(urls.page);
  for (const path of ['/run/none', '/run/hijack?fixed=2', '/run/toString']) {
    assert.equal((await press(origin, path)).status, 404, path);
  }
});

test('a page that was opened by a name of this machine may run attacks, too', async (t) => {
  const { urls, exhibits } = await startExhibits(t, { host: '0.0.0.0' });
  const { port } = new URL(urls.page);
  const press = (name: string) => {
    const headers = { Origin: `https://${name}:${port}` };
    return fetchRaw(exhibits, '/run/early-message?fixed=1', { method: 'POST', headers });
  };
  assert.equal((await press(hostname().toLowerCase())).status, 200);
  for (const name of ['evil.example', '*.localhost', 'evil.localhost'])
    assert.equal((await press(name)).status, 403, name);
});

test('the twins’ figures are told to pages of the main origin only, and the main ones do not count them', async (t) => {
  const { urls, exhibits } = await startExhibits(t);
  const { origin } = new URL(urls.page);
  for (const other of [undefined, 'null', 'https://evil.example']) {
    const headers = other === undefined ? {} : { Origin: other };
    assert.equal((await watchBoard(t, exhibits, { headers })).status, 403, other);
  }
  const twins = await watchBoard(t, exhibits, { headers: { Origin: origin } });
  assert.equal(twins.headers['access-control-allow-origin'], origin);
  const main = await watchBoard(t, urls.page);
  await connect(t, `${await twinsOf(exhibits)}/silent-hoard`);
  await twins.until(({ waiting }) => waiting === 1);
  assert.equal((await main.until(() => true)).waiting, 0);
});

test('what shares a twin is played one after the other, the rest side by side, and each press gets its own result', async (t) => {
  const { urls, exhibits } = await startExhibits(t);
  const headers = { Origin: new URL(urls.page).origin };
  const press = async (path: string) => {
    const { status, body } = await fetchRaw(exhibits, `/run/${path}`, { method: 'POST', headers });
    assert.equal(status, 200);
    return eventsOf(body);
  };
  const [other = [], ...same] = await Promise.all([
    press('outlive-token?fixed=1'),
    press('log-replay'),
    press('log-replay?fixed=1'),
    press('log-replay'),
  ]);
  assert.deepEqual(
    same.map((events) => events.at(-1)).map((event) => event?.type === 'ended' && event.verdict.succeeded),
    [true, false, true],
  );
  const waiting = same.map((events) => events.find(({ type }) => type === 'waiting')).filter(Boolean);
  const behind = { name: 'log-replay', fixed: false };
  assert.deepEqual(waiting, [
    { type: 'waiting', behind },
    { type: 'waiting', behind },
  ]);
  assert.equal(other[0]?.type, 'began');
  const runs = [other, ...same].map((events) => events.find((event) => event.type === 'began')?.run);
  assert.equal(new Set(runs).size, 4);
});

test('the logs of twins hold no credential, except where the log is the exhibit', async (t) => {
  const { exhibits } = await startExhibits(t);
  const twins = await twinsOf(exhibits);
  const secret = 'a-secret-that-is-long-enough-to-be-one';
  await assert.rejects(connect(t, `${twins}/hijack?token=${secret}`), /401/);
  await assert.rejects(connect(t, `${twins}/log-replay?token=${secret}`), /401/);

  const masked = (await fetchRaw(exhibits, '/log/hijack')).body;
  assert.match(masked, /"GET \/hijack\?token=a-secret… HTTP\/1\.1" 401 -\n$/);
  const full = (await fetchRaw(exhibits, '/log/log-replay')).body;
  const commonLogFormat =
    /^127\.0\.0\.1 - - \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET \S+ HTTP\/1\.1" 401 -\n$/;
  assert.match(full.replace(/^::1|^::ffff:127\.0\.0\.1/, '127.0.0.1'), commonLogFormat);
  assert.ok(full.includes(secret));
});
