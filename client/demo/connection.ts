/**
 * One connection, from opening to its end. Knows the WebSocket and the protocol, not the page:
 * whatever happens is reported as an event.
 */
import { AUTHENTICATED_TEXT } from '../../protocol/messages.ts';
import type { Outcome } from '../../protocol/outcomes.ts';
import { openSocket } from '../methods/open.ts';

/** Where a connection is between two events. */
export type State =
  | 'disconnected'
  | 'connecting'
  | 'authenticating'
  | 'connected'
  | 'disconnecting'
  /** It was lost, and the page means to come back by itself. */
  | 'reconnecting';

/** How a connection ended. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
  /** False when the handshake never finished: the page then learns no more than code 1006, in Firefox also 1015. */
  readonly opened: boolean;
  /** True when this page asked for the end. */
  readonly asked: boolean;
  /** How the server refused the handshake, where it told this page. */
  readonly refusal?: Refusal;
}

/** An HTTP answer in place of the 101. The browser keeps it to itself; the trace tells of it. */
export interface Refusal extends Outcome {
  readonly status: number;
  /** Milliseconds for which the server asks to be left alone. */
  readonly retryAfterMs: number;
}

/** What happens on a connection, in the order it happens. */
export type ConnectionEvent =
  | { readonly type: 'opening'; readonly url: string }
  | { readonly type: 'opened' }
  | { readonly type: 'authenticated' }
  | { readonly type: 'sent'; readonly text: string }
  /** It was to be sent, and the connection was no longer open. */
  | { readonly type: 'notSent'; readonly text: string }
  | { readonly type: 'received'; readonly text: string }
  | { readonly type: 'closing' }
  | { readonly type: 'closed'; readonly ending: Ending };

export interface Connection {
  /**
   * Sends a text message as it is.
   *
   * @param data - sent in place of the text, which then says what it is
   */
  send(text: string, data?: string | Blob): void;
  /** Asks for the end; `closed` follows once the server answered. */
  close(): void;
}

/**
 * Opens a WebSocket and sends what is to be sent first, usually the token message.
 *
 * @param url - `wss:` or `ws:` address
 * @param first - text messages that are sent as soon as the socket is open, whatever the server says to them
 * @param report - called with every event, first `opening`, last `closed`
 */
export function connect(
  url: string,
  first: readonly string[],
  report: (event: ConnectionEvent) => void,
): Connection {
  report({ type: 'opening', url });
  const socket = openSocket({ url, protocols: [] });
  let opened = false;
  let authenticated = false;
  let asked = false;

  function send(text: string, data: string | Blob = text): void {
    if (socket.readyState !== WebSocket.OPEN) return report({ type: 'notSent', text });
    socket.send(data);
    report({ type: 'sent', text });
  }

  socket.addEventListener('open', () => {
    opened = true;
    report({ type: 'opened' });
    for (const text of first) send(text);
  });

  socket.addEventListener('message', ({ data }) => {
    const text = typeof data === 'string' ? data : '(a binary message)';
    report({ type: 'received', text });
    if (!authenticated && text === AUTHENTICATED_TEXT) {
      authenticated = true;
      report({ type: 'authenticated' });
    }
  });

  // There is no listener for `error`: the event says nothing, and `close` follows it wherever the page's policy allows
  // the address, as it does for its own server.
  socket.addEventListener('close', ({ code, reason }) => {
    report({ type: 'closed', ending: { code, reason, opened, asked } });
  });

  return {
    send,
    close() {
      if (asked) return;
      asked = true;
      report({ type: 'closing' });
      socket.close(1000);
    },
  };
}
