import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { introspection, parseIntrospection } from '../../../server/auth/introspection.ts';

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

  it('says how long it is good, whatever the time is here', () => {
    for (const exp of [undefined, now / 1000 - 7200, now / 1000 + 7200]) {
      const answer = read({ ...good, exp, expires_in: 59.5 });
      assert.ok(answer.ok && typeof answer.value === 'object');
      assert.equal(answer.value.leftMs, 59_500);
    }
  });

  it('may say why a credential lets nobody in, in words that are known', () => {
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

  it('has problems that repeat nothing of it', () => {
    const result = parseIntrospection('<h1>canary</h1>', 'first-message', now);
    assert.deepEqual(result, { ok: false, problem: 'is not JSON' });
  });
});

describe('What is asked', () => {
  /** Asks about a credential; gives the form that was sent, if one was. */
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

  it('fits the auth server’s 16 KiB, and what would not is nobody’s without being asked about: bytes count', async () => {
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
