/** How a client speaks to each measured server: the same token and the same message, each in the server's protocol. */
import { AUTHENTICATED_TEXT, DEMO_TOKEN, formatTokenMessage } from '../../protocol/messages.ts';

export interface Dialect {
  readonly path: string;
  readonly subprotocols: readonly string[];
  /** The first message of a client. */
  readonly hello: string;
  /** Whether the server has let the client in. */
  isWelcome(text: string): boolean;
  /** A message to be echoed. @param count - of this connection */
  message(count: number): string;
  isEcho(text: string): boolean;
}

const payload = { msg: 'hello, this is a message of the usual size', n: 12345 };
const message = JSON.stringify(payload);

const plain = {
  path: '/',
  subprotocols: [],
  hello: formatTokenMessage(DEMO_TOKEN),
  message: () => message,
  isEcho: () => true,
};

/** Not the demo token, because a server that runs as a service refuses it. */
export const LAB_TOKEN = 'the-token-of-the-bench-which-opens-no-other-server';

const lab: Dialect = {
  ...plain,
  hello: formatTokenMessage(LAB_TOKEN),
  isWelcome: (text) => text === AUTHENTICATED_TEXT,
};

export const dialects = {
  /** It echoes the token, so that it has answered one message before the connection counts as open, like the others. */
  bare: { ...plain, isWelcome: () => true },
  lab,
  'lab with its log': lab,
  'graphql-ws': {
    path: '/graphql',
    subprotocols: ['graphql-transport-ws'],
    hello: JSON.stringify({ type: 'connection_init', payload: { token: DEMO_TOKEN } }),
    isWelcome: (text) => text.includes('"connection_ack"'),
    message: (count) =>
      JSON.stringify({
        id: String(count),
        type: 'subscribe',
        payload: { query: 'query ($m: String!) { echo(m: $m) }', variables: { m: payload.msg } },
      }),
    isEcho: (text) => text.includes('"type":"next"'),
  },
  'Socket.IO': {
    path: '/socket.io/?EIO=4&transport=websocket',
    subprotocols: [],
    hello: `40${JSON.stringify({ token: DEMO_TOKEN })}`,
    isWelcome: (text) => text.startsWith('40'),
    message: () => `42${JSON.stringify(['echo', payload])}`,
    isEcho: (text) => text.startsWith('42'),
  },
} as const satisfies Record<string, Dialect>;

export type Kind = keyof typeof dialects;

export const kinds: readonly Kind[] = ['bare', 'lab', 'lab with its log', 'graphql-ws', 'Socket.IO'];

export function dialectOf(kind: Kind): Dialect {
  return dialects[kind];
}
