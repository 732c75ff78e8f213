import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createTurnstile } from '../../../server/limits/turnstile.ts';

describe('A turnstile', () => {
  it('lets a single client in at once, turn after turn', async () => {
    const turnstile = createTurnstile(2);
    const inside: number[] = [];
    for (let visitor = 0; visitor < 5; visitor++) {
      turnstile('a', () => inside.push(visitor));
      assert.equal(inside.length, visitor + 1);
      await setImmediate();
    }
  });

  it('lets a crowd in by twos, in the order in which it came, with other work in between', async () => {
    const turnstile = createTurnstile(2);
    const inside: number[] = [];
    for (let visitor = 0; visitor < 7; visitor++) turnstile('a', () => inside.push(visitor));
    const seen: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      seen.push(inside.length);
      await setImmediate();
    }
    assert.deepEqual(seen, [2, 4, 6, 7, 7]);
    assert.deepEqual(inside, [0, 1, 2, 3, 4, 5, 6]);
  });

  it('keeps its order when another client comes while others wait', async () => {
    const turnstile = createTurnstile(1);
    const inside: string[] = [];
    for (const visitor of ['a', 'b', 'c']) turnstile('a', () => inside.push(visitor));
    await setImmediate();
    turnstile('a', () => inside.push('d'));
    while (inside.length < 4) await setImmediate();
    assert.deepEqual(inside, ['a', 'b', 'c', 'd']);
  });

  it('lets every other client come from the next address, so that a crowd does not delay a newcomer', async () => {
    const turnstile = createTurnstile(2);
    const inside: string[] = [];
    const come = (address: string, visitor: string) => turnstile(address, () => inside.push(visitor));
    for (let visitor = 1; visitor <= 8; visitor++) come('crowd', `crowd ${visitor}`);
    for (let visitor = 1; visitor <= 2; visitor++) come('class', `class ${visitor}`);
    come('newcomer', 'newcomer');
    while (inside.length < 11) await setImmediate();
    assert.deepEqual(inside, [
      ...['crowd 1', 'crowd 2'],
      ...['crowd 3', 'crowd 4'],
      ...['crowd 5', 'class 1'],
      ...['crowd 6', 'newcomer'],
      ...['crowd 7', 'crowd 8'],
      'class 2',
    ]);
  });
});
