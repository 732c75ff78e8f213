/**
 * One server under measurement, in a process of its own: the lab, or a bare ws echo over the same TLS. Speaks to its
 * parent by messages: says where it listens, and what it has used whenever it is asked.
 */
import { createServer } from 'node:https';
import { WebSocketServer } from 'ws';
import { createLab } from '../../server/lab.ts';
import { certificates } from '../../server/paths.ts';
import { loadOrMakeCertificates } from '../../server/tls.ts';

/** What a server process has used so far. */
export interface Usage {
  /** User and system time, microseconds. */
  readonly cpu: number;
  /** Resident memory after a collection, bytes. */
  readonly memory: number;
}

const start: Record<string, () => Promise<string>> = {
  async bare() {
    const { cert, key } = await loadOrMakeCertificates({ directory: certificates });
    const server = createServer({ cert, key });
    new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
      socket.on('message', (data, binary) => socket.send(data, { binary }));
    });
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(`wss://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`);
      });
    });
  },
  async lab() {
    // Every limit is on, and so high that a measurement does not meet it.
    const lab = createLab({
      host: '127.0.0.1',
      port: 0,
      demo: true,
      logLevel: process.env.BENCH_LOG === '1' ? 'info' : 'warn',
      messageRate: 1_000_000,
      maxConnectionsPerAddress: 20_000,
      maxConnections: 20_000,
      maxUnauthenticated: 20_000,
    });
    await lab.listen();
    return lab.urls.webSocket;
  },
};

const begin = start[process.argv[2] ?? ''];
if (!begin) throw new Error('name a server: bare or lab');
process.send?.(await begin());
process.on('message', () => {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const usage: Usage = { cpu: user + system, memory: process.memoryUsage().rss };
  process.send?.(usage);
});
process.on('disconnect', () => process.exit());
