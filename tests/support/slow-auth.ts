/** An auth server that answers only when it is told to. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';
import type { Options } from '../../server/options/options.ts';
import { introspectionSecret } from './auth.ts';
import { type RunningLab, startLab } from './lab.ts';

export interface SlowAuth {
  /** A lab that asks it about every token. All tokens are alice's. */
  readonly lab: RunningLab;
  /** Questions that are not answered yet and whose client has not left. */
  readonly open: number;
  /** Waits until so many questions are open. */
  asked(count: number): Promise<void>;
  /** Answers every open question, and from now on each new one at once. */
  release(): void;
}

/** Starts both; they end with the test. */
export async function startSlow(t: TestContext, settings: Partial<Options> = {}): Promise<SlowAuth> {
  const open = new Set<ServerResponse>();
  let released = false;
  const answer = (response: ServerResponse) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end('{"active":true,"username":"alice","method":"first-message"}');
  };
  const server = createServer((request, response) => {
    request.resume();
    if (released) return answer(response);
    open.add(response);
    response.once('close', () => open.delete(response));
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
  return {
    lab: await startLab(t, { demo: false, authServer, introspectionSecret, ...settings }),
    get open() {
      return open.size;
    },
    async asked(count) {
      while (open.size < count) await once(server, 'asked');
    },
    release() {
      released = true;
      for (const response of open) answer(response);
    },
  };
}
