/**
 * One connection, from opening to its end. Knows the WebSocket and the protocol, not the page:
 * whatever happens is reported as an event.
 */
import { AUTHENTICATED_TEXT, formatTokenMessage } from '../../protocol/messages.ts';

/** Where a connection is between two events. */
export type State = 'disconnected' | 'connecting' | 'authenticating' | 'connected' | 'disconnecting';

/** How a connection ended. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
  /** False when the handshake never finished: the page then learns no more than code 1006. */
  readonly opened: boolean;
  /** True when this page asked for the end. */
  readonly asked: boolean;
}

/** What happens on a connection, in the order it happens. */
export type ConnectionEvent =
  | { readonly type: 'opening'; readonly url: string }
  | { readonly type: 'opened' }
  | { readonly type: 'tokenSent'; readonly token: string }
  | { readonly type: 'authenticated' }
  | { readonly type: 'messageSent'; readonly text: string }
  | { readonly type: 'received'; readonly text: string }
  | { readonly type: 'closing' }
  | { readonly type: 'closed'; readonly ending: Ending };

export interface Connection {
  /** Sends `{"msg": message}`. */
  send(message: string): void;
  /** Asks for the end; `closed` follows once the server answered. */
  close(): void;
}

/**
 * Opens a WebSocket and sends the token as its first message.
 *
 * @param url - `wss:` or `ws:` address
 * @param token - sent as it is; whether it is valid is for the server to say
 * @param report - called with every event, first `opening`, last `closed`
 */
export function connect(url: string, token: string, report: (event: ConnectionEvent) => void): Connection {
  report({ type: 'opening', url });
  const socket = new WebSocket(url);
  let opened = false;
  let authenticated = false;
  let asked = false;

  socket.addEventListener('open', () => {
    opened = true;
    report({ type: 'opened' });
    socket.send(formatTokenMessage(token));
    report({ type: 'tokenSent', token });
  });

  socket.addEventListener('message', ({ data }) => {
    const text = typeof data === 'string' ? data : '(a binary message)';
    report({ type: 'received', text });
    if (!authenticated && text === AUTHENTICATED_TEXT) {
      authenticated = true;
      report({ type: 'authenticated' });
    }
  });

  // There is no listener for `error`: the event says nothing, and `close` always follows it.
  socket.addEventListener('close', ({ code, reason }) => {
    report({ type: 'closed', ending: { code, reason, opened, asked } });
  });

  return {
    send(message) {
      const text = JSON.stringify({ msg: message });
      socket.send(text);
      report({ type: 'messageSent', text });
    },
    close() {
      if (asked) return;
      asked = true;
      report({ type: 'closing' });
      socket.close(1000);
    },
  };
}
