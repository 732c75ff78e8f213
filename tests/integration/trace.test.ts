import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:https';
import { describe, it } from 'node:test';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import type { TraceEvent } from '../../protocol/trace.ts';
import { attack, frame, opcodes, text, upgradeRequest } from '../support/attacker.ts';
import { connect } from '../support/client.ts';
import { startLab } from '../support/lab.ts';
import { watch } from '../support/trace.ts';

/** An event in a few words. */
function brief(event: TraceEvent): string {
  switch (event.type) {
    case 'request':
    case 'response':
      return event.line;
    case 'frame':
      return `${event.from}: ${event.opcode} ${event.closeCode ?? ''} ${event.text}`;
    case 'refused':
      return `refused: ${event.cause}`;
    case 'checkEnded':
      return `checkEnded ${event.user}`;
    case 'ended':
      return `ended by ${event.by}${event.clean ? '' : ', reset'}`;
    default:
      return event.type;
  }
}

describe('The trace of a connection', { concurrency: true }, () => {
  it('C03 C04 shows handshake, token, check, acknowledgement, echo and both close frames, in order', async (t) => {
    const lab = await startLab(t);
    const watcher = await watch(t, lab.urls.page);
    const client = await connect(t, `${lab.urls.webSocket}?trace=${watcher.id}`);
    client.send(`{"token":"${DEMO_TOKEN}"}`);
    await client.next();
    client.send('{"msg":"hello"}');
    await client.next();
    client.webSocket.close(1000, 'bye');
    await watcher.until('ended');
    assert.deepEqual(watcher.events.map(brief), [
      'tls',
      `GET /?trace=${watcher.id.slice(0, 8)}… HTTP/1.1`,
      'HTTP/1.1 101 Switching Protocols',
      'deadlineStarted',
      'client: 1  {"token":"ebfb7ff0…"}',
      'checkStarted',
      'checkEnded alice',
      'server: 1  Successfully authenticated.',
      'deadlineStopped',
      'authenticated',
      'client: 1  {"msg":"hello"}',
      'server: 1  {"msg":"hello"}',
      'client: 8 1000 bye',
      'server: 8 1000 bye',
      'ended by server',
    ]);
  });

  it('shows a refusal with its cause, which the client is not told', async (t) => {
    const lab = await startLab(t);
    const watcher = await watch(t, lab.urls.page);
    const client = await connect(t, `${lab.urls.webSocket}?trace=${watcher.id}`);
    client.send('{"token":"wrong"}');
    await watcher.until('ended');
    assert.deepEqual(watcher.events.map(brief).slice(4), [
      'client: 1  {"token":"…"}',
      'checkStarted',
      'checkEnded undefined',
      'deadlineStopped',
      'refused: credential not accepted',
      'server: 8 1011 unauthenticated',
      'client: 8 1011 unauthenticated',
      'ended by server',
    ]);
  });

  it('C19 shows the HTTP answer that a page sees as 1006', async (t) => {
    const lab = await startLab(t);
    const watcher = await watch(t, lab.urls.page);
    const attacker = await attack(t, lab.port);
    attacker.write(upgradeRequest(`/?trace=${watcher.id}`, { 'Sec-WebSocket-Version': '8' }));
    await watcher.until('ended');
    const response = watcher.events.find((event) => event.type === 'response');
    assert.equal(response?.status, 426);
    assert.match(response.body, /version 13 only/);
  });

  it('C05 shows the live key and the Accept computed from it', async (t) => {
    const lab = await startLab(t);
    const watcher = await watch(t, lab.urls.page);
    const attacker = await attack(t, lab.port);
    attacker.write(upgradeRequest(`/?trace=${watcher.id}`));
    await watcher.until('response');
    const header = (type: 'request' | 'response', name: string) => {
      const event = watcher.events.find((one) => one.type === type);
      return event && 'headers' in event ? event.headers.find(([field]) => field === name)?.[1] : undefined;
    };
    assert.equal(header('request', 'Sec-WebSocket-Key'), 'dGhlIHNhbXBsZSBub25jZQ==');
    assert.equal(header('response', 'Sec-WebSocket-Accept'), 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });

  it('shows frames as they were on the wire: fragments, pings, pongs, lengths, masking, broken ones too', async (t) => {
    const lab = await startLab(t);
    const watcher = await watch(t, lab.urls.page);
    const attacker = await attack(t, lab.port);
    attacker.write(
      Buffer.concat([
        Buffer.from(upgradeRequest(`/?trace=${watcher.id}`)),
        frame({ opcode: opcodes.text, payload: `{"token":"${DEMO_TOKEN.slice(0, 10)}`, fin: false }),
        frame({ opcode: opcodes.ping, payload: 'still there?' }),
        frame({ opcode: opcodes.continuation, payload: `${DEMO_TOKEN.slice(10)}"}` }),
        text(`"${'x y '.repeat(100)}"`),
        frame({ opcode: opcodes.text, payload: '1', rsv: 2, masked: false }),
      ]),
    );
    await watcher.until('ended');
    const frames = watcher.events.filter((event) => event.type === 'frame');
    const facts = frames.map(({ from, opcode, fin, rsv, masked, length, headerLength }) =>
      [from, opcode, fin, rsv, masked, length, headerLength].join(' '),
    );
    assert.deepEqual(
      facts.filter((fact) => fact.startsWith('client')),
      [
        'client 1 false 0 true 20 6',
        'client 9 true 0 true 12 6',
        'client 0 true 0 true 28 6',
        'client 1 true 0 true 402 8',
        'client 1 true 2 false 1 2',
      ],
    );
    assert.ok(facts.includes('server 10 true 0 false 12 2'), 'the pong');
    assert.ok(facts.includes('server 8 true 0 false 2 2'), 'the close frame');
  });

  it('holds no credential in any event', async (t) => {
    const lab = await startLab(t);
    const watcher = await watch(t, lab.urls.page);
    const client = await connect(t, `${lab.urls.webSocket}?token=${DEMO_TOKEN}&trace=${watcher.id}`, {
      headers: { Authorization: `Bearer ${DEMO_TOKEN}`, Cookie: `__Host-session=${DEMO_TOKEN}` },
      rejectUnauthorized: false,
    });
    client.send(`{"token":"${DEMO_TOKEN}"}`);
    await client.next();
    client.send(`"${DEMO_TOKEN}"`);
    await client.next();
    client.webSocket.close(1000, DEMO_TOKEN);
    await watcher.until('ended');
    assert.equal(watcher.text().includes(DEMO_TOKEN), false);
    assert.equal(watcher.text().includes(DEMO_TOKEN.slice(9)), false);
  });

  it('refuses a malformed id, and an id that another page reads', async (t) => {
    const lab = await startLab(t);
    const watcher = await watch(t, lab.urls.page);
    for (const id of ['1', 'g'.repeat(32), watcher.id, watcher.id.toUpperCase(), '%00']) {
      const get = request(new URL(`/trace/${id}`, lab.urls.page), { rejectUnauthorized: false }).end();
      const [response] = await once(get, 'response');
      assert.equal(response.statusCode, 404);
      response.resume();
    }
  });

  it('shows connections of our own pages and of clients without a page, but not of a foreign page in the same browser', async (t) => {
    const lab = await startLab(t, { allowOrigin: ['https://friend.example'] });
    const { host, origin } = new URL(lab.urls.page);
    const watcher = await watch(t, lab.urls.page);
    const path = `/ws/cookie?trace=${watcher.id}`;
    const headers = { Host: host, Cookie: 'a=b' };
    for (const foreign of [
      'https://evil.example',
      'null',
      'http://localhost',
      `http://${host}`,
      'https://localhost:1',
      'https://friend.example.evil.example',
      `${origin} https://friend.example`,
      'https://FRIEND.example',
      '',
    ]) {
      const attacker = await attack(t, lab.port);
      attacker.write(upgradeRequest(path, { ...headers, Origin: foreign }));
      await attacker.ended;
    }
    assert.deepEqual(watcher.events, []);
    for (const ours of [origin, 'https://friend.example', undefined]) {
      const watcherOfOne = await watch(t, lab.urls.page);
      const client = await attack(t, lab.port);
      client.write(upgradeRequest(`/ws/cookie?trace=${watcherOfOne.id}`, { ...headers, Origin: ours }));
      await watcherOfOne.until('ended');
    }
    // Events of the foreign connections would have come before this.
    const client = await attack(t, lab.port);
    client.write(upgradeRequest(path, { ...headers, 'User-Agent': 'ours' }));
    await watcher.until('ended');
    const requests = watcher.events.filter(({ type }) => type === 'request');
    assert.equal(requests.length, 1);
    assert.match(JSON.stringify(requests), /ours/);
  });

  it('tells one of our own pages that it was refused because of its origin', async (t) => {
    const lab = await startLab(t, { allowOrigin: ['https://elsewhere.example'] });
    const { host, origin } = new URL(lab.urls.page);
    const watcher = await watch(t, lab.urls.page);
    const client = await attack(t, lab.port);
    client.write(upgradeRequest(`/?trace=${watcher.id}`, { Host: host, Origin: origin }));
    await watcher.until('ended');
    assert.equal(watcher.events.find((event) => event.type === 'response')?.status, 403);
  });

  it('does not show a connection from another address, but those from both addresses of this machine', async (t) => {
    const lab = await startLab(t);
    const watcher = await watch(t, lab.urls.page, { host: '127.0.0.1' });
    const neighbour = await attack(t, lab.port, { from: '127.0.0.2' });
    neighbour.write(upgradeRequest(`/nowhere?trace=${watcher.id}`));
    await neighbour.ended;
    const own = await attack(t, lab.port, { host: '::1', from: '::1' });
    own.write(upgradeRequest(`/?trace=${watcher.id}`, { 'Sec-WebSocket-Version': '8' }));
    await watcher.until('ended');
    assert.deepEqual(
      watcher.events.filter((event) => event.type === 'response').map(({ status }) => status),
      [426],
    );
  });

  it('behind a proxy belongs to the client, not to the proxy', async (t) => {
    const lab = await startLab(t, { trustProxy: 1 });
    const watcher = await watch(t, lab.urls.page, { headers: { 'X-Forwarded-For': '192.0.2.1' } });
    for (const client of ['192.0.2.2', '192.0.2.1']) {
      const attacker = await attack(t, lab.port);
      attacker.write(
        upgradeRequest(`/nowhere?trace=${watcher.id}`, { 'X-Forwarded-For': client, 'User-Agent': client }),
      );
      await attacker.ended;
    }
    await watcher.until('ended');
    assert.doesNotMatch(watcher.text(), /192\.0\.2\.2/);
    assert.match(watcher.text(), /192\.0\.2\.1/);
  });

  it('can be given up and read on with the key that began it, and no event is missing', async (t) => {
    const lab = await startLab(t);
    const headers = { 'X-Trace-Key': 'ab'.repeat(16) };
    const watcher = await watch(t, lab.urls.page, { headers });
    const client = await connect(t, `${lab.urls.webSocket}?trace=${watcher.id}`);
    await watcher.until('deadlineStarted');
    watcher.leave();
    client.send(`{"token":"${DEMO_TOKEN}"}`);
    await client.next();
    const last = /\nid: (\d+)\n\n$/.exec(watcher.text())?.[1] ?? '';
    const wrong = { 'X-Trace-Key': 'cd'.repeat(16), 'Last-Event-ID': last };
    await assert.rejects(watch(t, lab.urls.page, { id: watcher.id, headers: wrong }), /404/);
    const again = await watch(t, lab.urls.page, {
      id: watcher.id,
      headers: { ...headers, 'Last-Event-ID': last },
    });
    client.webSocket.close(1000);
    await again.until('ended');
    assert.deepEqual([...watcher.events, ...again.events].map(brief).slice(3, 6), [
      'deadlineStarted',
      'client: 1  {"token":"ebfb7ff0…"}',
      'checkStarted',
    ]);
  });

  it('shows fragments as they come, and their text with the last one', async (t) => {
    const lab = await startLab(t);
    const watcher = await watch(t, lab.urls.page);
    const attacker = await attack(t, lab.port);
    const pieces = `{"token":"${DEMO_TOKEN}"}`.match(/.{1,12}/g) ?? [];
    attacker.write(upgradeRequest(`/?trace=${watcher.id}`));
    for (const [at, payload] of pieces.entries()) {
      const opcode = at === 0 ? opcodes.text : opcodes.continuation;
      attacker.write(frame({ opcode, payload, fin: at === pieces.length - 1 }));
    }
    await watcher.until('authenticated');
    assert.deepEqual(
      watcher.events.flatMap((event) =>
        event.type === 'frame' && event.from === 'client' ? [event.text] : [],
      ),
      ['', '', '', '{"token":"ebfb7ff0…"}'],
    );
  });
});
