/** Runs methods with a valid and an invalid credential, and keeps what came of it. */
import type { LabFacts } from '../../protocol/lab.ts';
import { type MethodId, methodIds } from '../../protocol/methods.ts';
import { AuthError } from '../api/auth.ts';
import { clientMethods } from '../methods/index.ts';
import { type ClientMethod, openWith } from '../methods/method.ts';
import { table } from '../words/methods.ts';
import { attempt, type Way } from './attempt.ts';
import type { Credentials } from './credentials.ts';
import type { Attempt, Told } from './told.ts';

export type Side = 'valid' | 'invalid';

/** An attempt, or why there was none. */
export type Result = Attempt | { readonly problem: string };

export interface Runner {
  /** What came of the last run. */
  result(id: MethodId, side: Side): Result | undefined;
  /** @param hear - called with everything as it happens */
  run(id: MethodId, side: Side, hear?: (told: Told) => void): Promise<Result>;
  /** Both sides of all methods that are served, one after the other. */
  runAll(begun: (id: MethodId) => void): Promise<void>;
  readonly busy: boolean;
}

/** @param changed - called when a run begins (without a result) and ends */
export function createRunner(
  lab: LabFacts,
  credentials: Credentials,
  changed: (id: MethodId, side: Side) => void,
): Runner {
  const results = new Map<string, Result>();
  let runs = 0;

  async function wayOf(id: MethodId, side: Side, endpoint: string): Promise<Way> {
    const method: ClientMethod = clientMethods[id];
    if (method.reach === 'none') return { opening: method.open(endpoint) };
    const { needs, acknowledges, say } = method;
    return { opening: openWith(method, endpoint, await credentials[side](needs, id)), acknowledges, say };
  }

  async function run(id: MethodId, side: Side, hear: (told: Told) => void = () => {}): Promise<Result> {
    const endpoint = lab.methods[id];
    const key = `${id} ${side}`;
    results.delete(key);
    runs++;
    changed(id, side);
    const result = await (async (): Promise<Result> => {
      if (endpoint === undefined) return { problem: table.notServed };
      try {
        return await attempt(await wayOf(id, side, endpoint), hear);
      } catch (error) {
        if (error instanceof AuthError) return { problem: error.message };
        throw error;
      } finally {
        runs--;
      }
    })();
    results.set(key, result);
    changed(id, side);
    return result;
  }

  return {
    result: (id, side) => results.get(`${id} ${side}`),
    run,
    get busy() {
      return runs > 0;
    },
    async runAll(begun) {
      for (const id of runOrder) {
        if (lab.methods[id] === undefined) continue;
        begun(id);
        for (const side of sidesOf(id)) await run(id, side);
      }
    },
  };
}

/** `basic` comes last: a browser sends a cached password to other paths as well, and forgets it when they refuse it. */
const runOrder = [...methodIds.filter((id) => id !== 'basic'), 'basic' as const];

/** The sides of a method, in the order they are tried. */
export function sidesOf(id: MethodId): readonly Side[] {
  if (clientMethods[id].reach === 'none') return ['invalid'];
  // Once the password is accepted a browser may send it in place of a wrong one.
  return id === 'basic' ? ['invalid', 'valid'] : ['valid', 'invalid'];
}
