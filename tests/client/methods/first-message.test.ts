import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstMessage } from '../../../client/methods/first-message.ts';
import { open, serve, token, wrongToken } from './support.ts';

test('C23 first-message: the page’s first message is the one the server waits for', async (t) => {
  const { endpoint } = await serve(t, 'first-message');
  const client = await open(t, firstMessage.open(endpoint, token));
  assert.equal(firstMessage.acknowledges?.(await client.next()), true);
  client.send(firstMessage.say('hello'));
  assert.equal(await client.next(), '{"msg":"hello"}');
});

test('first-message: a wrong token ends with 1011 and a reason that a page can read', async (t) => {
  const { endpoint } = await serve(t, 'first-message');
  const client = await open(t, firstMessage.open(endpoint, wrongToken));
  assert.deepEqual(await client.closed, { code: 1011, reason: 'unauthenticated' });
});
