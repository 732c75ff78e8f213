/** Brings the messages of channels to their subscribers at this node. */
import { Channel, type From, type Subscriber, type Subscription } from './channel.ts';
import type { Engine, Published, Unpublished } from './engine.ts';

/** Milliseconds between two looks at one channel: news may have been lost, a node may have died. */
const LOOK_MS = 2000;

/** Most channels that are looked at in a second. */
const LOOKS_PER_SECOND = 2000;

export interface Broker {
  /**
   * Subscribes a client: it is told that it is, gets what it missed, and then every message as it comes.
   *
   * @param from - where the client was, how many of the last messages it wants, or neither
   * @throws Unavailable if the engine is away
   */
  subscribe(channel: string, subscriber: Subscriber, from: From): Promise<Subscription>;
  /** @throws Unavailable if the engine is away or full: then the same message may be published again */
  publish(channel: string, message: Unpublished): Promise<Published>;
  close(): Promise<void>;
}

export function createBroker(engine: Engine): Broker {
  const channels = new Map<string, Channel>();
  let timer: NodeJS.Timeout | undefined;

  const find = (name: string): Channel => {
    const found = channels.get(name);
    if (found) return found;
    const made = new Channel(name, engine, () => channels.delete(name));
    channels.set(name, made);
    lookLater();
    return made;
  };

  /** Looks at every channel in turn. */
  const lookLater = () => {
    if (!engine.isShared || timer || channels.size === 0) return;
    const pauseMs = Math.max(LOOK_MS, (1000 * channels.size) / LOOKS_PER_SECOND);
    timer = setTimeout(async () => {
      await Promise.all([...channels.values()].map((channel) => channel.look()));
      timer = undefined;
      lookLater();
    }, pauseMs).unref();
  };

  return {
    subscribe: async (name, subscriber, from) => find(name).subscribe(subscriber, from),
    publish: engine.publish,
    async close() {
      clearTimeout(timer);
      channels.clear();
      await engine.close();
    },
  };
}
