/** `npm run bench -- --channels`: what it costs to bring a message of a channel to many subscribers, beside a bare ws loop. */
import type { WebSocketClient } from '@websocket-auth-lab/wire';
import { CHANNELS_PATH } from '../../protocol/channels.ts';
import { bob } from '../../protocol/demo-users.ts';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { formatAuthenticate } from '../../protocol/typed-messages.ts';
import { fetchTicket, type HttpSettings, signIn } from '../client/auth.ts';
import { withScript } from './child.ts';
import { openSilent, several } from './client.ts';
import { median, rounded, row, shown } from './report.ts';

/** The demo's alice may subscribe to it, and bob publish on it; neither sees who is present. */
const CHANNEL = 'news';

const TEXT = 'hello, this is a message of the usual size';

/** Messages before it is measured, so that the code is compiled. */
const WARMING = 40;

export interface FanOut {
  readonly subscribers: number;
  readonly rounds: number;
  /** Microseconds of the server's CPU per delivered message. */
  readonly bare: number;
  readonly lab: number;
  /** Median of the rounds' ratios. */
  readonly ratio: number;
}

export async function measureFanOut(
  rounds: number,
  subscribers: number,
  messages: number,
  said: (sentence: string) => void,
): Promise<FanOut> {
  const measured: { readonly bare: number; readonly lab: number }[] = [];
  for (let round = 1; round <= rounds; round++) {
    const bare = await measure('bare', subscribers, messages);
    measured.push({ bare, lab: await measure('lab', subscribers, messages) });
    said(`round ${round} of ${rounds} done`);
  }
  return {
    subscribers,
    rounds,
    bare: rounded(median(measured.map(({ bare }) => bare))),
    lab: rounded(median(measured.map(({ lab }) => lab))),
    ratio: rounded(median(measured.map(({ bare, lab }) => lab / bare))),
  };
}

export function fanOutMarkdown({ subscribers, rounds, bare, lab, ratio }: FanOut): string {
  return [
    row(
      `a message to ${subscribers} subscribers, medians of ${rounds} rounds`,
      'bare ws loop',
      'lab',
      'ratio',
    ),
    row('---', '---', '---', '---'),
    row('CPU per delivered message, µs', shown(bare), shown(lab), ratio.toFixed(2)),
    '',
  ].join('\n');
}

/** @returns microseconds of CPU per delivered message */
function measure(kind: 'bare' | 'lab', subscribers: number, messages: number): Promise<number> {
  return withScript('./fan-out-server.ts', [kind], async ({ port, usage }) => {
    const clients = await several(subscribers, () => open(kind, port, formatAuthenticate(DEMO_TOKEN)));
    const publisher = kind === 'bare' ? clients[0] : await openPublisher(port);
    if (!publisher) throw new Error('nobody to publish');
    let count = 0;
    const publish = async (times: number) => {
      for (let left = times; left > 0; left--) {
        const heard = Promise.all(clients.map(nextMessage));
        publisher.send(kind === 'lab' ? publication(++count) : delivery(++count));
        await heard;
      }
    };
    await publish(WARMING);
    const before = await usage();
    await publish(messages);
    const after = await usage();
    for (const { connection } of [...clients, publisher]) connection.destroy();
    return (after.cpu - before.cpu) / (messages * subscribers);
  });
}

async function open(kind: 'bare' | 'lab', port: number, hello: string): Promise<WebSocketClient> {
  const client = await openSilent(port, { path: CHANNELS_PATH, subprotocols: [] }, '127.0.0.1');
  if (kind === 'bare') return client;
  client.send(hello);
  await client.next();
  client.send(JSON.stringify({ type: 'subscribe', channel: CHANNEL }));
  await client.next();
  return client;
}

async function openPublisher(port: number): Promise<WebSocketClient> {
  const http: HttpSettings = {
    origin: `https://127.0.0.1:${port}`,
    ca: undefined,
    insecure: true,
    onWire() {},
  };
  const ticket = await fetchTicket(http, await signIn(http, bob.user, bob.password), 'authenticate-message');
  const client = await open('lab', port, formatAuthenticate(ticket));
  client.listen(() => {});
  return client;
}

function nextMessage(client: WebSocketClient): Promise<void> {
  return new Promise((resolve, reject) => {
    client.listen(({ type }) => (type === 'message' ? resolve() : reject(new Error('closed'))));
  });
}

function publication(count: number): string {
  return JSON.stringify({ type: 'publish', channel: CHANNEL, id: `${count}`, data: TEXT });
}

/** As long as what the lab delivers. */
function delivery(count: number): string {
  const said = { id: `${count}`, user: bob.user, data: TEXT, at: 1_764_000_000_000 };
  return JSON.stringify({ type: 'message', channel: CHANNEL, offset: count, ...said });
}
