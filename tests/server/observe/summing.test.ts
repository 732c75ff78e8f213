import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { sumUp } from '../../../server/observe/summing.ts';

test('lines of a kind that come by the hundred are summed up, once a second, and others are not', (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const written: string[] = [];
  let made = 0;
  const take = sumUp(
    (line) => written.push(line),
    (kind, count) => written.push(`${count} more: ${kind}`),
  );
  for (let index = 1; index <= 200; index++) {
    take('connected', () => {
      made++;
      return `connected ${index}`;
    });
  }
  take('shouts', () => 'shouts');
  assert.equal(made, 5);
  assert.deepEqual(written.slice(-2), ['connected 5', 'shouts']);
  mock.timers.tick(1000);
  assert.deepEqual(written.slice(-2), ['shouts', '195 more: connected']);
  take('connected', () => 'connected again');
  mock.timers.tick(1000);
  assert.equal(written.at(-1), 'connected again');
});
