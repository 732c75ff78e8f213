import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createAccessTokens } from '../../../server/auth/tokens/access-tokens.ts';
import { identityOf } from '../../../server/auth/verifier.ts';
import { createClock } from '../../../server/basics/clock.ts';

it('a first access token that could not be issued leaves the next one as good as any', async (t) => {
  const now = createClock();
  const user = { name: 'alice', permissions: ['echo'] };
  const session = { id: 'a-session', user, expiresAt: now() + 60_000 };
  const tokens = createAccessTokens({ sessions: { get: async () => session }, now });
  const failing = () => Promise.reject(new Error('no entropy'));
  t.mock.method(crypto.subtle, 'generateKey', failing, { times: 1 });
  await assert.rejects(tokens.issue(session), /no entropy/);
  const token = await tokens.issue(session);
  const { signal } = new AbortController();
  const verdict = await tokens.verifier.verify(token, { method: 'token-refresh', signal });
  assert.equal(identityOf(verdict)?.user, 'alice');
  const other = await tokens.issue(session);
  assert.ok(identityOf(await tokens.verifier.verify(other, { method: 'token-refresh', signal })), 'one key');
});

it('an access token has one writing: white space at its end makes it another', async () => {
  const now = createClock();
  const session = {
    id: 'a-session',
    user: { name: 'alice', permissions: ['echo'] },
    expiresAt: now() + 60_000,
  };
  const tokens = createAccessTokens({ sessions: { get: async () => session }, now });
  const token = await tokens.issue(session);
  const { signal } = new AbortController();
  for (const [credential, user] of [
    [token, 'alice'],
    [`${token} `, undefined],
    [`${token}\n`, undefined],
  ] as const) {
    const verdict = await tokens.verifier.verify(credential, { method: 'token-refresh', signal });
    assert.equal(identityOf(verdict)?.user, user);
  }
});
