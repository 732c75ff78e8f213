import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { alice } from '../../server/auth/accounts/users.ts';
import type { Options } from '../../server/options/options.ts';
import {
  type Answer,
  ask,
  askForTicket,
  fetchTicket,
  introspectionSecret,
  type Question,
  type SignedIn,
  signIn,
} from '../support/auth.ts';
import { startLab } from '../support/lab.ts';

async function started(t: TestContext, settings: Partial<Options> = {}): Promise<string> {
  return (await startLab(t, settings)).urls.page;
}

/** A problem document says what to do, is not cached, and quotes nothing of what was sent. */
function assertProblem(answer: Answer, status: number, what?: string): void {
  assert.equal(answer.status, status, `${what}: ${answer.text}`);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.deepEqual(Object.keys(answer.json), ['type', 'title', 'status', 'detail']);
  assert.equal(answer.json.status, status);
  assert.match(String(answer.json.detail), /\w+ .*\.$/);
  assert.equal(answer.text.includes('canary'), false);
}

const json = { 'Content-Type': 'application/json' };

describe('POST /auth/session', { concurrency: 2 }, () => {
  it('answers with user and CSRF token, and a cookie that neither scripts nor other sites get', async (t) => {
    const base = await started(t);
    const answer = await ask(base, '/auth/session', {
      method: 'POST',
      json: { user: 'bob', password: 'tea-party' },
    });
    assert.equal(answer.status, 200);
    assert.deepEqual(Object.keys(answer.json), ['user', 'csrfToken']);
    assert.equal(answer.json.user, 'bob');
    assert.match(String(answer.json.csrfToken), /^[\w-]{43}$/);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.match(
      answer.headers['set-cookie']?.join() ?? '',
      /^__Host-session-\d+=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  it('gives the same answer to a wrong password, an unknown user and a start without users', async (t) => {
    const demo = await started(t);
    const production = await started(t, { demo: false, authToken: 'k'.repeat(32) });
    const logins = [
      [demo, 'alice', 'canary'],
      [demo, 'canary', 'rabbit-hole'],
      [production, 'alice', 'rabbit-hole'],
    ] as const;
    const bodies = new Set();
    for (const [base, user, password] of logins) {
      const answer = await ask(base, '/auth/session', { method: 'POST', json: { user, password } });
      assertProblem(answer, 401);
      assert.equal(answer.headers['set-cookie'], undefined);
      bodies.add(answer.text);
    }
    assert.equal(bodies.size, 1);
  });

  it('answers everything that is not a login with a problem', async (t) => {
    const base = await started(t);
    const login = '{"user":"canary","password":"canary"}';
    const refused: [number, string, Question][] = [
      [415, 'nothing at all', {}],
      [400, 'an empty body', { headers: json, body: '' }],
      [400, 'half an object', { headers: json, body: '{"user":"canary' }],
      [400, 'a tail', { headers: json, body: `${login}x` }],
      [400, 'null', { headers: json, body: 'null' }],
      [400, 'a text', { headers: json, body: '"canary"' }],
      [400, 'an array', { json: [{ user: 'canary', password: 'canary' }] }],
      [400, 'no password', { json: { user: 'canary' } }],
      [400, 'a password that is no text', { json: { user: 'canary', password: ['canary'] } }],
      [400, 'inherited members', { headers: json, body: `{"__proto__":${login}}` }],
      [413, 'more than 4 KiB', { json: { user: 'canary', password: 'canary'.padEnd(4096) } }],
      [
        415,
        'a form',
        { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'user=canary' },
      ],
      [415, 'plain text', { headers: { 'Content-Type': 'text/plain' }, body: login }],
      [415, 'no type', { body: login }],
      [
        415,
        'another charset',
        { headers: { 'Content-Type': 'application/json; charset=iso-8859-1' }, body: login },
      ],
      [415, 'compression', { headers: { ...json, 'Content-Encoding': 'gzip' }, body: login }],
    ];
    for (const [status, what, question] of refused) {
      assertProblem(await ask(base, '/auth/session', { method: 'POST', ...question }), status, what);
    }
    await signIn(base);
  });

  it('ends the session that its cookie held before', async (t) => {
    const base = await started(t);
    const before = await signIn(base);
    const answer = await ask(base, '/auth/session', {
      method: 'POST',
      headers: { Cookie: before.cookie },
      json: { user: 'alice', password: 'rabbit-hole' },
    });
    assert.equal(answer.status, 200);
    assertProblem(await ask(base, '/auth/session', { headers: before.headers }), 401);
  });
});

describe('GET and DELETE /auth/session', { concurrency: 2 }, () => {
  it('tell a page that was loaded again who is signed in, until it signs out', async (t) => {
    const base = await started(t);
    const { cookie, csrfToken, headers } = await signIn(base);
    const again = await ask(base, '/auth/session', { headers: { Cookie: `other=1; ${cookie}` } });
    assert.deepEqual([again.status, again.json], [200, { user: 'alice', csrfToken }]);

    const out = await ask(base, '/auth/session', { method: 'DELETE', headers });
    assert.deepEqual([out.status, out.text], [204, '']);
    assert.match(
      out.headers['set-cookie']?.join() ?? '',
      /^__Host-session-\d+=; Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Strict$/,
    );
    assertProblem(await ask(base, '/auth/session', { headers }), 401);
    assertProblem(await ask(base, '/auth/session', { method: 'DELETE', headers }), 401);
  });

  it('accept no cookie that was made up, guessed or sent twice', async (t) => {
    const base = await started(t);
    const { cookie } = await signIn(base);
    const [name, secret] = cookie.split('=');
    const made = [
      '',
      `${name}=`,
      `${name}=${'A'.repeat(43)}`,
      `__Host-session=${secret}`,
      `__Host-session-1=${secret}`,
      `${cookie}A`,
      `${cookie}; ${cookie}`,
    ];
    for (const Cookie of made) assertProblem(await ask(base, '/auth/session', { headers: { Cookie } }), 401);
  });
});

describe('CSRF', { concurrency: 2 }, () => {
  it('is refused: the cookie alone, or with the CSRF token of another session, changes nothing', async (t) => {
    const base = await started(t);
    const { cookie, headers } = await signIn(base);
    const other = await signIn(base);
    const forged: Record<string, string>[] = [
      { Cookie: cookie },
      { Cookie: cookie, 'X-CSRF-Token': '' },
      { Cookie: cookie, 'X-CSRF-Token': 'canary' },
      { Cookie: cookie, 'X-CSRF-Token': other.csrfToken },
      { Cookie: cookie, 'X-CSRF-Token': cookie.split('=')[1] ?? '' },
    ];
    for (const headers of forged) {
      assertProblem(await ask(base, '/auth/session', { method: 'DELETE', headers }), 403);
      assertProblem(
        await ask(base, '/auth/tickets', { method: 'POST', headers, json: { method: 'first-message' } }),
        403,
      );
    }
    assert.equal((await ask(base, '/auth/session', { headers })).status, 200);
  });

  it('and a wrong password are logged with the address and without the credential', async (t) => {
    const { urls, logged } = await startLab(t, { trustProxy: 1 });
    const { cookie } = await signIn(urls.page);
    const from = { 'X-Forwarded-For': '203.0.113.7' };
    const forged = { ...from, Cookie: cookie, 'X-CSRF-Token': 'canary' };
    await ask(urls.page, '/auth/token', { method: 'POST', headers: forged });
    const login = { user: 'canary', password: 'canary' };
    await ask(urls.page, '/auth/session', { method: 'POST', headers: from, json: login });
    const about = (msg: string) => logged.filter((line) => line.msg === msg).map(({ address }) => address);
    assert.deepEqual(about('request refused: wrong CSRF token'), ['203.0.113.7']);
    assert.deepEqual(about('sign-in refused'), ['203.0.113.7']);
    assert.doesNotMatch(JSON.stringify(logged), new RegExp(`canary|${cookie.split('=')[1]}`));
  });
});

describe('POST /auth/tickets', { concurrency: 2 }, () => {
  it('answers with 256 random bits for 30 s', async (t) => {
    const base = await started(t);
    const signedIn = await signIn(base);
    const { status, headers, json } = await askForTicket(base, signedIn);
    assert.equal(status, 201);
    assert.equal(headers['cache-control'], 'no-store');
    assert.deepEqual(Object.keys(json), ['ticket', 'expiresIn']);
    assert.match(String(json.ticket), /^[\w-]{43}$/);
    assert.equal(json.expiresIn, 30);
    assert.notEqual(json.ticket, await fetchTicket(base, signedIn));
  });

  it('answers 401 to a client that is not signed in', async (t) => {
    const base = await started(t);
    const question = { method: 'POST', json: { method: 'first-message' } };
    assertProblem(await ask(base, '/auth/tickets', question), 401);
  });

  it('answers 400 for a method that takes no tickets, and names those that do', async (t) => {
    const base = await started(t);
    const signedIn = await signIn(base);
    for (const method of ['', 'canary', 'cookie', 'query-token', 'constructor', '__proto__']) {
      const answer = await askForTicket(base, signedIn, method);
      assertProblem(answer, 400, method);
      assert.match(
        answer.text,
        /first-message, authenticate-message, query-ticket, subprotocol, bearer-header/,
      );
    }
  });
});

describe('Below /auth', { concurrency: 2 }, () => {
  it('a wrong HTTP method is answered with the right ones, and a wrong path with 404', async (t) => {
    const base = await started(t);
    const put = await ask(base, '/auth/session', { method: 'PUT' });
    assertProblem(put, 405);
    assert.equal(put.headers.allow, 'GET, HEAD, POST, DELETE');
    const get = await ask(base, '/auth/tickets');
    assertProblem(get, 405);
    assert.equal(get.headers.allow, 'POST');
    for (const path of ['/auth', '/auth/canary', '/auth/introspect', '/auth/session/canary', '/auth/%ff']) {
      assertProblem(await ask(base, path, { method: 'POST', json: {} }), 404, path);
    }
  });

  it('no page of another origin gets permission (CORS)', async (t) => {
    const base = await started(t);
    const preflight = await ask(base, '/auth/session', {
      method: 'OPTIONS',
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
    });
    const allowed = Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'));
    assert.deepEqual(allowed, []);
  });
});

describe('POST /auth/introspect', { concurrency: 2 }, () => {
  const bearer = { Authorization: `Bearer ${introspectionSecret}` };
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const introspect = (
    base: string,
    fields: Record<string, string>,
    headers: Record<string, string> = bearer,
  ) =>
    ask(base, '/auth/introspect', {
      method: 'POST',
      headers: { ...form, ...headers },
      body: new URLSearchParams(fields).toString(),
    });

  it('tells whose a credential is, and uses up a ticket by doing so', async (t) => {
    const base = await started(t, { introspectionSecret });
    const method = 'first-message';
    assert.deepEqual((await introspect(base, { token: DEMO_TOKEN, method })).json, {
      active: true,
      username: 'alice',
      scope: alice.permissions.join(' '),
      method,
    });
    const ticket = await fetchTicket(base, await signIn(base, 'bob', 'tea-party'));
    const { json } = await introspect(base, { token: ticket, method, token_type_hint: 'access_token' });
    const { sid, exp, expires_in: expiresIn, ...rest } = json;
    assert.deepEqual(
      { ...rest, scope: undefined },
      { active: true, username: 'bob', scope: undefined, method },
    );
    assert.match(String(rest.scope), /^echo shout admin .*staff:\*/);
    assert.match(String(sid), /^[\w-]{43}$/);
    const hours = (Number(exp) - Date.now() / 1000) / 3600;
    assert.ok(hours > 7.9 && hours <= 8);
    assert.ok(Number(expiresIn) > 7.9 * 3600 && Number(expiresIn) <= 8 * 3600);
    assert.deepEqual((await introspect(base, { token: ticket, method })).json, { active: false });
  });

  it('says only that about any unknown credential', async (t) => {
    const base = await started(t, { introspectionSecret });
    for (const token of ['', 'canary', 'A'.repeat(43)]) {
      assert.equal((await introspect(base, { token, method: 'first-message' })).text, '{"active":false}');
    }
  });

  it('is only for clients that know the secret', async (t) => {
    const { urls, logged } = await startLab(t, { introspectionSecret });
    const base = urls.page;
    const fields = { token: DEMO_TOKEN, method: 'first-message' };
    const strangers = [
      '',
      'Bearer ',
      `Bearer ${introspectionSecret}x`,
      introspectionSecret,
      `Basic ${introspectionSecret}`,
    ];
    for (const Authorization of strangers) {
      const answer = await introspect(base, fields, { Authorization });
      assertProblem(answer, 401);
      assert.equal(answer.headers['www-authenticate'], 'Bearer');
    }
    const refused = logged.filter(({ msg }) => msg === 'introspection refused: wrong secret');
    assert.equal(refused.length, strangers.length);
    for (const { address } of refused) assert.match(String(address), /^(127\.0\.0\.1|::1)$/);
    assert.equal(JSON.stringify(logged).includes(introspectionSecret), false);
  });

  it('counts a wrong secret as a failure of its address, and a right one as none', async (t) => {
    const base = await started(t, { introspectionSecret, authFailuresPerMinute: 2 });
    const fields = { token: DEMO_TOKEN, method: 'first-message' };
    const wrong = { Authorization: `Bearer ${introspectionSecret}x` };
    const sessions = () =>
      ask(base, '/auth/introspect/sessions', {
        method: 'POST',
        headers: { ...form, ...wrong },
        body: 'sid=x',
      });
    for (let count = 0; count < 5; count++) assert.equal((await introspect(base, fields)).status, 200);
    assertProblem(await introspect(base, fields, wrong), 401);
    assertProblem(await sessions(), 401);
    for (const answer of [await introspect(base, fields, wrong), await sessions()]) {
      assertProblem(answer, 429);
      assert.match(answer.headers['retry-after'] ?? '', /^([1-9]|[1-5]\d|60)$/);
    }
    const login = { user: 'alice', password: 'rabbit-hole' };
    assertProblem(await ask(base, '/auth/session', { method: 'POST', json: login }), 429, 'one budget');
    assert.equal((await introspect(base, fields)).status, 200, 'who asks for everybody is never kept out');
  });

  it('tells which sessions have ended, and counts unknown ones among them', async (t) => {
    const base = await started(t, { introspectionSecret });
    const [open, over] = [await signIn(base), await signIn(base, 'bob', 'tea-party')];
    const idOf = async (session: SignedIn) => {
      const token = await fetchTicket(base, session);
      return String((await introspect(base, { token, method: 'first-message' })).json.sid);
    };
    const [openId, overId] = [await idOf(open), await idOf(over)];
    await ask(base, '/auth/session', { method: 'DELETE', headers: over.headers });
    const asked = (Authorization: string, body: string) =>
      ask(base, '/auth/introspect/sessions', { method: 'POST', headers: { ...form, Authorization }, body });
    const { json } = await asked(bearer.Authorization, `sid=${openId}&sid=${overId}&sid=canary`);
    assert.deepEqual(json, { ended: [overId, 'canary'] });
    assertProblem(await asked(bearer.Authorization, ''), 400);
    assertProblem(await asked(bearer.Authorization, `sid=${'x'.repeat(16_384)}`), 413);
    assertProblem(await asked('', `sid=${openId}`), 401);
  });

  it('answers a question it cannot read with a problem', async (t) => {
    const base = await started(t, { introspectionSecret });
    const send = (headers: Record<string, string>, body: string) =>
      ask(base, '/auth/introspect', { method: 'POST', headers: { ...bearer, ...headers }, body });
    assertProblem(await send(form, 'token=canary'), 400);
    assertProblem(await send(form, 'method=first-message'), 400);
    assertProblem(await send(form, 'token=canary&method=canary'), 400);
    assertProblem(await send(form, 'token=canary&token=canary&method=first-message'), 400);
    assertProblem(await send(json, '{"token":"canary","method":"first-message"}'), 415);
    assertProblem(await send(form, `token=${'canary'.padEnd(16_384)}&method=first-message`), 413);
  });
});
