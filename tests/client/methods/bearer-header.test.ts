import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bearerHeader } from '../../../client/methods/bearer-header.ts';
import { DEMO_TOKEN } from '../../../protocol/messages.ts';
import { open, serve, statusOf } from './support.ts';

test('C21 bearer-header: what a page can send gets 401; with the header a script is in', async (t) => {
  const { endpoint } = await serve(t, 'bearer-header');
  assert.equal(bearerHeader.reach, 'none');
  const opening = bearerHeader.open(endpoint);
  assert.equal(await statusOf(t, opening), 401);
  const client = await open(t, opening, { headers: { Authorization: `Bearer ${DEMO_TOKEN}` } });
  client.send('{"msg":"hello"}');
  assert.equal(await client.next(), '{"msg":"hello"}');
});
