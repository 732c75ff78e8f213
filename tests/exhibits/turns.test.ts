import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from '../../exhibits/twins/support/turns.ts';

const never = new AbortController().signal;

test('a place is taken by one at a time, in order, and whoever leaves the line is passed over', async () => {
  const turns = createTurns<string>();
  const told: string[] = [];
  const take = async (player: string, signal = never) => {
    const end = await turns.take('twin', player, signal, (first) => told.push(`${player} behind ${first}`));
    told.push(`${player} ${end ? 'begins' : 'has left'}`);
    return end;
  };
  const first = await take('first');
  const gone = new AbortController();
  const second = take('second', gone.signal);
  const third = take('third');
  assert.ok(await turns.take('another twin', 'other', never, () => assert.fail('nobody is there')));
  gone.abort();
  assert.equal(await second, undefined);
  first?.();
  first?.();
  assert.ok(await third);
  assert.deepEqual(told, [
    'first begins',
    'second behind first',
    'third behind first',
    'second has left',
    'third begins',
  ]);
});

test('whoever ends a turn twice ends nobody else’s', async () => {
  const turns = createTurns<string>();
  const first = await turns.take('twin', 'first', never, () => {});
  first?.();
  await turns.take('twin', 'second', never, () => {});
  first?.();
  const behind = await new Promise((resolve) => void turns.take('twin', 'third', never, resolve));
  assert.equal(behind, 'second');
});

test('of those who wait there are eight, and the ninth is refused at once', async () => {
  const turns = createTurns<number>();
  await turns.take('twin', 0, never, () => {});
  for (let player = 1; player <= 8; player++) void turns.take('twin', player, never, () => {});
  assert.equal(await turns.take('twin', 9, never, () => assert.fail('does not wait')), undefined);
});
