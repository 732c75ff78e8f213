import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseIntrospection } from '../../../server/auth/introspection.ts';

const now = 1_700_000_000_000;
const good = { active: true, username: 'alice', method: 'first-message' };
const read = (answer: unknown) => parseIntrospection(JSON.stringify(answer), 'first-message', now);

describe('An introspection response', () => {
  it('becomes an identity', () => {
    const exp = now / 1000 + 1;
    assert.deepEqual(read({ ...good, scope: 'echo  shout', sid: 's', exp, aud: 'other' }), {
      ok: true,
      value: { user: 'alice', permissions: ['echo', 'shout'], sessionId: 's', expiresAt: exp * 1000 },
    });
    assert.deepEqual(read(good), { ok: true, value: { user: 'alice', permissions: [] } });
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
      [{ ...good, exp: '1900000000' }, /expiry/],
      [{ ...good, exp: 1.5 }, /expiry/],
      [{ ...good, exp: 1e300 }, /expiry/],
      [{ ...good, exp: now / 1000 }, /expired/],
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
