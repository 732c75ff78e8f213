import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cookie } from '../../../client/methods/cookie.ts';
import { signIn } from '../../support/auth.ts';
import { open, originOf, serve, statusOf } from './support.ts';

test('cookie: the CSRF token as a subprotocol, beside the cookie, opens the echo', async (t) => {
  const served = await serve(t, 'cookie');
  const { page, endpoint } = served;
  const session = await signIn(page);
  const options = { ...originOf(served), headers: { Cookie: session.cookie } };
  const client = await open(t, cookie.open(endpoint, { kind: 'session', ...session }), options);
  assert.equal(client.webSocket.protocol, 'lab.v1');
  client.send(cookie.say('hello'));
  assert.equal(await client.next(), '{"msg":"hello"}');
});

test('C15 cookie: the cookie alone, or with the CSRF token of another session, gets 403; the token alone 401', async (t) => {
  const served = await serve(t, 'cookie');
  const { page, endpoint } = served;
  const session = await signIn(page);
  const other = await signIn(page, 'bob', 'tea-party');
  const own = cookie.open(endpoint, { kind: 'session', ...session });
  const options = { ...originOf(served), headers: { Cookie: session.cookie } };
  assert.equal(await statusOf(t, { url: endpoint, protocols: ['lab.v1'] }, options), 403);
  assert.equal(await statusOf(t, own, originOf(served)), 401);
  assert.equal(await statusOf(t, cookie.open(endpoint, { kind: 'session', ...other }), options), 403);
});
