/** A connection that is watched from both ends: the server tells its side to the recorder, the page adds its own. */
import type { Recorder } from '../diagram/diagram.ts';
import { subscribe, type TraceStream } from '../trace.ts';
import { type Connection, type ConnectionEvent, connect } from './connection.ts';
import { maskMessage } from './words.ts';

/** After the browser has seen the end, the server has this many milliseconds to tell of it. */
const AFTERWORD_MS = 2000;

/**
 * Asks for a trace, then connects; without a trace it connects all the same.
 *
 * @param url - `wss:` or `ws:` address without a query
 * @param first - messages sent as soon as the socket is open
 * @param report - called with every event of the connection
 */
export function connectWatched(
  url: string,
  first: readonly string[],
  report: (event: ConnectionEvent) => void,
  recorder: Recorder,
): Connection {
  const self = Symbol('connection');
  const stop = new AbortController();
  let connection: Connection | undefined;
  let stream: TraceStream | undefined;
  let over = false;

  void start();
  return {
    send: (text) => connection?.send(text),
    close() {
      if (connection) return connection.close();
      stop.abort();
      report({ type: 'closed', ending: { code: 1006, reason: '', opened: false, asked: true } });
    },
  };

  async function start(): Promise<void> {
    stream = await subscribe(
      (events) => {
        recorder.server(events, self);
        if (events.some(({ type }) => type === 'ended')) stream?.close();
      },
      () => {
        stream = undefined;
        if (connection && !over) recorder.page({ type: 'untraced' });
      },
      stop.signal,
    );
    if (stop.signal.aborted) return;
    if (!stream) recorder.page({ type: 'untraced' });
    connection = connect(stream ? `${url}?trace=${stream.id}` : url, first, connectionOnEvent);
  }

  function connectionOnEvent(event: ConnectionEvent): void {
    switch (event.type) {
      case 'opening':
        recorder.page({ type: 'opening', path: new URL(url).pathname });
        break;
      case 'opened':
      case 'notSent':
        recorder.page({ type: event.type });
        break;
      case 'sent':
      case 'received':
        // The server tells of every frame, and there may be thousands.
        if (!stream) recorder.page({ type: event.type, text: maskMessage(event.text) });
        break;
      case 'closed':
        over = true;
        recorder.page({ type: 'closed', ...event.ending });
        setTimeout(() => stream?.close(), AFTERWORD_MS);
        break;
    }
    report(event);
  }
}
