/** The tokens of a real identity provider, which runs in a process of its own, and of a second one that uses the same names. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it, type TestContext, test } from 'node:test';
import type { MethodId } from '../../protocol/methods.ts';
import { closes } from '../../protocol/outcomes.ts';
import {
  formatAction,
  formatAuthenticate,
  formatAuthenticated,
  formatRefresh,
} from '../../protocol/typed-messages.ts';
import { SERVER_CLIENT } from '../../scripts/provider/clients.ts';
import { type Answer, ask, fetchTicket, signIn } from '../support/auth.ts';
import { connect, type TestClient } from '../support/client.ts';
import { serveIssuer, type TestIssuer } from '../support/issuer.ts';
import { type RunningLab, startLab } from '../support/lab.ts';
import { attempt, present, refusals } from '../support/methods.ts';
import { answering, type Change, type Holder, makeHolder } from '../support/proofs.ts';
import {
  audience,
  makeKey,
  mint,
  mintLogout,
  providerSecret,
  startProvider,
  type TestProvider,
} from '../support/provider.ts';
import { watch } from '../support/trace.ts';

const five = [
  'first-message',
  'authenticate-message',
  'subprotocol',
  'bearer-header',
  'token-refresh',
] as const;

interface House {
  readonly lab: RunningLab;
  readonly provider: TestProvider;
  /** A second provider. Its key and its people have the same names. */
  readonly other: TestIssuer;
  /** The logout tokens that the provider has sent, each passed on to the lab. */
  readonly logouts: string[];
  url(id: MethodId): string;
}

async function build(t: TestContext): Promise<House> {
  const logouts: string[] = [];
  let labUrl = '';
  // Stands where the provider knows the lab to be: the lab's own port is only known later.
  const relay = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    logouts.push(new URLSearchParams(body).get('logout_token') ?? '');
    const { status } = await logOut(labUrl, body);
    response.writeHead(status).end();
  });
  t.after(() => relay.close());
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const address = relay.address();
  assert.ok(typeof address === 'object' && address !== null);
  const provider = await startProvider(t, `http://localhost:${address.port}`);
  const other = await serveIssuer(t, await makeKey(provider.key.kid));
  const lab = await startLab(t, {
    issuer: [provider.issuer, other.issuer],
    audience,
    clientId: 'websocket-auth-lab-page',
    introspectionUrl: `${provider.issuer}/token/introspection`,
    introspectionClientId: SERVER_CLIENT,
    introspectionClientSecret: providerSecret,
    authFailuresPerMinute: 0,
  });
  labUrl = lab.urls.page;
  return { lab, provider, other, logouts, url: (id) => lab.urls.methods.get(id) ?? '' };
}

function logOut(page: string, body: string): Promise<Answer> {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  return ask(page, '/auth/backchannel-logout', { method: 'POST', headers, body });
}

/** Connects by `token-refresh`. */
async function enter(t: TestContext, { url }: House, token: string, user = 'alice'): Promise<TestClient> {
  const client = await connect(t, url('token-refresh'));
  client.send(formatAuthenticate(token));
  assert.match(
    await client.next(),
    new RegExp(`^${formatAuthenticated(user, 1).replace(/1\}$/, '\\d+\\}')}$`),
  );
  return client;
}

/** Whether the connection still answers. */
async function isOpen(client: TestClient): Promise<boolean> {
  const echo = formatAction('echo', 'still there?');
  client.send(echo);
  return (await client.next()) === echo;
}

test('The tokens of two identity providers', async (t) => {
  const house = await build(t);
  const { lab, provider, other, logouts } = house;
  const otherKey = other.keys[0];
  assert.ok(otherKey);

  await t.test(
    'a person who signs in at the provider gets in by each of five methods, and by no URL',
    async (t) => {
      const token = await provider.browser().token('alice');
      for (const id of five) assert.equal(await attempt(t, lab, id, present[id](token)), 'open', id);
      for (const id of ['query-token', 'query-ticket'] as const) {
        assert.equal(await attempt(t, lab, id, present[id](token)), refusals[id], id);
      }
      assert.equal(JSON.stringify(lab.logged).includes(token.slice(20)), false, 'the log does not show it');
    },
  );

  await t.test('the scope is what they may do', async (t) => {
    const alice = await enter(t, house, await provider.browser().token('alice'));
    alice.send(formatAction('admin', 'x'));
    assert.equal(await alice.next(), '{"type":"error","error":"forbidden","permission":"admin"}');
    const bob = await enter(t, house, await provider.browser().token('bob'), 'bob');
    bob.send(formatAction('admin', 'x'));
    assert.equal(await bob.next(), formatAction('admin', 'Done: x'));
    const nothing = await mint(provider.issuer, provider.key, { claims: { scope: undefined } });
    const nobody = await enter(t, house, nothing);
    nobody.send(formatAction('echo', 'x'));
    assert.equal(await nobody.next(), '{"type":"error","error":"forbidden","permission":"echo"}');
  });

  await t.test('C26 a connection ends with its token, though nothing is sent', async (t) => {
    const exp = Math.floor(Date.now() / 1000) + 2;
    const client = await enter(t, house, await mint(provider.issuer, provider.key, { claims: { exp } }));
    assert.equal((await client.closed).reason, closes.expired.reason);
    assert.ok(Date.now() >= exp * 1000 && Date.now() < exp * 1000 + 1000);
  });

  await t.test('a wrong one is refused by each method like any other wrong credential', async (t) => {
    const { issuer, key } = provider;
    const wrong = [
      await mint(issuer, key, { claims: { aud: 'another' } }),
      await mint(issuer, key, { header: { typ: 'JWT' } }),
      await mint(issuer, await makeKey(key.kid)),
      await mint('https://unknown.example', key),
    ];
    for (const id of five) {
      for (const token of wrong)
        assert.equal(await attempt(t, lab, id, present[id](token)), refusals[id], id);
    }
  });

  await t.test('keys are looked up for each issuer, although both name theirs alike', async (t) => {
    const tokens = [
      [await mint(provider.issuer, provider.key), 'open'],
      [await mint(other.issuer, otherKey), 'open'],
      [await mint(provider.issuer, otherKey), 1011],
      [await mint(other.issuer, provider.key), 1011],
    ] as const;
    for (const [token, verdict] of tokens) {
      assert.equal(await attempt(t, lab, 'first-message', present['first-message'](token)), verdict);
    }
  });

  await t.test(
    'alice of one provider cannot renew the connection of the other’s, nor that of our own',
    async (t) => {
      const theirs = await mint(other.issuer, otherKey);
      for (const token of [await mint(provider.issuer, provider.key), await ownAccessToken(lab)]) {
        const client = await enter(t, house, token);
        client.send(formatRefresh(theirs));
        assert.equal((await client.closed).reason, closes.forbidden.reason);
      }
      const client = await enter(t, house, theirs);
      client.send(formatRefresh(await mint(other.issuer, otherKey)));
      assert.match(await client.next(), /"refreshed"/);
    },
  );

  await t.test(
    'a logout at the provider ends that session here, and its token does not come back',
    async (t) => {
      const [here, elsewhere] = [provider.browser(), provider.browser()];
      const [token, second] = [await here.token('alice'), await elsewhere.token('alice')];
      const ended = await enter(t, house, token);
      const others = [
        await enter(t, house, second),
        await enter(t, house, await mint(other.issuer, otherKey)),
        await enter(t, house, await ownAccessToken(lab)),
      ];
      const start = Date.now();
      await here.signOut();
      assert.equal((await ended.closed).reason, closes.sessionEnded.reason);
      assert.ok(Date.now() - start < 1000, 'within a second');
      for (const client of others) assert.ok(await isOpen(client));
      assert.equal(await attempt(t, lab, 'first-message', present['first-message'](token)), 1011);
      assert.equal(await attempt(t, lab, 'first-message', present['first-message'](second)), 'open');
      assert.equal(
        await attempt(t, lab, 'first-message', present['first-message'](await here.token('alice'))),
        'open',
      );

      const [logout = ''] = logouts;
      const replayed = await logOut(lab.urls.page, `${new URLSearchParams({ logout_token: logout })}`);
      assert.equal(replayed.status, 400, 'the same logout token counts once');
    },
  );

  await t.test(
    'a logout of a person ends all their sessions with this provider, and only with this one',
    async (t) => {
      const iat = Math.floor(Date.now() / 1000) - 10;
      const carol = { sub: 'carol', iat };
      const [one, two] = [
        await mint(other.issuer, otherKey, { claims: { ...carol, sid: 'one' } }),
        await mint(other.issuer, otherKey, { claims: carol }),
      ];
      const ended = [await enter(t, house, one, 'carol'), await enter(t, house, two, 'carol')];
      const theirs = await mint(provider.issuer, provider.key, { claims: carol });
      const namesake = await enter(t, house, theirs, 'carol');
      const logout = await mintLogout(other.issuer, otherKey, {
        claims: { sub: 'carol', aud: 'websocket-auth-lab-page' },
      });
      const { status, headers } = await logOut(
        lab.urls.page,
        `${new URLSearchParams({ logout_token: logout })}`,
      );
      assert.deepEqual([status, headers['cache-control']], [200, 'no-store']);
      for (const client of ended) assert.equal((await client.closed).reason, closes.sessionEnded.reason);
      assert.ok(await isOpen(namesake));
      for (const token of [one, two]) {
        assert.equal(await attempt(t, lab, 'first-message', present['first-message'](token)), 1011);
      }
    },
  );

  await t.test('a logout that is malformed, forged or for somebody else ends nobody', async (t) => {
    const client = await enter(
      t,
      house,
      await mint(other.issuer, otherKey, { claims: { sub: 'dave' } }),
      'dave',
    );
    const claims = { sub: 'dave', aud: 'websocket-auth-lab-page' };
    const tokens = [
      '',
      'x',
      await mint(other.issuer, otherKey, { claims }),
      await mintLogout(other.issuer, otherKey, { claims: { sub: 'dave' } }),
      await mintLogout(other.issuer, provider.key, { claims }),
      await mintLogout('https://unknown.example', otherKey, { claims }),
    ];
    for (const logout_token of tokens) {
      const { status } = await logOut(lab.urls.page, `${new URLSearchParams({ logout_token })}`);
      assert.equal(status, 400);
    }
    const right = await mintLogout(other.issuer, otherKey, { claims });
    for (const body of ['', `logout_token=${right}&logout_token=${right}`, `token=${right}`]) {
      assert.equal((await logOut(lab.urls.page, body)).status, 400, body);
    }
    const asJson = await ask(lab.urls.page, '/auth/backchannel-logout', {
      method: 'POST',
      json: { logout_token: right },
    });
    assert.equal(asJson.status, 415);
    assert.ok(await isOpen(client));
  });

  await t.test('an opaque token is asked about, and none of our own is shown to the endpoint', async (t) => {
    const token = await provider.browser().token('bob', { opaque: true });
    assert.equal(token.split('.').length, 1);
    const client = await enter(t, house, token, 'bob');
    client.send(formatAction('admin', 'x'));
    assert.equal(await client.next(), formatAction('admin', 'Done: x'));
    const ticket = await fetchTicket(lab.urls.page, await signIn(lab.urls.page));
    const how = present['first-message'](ticket);
    assert.equal(await attempt(t, lab, 'first-message', how), 'open');
    assert.equal(await attempt(t, lab, 'first-message', how), 1011);
    assert.equal(await attempt(t, lab, 'first-message', present['first-message']('an-unknown-token')), 1011);
    assert.equal(JSON.stringify(lab.logged).includes(providerSecret), false);
  });

  await t.test('C34 one that is bound to a key opens by a proof of it, and by nothing else', async (t) => {
    const [holder, thief] = [await makeHolder(), await makeHolder()];
    for (const opaque of [true, false]) {
      const token = await provider.browser().token('bob', { opaque, boundTo: holder });
      const tries = (by: Holder, change?: Change) =>
        attempt(t, lab, 'proof-message', answering(lab, token, by, change));
      for (const id of five) assert.equal(await attempt(t, lab, id, present[id](token)), refusals[id], id);
      assert.equal(await tries(holder), 'open');
      assert.equal(await tries(thief), 3000, 'a proof of another key');
      assert.equal(await tries(holder, { claims: { nonce: 'x' } }), 3000, 'of another connection');
      assert.equal(await tries(holder, { claims: { ath: undefined } }), 3000, 'of no token');
      assert.equal(await attempt(t, lab, 'proof-message', present['proof-message'](token)), 3000, 'no proof');
      // The answer about it is kept for a moment, and is no bearer token's.
      for (const id of five) assert.equal(await attempt(t, lab, id, present[id](token)), refusals[id], id);
    }
    const unbound = await provider.browser().token('bob', { opaque: true });
    assert.equal(await attempt(t, lab, 'proof-message', answering(lab, unbound, holder)), 3000);
  });

  await t.test('the picture is told of the fetch of keys, and who has checked', async (t) => {
    const { lab, issuer } = await fresh(t);
    const key = issuer.keys[0];
    assert.ok(key);
    const told = await watch(t, lab.urls.page);
    const client = await connect(t, `${lab.urls.webSocket}?trace=${told.id}`);
    client.send(JSON.stringify({ token: await mint(issuer.issuer, key) }));
    await client.next();
    await told.until('authenticated');
    const facts = told.events.map(({ at: _at, ...fact }) => ('ms' in fact ? { ...fact, ms: 0 } : fact));
    assert.deepEqual(
      facts.filter(({ type }) => /^(?:check|keys)/.test(type)),
      [
        { type: 'checkStarted', method: 'first-message' },
        { type: 'checkedHere', issuer: issuer.issuer },
        { type: 'keysAsked', issuer: issuer.issuer },
        { type: 'keysAnswered', keys: 1, ms: 0 },
        { type: 'checkEnded', user: 'alice', ms: 0 },
      ],
    );
  });

  // The last, since it ends the provider.
  await t.test('a provider that is gone keeps out only those whose key is unknown', async (t) => {
    const token = await mint(provider.issuer, provider.key);
    const inside = await enter(t, house, token);
    await provider.stop();
    const newcomers = [
      [token, 'open'],
      [await mint(provider.issuer, await makeKey('new')), 1011],
      [await mint(other.issuer, otherKey), 'open'],
      [await fetchTicket(lab.urls.page, await signIn(lab.urls.page)), 'open'],
    ] as const;
    for (const [credential, verdict] of newcomers) {
      assert.equal(await attempt(t, lab, 'first-message', present['first-message'](credential)), verdict);
    }
    assert.ok(await isOpen(inside));
    const { text } = await ask(lab.urls.page, '/metrics');
    const counted = text.split('\n').filter((line) => /^lab_(?:logouts|key_fetches)_total/.test(line));
    assert.deepEqual(counted.map((line) => line.replace(/issuer="[^"]+",| \d+$/g, '')).toSorted(), [
      'lab_key_fetches_total{result="fetched"}',
      'lab_key_fetches_total{result="fetched"}',
      'lab_logouts_total{result="accepted"}',
      'lab_logouts_total{result="refused"}',
    ]);
  });
});

/** An access token of our own auth server, for alice. */
async function ownAccessToken(lab: RunningLab): Promise<string> {
  const { headers } = await signIn(lab.urls.page);
  const { json } = await ask(lab.urls.page, '/auth/token', { method: 'POST', headers });
  return String(json.accessToken);
}

/** A lab that has never seen its provider's keys. */
async function fresh(t: TestContext) {
  const issuer = await serveIssuer(t, await makeKey('one'));
  return { issuer, lab: await startLab(t, { issuer: [issuer.issuer], audience }) };
}

describe('A lab whose provider', () => {
  it('is down starts, serves everybody else, and lets its people in when it is back', async (t) => {
    const { issuer, lab } = await fresh(t);
    const [key] = issuer.keys;
    assert.ok(key);
    issuer.instead.set('/.well-known/openid-configuration', (request) => request.socket.destroy());
    const token = present['first-message'](await mint(issuer.issuer, key));
    assert.equal(await attempt(t, lab, 'first-message', token), 1011);
    const ticket = await fetchTicket(lab.urls.page, await signIn(lab.urls.page));
    assert.equal(await attempt(t, lab, 'first-message', present['first-message'](ticket)), 'open');
    assert.ok(lab.logged.some(({ msg }) => msg === 'keys of the provider cannot be fetched'));
    const { text } = await ask(lab.urls.page, '/metrics');
    assert.match(text.match(/^lab_key_fetches.*$/m)?.[0] ?? '', /result="failed"\} 1$/);
  });

  it('redirects, floods or stalls lets nobody in, and does not stop anybody else', async (t) => {
    const { issuer, lab } = await fresh(t);
    const [key] = issuer.keys;
    assert.ok(key);
    issuer.instead.set('/keys', (_request, response) => {
      response.writeHead(302, { Location: `${issuer.issuer}/elsewhere` }).end();
    });
    const token = present['first-message'](await mint(issuer.issuer, key));
    assert.equal(await attempt(t, lab, 'first-message', token), 1011);
    assert.equal(await attempt(t, lab, 'first-message', token), 1011);
    assert.deepEqual(
      issuer.asked,
      ['/.well-known/openid-configuration', '/keys'],
      'asked once, and not elsewhere',
    );
  });
});
