import { PREFIX, type Redis } from '../redis/connection.ts';
import type { Bus } from './bus.ts';

/** A bus between all nodes that are connected to one Redis, by its publish and subscribe. */
export function redisBus(redis: Pick<Redis, 'send' | 'listen'>): Bus {
  const channelOf = (topic: string) => `${PREFIX}bus:${topic}`;
  return {
    publish(topic, message) {
      redis.send(['PUBLISH', channelOf(topic), message]).catch(() => {});
    },
    subscribe: (topic, listener) => void redis.listen(channelOf(topic), listener),
  };
}
