/** An auth server that takes its time over passwords, and answers everything else at once. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { Options } from '../../server/options/options.ts';
import { introspectionSecret } from './auth.ts';
import { type RunningLab, startLab } from './lab.ts';

export interface SlowPasswords {
  /** Asks it. Tokens are alice's all, and passwords that begin with `right`. */
  readonly lab: RunningLab;
  /** The passwords it was asked about so far. */
  readonly asked: readonly string[];
  /** Waits until it was asked about so many. */
  untilAsked(count: number): Promise<void>;
  /** Answers about the password it was asked about first. */
  answer(): void;
  /** From now on every session is over. */
  endSessions(): void;
}

/** The session behind every token. */
const SESSION = 'a-session';

/** Starts both; they end with the test. */
export async function startSlowPasswords(
  t: TestContext,
  settings: Partial<Options> = {},
): Promise<SlowPasswords> {
  const asked: string[] = [];
  const held: { readonly response: ServerResponse; readonly isRight: boolean }[] = [];
  let over = false;
  const reply = (response: ServerResponse, answer: object) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  };
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await readText(request));
    const method = form.get('method');
    if (method === null) return reply(response, { ended: over ? form.getAll('sid') : [] });
    if (method !== 'basic') return reply(response, { active: true, username: 'alice', method, sid: SESSION });
    const password = form.get('token')?.split(':')[1] ?? '';
    asked.push(password);
    held.push({ response, isRight: password.startsWith('right') });
    server.emit('asked');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const authServer = `http://127.0.0.1:${port}`;
  const asking = { demo: false, authServer, introspectionSecret, method: ['basic'], authDeadlineMs: 60_000 };
  return {
    lab: await startLab(t, { ...asking, ...settings }),
    asked,
    async untilAsked(count) {
      while (asked.length < count) await once(server, 'asked');
    },
    answer() {
      const first = held.shift();
      if (!first) return;
      const { response, isRight } = first;
      reply(response, isRight ? { active: true, username: 'alice', method: 'basic' } : { active: false });
    },
    endSessions() {
      over = true;
    },
  };
}
