/** Runs the lab with the demo users, in a process of its own, with the Redis that is named or without any. */
import { startCompiled } from '../servers.ts';
import { serve } from '../usage.ts';

const [, , redis] = process.argv;

await serve(() =>
  startCompiled({
    demo: true,
    logLevel: 'warn',
    messageRate: 1_000_000,
    ...(redis !== undefined && { redis }),
  }),
);
