import type { TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';

/** Waits until a condition holds, turn by turn of the event loop, and no longer than the test may take. */
export async function until(t: TestContext, holds: () => boolean): Promise<void> {
  while (!holds()) {
    t.signal.throwIfAborted();
    await setImmediate();
  }
}
