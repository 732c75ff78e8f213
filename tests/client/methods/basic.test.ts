import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic } from '../../../client/methods/basic.ts';
import { open, originOf, serve, statusOf } from './support.ts';

const user = 'alice';

test('C20 basic: user and password in the URL open the echo', async (t) => {
  const served = await serve(t, 'basic');
  const opening = basic.open(served.endpoint, { kind: 'password', user, password: 'rabbit-hole' });
  const client = await open(t, opening, originOf(served));
  client.send(basic.say('hello'));
  assert.equal(await client.next(), '{"msg":"hello"}');
});

test('basic: a wrong password, even one that could be part of an address, gets 401', async (t) => {
  const served = await serve(t, 'basic');
  const opening = basic.open(served.endpoint, { kind: 'password', user, password: '@:/?#' });
  assert.equal(new URL(opening.url).host, new URL(served.endpoint).host);
  assert.equal(await statusOf(t, opening, originOf(served)), 401);
});
