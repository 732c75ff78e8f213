import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { subprotocol } from '../../../client/methods/subprotocol.ts';
import { readBearerSubprotocol } from '../../../server/upgrade/credentials.ts';
import { open, serve, statusOf, token, wrongToken } from './support.ts';

test('C25 subprotocol: the token opens the echo, and is not what the server selects', async (t) => {
  const { endpoint } = await serve(t, 'subprotocol');
  const client = await open(t, subprotocol.open(endpoint, token));
  assert.equal(client.webSocket.protocol, 'lab.v1');
  client.send(subprotocol.say('hello'));
  assert.equal(await client.next(), '{"msg":"hello"}');
  assert.equal(await statusOf(t, subprotocol.open(endpoint, wrongToken)), 401);
});

test('subprotocol: whatever the token holds, the offer is made of legal characters and is read back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      const { protocols } = subprotocol.open('wss://localhost/', { kind: 'token', token: text });
      for (const protocol of protocols) assert.match(protocol, /^[\w.-]+$/);
      const headersDistinct = { 'sec-websocket-protocol': [protocols.join(', ')] };
      assert.deepEqual(readBearerSubprotocol({ url: '/', headersDistinct }), { ok: true, value: text });
    }),
  );
});
