/**
 * What stands behind the tunnel: a service that trusts whoever reaches it, as those inside often do. It speaks a
 * little of the Redis protocol, keeps one invented secret, and is on loopback only.
 */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** Clients at once, and the milliseconds and bytes that one of them may take. */
const limits = { clients: 10, idleMs: 10_000, bytes: 4096 };

const secrets = new Map([['payroll-password', 'open sesame']]);

export interface InnerService {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts it on any free port. */
export async function startInnerService(): Promise<InnerService> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(limits.idleMs, () => socket.destroy());
    socket.on('data', () => {
      if (socket.bytesRead > limits.bytes) socket.destroy();
    });
    const lines = createInterface(socket).on('line', (line) => socket.write(answer(line)));
    // It hands the socket's errors on, and an error that nobody hears ends the process.
    lines.on('error', () => {});
  });
  server.maxConnections = limits.clients;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

function answer(line: string): string {
  const [command, key = ''] = line.split(' ');
  if (command === 'PING') return '+PONG\r\n';
  const value = command === 'GET' ? secrets.get(key) : undefined;
  return value === undefined ? '-ERR unknown command or key\r\n' : `$${value.length}\r\n${value}\r\n`;
}
