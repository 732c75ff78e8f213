import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type Answer, ask, type SignedIn, signIn, systems } from '../support/auth.ts';
import { connect } from '../support/client.ts';
import { startLab } from '../support/lab.ts';

/** Opens a WebSocket as a page of a server does. @returns 101, or the status of the refusal */
async function open(
  t: TestContext,
  page: string,
  cookie: string,
  protocols: readonly string[],
  host = new URL(page).host,
): Promise<number> {
  const headers = { Cookie: cookie, Host: host };
  const options = { headers, origin: `https://${host}` };
  try {
    const client = await connect(t, `${page.replace('http', 'ws')}ws/cookie`, options, [...protocols]);
    client.send('"hello"');
    assert.equal(await client.next(), '"hello"');
    return 101;
  } catch (error) {
    const [, status] = String(error).match(/Unexpected server response: (\d+)/) ?? [];
    if (status === undefined) throw error;
    return Number(status);
  }
}

const offer = ({ csrfToken }: Pick<SignedIn, 'csrfToken'>) => ['lab.v1', `csrf.${csrfToken}`];

function signOut(base: string, { headers }: SignedIn): Promise<Answer> {
  return ask(base, '/auth/session', { method: 'DELETE', headers });
}

for (const [where, start] of Object.entries(systems)) {
  describe(`The handshake of cookie, with an auth server ${where},`, { concurrency: 2 }, () => {
    it('C15 is 403 without the CSRF token of a living session, and 401 without a living session', async (t) => {
      const { page, auth } = await start(t);
      const [alice, bob] = [await signIn(auth), await signIn(auth, 'bob', 'tea-party')];
      const wrong: string[][] = [
        [],
        ['lab.v1'],
        ['lab.v1', 'csrf.guessed'],
        offer(bob),
        [...offer(alice), 'csrf.guessed'],
        // Without the plain subprotocol beside it, the CSRF token does not count.
        [`csrf.${alice.csrfToken}`],
      ];
      for (const offered of wrong) {
        assert.equal(await open(t, page, alice.cookie, offered), 403, offered.join());
      }
      assert.equal(await open(t, page, alice.cookie, offer(alice)), 101);
      assert.equal((await signOut(auth, alice)).status, 204);
      for (const offered of [...wrong, offer(alice)]) {
        assert.equal(await open(t, page, alice.cookie, offered), 401, offered.join());
      }
      assert.equal(await open(t, page, '', offer(alice)), 401);
    });
  });
}

describe('A session cookie', { concurrency: 2 }, () => {
  it('that comes without its CSRF token counts as a failed attempt of the address', async (t) => {
    const { urls, logged } = await startLab(t, { authFailuresPerMinute: 2 });
    const session = await signIn(urls.page);
    assert.equal(await open(t, urls.page, session.cookie, ['lab.v1']), 403);
    assert.equal(await open(t, urls.page, session.cookie, offer(session)), 101);
    assert.equal(await open(t, urls.page, session.cookie, ['lab.v1', 'csrf.guessed']), 403);
    assert.equal(await open(t, urls.page, session.cookie, offer(session)), 429);
    const causes = logged.filter(({ msg }) => msg === 'unauthenticated').map(({ cause }) => cause);
    assert.deepEqual(causes, Array(2).fill('no CSRF token of this session'));
  });

  it('of one lab does not overwrite that of another on the same host', async (t) => {
    const [one, other] = [(await startLab(t)).urls.page, (await startLab(t)).urls.page];
    const [first, second] = [await signIn(one), await signIn(other, 'bob', 'tea-party')];
    const names = [first, second].map(({ cookie }) => cookie.split('=')[0]);
    assert.deepEqual(
      names,
      [one, other].map((page) => `__Host-session-${new URL(page).port}`),
    );
    // A browser sends both cookies to either lab, because it ignores the port.
    const cookie = `${first.cookie}; ${second.cookie}`;
    assert.equal(await open(t, one, cookie, offer(first)), 101);
    assert.equal(await open(t, other, cookie, offer(second)), 101);
    assert.equal(await open(t, one, second.cookie, offer(second)), 401);
    const out = await ask(other, '/auth/session', {
      method: 'DELETE',
      headers: { Cookie: cookie, 'X-CSRF-Token': second.csrfToken },
    });
    assert.equal(out.status, 204);
    assert.match(out.headers['set-cookie']?.join() ?? '', new RegExp(`^${names[1]}=;`));
    const { json } = await ask(one, '/auth/session', { headers: { Cookie: cookie } });
    assert.equal(json.user, 'alice');
  });

  it('is named after the port that the browser asked for, if a proxy or a container maps ports', async (t) => {
    const { page } = (await startLab(t)).urls;
    const host = 'localhost:8443';
    const { headers, json } = await ask(page, '/auth/session', {
      method: 'POST',
      headers: { Host: host },
      json: { user: 'alice', password: 'rabbit-hole' },
    });
    const [cookie = ''] = headers['set-cookie']?.[0]?.split(';') ?? [];
    assert.match(cookie, /^__Host-session-8443=/);
    const protocols = offer({ csrfToken: String(json.csrfToken) });
    assert.equal(await open(t, page, cookie, protocols, host), 101);
    assert.equal(await open(t, page, cookie, protocols), 401);
  });
});
