/** What is found out once in a run for all checks that ask, such as how wrong credentials are refused. */
import type { Session } from './session.ts';

/** @returns asks at most once in each run; after a failure again */
export function oncePerRun<Probe extends { readonly session: Session }, Value>(
  make: (probe: Probe) => Promise<Value>,
): (probe: Probe) => Promise<Value> {
  const made = new WeakMap<Session, Promise<Value>>();
  return (probe) => {
    const { session } = probe;
    const found = made.get(session) ?? make(probe);
    if (!made.has(session)) {
      made.set(session, found);
      found.catch(() => made.delete(session));
    }
    return found;
  };
}
