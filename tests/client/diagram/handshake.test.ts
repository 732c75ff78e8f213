import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeAccept } from '../../../client/diagram/detail/accept.ts';
import { judge, sumUp } from '../../../client/diagram/detail/headers.ts';

describe('The handshake under the glass', () => {
  it('C05 computes Accept as in RFC 6455, section 1.3', async () => {
    assert.deepEqual(await computeAccept('dGhlIHNhbXBsZSBub25jZQ=='), {
      joined: 'dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11',
      digest: 'b37a4f2cc0624f1690f64606cf385945b2bec4ea',
      accept: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
    });
  });

  it('C05 calls Upgrade, Version, Key and Accept no security, and says why', () => {
    for (const name of ['Upgrade', 'Sec-WebSocket-Version', 'Sec-WebSocket-Key', 'Sec-WebSocket-Accept']) {
      assert.equal(judge(name).worth, 'none', name);
      assert.match(judge(name).reason, /\.$/);
    }
  });

  it('tells credentials from decoration, in any spelling, and knows what it does not know', () => {
    assert.equal(judge('COOKIE').worth, 'security');
    assert.equal(judge('authorization').worth, 'security');
    assert.equal(judge('X-Unheard-Of').worth, 'none');
    assert.equal(judge('constructor').worth, 'none');
  });

  it('C06 says what Origin is good for, and what it is not', () => {
    assert.equal(judge('Origin').worth, 'partly');
    assert.match(judge('Origin').reason, /keeps out foreign pages\. Any other program writes what it likes/);
    assert.equal(
      sumUp('HTTP request', ['Host', 'Origin', 'Upgrade']),
      '3 header fields of this HTTP request, none of them security, Origin good against foreign pages',
    );
    assert.equal(
      sumUp('HTTP request', ['Host', 'Cookie']),
      '2 header fields of this HTTP request, 1 of them security',
    );
  });
});
