import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { ClientOptions } from 'ws';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { type MethodId, methodIds } from '../../protocol/methods.ts';
import { certificates } from '../../server/paths.ts';
import { loadOrMakeCertificates, makeClientFiles } from '../../server/tls.ts';
import { attack, closeFrame, text, upgradeRequest } from '../support/attacker.ts';
import { ask, fetchTicket, type SignedIn, signIn } from '../support/auth.ts';
import { connect, type TestClient } from '../support/client.ts';
import { type RunningLab, startLab } from '../support/lab.ts';

/** How a connection attempt ended: open for an echo, or refused by HTTP status or close code. */
type Verdict = 'open' | number;

interface Attempt {
  readonly query?: string;
  readonly protocols?: string[];
  readonly options?: ClientOptions;
  /** Sent first. */
  readonly first?: string;
}

async function attempt(t: TestContext, lab: RunningLab, id: MethodId, how: Attempt): Promise<Verdict> {
  const url = `${lab.urls.methods.get(id)}${how.query ?? ''}`;
  let client: TestClient;
  try {
    client = await connect(t, url, how.options, how.protocols);
  } catch (error) {
    const [, status] = String(error).match(/Unexpected server response: (\d+)/) ?? [];
    if (status === undefined) throw error;
    return Number(status);
  }
  if (how.first !== undefined) {
    client.send(how.first);
    const answer = await Promise.race([
      client.next().catch(() => undefined),
      client.closed.then(() => undefined),
    ]);
    if (answer === undefined) return (await client.closed).code;
  }
  const message = id === 'token-refresh' ? '{"type":"echo","msg":"x"}' : '{"msg":"x"}';
  client.send(message);
  assert.equal(await client.next(), message);
  return 'open';
}

const subprotocols = (token: string) => [
  'lab.v1',
  `base64url.bearer.authorization.lab.${Buffer.from(token).toString('base64url')}`,
];

/** Presents a credential as each method wants it. */
const present: Record<Exclude<MethodId, 'cookie' | 'client-certificate'>, (credential: string) => Attempt> = {
  'first-message': (token) => ({ first: JSON.stringify({ token }) }),
  'authenticate-message': (token) => ({ first: JSON.stringify({ type: 'authenticate', token }) }),
  'token-refresh': (token) => ({ first: JSON.stringify({ type: 'authenticate', token }) }),
  'query-token': (token) => ({ query: `?token=${encodeURIComponent(token)}` }),
  'query-ticket': (ticket) => ({ query: `?ticket=${encodeURIComponent(ticket)}` }),
  subprotocol: (token) => ({ protocols: subprotocols(token) }),
  'bearer-header': (token) => ({ options: { headers: { Authorization: `Bearer ${token}` } } }),
  basic: (pair) => ({
    options: { headers: { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` } },
  }),
};

const refusals: Record<MethodId, Verdict> = {
  'first-message': 1011,
  'authenticate-message': 3000,
  'token-refresh': 3000,
  'query-token': 401,
  'query-ticket': 401,
  cookie: 401,
  subprotocol: 401,
  basic: 401,
  'bearer-header': 401,
  'client-certificate': 401,
};

async function accessToken(lab: RunningLab, { headers }: SignedIn): Promise<string> {
  const { json } = await ask(lab.urls.page, '/auth/token', { method: 'POST', headers });
  return String(json.accessToken);
}

function cookieAttempt(
  lab: RunningLab,
  { cookie, csrfToken }: SignedIn,
  origin = lab.urls.page.slice(0, -1),
): Attempt {
  return { protocols: ['lab.v1', `csrf.${csrfToken}`], options: { origin, headers: { Cookie: cookie } } };
}

describe('Each method lets in who has its credential', { concurrency: 3 }, () => {
  for (const id of [
    'first-message',
    'authenticate-message',
    'query-token',
    'subprotocol',
    'bearer-header',
  ] as const) {
    it(`${id}: the demo token`, async (t) => {
      const lab = await startLab(t);
      assert.equal(await attempt(t, lab, id, present[id](DEMO_TOKEN)), 'open');
    });
  }
  for (const id of [
    'first-message',
    'authenticate-message',
    'query-ticket',
    'subprotocol',
    'bearer-header',
  ] as const) {
    const claim = id === 'query-ticket' ? 'C18 ' : '';
    it(`${claim}${id}: a ticket, once`, async (t) => {
      const lab = await startLab(t);
      const how = present[id](await fetchTicket(lab.urls.page, await signIn(lab.urls.page), id));
      assert.equal(await attempt(t, lab, id, how), 'open');
      assert.equal(await attempt(t, lab, id, how), refusals[id]);
    });
  }

  it('basic: name and password', async (t) => {
    const lab = await startLab(t);
    const how = present.basic('alice:rabbit-hole');
    const origin = lab.urls.page.slice(0, -1);
    assert.equal(await attempt(t, lab, 'basic', { options: { ...how.options, origin } }), 'open');
  });

  it('C15 cookie: the session’s cookie, from this origin, with its CSRF token', async (t) => {
    const lab = await startLab(t);
    const alice = await signIn(lab.urls.page);
    assert.equal(await attempt(t, lab, 'cookie', cookieAttempt(lab, alice)), 'open');
  });

  it('C22 client-certificate: a certificate of the local authority', async (t) => {
    const lab = await startLab(t);
    const options = {
      ...(await clientCertificate(certificates, 'alice')),
      origin: lab.urls.page.slice(0, -1),
    };
    assert.equal(await attempt(t, lab, 'client-certificate', { options }), 'open');
  });

  it('token-refresh: a signed access token', async (t) => {
    const lab = await startLab(t);
    const token = await accessToken(lab, await signIn(lab.urls.page));
    assert.equal(await attempt(t, lab, 'token-refresh', present['token-refresh'](token)), 'open');
  });
});

async function clientCertificate(directory: string, name: string) {
  const { certFile, keyFile } = await makeClientFiles(directory, name);
  return { cert: await readFile(certFile), key: await readFile(keyFile) };
}

const badCredentials: Record<string, string> = {
  nothing: '',
  nonsense: 'nonsense',
  'the demo token with a character more': `${DEMO_TOKEN}0`,
  'the demo token in upper case': DEMO_TOKEN.toUpperCase(),
  'a user who does not exist': 'mallory:rabbit-hole',
  'a wrong password': 'alice:tea-party',
  'a token without signature': `${b64({ alg: 'none', typ: 'at+jwt' })}.${b64({ sub: 'alice', scope: 'admin', exp: 9e9 })}.`,
  'a token signed with another key': `${b64({ alg: 'HS256', typ: 'at+jwt' })}.${b64({ sub: 'alice' })}.${'A'.repeat(43)}`,
  'an injection': `' OR '1'='1`,
  '3 KiB of letters': 'x'.repeat(3000),
};

function b64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('Each method refuses the same bad credentials', { concurrency: 3 }, () => {
  for (const [what, credential] of Object.entries(badCredentials)) {
    it(what, async (t) => {
      const lab = await startLab(t, { authFailuresPerMinute: 0 });
      const origin = lab.urls.page.slice(0, -1);
      for (const id of methodIds) {
        if (id === 'client-certificate') continue;
        const how: Attempt =
          id === 'cookie'
            ? cookieAttempt(lab, {
                cookie: `__Host-session=${encodeURIComponent(credential)}`,
                csrfToken: 'x',
                headers: {},
              })
            : present[id](credential);
        const options = { origin, ...how.options };
        assert.equal(await attempt(t, lab, id, { ...how, options }), refusals[id], id);
      }
    });
  }

  it('no credential at all, or one of another method', async (t) => {
    const lab = await startLab(t, { authFailuresPerMinute: 0 });
    const origin = lab.urls.page.slice(0, -1);
    for (const id of methodIds) {
      const options = { origin, headers: { Authorization: 'Negotiate x' } };
      const how = typeof refusals[id] === 'number' && refusals[id] > 1000 ? { first: '{}' } : {};
      assert.equal(await attempt(t, lab, id, { ...how, options }), refusals[id], id);
    }
    assert.equal(await attempt(t, lab, 'query-ticket', present['query-ticket'](DEMO_TOKEN)), 401);
    const ticket = await fetchTicket(lab.urls.page, await signIn(lab.urls.page), 'query-ticket');
    assert.equal(await attempt(t, lab, 'bearer-header', present['bearer-header'](ticket)), 401);
  });

  it('a certificate of another authority, or one that is made for servers', async (t) => {
    const lab = await startLab(t);
    const origin = lab.urls.page.slice(0, -1);
    const directory = await mkdtemp(path.join(tmpdir(), 'other-authority-'));
    t.after(() => rm(directory, { recursive: true }));
    const server = await loadOrMakeCertificates({ directory });
    const other = await clientCertificate(directory, 'alice');
    const ours = lab.tls;
    assert.ok(ours);
    for (const pair of [other, { cert: server.cert, key: server.key }, { cert: ours.cert, key: ours.key }]) {
      assert.equal(await attempt(t, lab, 'client-certificate', { options: { ...pair, origin } }), 401);
    }
    const stranger = await clientCertificate(certificates, 'mallory');
    assert.equal(await attempt(t, lab, 'client-certificate', { options: { ...stranger, origin } }), 401);
  });
});

describe('Methods whose credential the browser adds by itself', { concurrency: 3 }, () => {
  it('C14 C15 refuse every other origin with 403, and a missing CSRF token with 401', async (t) => {
    const lab = await startLab(t);
    const alice = await signIn(lab.urls.page);
    const bob = await signIn(lab.urls.page, 'bob', 'tea-party');
    const port = lab.port;
    for (const origin of [
      'https://attacker.example',
      `https://attacker.localhost:${port}`,
      `https://localhost:${port + 1}`,
      `http://localhost:${port}`,
      'null',
      `https://localhost:${port}.attacker.example`,
    ]) {
      assert.equal(await attempt(t, lab, 'cookie', cookieAttempt(lab, alice, origin)), 403, origin);
      const basic = { ...present.basic('alice:rabbit-hole').options, origin };
      assert.equal(await attempt(t, lab, 'basic', { options: basic }), 403, origin);
    }
    const { options: withoutOrigin } = present.basic('alice:rabbit-hole');
    assert.equal(await attempt(t, lab, 'basic', { options: { ...withoutOrigin } }), 403, 'no Origin');
    const forged = { ...alice, csrfToken: bob.csrfToken };
    assert.equal(await attempt(t, lab, 'cookie', cookieAttempt(lab, forged)), 401);
    assert.equal(
      await attempt(t, lab, 'cookie', { ...cookieAttempt(lab, alice), protocols: ['lab.v1'] }),
      401,
    );
  });

  it('C06 the right Origin, forged by a script, opens nothing without the credential', async (t) => {
    const lab = await startLab(t);
    const options = { origin: lab.urls.page.slice(0, -1) };
    for (const id of ['cookie', 'basic', 'client-certificate', 'bearer-header', 'query-token'] as const) {
      assert.equal(await attempt(t, lab, id, { options }), 401, id);
    }
  });
});

describe('The answers of single methods', { concurrency: 3 }, () => {
  it('C25 subprotocol and cookie select lab.v1 and echo nothing else', async (t) => {
    const lab = await startLab(t);
    const client = await connect(
      t,
      `${lab.urls.methods.get('subprotocol')}`,
      {},
      subprotocols(DEMO_TOKEN).reverse(),
    );
    assert.equal(client.webSocket.protocol, 'lab.v1');
  });

  it('basic and bearer-header challenge the client', async (t) => {
    const lab = await startLab(t);
    for (const [id, challenge] of [
      ['basic', /^Basic realm=/],
      ['bearer-header', /^Bearer realm=/],
    ] as const) {
      const { headers } = await ask(lab.urls.page, `/ws/${id}`, {
        headers: {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
          Origin: lab.urls.page.slice(0, -1),
        },
      });
      assert.match(String(headers['www-authenticate']), challenge);
    }
  });

  it('C24 authenticate-message ends on an untyped message, and on any message before the acknowledgement', async (t) => {
    const lab = await startLab(t);
    const unauthorized = { code: 3000, reason: 'unauthorized' };
    const untyped = await connect(t, `${lab.urls.methods.get('authenticate-message')}`);
    untyped.send(`{"token":"${DEMO_TOKEN}"}`);
    assert.deepEqual(await untyped.closed, unauthorized);
    // In one write: the second message must be there before the answer is.
    const attacker = await attack(t, lab.port);
    attacker.write(upgradeRequest('/ws/authenticate-message'));
    await attacker.until(/\r\n\r\n/);
    attacker.write(
      Buffer.concat([text(`{"type":"authenticate","token":"${DEMO_TOKEN}"}`), text('{"msg":"early"}')]),
    );
    assert.deepEqual(closeFrame(await attacker.ended), unauthorized);
  });

  it('authenticate-message answers with the user', async (t) => {
    const lab = await startLab(t);
    const client = await connect(t, `${lab.urls.methods.get('authenticate-message')}`);
    client.send(`{"type":"authenticate","token":"${DEMO_TOKEN}"}`);
    assert.equal(await client.next(), '{"type":"authenticated","user":"alice"}');
  });

  it('a start without --demo serves first-message, and others only as asked for', async (t) => {
    const lab = await startLab(t, { demo: false, authToken: 'k'.repeat(32), method: ['bearer-header'] });
    assert.deepEqual([...lab.urls.methods.keys()], ['first-message', 'bearer-header']);
    await assert.rejects(connect(t, `${lab.urls.webSocket}ws/query-token`), /404/);
    const { json } = await ask(lab.urls.page, '/api/lab');
    assert.deepEqual(Object.keys(Object(json.methods)), ['first-message', 'bearer-header']);
  });
});

describe('token-refresh', { concurrency: 3 }, () => {
  async function open(t: TestContext, user: string, password: string) {
    let passed = 0;
    const lab = await startLab(t, {}, () => Date.now() + passed);
    const session = await signIn(lab.urls.page, user, password);
    const client = await connect(t, `${lab.urls.methods.get('token-refresh')}`);
    client.send(JSON.stringify({ type: 'authenticate', token: await accessToken(lab, session) }));
    const { type, user: name } = JSON.parse(await client.next());
    assert.deepEqual([type, name], ['authenticated', user]);
    const say = async (message: object) => {
      client.send(JSON.stringify(message));
      return JSON.parse(await client.next());
    };
    const advance = (ms: number) => {
      passed += ms;
    };
    return { lab, session, client, say, advance };
  }

  it('C27 renews on the open connection, and each message needs its permission', async (t) => {
    const { lab, session, say } = await open(t, 'alice', 'rabbit-hole');
    assert.deepEqual(await say({ type: 'shout', msg: 'hi' }), { type: 'shout', msg: 'HI' });
    const forbidden = { type: 'error', error: 'forbidden', permission: 'admin' };
    assert.deepEqual(await say({ type: 'admin', msg: 'x' }), forbidden);
    const { type, expiresIn } = await say({ type: 'refresh', token: await accessToken(lab, session) });
    assert.equal(type, 'refreshed');
    assert.ok(expiresIn > 50 && expiresIn <= 60);
    assert.deepEqual(await say({ type: 'echo', msg: 'still here' }), { type: 'echo', msg: 'still here' });
  });

  it('lets an admin do what needs the permission', async (t) => {
    const { say } = await open(t, 'bob', 'tea-party');
    assert.equal((await say({ type: 'admin', msg: 'x' })).type, 'admin');
  });

  it('answers what is no typed message with an error, and stays', async (t) => {
    const { client, say } = await open(t, 'alice', 'rabbit-hole');
    client.send('nonsense');
    assert.equal(await client.next(), '{"error":"invalid JSON"}');
    for (const message of [
      [],
      { msg: 'x' },
      { type: 'fly', msg: 'x' },
      { type: 'echo', msg: 1 },
      { type: 'refresh' },
    ]) {
      assert.equal((await say(message)).type, 'error');
    }
  });

  it('C27 ends with 3003 when it is renewed as another user, and with 3000 when by nonsense', async (t) => {
    const alice = await open(t, 'alice', 'rabbit-hole');
    const bob = await signIn(alice.lab.urls.page, 'bob', 'tea-party');
    alice.client.send(JSON.stringify({ type: 'refresh', token: await accessToken(alice.lab, bob) }));
    assert.deepEqual(await alice.client.closed, { code: 3003, reason: 'forbidden' });
    const other = await open(t, 'alice', 'rabbit-hole');
    other.client.send('{"type":"refresh","token":"nonsense"}');
    assert.deepEqual(await other.client.closed, { code: 3000, reason: 'unauthorized' });
  });

  it('refuses a token that has expired, at the start and as renewal', async (t) => {
    const { lab, session, client, advance } = await open(t, 'alice', 'rabbit-hole');
    const stale = await accessToken(lab, session);
    advance(61_000);
    assert.equal(await attempt(t, lab, 'token-refresh', present['token-refresh'](stale)), 3000);
    client.send(JSON.stringify({ type: 'refresh', token: stale }));
    assert.equal((await client.closed).code, 3000);
  });

  it('C26 ends within a second of signing out, and other sessions stay', async (t) => {
    const { lab, session, client } = await open(t, 'alice', 'rabbit-hole');
    const other = await connect(t, lab.urls.webSocket);
    other.send(JSON.stringify({ token: await fetchTicket(lab.urls.page, await signIn(lab.urls.page)) }));
    await other.next();
    const answer = await ask(lab.urls.page, '/auth/session', { method: 'DELETE', headers: session.headers });
    assert.equal(answer.status, 204);
    assert.deepEqual(await client.closed, { code: 3000, reason: 'session ended' });
    other.send('"still here"');
    assert.equal(await other.next(), '"still here"');
  });
});
