import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import {
  type Attacker,
  attack,
  attackWebSocket,
  closeFrame,
  frame,
  opcodes,
  text,
  upgradeRequest,
} from '../support/attacker.ts';
import { connect } from '../support/client.ts';
import { fetchRaw } from '../support/http.ts';
import { startLab } from '../support/lab.ts';
import { enter, knock, metric, untilMetric } from '../support/limits.ts';

const stranger = '127.0.0.2';
const tokenMessage = text(`{"token":"${DEMO_TOKEN}"}`);
const wrongToken = text('{"token":"wrong"}');
const waiting = 'lab_connections{state="waiting"}';
const authenticated = 'lab_connections{state="authenticated"}';
const refused = (cause: string) => `lab_refused_total{stage="upgrade",cause="${cause}"}`;
const ended = (cause: string) => `lab_ended_total{cause="${cause}"}`;

describe('Connections', { concurrency: true, timeout: 30_000 }, () => {
  it('C09 the last seat of an address is given, the next connection gets 429, other addresses are served', async (t) => {
    const lab = await startLab(t, { maxConnectionsPerAddress: 3 });
    for (let count = 0; count < 2; count++) assert.equal((await knock(t, lab)).status, 101);
    const honest = await enter(t, lab);
    const { status, retryAfter } = await knock(t, lab);
    assert.deepEqual([status, retryAfter], [429, 5]);
    assert.equal((await knock(t, lab, { from: stranger })).status, 101);
    honest.write(text('{"msg":"still here"}'));
    await honest.until(/still here/);
    assert.equal(await metric(lab, refused('tooManyFromAddress')), 1);
  });

  it('C09 the last seat of the house is given, the next connection gets 503, whoever is in is served', async (t) => {
    const lab = await startLab(t, { maxConnections: 2, maxConnectionsPerAddress: 2, maxUnauthenticated: 2 });
    const honest = await enter(t, lab);
    const last = await knock(t, lab, { from: stranger });
    assert.equal(last.status, 101);
    const { status, retryAfter } = await knock(t, lab, { from: '127.0.0.3' });
    assert.deepEqual([status, retryAfter], [503, 5]);
    honest.write(text('{"msg":"still here"}'));
    await honest.until(/still here/);
    last.reset();
    await untilMetric(lab, waiting, 0);
    assert.equal((await knock(t, lab, { from: '127.0.0.3' })).status, 101);
    assert.equal(await metric(lab, refused('tooManyConnections')), 1);
  });

  it('C10 silent sockets fill only their own pool, and are swept at the deadline', async (t) => {
    const lab = await startLab(t, { maxUnauthenticated: 2, authDeadlineMs: 1000 });
    const honest = await enter(t, lab);
    const hoard = [await knock(t, lab, { from: stranger }), await knock(t, lab, { from: '127.0.0.3' })];
    assert.deepEqual(
      hoard.map(({ status }) => status),
      [101, 101],
    );
    const { status, retryAfter } = await knock(t, lab);
    assert.deepEqual([status, retryAfter], [503, 5]);
    honest.write(text('{"msg":"still here"}'));
    await honest.until(/still here/);
    await Promise.all(hoard.map((silent) => silent.ended));
    await untilMetric(lab, waiting, 0);
    await enter(t, lab);
    assert.equal(await metric(lab, authenticated), 2);
    assert.equal(await metric(lab, refused('tooManyUnauthenticated')), 1);
  });

  it('a client that is authenticated leaves the pool of those who are not', async (t) => {
    const lab = await startLab(t, { maxUnauthenticated: 1 });
    const first = await knock(t, lab);
    assert.equal((await knock(t, lab)).status, 503);
    first.write(tokenMessage);
    await first.until(/Successfully/);
    assert.equal((await knock(t, lab)).status, 101);
  });

  /** Takes the only seat of an address and gives it back, each in its way. */
  const ends: Record<string, (attacker: Attacker) => unknown> = {
    'a closing handshake': (attacker) => attacker.write(frame({ opcode: opcodes.close })),
    'a TCP reset': (attacker) => attacker.reset(),
    'the end of TCP without a close frame': (attacker) => attacker.socket.end(),
    'the deadline': () => {},
    'a wrong token': (attacker) => attacker.write(wrongToken),
    'a message over 64 KiB (1009)': (attacker) =>
      attacker.write(frame({ opcode: opcodes.text, claimedLength: 65_537 })),
    'a broken frame (1002)': (attacker) => attacker.write(frame({ opcode: 3 })),
    'text that is not UTF-8 (1007)': (attacker) =>
      attacker.write(frame({ opcode: opcodes.text, payload: Buffer.from([0xff]) })),
    'a binary message after the token (1003)': (attacker) => {
      attacker.write(tokenMessage);
      attacker.write(frame({ opcode: opcodes.binary, payload: 'x' }));
    },
    'a reset right behind the token': (attacker) => {
      attacker.write(tokenMessage);
      attacker.reset();
    },
    'too many messages (1008)': (attacker) => {
      attacker.write(tokenMessage);
      attacker.write(Buffer.concat(Array.from({ length: 101 }, () => text('1'))));
    },
  };
  for (const [what, end] of Object.entries(ends)) {
    it(`a seat comes back after ${what}`, async (t) => {
      const lab = await startLab(t, { maxConnectionsPerAddress: 1, authDeadlineMs: 500 });
      const first = await knock(t, lab);
      assert.equal((await knock(t, lab)).status, 429);
      end(first);
      await first.ended;
      await untilMetric(lab, waiting, 0);
      await untilMetric(lab, authenticated, 0);
      assert.equal((await knock(t, lab)).status, 101);
      assert.equal((await knock(t, lab)).status, 429);
    });
  }

  const refusals: Record<string, { path: string; status: number }> = {
    'a 401': { path: '/ws/query-token?token=wrong', status: 401 },
    'a 403': { path: '/ws/cookie', status: 403 },
    'a 404, which takes none': { path: '/nowhere', status: 404 },
  };
  for (const [what, { path, status }] of Object.entries(refusals)) {
    it(`a seat comes back after ${what}`, async (t) => {
      const lab = await startLab(t, { maxConnectionsPerAddress: 1 });
      const headers = { Origin: 'https://evil.example' };
      const refusedOne = await knock(t, lab, { path, headers });
      assert.equal(refusedOne.status, status);
      await refusedOne.ended;
      await untilMetric(lab, waiting, 0);
      assert.equal((await knock(t, lab)).status, 101);
    });
  }

  it('a client that resets while it asks for the 101 leaves no seat behind', async (t) => {
    const lab = await startLab(t, { maxConnectionsPerAddress: 1 });
    for (let count = 0; count < 20; count++) {
      const attacker = await attack(t, lab.port);
      attacker.write(upgradeRequest());
      attacker.reset();
      await attacker.ended;
    }
    await untilMetric(lab, waiting, 0);
    assert.equal((await knock(t, lab)).status, 101);
  });

  it('behind a trusted proxy the seats are those of the clients it names', async (t) => {
    const lab = await startLab(t, { trustProxy: 1, maxConnectionsPerAddress: 1 });
    const via = (forwarded: string) => knock(t, lab, { headers: { 'X-Forwarded-For': forwarded } });
    assert.equal((await via('192.0.2.1')).status, 101);
    assert.equal((await via('203.0.113.9, 192.0.2.1')).status, 429);
    assert.equal((await via('192.0.2.2')).status, 101);
    assert.match(JSON.stringify(lab.logged), /"address":"192\.0\.2\.1"/);
  });

  it('without one nobody gets another seat by naming another address', async (t) => {
    const lab = await startLab(t, { maxConnectionsPerAddress: 1 });
    assert.equal((await knock(t, lab, { headers: { 'X-Forwarded-For': '192.0.2.1' } })).status, 101);
    assert.equal((await knock(t, lab, { headers: { 'X-Forwarded-For': '192.0.2.2' } })).status, 429);
  });
});

describe('Failed authentications', { concurrency: true, timeout: 30_000 }, () => {
  const fail = async (t: TestContext, lab: Awaited<ReturnType<typeof startLab>>) => {
    const guess = await knock(t, lab);
    assert.equal(guess.status, 101);
    guess.write(wrongToken);
    assert.deepEqual(closeFrame(await guess.ended), { code: 1011, reason: 'unauthenticated' });
  };

  it('use up a budget, after which the address gets 429 before the 101 and others are served', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 2 });
    await fail(t, lab);
    await fail(t, lab);
    const { status, retryAfter } = await knock(t, lab);
    assert.equal(status, 429);
    assert.ok(retryAfter > 0 && retryAfter <= 60, String(retryAfter));
    await enter(t, lab, { from: stranger });
    assert.equal(await metric(lab, refused('tooManyFailures')), 1);
  });

  it('leave alone who is in already, and success costs nothing', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 1 });
    for (let count = 0; count < 5; count++) await enter(t, lab);
    const honest = await enter(t, lab);
    await fail(t, lab);
    assert.equal((await knock(t, lab)).status, 429);
    honest.write(text('{"msg":"still here"}'));
    await honest.until(/still here/);
  });

  it('count together over WebSocket methods and sign-ins', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 3 });
    await fail(t, lab);
    assert.equal((await knock(t, lab, { path: '/ws/query-token?token=wrong' })).status, 401);
    const signIn = () =>
      fetchRaw(lab.urls.page, '/auth/session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"user":"alice","password":"wrong"}',
        host: '127.0.0.1',
        hostname: '127.0.0.1',
      });
    assert.equal((await signIn()).status, 401);
    assert.equal((await knock(t, lab)).status, 429);
    const refusedSignIn = await signIn();
    assert.equal(refusedSignIn.status, 429);
    assert.match(String(refusedSignIn.headers['retry-after']), /^[1-6]?\d$/);
  });

  it('of connections that were let in before are not asked about beyond the budget', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 2 });
    const guesses = [await knock(t, lab), await knock(t, lab), await knock(t, lab), await knock(t, lab)];
    for (const guess of guesses) {
      guess.write(wrongToken);
      assert.deepEqual(closeFrame(await guess.ended), { code: 1011, reason: 'unauthenticated' });
    }
    const asked = (result: string) =>
      metric(lab, `lab_auth_check_seconds_count{method="first-message",result="${result}"}`);
    assert.deepEqual([await asked('refused'), await asked('unasked')], [2, 2]);
  });

  it('are none where no credential was shown: silence, nonsense, a first request of Basic', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 1, authDeadlineMs: 200 });
    await (await knock(t, lab)).ended;
    const nonsense = await knock(t, lab);
    nonsense.write(text('nonsense'));
    await nonsense.ended;
    const headers = { Origin: lab.urls.page.slice(0, -1), Host: new URL(lab.urls.page).host };
    assert.equal((await knock(t, lab, { path: '/ws/basic', headers })).status, 401);
    assert.equal((await knock(t, lab)).status, 101);
  });
});

describe('Messages', { concurrency: true, timeout: 30_000 }, () => {
  it('C09 a burst up to the limit is answered, one message more ends the connection with 1008', async (t) => {
    const lab = await startLab(t, { messageRate: 5 });
    const honest = await connect(t, lab.urls.webSocket);
    const flooding = await connect(t, lab.urls.webSocket);
    for (const [client, count] of [
      [honest, 10],
      [flooding, 11],
    ] as const) {
      client.send(`{"token":"${DEMO_TOKEN}"}`);
      await client.next();
      for (let sent = 0; sent < count; sent++) client.send(String(sent));
      for (let sent = 0; sent < 10; sent++) assert.equal(await client.next(), String(sent));
    }
    assert.deepEqual(await flooding.closed, { code: 1008, reason: 'rate limit exceeded' });
    assert.equal(honest.webSocket.readyState, honest.webSocket.OPEN);
    assert.equal(await metric(lab, ended('rateLimited')), 1);
    assert.equal(await metric(lab, 'lab_messages_total'), 21);
  });

  it('pings cost what messages cost, and before the token end as everything else does', async (t) => {
    const lab = await startLab(t, { messageRate: 5 });
    const pings = Buffer.concat(Array.from({ length: 11 }, () => frame({ opcode: opcodes.ping })));
    const inside = await enter(t, lab);
    inside.write(pings);
    assert.deepEqual(closeFrame(await inside.ended), { code: 1008, reason: 'rate limit exceeded' });
    const outside = await attackWebSocket(t, lab.port);
    outside.write(pings);
    assert.deepEqual(closeFrame(await outside.ended), { code: 1011, reason: 'unauthenticated' });
  });

  it('0 lets any number pass', async (t) => {
    const lab = await startLab(t, { messageRate: 0 });
    const client = await connect(t, lab.urls.webSocket);
    client.send(`{"token":"${DEMO_TOKEN}"}`);
    for (let sent = 0; sent < 500; sent++) client.send(String(sent));
    await client.next();
    for (let sent = 0; sent < 500; sent++) assert.equal(await client.next(), String(sent));
  });
});

describe('The heartbeat', { concurrency: true, timeout: 30_000 }, () => {
  it('cuts off who answers no ping, whatever else it sends, and keeps who does', async (t) => {
    const lab = await startLab(t, { heartbeatMs: 200 });
    const honest = await connect(t, lab.urls.webSocket);
    honest.send(`{"token":"${DEMO_TOKEN}"}`);
    await honest.next();
    const pinged = new Promise<void>((resolve) => {
      let pings = 0;
      honest.webSocket.on('ping', () => ++pings === 5 && resolve());
    });
    const deaf = await enter(t, lab);
    const chatter = setInterval(() => deaf.write(text('1')), 50);
    t.after(() => clearInterval(chatter));
    const received = await deaf.ended;
    assert.ok(received.includes(Buffer.from([0x89, 0])), 'it was pinged');
    assert.equal(closeFrame(received), undefined);
    await pinged;
    honest.send('"still here"');
    assert.equal(await honest.next(), '"still here"');
    assert.equal(await metric(lab, ended('noPong')), 1);
  });
});

describe('The backlog', { concurrency: true, timeout: 30_000 }, () => {
  const large = text(`"${'x'.repeat(65_000)}"`);

  it('of a client that does not read ends its connection, and the memory it holds stays small', async (t) => {
    const lab = await startLab(t, { maxBacklogBytes: 262_144, messageRate: 0 });
    const slow = await enter(t, lab);
    slow.socket.pause();
    // More than both kernels' buffers hold.
    for (let sent = 0; sent < 1000; sent++) slow.write(large);
    await untilMetric(lab, ended('backlogTooLarge'), 1);
    // Without a pause it reads several hundred in the second that the client has.
    const read = await metric(lab, 'lab_messages_total');
    assert.ok(read < 250, `the server read ${read} messages`);
    slow.socket.resume();
    assert.equal(closeFrame(await slow.ended), undefined);
  });

  it('of a client that reads may be over the limit for a moment', async (t) => {
    const lab = await startLab(t, { maxBacklogBytes: 131_072, messageRate: 0 });
    const fast = await connect(t, lab.urls.webSocket);
    fast.send(`{"token":"${DEMO_TOKEN}"}`);
    await fast.next();
    for (let sent = 0; sent < 200; sent++) fast.send(`"${'x'.repeat(65_000)}"`);
    for (let sent = 0; sent < 200; sent++) assert.equal((await fast.next()).length, 65_002);
    assert.equal(await metric(lab, ended('backlogTooLarge')), 0);
  });
});

describe('Origin', { concurrency: true, timeout: 30_000 }, () => {
  const knockFrom = async (t: TestContext, lab: Awaited<ReturnType<typeof startLab>>, path: string) => {
    const { port } = lab;
    const origins = [
      undefined,
      `https://localhost:${port}`,
      'https://a.example',
      'https://evil.example',
      'null',
    ];
    const answers = [];
    for (const origin of origins) {
      const headers = { Host: `localhost:${port}`, ...(origin !== undefined && { Origin: origin }) };
      answers.push((await knock(t, lab, { path, headers })).status);
    }
    return answers;
  };

  it('is not asked of a method that no browser helps, unless there is a list', async (t) => {
    const open = await startLab(t);
    assert.deepEqual(await knockFrom(t, open, '/'), [101, 101, 101, 101, 101]);
    const listed = await startLab(t, { allowOrigin: ['https://a.example'] });
    assert.deepEqual(await knockFrom(t, listed, '/'), [101, 403, 101, 403, 403]);
    assert.equal(await metric(listed, refused('originNotAllowed')), 3);
  });

  it('must be our own for a method that browsers help, or one of the list', async (t) => {
    const open = await startLab(t);
    assert.deepEqual(await knockFrom(t, open, '/ws/cookie'), [403, 401, 403, 403, 403]);
    const listed = await startLab(t, { allowOrigin: ['https://a.example'] });
    assert.deepEqual(await knockFrom(t, listed, '/ws/basic'), [403, 401, 401, 403, 403]);
  });
});

describe('Before HTTP', { concurrency: true, timeout: 30_000 }, () => {
  const door = (cause: string) => `lab_refused_total{stage="door",cause="${cause}"}`;

  it('a TLS handshake that stalls is ended after 5 s', async (t) => {
    const lab = await startLab(t);
    const attacker = await attack(t, lab.port, { tls: false });
    // The head of a ClientHello of 512 bytes, and nothing of it.
    attacker.write(Buffer.from([0x16, 3, 1, 2, 0]));
    const start = performance.now();
    await attacker.ended;
    const took = performance.now() - start;
    assert.ok(took > 4500 && took < 6000, `${took} ms`);
    assert.equal(await metric(lab, door('tls handshake too slow')), 1);
  });

  it('silence, slow headers and large ones are counted by cause', async (t) => {
    const lab = await startLab(t);
    const silent = await attack(t, lab.port, { tls: false });
    const slow = await attack(t, lab.port);
    slow.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
    const atEdge = await knock(t, lab, { headers: { 'X-Long': 'x'.repeat(16_000) } });
    assert.equal(atEdge.status, 101);
    assert.equal((await knock(t, lab, { headers: { 'X-Long': 'x'.repeat(16_384) } })).status, 431);
    await Promise.all([silent.ended, slow.ended]);
    assert.equal(await metric(lab, door('silent')), 1);
    assert.equal(await metric(lab, refused('requestTimeout')), 1);
    assert.equal(await metric(lab, refused('headersTooLarge')), 1);
  });
});
