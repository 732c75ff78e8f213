import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { passwordLimits } from '../../../server/auth/accounts/passwords.ts';
import { againstGuessing } from '../../../server/auth/guessing.ts';
import { introspection, parseIntrospection } from '../../../server/auth/remote/introspection.ts';
import { identityOf } from '../../../server/auth/verifier.ts';
import { createAuthFailures } from '../../../server/limits/auth-failures.ts';

const now = 1_700_000_000_000;
const good = { active: true, username: 'alice', method: 'first-message' };
const read = (answer: unknown) => parseIntrospection(JSON.stringify(answer), 'first-message', now);

describe('An introspection response', () => {
  it('becomes an identity', () => {
    const exp = now / 1000 + 1;
    assert.deepEqual(read({ ...good, scope: 'echo  shout', sid: 's', exp, aud: 'other' }), {
      ok: true,
      value: { user: 'alice', permissions: ['echo', 'shout'], sessionId: 's', leftMs: 1000 },
    });
    assert.deepEqual(read(good), { ok: true, value: { user: 'alice', permissions: [] } });
  });

  it('says how long it is valid, whatever the time is here', () => {
    for (const exp of [undefined, now / 1000 - 7200, now / 1000 + 7200]) {
      const answer = read({ ...good, exp, expires_in: 59.5 });
      assert.ok(answer.ok && typeof answer.value === 'object');
      assert.equal(answer.value.leftMs, 59_500);
    }
  });

  it('may say why a credential is refused, in known words', () => {
    assert.deepEqual(read({ active: false, refusal: 'forbidden' }), { ok: true, value: 'forbidden' });
    assert.deepEqual(read({ active: false, refusal: 'busy' }), { ok: true, value: 'busy' });
    for (const refusal of ['other', true, {}, null]) {
      assert.deepEqual(read({ active: false, refusal }), { ok: true, value: undefined });
    }
  });

  it('says that a credential is nobody’s, whatever else it holds', () => {
    assert.deepEqual(read({ active: false }), { ok: true, value: undefined });
    assert.deepEqual(read({ ...good, active: false }), { ok: true, value: undefined });
  });

  it('is an error in any other form', () => {
    const wrong: [unknown, RegExp][] = [
      [{}, /active/],
      [{ ...good, active: 'yes' }, /active/],
      [{ ...good, active: 1 }, /active/],
      [[good], /active/],
      [null, /no object/],
      ['active', /no object/],
      [{ active: true, username: 'alice' }, /method/],
      [{ ...good, method: 'query-ticket' }, /method/],
      [{ ...good, username: undefined }, /user/],
      [{ ...good, username: '' }, /user/],
      [{ ...good, username: { name: 'alice' } }, /user/],
      [{ ...good, scope: ['admin'] }, /scope/],
      [{ ...good, sid: 1 }, /session/],
      [{ ...good, sid: '€'.repeat(342) }, /session/],
      [{ ...good, exp: '1900000000' }, /expiry/],
      [{ ...good, exp: 1.5 }, /expiry/],
      [{ ...good, exp: 1e300 }, /expiry/],
      [{ ...good, exp: now / 1000 }, /expired/],
      [{ ...good, exp: now / 1000 + 60, expires_in: 0 }, /expired/],
      [{ ...good, expires_in: -1 }, /expired/],
      [{ ...good, expires_in: '60' }, /lifetime/],
    ];
    for (const [answer, problem] of wrong) {
      const result = read(answer);
      assert.ok(!result.ok, JSON.stringify(answer));
      assert.match(result.problem, problem);
    }
  });

  it('has problems that never quote it', () => {
    const result = parseIntrospection('<h1>canary</h1>', 'first-message', now);
    assert.deepEqual(result, { ok: false, problem: 'is not JSON' });
  });
});

describe('What is asked', () => {
  /** Asks about a credential. @returns the form that was sent, if one was */
  async function formOf(credential: string, csrfToken?: string): Promise<URLSearchParams | undefined> {
    let sent: URLSearchParams | undefined;
    const remote = {
      async ask(_path: string, form: URLSearchParams) {
        sent = form;
        return '{"active":false}';
      },
    };
    const { signal } = new AbortController();
    const question = { method: 'cookie', signal, ...(csrfToken !== undefined && { csrfToken }) } as const;
    assert.equal(await introspection(remote).verify(credential, question), undefined);
    return sent;
  }

  it('fits into the auth server’s 16 KiB; a credential that would not fit, counted in bytes, is refused without asking', async () => {
    for (const letter of ['x', 'é', '€', '😀', '\u0000', '\ud800']) {
      const most = Math.floor(4096 / Buffer.byteLength(letter));
      const form = await formOf(letter.repeat(most));
      assert.ok(form && Buffer.byteLength(form.toString()) <= 16_384, letter);
      assert.equal(await formOf(letter.repeat(most + 1)), undefined, letter);
    }
    const together = await formOf('€'.repeat(682), '€'.repeat(683));
    assert.ok(together && Buffer.byteLength(together.toString()) <= 16_384);
    assert.equal(await formOf('x', 'x'.repeat(4096)), undefined);
  });
});

describe('Passwords', () => {
  /** Holds every question about a password, and answers any other at once. */
  function setUp({ perMinute = 0 } = {}) {
    const asked: string[] = [];
    const held: ((answer: object) => void)[] = [];
    const passwords = {
      ask(_path: string, form: URLSearchParams) {
        asked.push(form.get('token') ?? '');
        return new Promise<string>((resolve) => held.push((answer) => resolve(JSON.stringify(answer))));
      },
    };
    const tokens = { ask: async () => JSON.stringify({ ...good, method: 'first-message' }) };
    const results: string[] = [];
    const failures = createAuthFailures(perMinute);
    const told = (_method: string, result: string) => results.push(result);
    const verifier = againstGuessing(introspection(tokens, passwords), failures, told);
    const never = new AbortController().signal;
    return {
      asked,
      results,
      failures,
      token: () => verifier.verify('x', { method: 'first-message', address: 'a', signal: never }),
      /** Tries a password; the address is its first letter. */
      password: (password: string, signal = never) =>
        verifier.verify(password, { method: 'basic', address: password.slice(0, 1), signal }),
      /** Answers the oldest question. @returns when the next one has been asked */
      async answer(isRight = false) {
        held.shift()?.(isRight ? { ...good, method: 'basic' } : { active: false });
        await new Promise(setImmediate);
      },
    };
  }
  const settled = () => new Promise(setImmediate);

  it('are asked about only a few at once, and nothing else waits for them', async () => {
    const { asked, password, token } = setUp();
    for (let count = 0; count < 60; count++) void password(`a${count}`);
    assert.equal(identityOf(await token())?.user, 'alice');
    assert.deepEqual(asked, ['a0', 'a1']);
  });

  it('of another address come after one of each other address', async () => {
    const { asked, password, answer } = setUp();
    for (let count = 0; count < 60; count++) void password(`${'abcd'[count % 4]}${count}`);
    const mine = password('mine');
    await settled();
    for (let turn = 0; turn < 5; turn++) await answer();
    assert.equal(asked.at(-1), 'mine');
    await answer();
    await answer(true);
    assert.equal(identityOf(await mine)?.user, 'alice');
  });

  it('are not looked at if the line is full, and do not count as failures', async () => {
    const { asked, results, failures, password } = setUp({ perMinute: 100 });
    const room = passwordLimits.running + passwordLimits.waiting;
    const tries = Array.from({ length: room }, (_, index) => password(`a${index}`));
    await settled();
    assert.equal(await password('a'), 'busy');
    const mine = password('mine');
    assert.equal(await tries.at(-1), 'busy', 'its place is mine now');
    const sooner = await Promise.race([mine.then(() => 'answered'), settled().then(() => 'waiting')]);
    assert.equal(sooner, 'waiting');
    assert.equal(asked.length, passwordLimits.running);
    assert.deepEqual(results, ['unasked', 'unasked']);
    assert.equal(await failures.waitMs('a'), 0);
  });

  it('count as a guess, even if the client has left before the answer', async () => {
    const { results, failures, password, answer } = setUp({ perMinute: 1 });
    const client = new AbortController();
    const guess = password('a', client.signal);
    await settled();
    client.abort();
    await settled();
    await answer();
    assert.equal(await guess, undefined);
    assert.deepEqual(results, ['refused']);
    assert.ok((await failures.waitMs('a')) > 0);
  });

  it('are not asked about for a client that has left the line, and do not raise an alarm', async () => {
    const { asked, results, password, answer } = setUp();
    const client = new AbortController();
    const tries = Array.from({ length: 20 }, (_, index) => password(`a${index}`, client.signal));
    await settled();
    client.abort();
    void password('mine');
    await answer();
    await answer();
    await Promise.all(tries);
    assert.deepEqual(asked, ['a0', 'a1', 'mine']);
    assert.equal(results.includes('failed'), false);
  });
});

it('an auth server is not blamed for a client that leaves, only for an answer that is too late', async () => {
  const results: string[] = [];
  const remote = {
    ask: (_path: string, _form: URLSearchParams, signal?: AbortSignal) =>
      new Promise<string>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const told = (_method: string, result: string) => results.push(result);
  const verifier = againstGuessing(introspection(remote), createAuthFailures(0), told);
  for (const reason of [new Error('the client left'), new DOMException('late', 'TimeoutError')]) {
    const client = new AbortController();
    const answer = verifier.verify('x', { method: 'query-token', address: 'a', signal: client.signal });
    client.abort(reason);
    await assert.rejects(answer);
  }
  assert.deepEqual(results, ['abandoned', 'failed']);
});
