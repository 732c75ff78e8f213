import { channelLimits, type Member } from '../../protocol/channels.ts';
import type { Clock } from '../basics/clock.ts';
import { Unavailable } from '../basics/unavailable.ts';
import {
  type Engine,
  type News,
  newEpoch,
  PAGE_BYTES,
  type State,
  type Stored,
  type Window,
} from './engine.ts';

/** Milliseconds between two sweeps. What is too old cannot be read any more; a sweep frees its memory. */
const SWEEP_MS = 10_000;

/** Most that all channels may hold together, in bytes or so. Beyond it nothing can be published, as in a full Redis. */
const MAX_BYTES = 256 * 1024 * 1024;

/** About what a message or the memory of an id costs beside its texts, and what a channel costs, in bytes. */
const OVERHEAD = 200;
const CHANNEL_BYTES = 1000;

interface Channel {
  readonly epoch: string;
  offset: number;
  /** The window, oldest first. */
  readonly messages: Stored[];
  /** When each message of the last minutes was published, and its offset, by publisher and id; oldest first. */
  readonly known: Map<string, { readonly offset: number; readonly at: number }>;
  readonly members: Map<string, Member>;
  readonly listeners: Set<(news: News) => void>;
  /** When it was last used. */
  usedAt: number;
}

/**
 * Keeps channels in this process's memory.
 *
 * @param now - the clock by which messages grow old
 * @param maxBytes - beyond it nothing can be published
 */
export function memoryEngine(window: Window, now: Clock, maxBytes = MAX_BYTES): Engine {
  const channels = new Map<string, Channel>();
  const windowMs = window.seconds * 1000;
  let bytes = 0;
  let sweeper: NodeJS.Timeout | undefined;

  const find = (name: string): Channel => {
    const found = channels.get(name) ?? make(name);
    found.usedAt = now();
    return found;
  };

  const make = (name: string): Channel => {
    if (bytes > maxBytes) throw new Unavailable('The memory for channels is full.');
    const made: Channel = {
      epoch: newEpoch(),
      offset: 0,
      messages: [],
      known: new Map(),
      members: new Map(),
      listeners: new Set(),
      usedAt: now(),
    };
    bytes += CHANNEL_BYTES;
    channels.set(name, made);
    sweepLater();
    return made;
  };

  /** Drops what is out of the window. */
  const trim = ({ messages, known }: Channel) => {
    const oldest = now() - windowMs;
    const tooMany = messages.length - window.messages;
    const tooOld = messages.findIndex(({ at }) => at > oldest);
    const dropped = Math.max(tooMany, tooOld < 0 ? messages.length : tooOld, 0);
    for (const message of messages.splice(0, dropped)) bytes -= sizeOf(message);
    for (const [key, { at }] of known) {
      if (at > now() - channelLimits.repeatMs) break;
      known.delete(key);
      bytes -= OVERHEAD;
    }
  };

  const sweepLater = () => {
    sweeper ??= setTimeout(() => {
      sweeper = undefined;
      for (const [name, channel] of channels) {
        trim(channel);
        const keptMs = Math.max(windowMs, channelLimits.repeatMs);
        if (channel.listeners.size > 0 || channel.usedAt > now() - keptMs) continue;
        channels.delete(name);
        bytes -= CHANNEL_BYTES;
      }
      if (channels.size > 0) sweepLater();
    }, SWEEP_MS).unref();
  };

  const tell = ({ listeners }: Channel, news: News) => {
    for (const listener of listeners) listener(news);
  };

  const stateOf = (channel: Channel): State => {
    trim(channel);
    const { epoch, offset, messages } = channel;
    return { epoch, offset, oldest: messages[0]?.offset ?? offset + 1 };
  };

  return {
    isShared: false,
    async publish(name, { id, user, issuer, data }) {
      const channel = find(name);
      trim(channel);
      const key = JSON.stringify([id, user, issuer]);
      const before = channel.known.get(key);
      if (before) return { offset: before.offset, duplicate: true };
      if (bytes > maxBytes) throw new Unavailable('The memory for channels is full.');
      const at = Math.floor(now());
      const message = {
        offset: ++channel.offset,
        id,
        user,
        ...(issuer !== undefined && { issuer }),
        data,
        at,
      };
      channel.messages.push(message);
      channel.known.set(key, { offset: message.offset, at });
      bytes += sizeOf(message) + OVERHEAD;
      trim(channel);
      tell(channel, { type: 'message', epoch: channel.epoch, message });
      return { offset: message.offset, duplicate: false };
    },
    async read(name, after, most) {
      const channel = find(name);
      const state = stateOf(channel);
      const start = Math.max(0, after + 1 - state.oldest);
      const messages: Stored[] = [];
      let length = 0;
      for (let index = start; messages.length < most && length < PAGE_BYTES; index++) {
        const message = channel.messages[index];
        if (!message) break;
        messages.push(message);
        length += message.data.length;
      }
      return { ...state, messages };
    },
    async enter(name, members) {
      const channel = find(name);
      for (const member of members) channel.members.set(member.client, member);
      return stateOf(channel);
    },
    leave(name, member) {
      channels.get(name)?.members.delete(member.client);
    },
    async look(name) {
      const channel = find(name);
      return { ...stateOf(channel), others: [], own: [...channel.members.values()] };
    },
    listen(name, listener) {
      const { listeners } = find(name);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        const channel = channels.get(name);
        if (channel) channel.usedAt = now();
      };
    },
    async close() {
      clearTimeout(sweeper);
      channels.clear();
    },
  };
}

function sizeOf({ id, user, data }: Stored): number {
  return OVERHEAD + 2 * (id.length + user.length + data.length);
}
