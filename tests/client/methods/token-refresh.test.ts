import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenRefresh } from '../../../client/methods/token-refresh.ts';
import { formatAction, formatRefresh } from '../../../protocol/typed-messages.ts';
import { ask, signIn } from '../../support/auth.ts';
import { open, serve } from './support.ts';

async function fetchToken(page: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const { json } = await ask(page, '/auth/token', { method: 'POST', headers });
  return String(json.accessToken);
}

test('C27 token-refresh: authenticate, act, renew, and be refused what is not permitted', async (t) => {
  const { page, endpoint } = await serve(t, 'token-refresh');
  const { headers } = await signIn(page);
  const accessToken = await fetchToken(page, headers);
  const client = await open(t, tokenRefresh.open(endpoint, { kind: 'access token', accessToken }));
  const next = async () => JSON.parse(await client.next());

  const { type, user, expiresIn } = await next();
  assert.deepEqual({ type, user }, { type: 'authenticated', user: 'alice' });
  assert.ok(expiresIn > 0 && expiresIn <= 60);
  client.send(tokenRefresh.say('hello'));
  assert.deepEqual(await next(), { type: 'echo', msg: 'hello' });
  client.send(formatAction('shout', 'hello'));
  assert.deepEqual(await next(), { type: 'shout', msg: 'HELLO' });
  client.send(formatRefresh(await fetchToken(page, headers)));
  assert.equal((await next()).type, 'refreshed');
  client.send(formatAction('admin', 'hello'));
  assert.deepEqual(await next(), { type: 'error', error: 'forbidden', permission: 'admin' });
});

test('token-refresh: no token but a signed one is taken', async (t) => {
  const { endpoint } = await serve(t, 'token-refresh');
  const client = await open(t, tokenRefresh.open(endpoint, { kind: 'access token', accessToken: 'a.b.c' }));
  assert.deepEqual(await client.closed, { code: 3000, reason: 'unauthorized' });
});
