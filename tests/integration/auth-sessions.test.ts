import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { CSRF_SUBPROTOCOL, PLAIN_SUBPROTOCOL } from '../../protocol/subprotocols.ts';
import { ask, fetchTicket, type SignedIn, type System, signIn, systems } from '../support/auth.ts';
import { connect, type TestClient } from '../support/client.ts';

const sessionEnded = { code: 3000, reason: 'session ended' };

/** A connection of a login session, opened with a ticket in the first message. */
async function withTicket(t: TestContext, { webSocket, auth }: System, session: SignedIn) {
  const client = await connect(t, webSocket);
  client.send(JSON.stringify({ token: await fetchTicket(auth, session) }));
  await client.next();
  return client;
}

/** A connection opened with the session's cookie. */
async function withCookie(t: TestContext, { webSocket, page }: System, { cookie, csrfToken }: SignedIn) {
  const headers = { Cookie: cookie, Origin: new URL(page).origin };
  return connect(t, `${webSocket}ws/cookie`, { headers }, [PLAIN_SUBPROTOCOL, CSRF_SUBPROTOCOL + csrfToken]);
}

/** A connection opened with an access token. */
async function withAccessToken(t: TestContext, { webSocket, auth }: System, { headers }: SignedIn) {
  const client = await connect(t, `${webSocket}ws/token-refresh`);
  const { json } = await ask(auth, '/auth/token', { method: 'POST', headers });
  client.send(JSON.stringify({ type: 'authenticate', token: json.accessToken }));
  await client.next();
  return client;
}

/** A connection without a login session. */
async function withToken(t: TestContext, { webSocket }: System) {
  const client = await connect(t, webSocket);
  client.send(JSON.stringify({ token: DEMO_TOKEN }));
  await client.next();
  return client;
}

/**
 * Ends something, and asserts that within a second of the answer these connections have ended, and none of the others.
 */
async function assertEnds(end: () => Promise<unknown>, ending: TestClient[], staying: TestClient[]) {
  await end();
  const start = performance.now();
  for (const client of ending) assert.deepEqual(await client.closed, sessionEnded);
  const took = performance.now() - start;
  assert.ok(took < 1000, `${took} ms`);
  for (const client of staying) {
    client.send('{"type":"echo","msg":"still here"}');
    assert.equal(await client.next(), '{"type":"echo","msg":"still here"}');
  }
}

for (const [where, start] of Object.entries(systems)) {
  describe(`Sessions of an auth server, ${where}`, { concurrency: 2 }, () => {
    it('C26 signing out ends every connection of the session within a second, whatever opened it, and no other', async (t) => {
      const system = await start(t);
      const alice = await signIn(system.auth);
      const elsewhere = await signIn(system.auth);
      const bob = await signIn(system.auth, 'bob', 'tea-party');
      const ending = await Promise.all([
        withTicket(t, system, alice),
        withTicket(t, system, alice),
        withCookie(t, system, alice),
        withAccessToken(t, system, alice),
      ]);
      const staying = await Promise.all([
        withTicket(t, system, elsewhere),
        withCookie(t, system, bob),
        withAccessToken(t, system, bob),
        withToken(t, system),
      ]);
      const { headers } = alice;
      const signOut = () => ask(system.auth, '/auth/session', { method: 'DELETE', headers });
      await assertEnds(signOut, ending, staying);
    });

    it('C26 a session that is replaced by a newer one in the same browser ends with its connections', async (t) => {
      const system = await start(t);
      const before = await signIn(system.auth);
      const elsewhere = await signIn(system.auth);
      const ending = [await withTicket(t, system, before), await withCookie(t, system, before)];
      const staying = [await withTicket(t, system, elsewhere)];
      const signInAgain = () =>
        ask(system.auth, '/auth/session', {
          method: 'POST',
          headers: { Cookie: before.cookie },
          json: { user: 'bob', password: 'tea-party' },
        });
      await assertEnds(signInAgain, ending, staying);
    });

    it('C26 a connection ends with its session, though nothing is sent', async (t) => {
      const system = await start(t);
      const session = await signIn(system.auth);
      const other = await withToken(t, system);
      const client = await connect(t, system.webSocket);
      // The expiry is rounded down to whole seconds, so the end may come up to one second earlier.
      system.advance(8 * 3_600_000 - 2500);
      client.send(JSON.stringify({ token: await fetchTicket(system.auth, session) }));
      await client.next();
      assert.deepEqual(await client.closed, { code: 3008, reason: 'token expired' });
      other.send('"still here"');
      assert.equal(await other.next(), '"still here"');
    });

    it('the last failed sign-in of the budget is answered, and the next one is told how long to wait', async (t) => {
      const { auth } = await start(t, { authFailuresPerMinute: 2 });
      const tryToSignIn = (password: string) =>
        ask(auth, '/auth/session', { method: 'POST', json: { user: 'alice', password } });
      assert.equal((await tryToSignIn('wrong')).status, 401);
      assert.equal((await tryToSignIn('rabbit-hole')).status, 200);
      assert.equal((await tryToSignIn('wrong')).status, 401);
      const { status, headers, json } = await tryToSignIn('rabbit-hole');
      assert.equal(status, 429);
      assert.match(headers['retry-after'] ?? '', /^([1-9]|[1-5]\d|60)$/);
      assert.match(String(json.detail), /Too many failed attempts/);
    });
  });
}
