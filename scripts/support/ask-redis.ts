import { createClient } from '@redis/client';

export interface AskRedis {
  /** Sends a command as an operator would. @returns the answer, unparsed */
  ask(...command: readonly string[]): Promise<unknown>;
  /** A number of `INFO`, such as `used_memory`. */
  figure(name: string): Promise<number>;
  close(): void;
}

/** Connects to a Redis beside the nodes that use it. @throws the error of the client, if it is not there */
export async function askRedis(url: string): Promise<AskRedis> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  await client.connect();
  const ask = (...command: readonly string[]): Promise<unknown> => client.sendCommand([...command]);
  return {
    ask,
    async figure(name) {
      const info = String(await ask('INFO', 'everything'));
      return Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1]);
    },
    close: () => client.destroy(),
  };
}
