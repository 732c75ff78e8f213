/** `npm run soak -- --channels`: clients publish, lose their lines and come back, nodes are killed, and every message is counted. */
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Channels, createChannels } from '../../client/channels/client.ts';
import { CHANNELS_PATH } from '../../protocol/channels.ts';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import type { LabNode } from '../nodes/node.ts';
import { withNodes } from '../nodes/several.ts';
import { createWitness, type Data, nothingSeen, type Seen } from './witness.ts';

const CLIENTS = 200;

/** Clients that share a channel. */
const TOGETHER = 5;

/** Messages that a channel keeps, few enough that clients do come too late. */
const WINDOW = 1000;

/** Milliseconds between two deaths of a node. */
const KILL_MS = 10_000;

/** A client loses its line after so many milliseconds, at most. */
const LINE_MS = 15_000;

/** One loss of how many lasts until the window has passed. */
const LONG_LOSSES = 8;

/** It ends after so many milliseconds, for nobody else may be left to fill the window. */
const LONGEST_LOSS_MS = 60_000;

/** Milliseconds for everybody to come back, publish what is left and hear of it. */
const SETTLE_MS = 60_000;

export interface ChannelsSeen extends Omit<Seen, 'heads'> {
  readonly publishes: number;
  readonly losses: number;
  readonly kills: number;
  readonly problems: readonly string[];
}

/** @returns what was seen, and what is wrong, in sentences */
export function soakChannels(
  seconds: number,
  every: number,
  said: (line: string) => void,
): Promise<ChannelsSeen> {
  const options = ['--message-rate', '0', '--channel-messages', `${WINDOW}`];
  return withNodes(async ({ nodes }) => {
    const seen = nothingSeen();
    const counts = { publishes: 0, losses: 0, kills: 0 };
    /** Offsets that were given to messages, by channel. */
    const given = new Map<string, Set<number>>();
    const ending = new AbortController();
    const clients = Array.from({ length: CLIENTS }, (_, index) =>
      startClient(`client-${index}`, `room:${Math.floor(index / TOGETHER)}`, nodes, seen),
    );
    const { signal } = ending;
    setMaxListeners(0, signal);

    const publish = async ({ name, channel, channels }: Client) => {
      const offsets = given.get(channel) ?? new Set();
      given.set(channel, offsets);
      for (let n = 1; !signal.aborted; n++) {
        const { offset } = await channels
          .publish(channel, { by: name, n } satisfies Data)
          .catch((why: unknown) =>
            Promise.reject(new Error(`${name} could not publish: ${JSON.stringify(why)}`)),
          );
        if (offsets.has(offset)) seen.faults.doubles++;
        offsets.add(offset);
        counts.publishes++;
      }
    };
    const lose = async (client: Client) => {
      while (!signal.aborted) {
        await pause(Math.random() * LINE_MS, undefined, { signal });
        counts.losses++;
        if (Math.random() * LONG_LOSSES >= 1) {
          client.cut();
          continue;
        }
        client.channels.disconnect();
        const head = seen.heads.get(client.channel) ?? 0;
        const latest = performance.now() + LONGEST_LOSS_MS;
        while ((seen.heads.get(client.channel) ?? 0) <= head + WINDOW && performance.now() < latest)
          await pause(100, undefined, { signal });
        client.channels.connect();
      }
    };
    const kill = async () => {
      for (let turn = 0; !signal.aborted; turn++) {
        await pause(KILL_MS, undefined, { signal });
        const node = nodes[turn % nodes.length];
        await node?.kill();
        counts.kills++;
        await node?.start();
      }
    };

    const publishing = Promise.all(clients.map(publish));
    const unrest = [...clients.map(lose), kill()].map((each) => each.catch(() => {}));
    for (let taken = 0; taken < Math.max(1, seconds / every); taken++) {
      await pause(every * 1000);
      const { faults, heads: _heads, ...rest } = seen;
      said(`${JSON.stringify({ ...counts, ...rest, ...faults })}\n`);
    }
    ending.abort();
    await Promise.all(unrest);
    for (const { channels } of clients) channels.connect();
    const settled = await Promise.race([publishing, pause(SETTLE_MS, 'late', { ref: false })]);

    const problems = Object.entries(seen.faults)
      .filter(([, count]) => count > 0)
      .map(([fault, count]) => `${count} ${fault}.`);
    if (settled === 'late') problems.push(`Some clients were not answered within ${SETTLE_MS / 1000} s.`);
    for (const [channel, offsets] of given) {
      const head = Math.max(...offsets);
      if (offsets.size !== head)
        problems.push(`${channel} counts ${head} messages, and ${offsets.size} were published.`);
    }
    for (const { channels } of clients) channels.disconnect();
    const { heads: _heads, ...rest } = seen;
    return { ...counts, ...rest, problems };
  }, options);
}

interface Client {
  readonly name: string;
  readonly channel: string;
  readonly channels: Channels;
  /** Breaks the connection without a word. */
  cut(): void;
}

function startClient(name: string, channel: string, nodes: readonly LabNode[], seen: Seen): Client {
  const witness = createWitness(channel, WINDOW, seen);
  let socket: WebSocket | undefined;
  const channels = createChannels({
    open() {
      const running = nodes.filter(({ isRunning }) => isRunning);
      const node = running[Math.floor(Math.random() * running.length)];
      const opened = new WebSocket(`ws://${node?.address}${CHANNELS_PATH}`);
      socket = opened;
      // Before the client: it reads the same messages, and would not tell of those that it drops.
      opened.on('message', (data) => {
        if (socket === opened) witness.hears(JSON.parse(String(data)));
      });
      const send = opened.send.bind(opened);
      return Object.assign(opened, {
        send(text: string) {
          const { type, since } = JSON.parse(text);
          if (type === 'subscribe') witness.subscribes(since);
          send(text);
        },
      });
    },
    token: async () => DEMO_TOKEN,
  });
  channels.subscribe(channel, { message: ({ data }) => witness.delivers(dataOf(data)) });
  channels.connect();
  return { name, channel, channels, cut: () => socket?.terminate() };
}

function dataOf(data: unknown): Data {
  const { by, n }: { by?: unknown; n?: unknown } = { ...(typeof data === 'object' && data) };
  return { by: String(by), n: Number(n) };
}
