import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { AUTHENTICATED_TEXT, DEMO_TOKEN } from '../../protocol/messages.ts';
import { ask, askForTicket, fetchTicket, signIn, systems } from '../support/auth.ts';
import { connect } from '../support/client.ts';

const unauthenticated = { code: 1011, reason: 'unauthenticated' };

/** Sends a credential as first message. @returns the answer, or how the server closes */
async function show(t: TestContext, url: string, token: string): Promise<unknown> {
  const client = await connect(t, url);
  client.send(JSON.stringify({ token }));
  return Promise.race([client.next().catch(() => client.closed), client.closed]);
}

for (const [where, start] of Object.entries(systems)) {
  describe(`An auth server, ${where}`, { concurrency: 2 }, () => {
    it('C03 a ticket from the auth server opens the connection, which it checks with that server', async (t) => {
      const { webSocket, auth, log } = await start(t);
      const ticket = await fetchTicket(auth, await signIn(auth));
      assert.equal(await show(t, webSocket, ticket), AUTHENTICATED_TEXT);
      assert.match(log(), /"user":"alice","msg":"authenticated"/);
    });

    it('C03 a credential that the auth server never gave is refused', async (t) => {
      const { webSocket } = await start(t);
      for (const token of ['', 'wrong', 'A'.repeat(43), 'é'.repeat(43), '\ud800', 'x'.repeat(4000)]) {
        assert.deepEqual(await show(t, webSocket, token), unauthenticated);
      }
    });

    it('accepts the demo token as alice', async (t) => {
      const { webSocket, log } = await start(t);
      assert.equal(await show(t, webSocket, DEMO_TOKEN), AUTHENTICATED_TEXT);
      assert.match(log(), /"user":"alice","msg":"authenticated"/);
    });

    it('C03 a ticket can be used once', async (t) => {
      const { webSocket, auth } = await start(t);
      const ticket = await fetchTicket(auth, await signIn(auth));
      assert.equal(await show(t, webSocket, ticket), AUTHENTICATED_TEXT);
      assert.deepEqual(await show(t, webSocket, ticket), unauthenticated);
    });

    it('C03 of 50 connections that show one ticket at the same moment, exactly one wins', async (t) => {
      const { webSocket, auth } = await start(t);
      const ticket = await fetchTicket(auth, await signIn(auth));
      const clients = await Promise.all(Array.from({ length: 50 }, () => connect(t, webSocket)));
      for (const client of clients) client.send(JSON.stringify({ token: ticket }));
      const endings = await Promise.all(
        clients.map(({ next, closed }) => Promise.race([next().catch(() => closed), closed])),
      );
      assert.equal(endings.filter((ending) => ending === AUTHENTICATED_TEXT).length, 1);
      const losers = endings.filter((ending) => ending !== AUTHENTICATED_TEXT);
      assert.deepEqual(losers, Array(49).fill(unauthenticated));
    });

    it('a ticket lives 30 s', async (t) => {
      const { webSocket, auth, advance } = await start(t);
      const signedIn = await signIn(auth);
      const early = await fetchTicket(auth, signedIn);
      const late = await fetchTicket(auth, signedIn);
      advance(20_000);
      assert.equal(await show(t, webSocket, early), AUTHENTICATED_TEXT);
      advance(10_000);
      assert.deepEqual(await show(t, webSocket, late), unauthenticated);
    });

    it('a ticket of one method is refused by another, and used up', async (t) => {
      const { webSocket, auth } = await start(t);
      const ticket = await fetchTicket(auth, await signIn(auth), 'query-ticket');
      assert.deepEqual(await show(t, webSocket, ticket), unauthenticated);
      assert.deepEqual(await show(t, webSocket, ticket), unauthenticated);
    });

    it('a ticket is worthless once its session is over', async (t) => {
      const { webSocket, auth } = await start(t);
      const signedIn = await signIn(auth);
      const ticket = await fetchTicket(auth, signedIn);
      const answer = await ask(auth, '/auth/session', { method: 'DELETE', headers: signedIn.headers });
      assert.equal(answer.status, 204);
      assert.deepEqual(await show(t, webSocket, ticket), unauthenticated);
    });

    it('a session has 8 unused tickets at most, and another session its own 8', async (t) => {
      const { webSocket, auth, advance } = await start(t);
      const one = await signIn(auth);
      const other = await signIn(auth);
      const [first = ''] = await Promise.all(Array.from({ length: 8 }, () => fetchTicket(auth, one)));
      const ninth = await askForTicket(auth, one);
      assert.equal(ninth.status, 429);
      assert.match(ninth.headers['retry-after'] ?? '', /^([1-9]|[12]\d|30)$/);
      await fetchTicket(auth, other);

      await show(t, webSocket, first);
      await fetchTicket(auth, one);
      assert.equal((await askForTicket(auth, one)).status, 429);

      advance(30_000);
      await fetchTicket(auth, one);
    });

    it('a session lasts 8 hours', async (t) => {
      const { auth, advance } = await start(t);
      const { headers } = await signIn(auth);
      advance(8 * 3_600_000 - 60_000);
      assert.equal((await ask(auth, '/auth/session', { headers })).status, 200);
      advance(60_000);
      assert.equal((await ask(auth, '/auth/session', { headers })).status, 401);
    });

    it('no log line holds a ticket, password, cookie, CSRF token or credential', async (t) => {
      const { webSocket, auth, log } = await start(t);
      await ask(auth, '/auth/session', {
        method: 'POST',
        json: { user: 'canary-user', password: 'canary-1' },
      });
      await ask(auth, '/auth/session', {
        method: 'POST',
        body: '{"password":"canary-2',
        headers: { 'Content-Type': 'application/json' },
      });
      const signedIn = await signIn(auth);
      await ask(auth, '/auth/tickets', {
        method: 'POST',
        headers: { ...signedIn.headers, 'X-CSRF-Token': 'canary-3' },
        json: { method: 'canary-4' },
      });
      const used = await fetchTicket(auth, signedIn);
      const misused = await fetchTicket(auth, signedIn, 'query-ticket');
      await show(t, webSocket, used);
      await show(t, webSocket, misused);
      await show(t, webSocket, 'canary-5');
      await ask(auth, '/auth/session', { method: 'DELETE', headers: signedIn.headers });
      const secrets = [
        used,
        misused,
        signedIn.csrfToken,
        signedIn.cookie.split('=')[1] ?? '',
        'rabbit-hole',
        'canary',
      ];
      for (const secret of secrets) assert.equal(log().includes(secret), false, secret);
      assert.match(
        log(),
        /"msg":"sign-in refused"[\s\S]*"msg":"signed in"[\s\S]*"msg":"ticket issued"[\s\S]*"msg":"signed out"/,
      );
    });
  });
}
