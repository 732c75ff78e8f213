import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authenticateMessage } from '../../../client/methods/authenticate-message.ts';
import { open, serve, token, wrongToken } from './support.ts';

test('C24 authenticate-message: the typed message is acknowledged with the user, and only that counts', async (t) => {
  const { endpoint } = await serve(t, 'authenticate-message');
  const client = await open(t, authenticateMessage.open(endpoint, token));
  const answer = await client.next();
  assert.deepEqual(JSON.parse(answer), { type: 'authenticated', user: 'alice' });
  assert.equal(authenticateMessage.acknowledges?.(answer), true);
  for (const other of ['{"type":"error"}', 'null', '[]', 'Successfully authenticated.']) {
    assert.equal(authenticateMessage.acknowledges?.(other), false, other);
  }
  client.send(authenticateMessage.say('hello'));
  assert.equal(await client.next(), '{"msg":"hello"}');
});

test('authenticate-message: a wrong token ends with 3000', async (t) => {
  const { endpoint } = await serve(t, 'authenticate-message');
  const client = await open(t, authenticateMessage.open(endpoint, wrongToken));
  assert.deepEqual(await client.closed, { code: 3000, reason: 'unauthorized' });
});
