/** Publishes more than a channel keeps, within a second: over many connections, since each may send only so much. */
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { createChannels, type Socket } from './client.ts';

/** Messages that one connection may send at once, less those by which it comes in. */
const EACH = 91;

export interface Flood {
  /** Opens a connection. */
  open(): Socket;
  readonly channel: string;
  readonly count: number;
  readonly data: string;
}

/**
 * Resolves to whether all messages are stored: a connection may have been refused.
 *
 * @param begins - told over how many connections they go
 */
export async function flood(
  { open, channel, count, data }: Flood,
  begins: (connections: number) => void,
): Promise<boolean> {
  const connections = Math.ceil(count / EACH);
  begins(connections);
  const publishers = Array.from({ length: connections }, (_, index) =>
    publishAll({ open, channel, count: Math.min(EACH, count - index * EACH), data }),
  );
  return (await Promise.all(publishers)).every(Boolean);
}

async function publishAll({ open, channel, count, data }: Flood): Promise<boolean> {
  let refuse = () => {};
  const refused = new Promise<false>((resolve) => {
    refuse = () => resolve(false);
  });
  const publisher = createChannels({
    open,
    token: async () => DEMO_TOKEN,
    state: ({ type }) => type === 'closed' && refuse(),
  });
  publisher.connect();
  const published = Array.from({ length: count }, () => publisher.publish(channel, data));
  const isDone = Promise.all(published).then(
    () => true,
    () => false,
  );
  const isStored = await Promise.race([isDone, refused]);
  publisher.disconnect();
  return isStored;
}
