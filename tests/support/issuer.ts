/** Providers in this process: one that behaves, and whatever a test makes of it. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { TestContext } from 'node:test';
import { publicPart, type SigningKey } from './provider.ts';

export interface TestIssuer {
  readonly issuer: string;
  /** The paths that were asked for. */
  readonly asked: string[];
  /** What it publishes. */
  keys: readonly SigningKey[];
  /** Answers in place of the provider, by path. */
  readonly instead: Map<string, RequestListener>;
  close(): Promise<void>;
}

export const CONFIGURATION = '/.well-known/openid-configuration';

/** Serves metadata and a key set; it ends with the test. */
export async function serveIssuer(t: TestContext, ...keys: SigningKey[]): Promise<TestIssuer> {
  const instead = new Map<string, RequestListener>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { url = '' } = request;
    asked.push(url);
    const other = instead.get(url);
    if (other) return other(request, response);
    const answers: Record<string, unknown> = {
      [CONFIGURATION]: { issuer: it.issuer, jwks_uri: `${it.issuer}/keys` },
      '/keys': { keys: it.keys.map(publicPart) },
    };
    const answer = answers[url];
    response.writeHead(answer === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  const close = async () => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  t.after(close);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const it: TestIssuer = { issuer: `http://127.0.0.1:${port}`, asked, keys, instead, close };
  return it;
}
