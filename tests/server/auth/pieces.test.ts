import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoUsers as told } from '../../../protocol/demo-users.ts';
import { methodIds } from '../../../protocol/methods.ts';
import { createPasswordCheck, hashPassword } from '../../../server/auth/accounts/passwords.ts';
import { createSessions, csrfTokenOf, sessionLimits } from '../../../server/auth/accounts/sessions.ts';
import { createUserCheck, demoUsers, type User } from '../../../server/auth/accounts/users.ts';
import { ownSessionCookie, readSessionCookie, sessionCookieOf } from '../../../server/auth/http/cookie.ts';
import { memoryStore } from '../../../server/auth/stores/memory.ts';
import { fixedTokens } from '../../../server/auth/tokens/fixed-tokens.ts';
import { anyOf, type Identity, identityOf, type Verifier } from '../../../server/auth/verifier.ts';

const alice = { name: 'alice', permissions: ['echo'] };
const question = { method: 'first-message', signal: new AbortController().signal } as const;

function only(credential: string, user: string): Verifier {
  return fixedTokens(new Map<string, Identity>([[credential, { user, permissions: [] }]]));
}

function setUpSessions() {
  const ended: string[] = [];
  const store = memoryStore<User>();
  return { ended, store, sessions: createSessions({ store, now: Date.now, ended: (id) => ended.push(id) }) };
}

describe('Verifiers', () => {
  it('are asked one after the other, until one knows', async () => {
    const both = anyOf(only('a', 'alice'), only('b', 'bob'));
    assert.equal(identityOf(await both.verify('a', question))?.user, 'alice');
    assert.equal(identityOf(await both.verify('b', question))?.user, 'bob');
    assert.equal(await both.verify('c', question), undefined);
  });

  it('refuse when one of them cannot answer, though the next would know', async () => {
    const broken: Verifier = { verify: () => Promise.reject(new Error('down')) };
    await assert.rejects(anyOf(broken, only('a', 'alice')).verify('a', question), /down/);
  });

  it('know a long-lived token only where a method wants one', async () => {
    const takers = [];
    for (const method of methodIds) {
      if (await only('a', 'alice').verify('a', { ...question, method })) takers.push(method);
    }
    assert.deepEqual(takers, [
      'first-message',
      'authenticate-message',
      'query-token',
      'subprotocol',
      'bearer-header',
    ]);
  });
});

describe('Users', () => {
  it('are known by name and password, both exact', async () => {
    const check = createUserCheck(demoUsers);
    const answers = await Promise.all([
      check('alice', 'rabbit-hole'),
      check('bob', 'tea-party'),
      check('alice', 'tea-party'),
      check('alice', 'rabbit-hole '),
      check('Alice', 'rabbit-hole'),
      check('mallory', 'rabbit-hole'),
      check('__proto__', ''),
    ]);
    assert.deepEqual(answers, [
      ...demoUsers.map(({ name, permissions }) => ({ ok: true, user: { name, permissions } })),
      ...Array(5).fill({ ok: false, busy: false }),
    ]);
  });

  it('of the demonstration have the passwords that everybody is told', async () => {
    const check = createUserCheck(demoUsers);
    assert.deepEqual(
      told.map(({ user }) => user),
      demoUsers.map(({ name }) => name),
    );
    for (const { user, password } of told) assert.ok((await check(user, password)).ok, user);
  });

  it('are unknown if there are none', async () => {
    assert.deepEqual(await createUserCheck([])('alice', 'rabbit-hole'), { ok: false, busy: false });
  });
});

describe('Passwords', () => {
  it('are salted: one password has two hashes', async () => {
    assert.notEqual(await hashPassword('same'), await hashPassword('same'));
  });

  it('of one address do not hold up those of another', async () => {
    const check = createPasswordCheck({ running: 1, waiting: 64 });
    const answered: string[] = [];
    const ask = async (address: string) => {
      assert.equal(await check('x', '', { address }), false);
      answered.push(address);
    };
    await Promise.all(['a', 'a', 'a', 'a', 'a', 'b'].map(ask));
    assert.equal(answered.indexOf('b'), 2);
  });

  it('that nobody waits for any more are not looked at', async () => {
    const check = createPasswordCheck({ running: 1, waiting: 64 });
    const client = new AbortController();
    const first = check('x', '');
    const second = check('x', '', { signal: client.signal });
    client.abort();
    assert.deepEqual(await Promise.all([second, first]), ['busy', false]);
  });

  it('are refused unchecked when too many others wait', async () => {
    const check = createPasswordCheck({ running: 2, waiting: 2 });
    // Neither salt nor hash: never right, but as costly as any other.
    const checks = Array.from({ length: 5 }, () => check('x', ''));
    assert.equal(await checks.pop(), 'busy');
    assert.deepEqual(new Set(await Promise.all(checks)), new Set([false]));
    assert.equal(await check('x', ''), false, 'free again');
  });
});

describe('Sessions', () => {
  it('are stored under the hash of their secret, and the secret is not stored', async () => {
    const { sessions } = setUpSessions();
    const { session, secret } = await sessions.start(alice);
    assert.match(secret, /^[\w-]{43}$/);
    assert.equal(JSON.stringify(session).includes(secret), false);
    assert.deepEqual(await sessions.find(secret), session);
    assert.equal(await sessions.find(session.id), undefined, 'the id opens nothing');
  });

  it('have a CSRF token that is theirs alone, and not the secret', async () => {
    const { sessions } = setUpSessions();
    const one = await sessions.start(alice);
    const other = await sessions.start(alice);
    assert.equal(csrfTokenOf(one.secret), csrfTokenOf(one.secret));
    assert.equal(new Set([one, other].flatMap(({ secret }) => [secret, csrfTokenOf(secret)])).size, 4);
  });

  it('report their end once', async () => {
    const { sessions, ended } = setUpSessions();
    const { session, secret } = await sessions.start(alice);
    await Promise.all([sessions.end(session.id), sessions.end(session.id)]);
    assert.deepEqual(ended, [session.id]);
    assert.equal(await sessions.find(secret), undefined);
  });

  it('are bounded for each user: one more ends the oldest', async () => {
    const { sessions, ended } = setUpSessions();
    const first = await sessions.start(alice);
    for (let count = 1; count < sessionLimits.perUser; count++) await sessions.start(alice);
    assert.deepEqual(ended, []);
    await sessions.start({ name: 'bob', permissions: [] });
    assert.deepEqual(ended, []);
    const last = await sessions.start(alice);
    assert.deepEqual(ended, [first.session.id]);
    assert.ok(await sessions.find(last.secret));
  });
});

describe('The session cookie', () => {
  const name = '__Host-session-5678';

  it('is read among others, and only under its exact name', () => {
    const read: Record<string, string | undefined> = {
      [`${name}=abc`]: 'abc',
      [`a=1; ${name}=abc; b=2`]: 'abc',
      [`a=1;${name}=abc`]: 'abc',
      [`__Host-session-5679=other; ${name}=abc; __Host-session=old`]: 'abc',
      [`${name}=`]: '',
      '': undefined,
      'session=abc': undefined,
      '__Host-session=abc': undefined,
      '__Host-session-5679=abc': undefined,
      '__host-session-5678=abc': undefined,
      [`x${name}=abc`]: undefined,
      [`${name}9=abc`]: undefined,
      [`${name}=abc; ${name}=def`]: undefined,
    };
    for (const [header, secret] of Object.entries(read))
      assert.equal(readSessionCookie(header, name), secret, header);
    assert.equal(readSessionCookie(undefined, name), undefined);
  });

  it('is called after the port at which the browser reaches the auth server', () => {
    const ours = ownSessionCookie(() => 5678);
    const named: Record<string, string> = {
      'localhost:5678': name,
      'localhost:8443': '__Host-session-8443',
      '[::1]:8443': '__Host-session-8443',
      '[::1]': name,
      'lab.example.org': name,
      'localhost:': name,
      'localhost:05678': name,
      'localhost:1;a': name,
    };
    for (const [host, called] of Object.entries(named))
      assert.equal(ours({ headers: { host } }), called, host);
    assert.equal(ours({ headers: {} }), name);
    const request = { headers: { host: 'localhost:5678' } };
    assert.equal(sessionCookieOf('https://localhost:5679')(request), '__Host-session-5679');
    assert.equal(sessionCookieOf('https://auth.example')(request), '__Host-session-443');
    assert.equal(sessionCookieOf('http://localhost')(request), '__Host-session-80');
  });
});
