import type { TestContext } from 'node:test';
import { setTimeout as pause, setImmediate } from 'node:timers/promises';

/** Waits until a condition holds, turn by turn of the event loop, and no longer than the test may take. */
export async function until(t: TestContext, holds: () => boolean): Promise<void> {
  while (!holds()) {
    t.signal.throwIfAborted();
    await setImmediate();
  }
}

const LOOK_AGAIN_MS = 20;

/** Waits likewise for something outside of this process, which is asked every few milliseconds. */
export async function eventually(t: TestContext, holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(LOOK_AGAIN_MS, undefined, { signal: t.signal });
}
