import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problemsOf, type Sample } from '../../scripts/soak/samples.ts';

const good: Sample = {
  ...{ seconds: 5, misuses: 100, waiting: 3, authenticated: 24 },
  ...{ residentBytes: 100_000_000, heapBytes: 20_000_000 },
  ...{ p50: 1, p95: 2, p99: 3, echoes: 100, visits: 10, failures: [] },
};
const last = { ...good, waiting: 0, authenticated: 20 };
const hour = (grow: (sample: number) => Partial<Sample>) =>
  Array.from({ length: 100 }, (_, index): Sample => ({ ...good, ...grow(index) }));

describe('A soak', () => {
  it('finds nothing wrong with memory that goes up and down, or up once while it warms up', () => {
    const zigzag = hour((index) => ({ heapBytes: 20_000_000 + (index % 10) * 5_000_000 }));
    assert.deepEqual(problemsOf(zigzag, last, 20), []);
    const warm = hour((index) => ({ residentBytes: index < 20 ? 80_000_000 : 160_000_000 }));
    assert.deepEqual(problemsOf(warm, last, 20), []);
  });

  it('finds memory that grows, failures of honest clients, and connections that are left', () => {
    const leak = hour((index) => ({ heapBytes: 20_000_000 + (index % 10) * 5_000_000 + index * 400_000 }));
    assert.match(problemsOf(leak, last, 20).join(), /^heapBytes grew from \d+ to \d+\.$/);
    const failing = hour((index) => (index === 50 ? { failures: ['closed with 1006'] } : {}));
    assert.match(problemsOf(failing, last, 20).join(), /^1 failures of honest clients: closed with 1006$/);
    assert.match(
      problemsOf(
        hour(() => ({})),
        { ...last, waiting: 1 },
        20,
      ).join(),
      /^1 waiting/,
    );
    assert.match(
      problemsOf(
        hour(() => ({})),
        { ...last, authenticated: 21 },
        20,
      ).join(),
      /21 authenticated/,
    );
  });
});
