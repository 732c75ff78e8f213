/** Probes known servers. */
import { checks } from '../../../packages/probe/src/checks/index.ts';
import { readTarget } from '../../../packages/probe/src/config/read-target.ts';
import type { Report } from '../../../packages/probe/src/run/report.ts';
import { run } from '../../../packages/probe/src/run/runner.ts';
import { type KnownServer, TOKEN } from './known-server.ts';

/** What a person would run against it, but for the deadline: a server that has none is known by then, too. */
export async function look(server: KnownServer): Promise<Report> {
  const running = await server.start();
  try {
    const members = {
      url: running.url,
      credential: { value: TOKEN },
      deadlineSeconds: 6,
      ...server.configuration,
    };
    const given = new Map(Object.entries(members).map(([name, value]) => [name, { value, base: '.' }]));
    return await run({
      target: readTarget(given),
      checks: checks.filter((check) => !check.intrusive),
      jobs: 8,
      timeoutMs: 120_000,
    });
  } finally {
    await running.close();
  }
}
