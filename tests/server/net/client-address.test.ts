import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { it } from 'node:test';
import { addressKey, clientAddress } from '../../../server/net/client-address.ts';

/** A request from an address, with this X-Forwarded-For. */
function requestFrom(peer: string, forwarded?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: peer });
  const request = new IncomingMessage(socket);
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded;
  return request;
}

it('an IPv4 address is one key, even if it comes mapped into IPv6, in any spelling', () => {
  for (const address of ['192.0.2.1', '::ffff:192.0.2.1', '::FFFF:c000:201', '0:0:0:0:0:ffff:c000:0201']) {
    assert.equal(addressKey(address), '192.0.2.1');
  }
});

it('an IPv6 address counts by its first 64 bits', () => {
  const key = addressKey('2001:db8:1:2::1');
  for (const address of [
    '2001:db8:1:2:ffff:ffff:ffff:ffff',
    '2001:0DB8:1:2:0:0:0:9',
    '2001:db8:1:2::1%eth0',
  ]) {
    assert.equal(addressKey(address), key);
  }
  for (const address of [
    '2001:db8:1:3::1',
    '2001:db8:1::1',
    '::1',
    '::',
    'fe80::1',
    '2001:db8:1:2:3::'.slice(4),
  ]) {
    assert.notEqual(addressKey(address), key);
  }
  assert.notEqual(addressKey('::ffff:0:192.0.2.1'), '192.0.2.1');
});

it('X-Forwarded-For is ignored unless proxies are trusted', () => {
  assert.equal(clientAddress(requestFrom('127.0.0.1', '192.0.2.1'), 0), '127.0.0.1');
});

it('with N trusted proxies the Nth address from the right counts, whatever the client wrote before it', () => {
  const forwarded = '203.0.113.66, 192.0.2.1,  198.51.100.7';
  assert.equal(clientAddress(requestFrom('127.0.0.1', forwarded), 1), '198.51.100.7');
  assert.equal(clientAddress(requestFrom('127.0.0.1', forwarded), 2), '192.0.2.1');
  assert.equal(clientAddress(requestFrom('127.0.0.1', '192.0.2.1'), 2), '192.0.2.1');
});

it('a port after the address is dropped, and a text that is not an address never becomes a key', () => {
  assert.equal(clientAddress(requestFrom('127.0.0.1', '192.0.2.1:4711'), 1), '192.0.2.1');
  assert.equal(clientAddress(requestFrom('127.0.0.1', '[2001:db8::1]:4711'), 1), '2001:db8::1');
  for (const forwarded of ['unknown', '', 'x'.repeat(8000), '192.0.2.1.5', '<script>', '_hidden, ']) {
    assert.equal(clientAddress(requestFrom('127.0.0.1', forwarded), 1), '127.0.0.1');
  }
  assert.equal(clientAddress(requestFrom('127.0.0.1'), 1), '127.0.0.1');
});
