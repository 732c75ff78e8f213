import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allows, covers, isCapability, isChannelName } from '../../protocol/capabilities.ts';

const channels: readonly (readonly [name: string, is: boolean])[] = [
  ['news', true],
  ['room:lobby', true],
  ['room:1:2', true],
  ['a-b:0', true],
  ['a'.repeat(64), true],
  ['a'.repeat(65), false],
  ['', false],
  [':', false],
  ['room:', false],
  [':room', false],
  ['room::1', false],
  ['Room', false],
  ['room:*', false],
  ['*', false],
  ['room 1', false],
  ['room\n', false],
  ['räume', false],
  ['__proto__', false],
];

for (const [name, is] of channels) {
  test(`${JSON.stringify(name).slice(0, 20)} is ${is ? '' : 'not '}the name of a channel`, () => {
    assert.equal(isChannelName(name), is);
  });
}

const table: readonly (readonly [scope: string, wanted: string, covered: boolean])[] = [
  ['publish:room:lobby', 'publish:room:lobby', true],
  ['publish:room:lobby', 'subscribe:room:lobby', false],
  ['publish:room:lobby', 'publish:room:lobby:1', false],
  ['publish:room:1', 'publish:room:10', false],
  ['publish:room:10', 'publish:room:1', false],
  ['subscribe:room:*', 'subscribe:room:1', true],
  ['subscribe:room:*', 'subscribe:room:1:2', true],
  ['subscribe:room:*', 'subscribe:room', false],
  ['subscribe:room:*', 'subscribe:rooms:1', false],
  ['subscribe:room:*', 'subscribe:room10', false],
  ['subscribe:room:*', 'publish:room:1', false],
  ['subscribe:room:*', 'subscribe:room:*', true],
  ['subscribe:*', 'subscribe:news', true],
  ['subscribe:*', 'subscribe:room:1', true],
  ['subscribe:*', 'presence:room:1', false],
  ['*', 'subscribe:news', false],
  ['subscribe*', 'subscribe:news', false],
  ['subscribe:room*', 'subscribe:room1', false],
  ['subscribe:room*', 'subscribe:room:1', false],
  ['subscribe:*:1', 'subscribe:room:1', false],
  ['subscribe:room:*:x', 'subscribe:room:1:x', false],
  ['', 'subscribe:news', false],
  ['echo', 'subscribe:news', false],
];

for (const [scope, wanted, covered] of table) {
  test(`the scope "${scope}" ${covered ? 'covers' : 'does not cover'} ${wanted}`, () => {
    assert.equal(covers(scope, wanted), covered);
  });
}

test('without a scope nothing is allowed, and one that covers is enough', () => {
  assert.equal(allows([], 'subscribe', 'news'), false);
  assert.equal(allows(['echo', 'publish:*'], 'subscribe', 'news'), false);
  assert.equal(allows(['echo', 'subscribe:news'], 'subscribe', 'news'), true);
});

test('a scope whose * means nothing is no capability', () => {
  for (const scope of ['subscribe:*', 'history:room:*', 'publish:room:lobby']) assert.ok(isCapability(scope));
  for (const scope of [
    'echo',
    'subscribe',
    'subscribe:',
    'subscribe:room*',
    'subscribe:*:1',
    'own:room:1',
    '',
  ]) {
    assert.ok(!isCapability(scope), scope);
  }
});
