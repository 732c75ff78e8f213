import { createClient } from '@redis/client';

export interface AskRedis {
  /** Sends a command as an operator would. @returns the answer, unparsed */
  ask(...command: readonly string[]): Promise<unknown>;
  /** Asks for `INFO`. @returns a function that gives the number of a line, such as `used_memory` */
  info(): Promise<(name: string) => number>;
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
    async info() {
      const text = String(await ask('INFO', 'default'));
      return (name) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1]);
    },
    close: () => client.destroy(),
  };
}
