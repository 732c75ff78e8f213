/** An auth server that never answers about a password, and answers at once about everything else. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { introspectionSecret } from './auth.ts';
import { type RunningLab, startLab } from './lab.ts';

export interface SlowPasswords {
  /** A lab that asks it. Every token is alice's, and belongs to one login session. */
  readonly lab: RunningLab;
  /** The largest number of passwords that it was asked about at once. */
  readonly most: number;
  /** Ends the login session. */
  endSession(): void;
}

/** Starts both, without a limit of failures and of the time to authenticate; they end with the test. */
export async function startSlowPasswords(t: TestContext): Promise<SlowPasswords> {
  const held = new Set<ServerResponse>();
  let most = 0;
  let over = false;
  const reply = (response: ServerResponse, answer: object) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  };
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await readText(request));
    const method = form.get('method');
    if (method === null) return reply(response, { ended: over ? form.getAll('sid') : [] });
    if (method !== 'basic')
      return reply(response, { active: true, username: 'alice', method, sid: 'session' });
    held.add(response);
    response.once('close', () => held.delete(response));
    most = Math.max(most, held.size);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const asking = { demo: false, authServer: `http://127.0.0.1:${port}`, introspectionSecret };
  const settings = { method: ['basic'], authFailuresPerMinute: 0, authDeadlineMs: 0 };
  return {
    lab: await startLab(t, { ...asking, ...settings }),
    get most() {
      return most;
    },
    endSession() {
      over = true;
    },
  };
}
