/** The server's side of this page's own connection: `GET /trace/<id>` as server-sent events. */
import { readTraceEvents, type TraceEvent } from '../protocol/trace.ts';

/** Milliseconds to wait for the stream; a connection without it is better than none. */
const PATIENCE_MS = 2000;

export interface TraceStream {
  /** For the address: `?trace=<id>`. */
  readonly id: string;
  close(): void;
}

/**
 * Makes a trace that only this page can know, and listens to it.
 *
 * @param take - called with events as they come, in order
 * @param lost - called when an open stream breaks off, other than by its own end
 * @returns `undefined` when the trace cannot be had, or the signal said to stop
 */
export function subscribe(
  take: (events: readonly TraceEvent[]) => void,
  lost: () => void,
  signal: AbortSignal,
): Promise<TraceStream | undefined> {
  const id = randomId();
  const source = new EventSource(`/trace/${id}`);
  return new Promise((resolve) => {
    const giveUp = () => {
      source.close();
      clearTimeout(timer);
      resolve(undefined);
    };
    const timer = setTimeout(giveUp, PATIENCE_MS);
    signal.addEventListener('abort', giveUp);
    source.addEventListener('open', () => {
      clearTimeout(timer);
      resolve({ id, close: () => source.close() });
    });
    source.addEventListener('error', () => {
      // Left open, EventSource would come back to a trace that has begun without it.
      if (source.readyState !== EventSource.CLOSED) lost();
      giveUp();
    });
    source.addEventListener('end', () => source.close());
    source.addEventListener('message', ({ data }) => take(readTraceEvents(data)));
  });
}

/** 128 random bits in hexadecimal. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
