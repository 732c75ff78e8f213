import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { handshake } from '@websocket-auth-lab/wire';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import { closes } from '../../../protocol/outcomes.ts';
import { ask, fetchTicket, type SignedIn, signIn } from '../../support/auth.ts';
import { connect } from '../../support/client.ts';
import { fetchRaw } from '../../support/http.ts';
import { startLab } from '../../support/lab.ts';
import { accessToken, attempt, cookieAttempt, present, refusals } from '../../support/methods.ts';
import { at, health, inside, startNodes, ticketAt } from '../../support/nodes.ts';
import { answering, askForBoundToken, makeHolder } from '../../support/proofs.ts';
import { noRedis, startRedis } from '../../support/redis.ts';
import { startRedisProxy } from '../../support/redis-proxy.ts';
import { eventually } from '../../support/until.ts';

const HEALTH_REQUEST = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
const TICKET_BODY = '{"method":"query-ticket"}';

const sessionEnded = { code: closes.sessionEnded.code, reason: closes.sessionEnded.reason };

describe('Three nodes with one Redis', { skip: noRedis, concurrency: 2 }, () => {
  it('know the same sessions, and are ready', async (t) => {
    const { nodes } = await startNodes(t);
    const [first, second] = nodes;
    const signedIn = await signIn(first.urls.page);
    const answer = await ask(second.urls.page, '/auth/session', at(second, signedIn));
    assert.deepEqual(answer.json, { user: 'alice', csrfToken: signedIn.csrfToken });
    for (const node of nodes) assert.deepEqual(await health(node), [200, 200]);
  });

  it('C35 let a ticket in once, wherever it is shown', async (t) => {
    const { nodes } = await startNodes(t);
    const [first] = nodes;
    const signedIn = await signIn(first.urls.page);
    for (let count = 0; count < 20; count++) {
      const ticket = await ticketAt(first, signedIn, 'query-ticket');
      const verdicts = await Promise.all(
        nodes.map((node) => attempt(t, node, 'query-ticket', present['query-ticket'](ticket))),
      );
      const refused = refusals['query-ticket'];
      assert.deepEqual(verdicts.toSorted(), [refused, refused, 'open']);
    }
  });

  it('issue one token for a proof, to whichever it is shown, and the token is good on all of them', async (t) => {
    const { nodes } = await startNodes(t, { publicUrl: 'wss://chat.example.org' });
    const [first] = nodes;
    const signedIn = await signIn(first.urls.page);
    const holder = await makeHolder();
    const proof = await holder.prove({ htm: 'POST', htu: 'https://chat.example.org/auth/token' });
    const answers = await Promise.all(nodes.map((node) => askForBoundToken(node, at(node, signedIn), proof)));
    const issued = answers.filter(({ status }) => status === 200);
    assert.equal(issued.length, 1);
    const token = String(issued[0]?.json.accessToken);
    const htu = 'wss://chat.example.org/ws/proof-message';
    for (const node of nodes) {
      const shown = answering(node, token, holder, { claims: { htu } });
      assert.equal(await attempt(t, node, 'proof-message', shown), 'open');
    }
  });

  it('have one limit of unused tickets for a session', async (t) => {
    const { nodes } = await startNodes(t);
    const signedIn = await signIn(nodes[0].urls.page);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => {
        const node = nodes[index % 3] ?? nodes[0];
        const json = { method: 'first-message' };
        return ask(node.urls.page, '/auth/tickets', { method: 'POST', ...at(node, signedIn), json });
      }),
    );
    const statuses = answers.map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 201).length, 8);
    assert.equal(statuses.filter((status) => status === 429).length, 4);
  });

  it('have one budget of failures for an address, however many fail at once', async (t) => {
    const { nodes } = await startNodes(t, { authFailuresPerMinute: 20 });
    const guess = present['bearer-header']('a-wrong-token');
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        attempt(t, nodes[index % 3] ?? nodes[0], 'bearer-header', guess),
      ),
    );
    let failed = 0;
    for (const node of nodes) {
      const { body } = await fetchRaw(node.urls.page, '/metrics');
      failed += Number(
        /_seconds_count\{method="bearer-header",result="refused"\} (\d+)/.exec(body)?.[1] ?? 0,
      );
    }
    assert.equal(failed, 20);
    const right = present['bearer-header'](DEMO_TOKEN);
    for (const node of nodes) assert.equal(await attempt(t, node, 'bearer-header', right), 429);
  });

  it('let in everybody with a right credential, though more come at once than may fail', async (t) => {
    const { nodes } = await startNodes(t, { authFailuresPerMinute: 5 });
    const right = present['bearer-header'](DEMO_TOKEN);
    const verdicts = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        attempt(t, nodes[index % 3] ?? nodes[0], 'bearer-header', right),
      ),
    );
    assert.deepEqual(new Set(verdicts), new Set(['open']));
  });

  it('C26 end the sockets of a session that is signed out at one of them', async (t) => {
    const { nodes } = await startNodes(t);
    const [first, second, third] = nodes;
    const signedIn = await signIn(first.urls.page);
    const sockets = await Promise.all(nodes.map((node) => inside(t, node, signedIn)));
    const start = performance.now();
    const { status } = await ask(second.urls.page, '/auth/session', {
      method: 'DELETE',
      ...at(second, signedIn),
    });
    assert.equal(status, 204);
    for (const { closed } of sockets) assert.deepEqual(await closed, sessionEnded);
    assert.ok(performance.now() - start < 1000);
    const { status: after } = await ask(third.urls.page, '/auth/session', at(third, signedIn));
    assert.equal(after, 401);
  });

  it('C26 end them within a second, too, if the message about it was lost', async (t) => {
    const redis = await startRedis(t);
    const proxy = await startRedisProxy(t, redis.socket);
    const first = await startLab(t, { tls: false, redis: redis.url });
    const deaf = await startLab(t, { tls: false, redis: `redis://127.0.0.1:${proxy.port}` });
    const signedIn = await signIn(first.urls.page);
    const { closed } = await inside(t, deaf, signedIn);
    let lost = 0;
    proxy.edit = (said) =>
      said.replace(/>3\r\n\$7\r\nmessage\r\n(?:\$\d+\r\n[^\r]*\r\n){2}/g, () => {
        lost++;
        return '';
      });
    await ask(first.urls.page, '/auth/session', { method: 'DELETE', ...at(first, signedIn) });
    const start = performance.now();
    assert.deepEqual(await closed, sessionEnded);
    assert.ok(performance.now() - start < 1000);
    assert.equal(lost, 1);
  });

  it('take an access token of any of them, even after its node has gone', async (t) => {
    const { nodes } = await startNodes(t);
    const [first, second, third] = nodes;
    const signedIn = await signIn(first.urls.page);
    const token = await accessToken(first, signedIn);
    await first.close();
    for (const node of [second, third]) {
      assert.equal(await attempt(t, node, 'token-refresh', present['token-refresh'](token)), 'open');
    }
  });

  it('agree about the time, though the clock of one is an hour off', async (t) => {
    const redis = await startRedis(t);
    const ahead = await startLab(t, { tls: false, redis: redis.url }, () => Date.now() + 3_600_000);
    const right = await startLab(t, { tls: false, redis: redis.url });
    const signedIn = await signIn(ahead.urls.page);
    for (const [issuer, taker] of [
      [ahead, right],
      [right, ahead],
    ] as const) {
      const token = await accessToken(issuer, at(issuer, signedIn));
      const client = await connect(t, `${taker.urls.methods.get('token-refresh')}`);
      client.send(JSON.stringify({ type: 'authenticate', token }));
      const { expiresIn } = JSON.parse(await client.next());
      assert.ok(expiresIn > 55 && expiresIn <= 60, `${expiresIn} s`);
      const ticket = await ticketAt(issuer, signedIn);
      assert.equal(await attempt(t, taker, 'first-message', present['first-message'](ticket)), 'open');
    }
  });

  it('keep nothing in Redis that could be used, and nothing that does not expire', async (t) => {
    const { redis, nodes } = await startNodes(t);
    const [first, second] = nodes;
    const signedIn = await signIn(first.urls.page);
    const ticket = await ticketAt(first, signedIn);
    const token = await accessToken(second, at(second, signedIn));
    await attempt(t, second, 'token-refresh', present['token-refresh'](token));
    await attempt(t, first, 'first-message', present['first-message']('a-wrong-token'));
    const keys = await redis.keys();
    let everything = '';
    for (const key of keys) {
      assert.match(key, /^lab:/);
      const left = Number(await redis.ask('PTTL', key));
      assert.ok(left > 0, `${key} expires`);
      everything += `${key} ${Buffer.from(String(await redis.ask('DUMP', key)), 'latin1')}\n`;
      const type = String(await redis.ask('TYPE', key));
      const read =
        { hash: ['HGETALL', key], zset: ['ZRANGE', key, '0', '-1'], string: ['GET', key] }[type] ?? [];
      everything += `${JSON.stringify(await redis.ask(...read))}\n`;
    }
    assert.match(everything, /alice/, 'it was read');
    const secrets = [
      signedIn.cookie.split('=')[1],
      signedIn.csrfToken,
      ticket,
      token,
      DEMO_TOKEN,
      'rabbit-hole',
    ];
    for (const secret of secrets) {
      assert.ok(secret);
      assert.ok(!everything.includes(secret), secret);
      for (const part of secret.split('.')) assert.ok(part.length < 20 || !everything.includes(part), part);
    }
    // Of a private key the public one has no `d` (RFC 7518, section 6.2.2.1).
    assert.doesNotMatch(everything, /\\?"d\\?":/);
  });

  it('leave nothing behind but what is still good', async (t) => {
    const { redis, nodes } = await startNodes(t);
    const [first] = nodes;
    const signedIn = await signIn(first.urls.page);
    for (const node of nodes) {
      const ticket = await ticketAt(node, signedIn);
      assert.equal(await attempt(t, node, 'first-message', present['first-message'](ticket)), 'open');
    }
    await ask(first.urls.page, '/auth/session', { method: 'DELETE', ...at(first, signedIn) });
    await Promise.all(nodes.map((node) => node.close()));
    const left = (await redis.keys()).filter((key) => !key.startsWith('lab:node:'));
    assert.deepEqual(left, []);
    // A node is remembered for some seconds, and is the only thing that is.
    for (const key of await redis.keys()) await redis.ask('PEXPIRE', key, '1');
    await eventually(t, async () => (await redis.keys()).length === 0);
  });

  it('are told to stop: not ready first, then still open for a second, then for who is at the door, then closed', async (t) => {
    const { nodes } = await startNodes(t);
    const [first, second] = nodes;
    const signedIn = await signIn(first.urls.page);
    const { closed } = await inside(t, first, signedIn);
    const atTheDoor = await openSocket(t, first.port);
    const retired = first.retire();
    assert.deepEqual(await health(first), [503, 200]);
    assert.equal((await ask(first.urls.page, '/api/lab')).headers.connection, 'close');
    assert.equal(await attempt(t, first, 'cookie', cookieAttempt(first, signedIn)), 'open');
    await fetchTicket(first.urls.page, signedIn);
    await eventually(t, () => isRefused(t, first.port));
    atTheDoor.write(handshake(new URL(first.urls.webSocket)));
    const [answer] = await once(atTheDoor, 'data');
    assert.match(String(answer), /^HTTP\/1\.1 101 /);
    await retired;
    await first.close();
    assert.deepEqual(await closed, { code: 1001, reason: closes.shuttingDown.reason });
    assert.equal(await attempt(t, second, 'cookie', cookieAttempt(second, at(second, signedIn))), 'open');
  });

  it('answer who came in the last moment before the doors closed, however long that takes', async (t) => {
    const redis = await startRedis(t);
    const proxy = await startRedisProxy(t, redis.socket);
    const node = await startLab(t, { redis: `redis://127.0.0.1:${proxy.port}`, tls: false });
    const signedIn = await signIn(node.urls.page);
    const ticket = await fetchTicket(node.urls.page, signedIn, 'query-ticket');
    proxy.delayMs = 150;
    // The system has their connections, and this process has not accepted them, when the second is over.
    const lastMoment = new Promise<{ upgrade: Socket; request: Socket }>((resolve) => {
      setTimeout(() => {
        const upgrade = createConnection(node.port, '127.0.0.1');
        const url = new URL(`?ticket=${ticket}`, node.urls.methods.get('query-ticket'));
        upgrade.write(handshake(url));
        const request = createConnection(node.port, '127.0.0.1');
        request.write(ticketRequest(signedIn));
        t.after(() => [upgrade, request].forEach((socket) => void socket.destroy()));
        resolve({ upgrade, request });
      }, 1000);
    });
    const retired = node.retire();
    const { upgrade, request } = await lastMoment;
    const answers = Promise.all([once(upgrade, 'data'), once(request, 'data')]);
    await retired;
    const closed = node.close();
    // It needs Redis after the ports have begun to close.
    request.write(TICKET_BODY);
    const [switched, issued] = await answers;
    assert.match(String(switched), /^HTTP\/1\.1 101 /);
    assert.match(String(issued), /^HTTP\/1\.1 201 /);
    await closed;
  });

  it('answer what comes on a connection that a balancer has kept, in the moment when it would be closed', async (t) => {
    const node = await startLab(t, { redis: (await startRedis(t)).url, tls: false });
    const signedIn = await signIn(node.urls.page);
    const [kept, last] = [await openSocket(t, node.port), await openSocket(t, node.port)];
    kept.write(HEALTH_REQUEST);
    await once(kept, 'data');
    const closed = node.retire().then(() => node.close());
    await eventually(t, () => isRefused(t, node.port));
    // The node waits for this one alone, and what is written next has arrived by the time it reads this.
    last.write(HEALTH_REQUEST);
    kept.write(ticketRequest(signedIn, TICKET_BODY));
    assert.match(String(await once(kept, 'data')), /^HTTP\/1\.1 201 /);
    await closed;
  });
});

/** A whole request for a ticket, or without its body. */
function ticketRequest({ headers }: SignedIn, body = ''): string {
  const all = { ...headers, 'Content-Type': 'application/json', 'Content-Length': `${TICKET_BODY.length}` };
  const fields = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /auth/tickets HTTP/1.1\r\nHost: localhost\r\n${fields.join('')}\r\n${body}`;
}

/** Opens a TCP connection and says nothing; it ends with the test. @throws the error of the socket */
async function openSocket(t: TestContext, port: number): Promise<Socket> {
  const socket = createConnection(port, '127.0.0.1');
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Whether nothing listens there any more. */
function isRefused(t: TestContext, port: number): Promise<boolean> {
  return openSocket(t, port).then(
    (socket) => {
      socket.destroy();
      return false;
    },
    (error) => {
      assert.match(String(error), /ECONNREFUSED/);
      return true;
    },
  );
}
