/** A connection that is watched from both ends: the server tells its side to the recorder, the page adds its own. */

import type { TraceListener, TraceStream } from '../api/trace.ts';
import type { Recorder } from '../diagram/recorder.ts';
import { type Connection, type ConnectionEvent, connect, type Ending, type Refusal } from './connection.ts';
import { maskMessage, serverSide } from './telling/later.ts';

/** After the browser has seen the end, the server has this many milliseconds to tell of it. */
const AFTERWORD_MS = 2000;

/** Of these, the page waits so many for the reason of a handshake that failed: what comes next depends on it. */
const REASON_MS = 500;

/** After the 101 it has so many to tell of the request. If nothing comes, it does not tell of this connection at all. */
const FIRST_WORD_MS = 3000;

/**
 * Asks for a trace, then connects; without a trace it connects all the same.
 *
 * @param url - `wss:` or `ws:` address without a query
 * @param first - messages sent as soon as the socket is open
 * @param report - called with every event of the connection
 * @param listener - told whether the server can be heard
 */
export function connectWatched(
  url: string,
  first: readonly string[],
  report: (event: ConnectionEvent) => void,
  recorder: Recorder,
  listener: Required<Pick<TraceListener, 'heard' | 'listens'>>,
): Connection {
  const self = Symbol('connection');
  const stop = new AbortController();
  let connection: Connection | undefined;
  let stream: TraceStream | undefined;
  let over = false;
  let left = false;
  let isTold = false;
  let isListening = false;
  let refusal: Refusal | undefined;
  let answered = () => {};

  void start();
  return {
    send: (text, data) => connection?.send(text, data),
    close() {
      left = true;
      if (connection) return connection.close();
      stop.abort();
      report({ type: 'closed', ending: { code: 1006, reason: '', opened: false, asked: true } });
    },
  };

  async function start(): Promise<void> {
    const listening = await serverSide();
    stream = await listening?.subscribe(
      {
        heard: listener.heard,
        listens(isOpen) {
          isListening = isOpen;
          // The next connection may have begun, with a stream of its own.
          if (!over) listener.listens(isOpen);
        },
        take(events) {
          isTold = true;
          recorder.server(events, self);
          refusal ??= listening?.refusalAmong(events);
          if (refusal) answered();
          if (events.some(({ type }) => type === 'ended')) stream?.close();
        },
        lost: forget,
      },
      stop.signal,
    );
    if (stop.signal.aborted) return;
    if (!stream) recorder.page({ type: 'untraced' });
    connection = connect(stream ? `${url}?trace=${stream.id}` : url, first, connectionOnEvent);
  }

  /** From now on the page tells what it sees itself. */
  function forget(): void {
    stream?.close();
    stream = undefined;
    answered();
    if (connection && !over) recorder.page({ type: 'untraced' });
  }

  /** Resolves when the server has told how it refused the handshake, or will not any more. */
  async function reason(): Promise<void> {
    if (refusal || !stream) return;
    await new Promise<void>((resolve) => {
      answered = resolve;
      setTimeout(resolve, REASON_MS);
    });
  }

  function connectionOnEvent(event: ConnectionEvent): void {
    switch (event.type) {
      case 'opening':
        recorder.page({ type: 'opening', path: new URL(url).pathname, connection: self });
        break;
      case 'opened':
        recorder.page({ type: 'opened' });
        setTimeout(() => isListening && !isTold && forget(), FIRST_WORD_MS);
        break;
      case 'notSent':
      case 'sent':
      case 'received':
        // Where the server tells of it too, this says when the page sent it, and what it had heard by then.
        recorder.page({ type: event.type, text: maskMessage(event.text) });
        break;
      case 'closed':
        void connectionOnClosed(event.ending);
        return;
    }
    report(event);
  }

  async function connectionOnClosed(ending: Ending): Promise<void> {
    over = true;
    recorder.page({ type: 'closed', ...ending });
    stream?.closeAfter(AFTERWORD_MS);
    if (!ending.opened && !ending.asked) await reason();
    const asked = ending.asked || left;
    report({ type: 'closed', ending: { ...ending, asked, ...(refusal && { refusal }) } });
  }
}
