/** A line to Redis that can be slow, cut, or lose what is said to it. */
import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A test, or the hooks of a whole file. */
interface Owner {
  after(end: () => Promise<void>): void;
}

export interface RedisProxy {
  readonly port: number;
  /** Milliseconds by which every answer comes late, from now on. */
  delayMs: number;
  /** Changes what Redis says, from now on. */
  edit: (said: string) => string;
  /** Ends every connection, and refuses new ones until it is mended. */
  cut(): void;
  mend(): void;
}

/**
 * Starts a proxy on a free port of 127.0.0.1; it ends with the test.
 *
 * @param socket - of Redis
 * @param tls - what it shows to its clients, if it speaks TLS with them
 */
export async function startRedisProxy(owner: Owner, socket: string, tls?: TlsOptions): Promise<RedisProxy> {
  const open = new Set<Socket>();
  let isCut = false;

  const pass = (client: Socket) => {
    if (isCut) return void client.destroy();
    const redis = createConnection(socket);
    for (const one of [client, redis]) {
      open.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        open.delete(one);
        client.destroy();
        redis.destroy();
      });
    }
    client.pipe(redis);
    redis.on('data', (chunk) => {
      const said = Buffer.from(proxy.edit(chunk.toString('latin1')), 'latin1');
      if (proxy.delayMs > 0) setTimeout(() => client.write(said), proxy.delayMs);
      else client.write(said);
    });
  };

  const server: Server = tls ? createTlsServer(tls, pass) : createServer(pass);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endAll = () => {
    for (const one of open) one.destroy();
  };
  owner.after(async () => {
    endAll();
    server.close();
    await once(server, 'close');
  });

  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const proxy: RedisProxy = {
    port,
    delayMs: 0,
    edit: (said) => said,
    cut() {
      isCut = true;
      endAll();
    },
    mend() {
      isCut = false;
    },
  };
  return proxy;
}
