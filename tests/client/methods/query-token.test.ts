import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryToken } from '../../../client/methods/query-token.ts';
import { open, serve, statusOf, token, wrongToken } from './support.ts';

test('query-token: the token in the URL opens the echo', async (t) => {
  const { endpoint } = await serve(t, 'query-token');
  const client = await open(t, queryToken.open(endpoint, token));
  client.send(queryToken.say('hello'));
  assert.equal(await client.next(), '{"msg":"hello"}');
});

test('C19 query-token: a wrong token, whatever it is made of, gets 401 and no WebSocket', async (t) => {
  const { endpoint } = await serve(t, 'query-token');
  assert.equal(await statusOf(t, queryToken.open(endpoint, wrongToken)), 401);
  const tricky = queryToken.open(endpoint, { kind: 'token', token: 'a&token=b#c%' });
  assert.equal(new URL(tricky.url).searchParams.get('token'), 'a&token=b#c%');
  assert.equal(await statusOf(t, tricky), 401);
});
