/**
 * The connection to the Redis that all nodes share. It is there or away, it says so once at each change, and it comes
 * back by itself.
 *
 * A pulse asks at short intervals whether Redis still answers and can be written. Where it is not answered in time, and
 * nothing else is either, the connection is given up, and with it everything that was asked on it. So no question waits
 * for a Redis that is silent, and none needs a timer of its own.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { createClient, RedisClientOptions } from '@redis/client';
import type { Clock } from '../basics/clock.ts';
import { lazy } from '../basics/lazy.ts';
import type { Log } from '../observe/log.ts';
import { away, causeOf, isFull, RedisTooOld } from './away.ts';
import { type Script, script, scripts } from './script.ts';

/** Begins the name of every key and channel. */
export const PREFIX = 'lab:';

/**
 * Milliseconds from an answer to the next pulse, and for the answer. Together they are below a second: that is how long
 * it may take to notice that Redis was stopped.
 */
const PULSE_MS = 150;
const ANSWER_MS = 600;
const SLICE_MS = 100;

/** Milliseconds from the loss of a connection to the next attempt. */
const RETRY_MS = 300;

/** How long Redis remembers a node after its last pulse, in milliseconds. */
const NODE_MS = 5000;

/** The oldest version that this server is tested with. */
const OLDEST = { major: 7, minor: 0 } as const;

export interface RedisSettings {
  /** `redis://`, `rediss://` or `unix://`, and perhaps with user and password. */
  readonly url: string;
  /** In place of the one in the URL. */
  readonly password?: string | undefined;
  readonly log: Log;
  /** This node's clock. */
  readonly now: Clock;
}

export interface Redis {
  /** Connects, and waits until the first attempt has succeeded or failed. Later attempts follow by themselves. */
  open(): Promise<void>;
  /** Whether Redis answered the last pulse, and can be written. */
  readonly isThere: boolean;
  /** Milliseconds by Redis' clock, which all nodes share. Before Redis has answered, by this node's. */
  readonly sharedNow: Clock;
  /**
   * Sends a command.
   *
   * @returns Redis' answer, unparsed
   * @throws Unavailable if there is none
   */
  send(command: readonly string[]): Promise<unknown>;
  /** Runs a script, with the same answer and error. */
  run(script: Script, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown>;
  /**
   * Listens on a channel from now on, whenever Redis is there. Messages that come meanwhile are lost.
   *
   * @returns what ends it
   */
  listen(channel: string, listener: (message: string) => void): () => void;
  /**
   * A name for this node. While it lives and Redis can be written, there is a key of that name after `node:`, with the
   * line, and since when it lasts by Redis' clock, in milliseconds.
   */
  readonly node: string;
  /** A number for this node's connection to Redis: what was said on an earlier one may have been lost. */
  readonly line: number;
  /** A name for the memory of the Redis at the other end. After a restart or a failover it has another one. */
  readonly memory: string;
  close(): Promise<void>;
}

type Client = ReturnType<typeof createClient>;

const pulse = script(`#!lua
local time = redis.call('TIME')
local line = ARGV[2]
local known = redis.call('GET', KEYS[1])
if not known or known:match('^%S+') ~= line then
  known = line .. ' ' .. time[1] * 1000 + math.floor(time[2] / 1000)
end
redis.call('SET', KEYS[1], known, 'PX', ARGV[1])
return { time[1], time[2] }`);

const load = lazy(() => import('@redis/client'));

export function createRedis({ url, password, log, now }: RedisSettings): Redis {
  const node = randomBytes(12).toString('base64url');
  const nodeKey = `${PREFIX}node:${node}`;
  const listeners = new Map<string, Set<(message: string) => void>>();
  const closing = new AbortController();
  let client: Client | undefined;
  let line = 0;
  let memory = '';
  /** How many questions have been answered. */
  let answers = 0;
  let isThere: boolean | undefined;
  let ahead = 0;
  let attempted = () => {};
  let ended: Promise<void> | undefined;

  const heard = (message: string, channel: string) => {
    for (const listener of listeners.get(channel) ?? []) listener(message);
  };

  const found = () => {
    if (isThere === false) log.info('Redis is back');
    isThere = true;
    attempted();
  };

  const lost = (error: unknown) => {
    if (isThere !== false && !closing.signal.aborted) {
      log.warn({ cause: causeOf(error) }, 'Redis is away: who needs it is refused, and who is inside stays');
    }
    isThere = false;
    attempted();
  };

  const send = async (to: Client | undefined, command: readonly string[]): Promise<unknown> => {
    if (!to) throw away();
    try {
      return await to.sendCommand([...command]);
    } catch (error) {
      throw away(error);
    } finally {
      answers++;
    }
  };

  const run = async (
    to: Client | undefined,
    { text, sha }: Script,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<unknown> => {
    const rest = [`${keys.length}`, ...keys, ...values.map(String)];
    return send(to, ['EVALSHA', sha, ...rest]).catch((error: unknown) => {
      // Somebody has had Redis forget its scripts, or this one is new.
      if (causeOf(error) === 'NOSCRIPT') return send(to, ['EVAL', text, ...rest]);
      throw error;
    });
  };

  /** Connects, and stays until the connection is lost. */
  const stay = async (): Promise<void> => {
    const { createClient } = await load();
    const one = createClient(optionsOf(url, password));
    // What was asked fails, too, and that is enough.
    one.on('error', () => {});
    try {
      await inTime(one.connect());
      const info = String(await inTime(send(one, ['INFO', 'server'])));
      requireVersion(info);
      await inTime(Promise.all(scripts.map(({ text }) => send(one, ['SCRIPT', 'LOAD', text]))));
      await inTime(Promise.all([...listeners.keys()].map((channel) => one.subscribe(channel, heard))));
      line++;
      [, memory = ''] = /^run_id:(\w{1,10})/m.exec(info) ?? [];
      client = one;
      while (!closing.signal.aborted) {
        await beat(one);
        await pause(PULSE_MS, undefined, { signal: closing.signal });
      }
    } finally {
      client = undefined;
      one.destroy();
    }
  };

  const beat = async (one: Client): Promise<void> => {
    const asked = now();
    try {
      const time = timeOf(await inTime(run(one, pulse, [nodeKey], [NODE_MS, line]), () => answers));
      // Redis read its clock at some moment between question and answer.
      ahead = time - (asked + now()) / 2;
      found();
    } catch (error) {
      if (!isFull(error)) throw error;
      lost(error);
    }
  };

  const serve = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await stay().catch(lost);
      await pause(RETRY_MS, undefined, { signal: closing.signal }).catch(() => {});
    }
  };

  return {
    async open() {
      const first = new Promise<void>((resolve) => {
        attempted = resolve;
      });
      ended ??= serve();
      await first;
    },
    get isThere() {
      return isThere === true;
    },
    sharedNow: () => now() + ahead,
    send: (command) => send(client, command),
    run: (one, keys, values) => run(client, one, keys, values),
    listen(channel, listener) {
      const known = listeners.get(channel);
      if (!known) client?.subscribe(channel, heard).catch(() => {});
      listeners.set(channel, (known ?? new Set()).add(listener));
      return () => {
        const left = listeners.get(channel);
        if (!left?.delete(listener) || left.size > 0) return;
        listeners.delete(channel);
        client?.unsubscribe(channel, heard).catch(() => {});
      };
    },
    node,
    get line() {
      return line;
    },
    get memory() {
      return memory;
    },
    async close() {
      closing.abort();
      client?.destroy();
      await ended;
    },
  };
}

function optionsOf(url: string, password: string | undefined): RedisClientOptions {
  return {
    url,
    ...(password !== undefined && { password }),
    // A client is used for one connection, and the next connection has a new one.
    socket: { reconnectStrategy: false, connectTimeout: ANSWER_MS },
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    // The pulse ends what takes too long: by default every command has a timer of its own.
    commandOptions: { timeout: 0 },
  };
}

/**
 * Waits for an answer, as long as others arrive that were asked for before.
 *
 * @param answers - how many have arrived
 * @throws an error with code `no answer` if there is none in time
 */
async function inTime<Answer>(answer: Promise<Answer>, answers: () => number = () => 0): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    // In slices, of which none counts for more than twice its time: while this process is busy, it reads no answer.
    const wait = (leftMs: number, before: number) => {
      if (leftMs <= 0) return reject(new NoAnswer());
      const since = performance.now();
      timer = setTimeout(() => {
        const tookMs = Math.min(performance.now() - since, 2 * SLICE_MS);
        const after = answers();
        wait(after === before ? leftMs - tookMs : ANSWER_MS, after);
      }, SLICE_MS);
    };
    wait(ANSWER_MS, answers());
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

class NoAnswer extends Error {
  readonly code = 'no answer';
}

/** @param time - seconds and microseconds, as Redis' TIME gives them. @returns milliseconds since 1970 */
function timeOf(time: unknown): number {
  const [seconds, micros] = Array.isArray(time) ? time.map(Number) : [];
  if (seconds === undefined || micros === undefined) throw away();
  return seconds * 1000 + micros / 1000;
}

/** @throws RedisTooOld */
function requireVersion(info: string): void {
  const [, version = 'unknown', major, minor] = /^redis_version:((\d+)\.(\d+)[\d.]*)/m.exec(info) ?? [];
  const isOld = Number(major) === OLDEST.major ? Number(minor) < OLDEST.minor : Number(major) < OLDEST.major;
  if (isOld || major === undefined) {
    throw new RedisTooOld(`version ${version}, older than ${OLDEST.major}.${OLDEST.minor}`);
  }
}
