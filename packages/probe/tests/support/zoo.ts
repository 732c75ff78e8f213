/** One check against a server of the zoo. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Check } from '../../src/checks/check.ts';
import { checks } from '../../src/checks/index.ts';
import type { CheckReport } from '../../src/run/report.ts';
import { run } from '../../src/run/runner.ts';
import { startZoo, type ZooServer } from '../../zoo/server.ts';
import { targetOf } from '../../zoo/target.ts';

/** Starts a server of the zoo that goes with the test. */
export async function zoo(t: TestContext, ...given: Parameters<typeof startZoo>): Promise<ZooServer> {
  const server = await startZoo(...given);
  t.after(() => server.close());
  return server;
}

export function checkOf(id: string): Check {
  const found = checks.find((check) => check.id === id);
  assert.ok(found);
  return found;
}

/** Runs one check. @returns what it found */
export async function only(
  server: ZooServer,
  id: string,
  target = targetOf(server),
): Promise<CheckReport | undefined> {
  const report = await run({
    target,
    checks: [checkOf(id)],
    jobs: 1,
    timeoutMs: 90_000,
    loopback: true,
  });
  assert.equal(report.problem, undefined);
  return report.checks[0];
}

export function withResolvers() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
