/** The server's side of this page's own connection: `GET /trace/<id>` as server-sent events. */
import { readTraceEvents, type TraceEvent } from '../../protocol/trace.ts';
import { readEvents } from './events.ts';
import { withSignals } from './signals.ts';
import { tabs } from './tabs.ts';

/** Milliseconds to wait for the stream; a connection without it is better than none. */
const PATIENCE_MS = 2000;

export interface TraceStream {
  /** For the address: `?trace=<id>`. */
  readonly id: string;
  close(): void;
  /** Closes it after so many milliseconds; while it is given up for another tab, they do not count. */
  closeAfter(ms: number): void;
}

export interface TraceListener {
  /** Events as they come, in order. */
  take(events: readonly TraceEvent[]): void;
  /** The server will tell nothing more, other than because the stream was closed here. */
  lost(): void;
  /** Whether the stream is open now: then the server says something every few seconds. */
  listens?(isOpen: boolean): void;
  /** It has said something. */
  heard?(): void;
}

/**
 * Makes a trace that only this page can know, and listens to it. The stream may be given up for another tab meanwhile;
 * what it has missed is told when it comes back.
 *
 * @returns `undefined` when the trace cannot be had, or the signal said to stop
 */
export function subscribe(listener: TraceListener, signal: AbortSignal): Promise<TraceStream | undefined> {
  const id = randomId();
  const stop = new AbortController();
  let isOpen = false;
  let lastMs: number | undefined;
  const countDown = () => {
    if (isOpen && lastMs !== undefined) setTimeout(() => isOpen && stop.abort(), lastMs);
  };
  return new Promise((resolve) => {
    const giveUp = () => {
      clearTimeout(timer);
      stop.abort();
      resolve(undefined);
    };
    const timer = setTimeout(giveUp, PATIENCE_MS);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp);
    const closeAfter = (ms: number) => {
      lastMs = ms;
      countDown();
    };
    const listens = (is: boolean) => {
      isOpen = is;
      listener.listens?.(is);
      if (!is) return;
      clearTimeout(timer);
      resolve({ id, close: () => stop.abort(), closeAfter });
      countDown();
    };
    void follow(id, { ...listener, listens }, stop.signal).then(() => {
      signal.removeEventListener('abort', giveUp);
      if (!stop.signal.aborted) listener.lost();
      giveUp();
    });
  });
}

/** Listens, and comes back as often as there is more to hear. */
async function follow(
  id: string,
  { take, heard = () => {}, listens }: TraceListener & Required<Pick<TraceListener, 'listens'>>,
  stop: AbortSignal,
): Promise<void> {
  const url = `/trace/${id}`;
  // Without it nobody can come back, also not who has seen the id in an address.
  const key = randomId();
  let last = '';
  let isOver = false;

  /** One request, to its end. @returns whether it is worth coming back */
  async function listenOnce(signal: AbortSignal): Promise<boolean> {
    const before = last;
    let events: readonly TraceEvent[] = [];
    const headers = { 'X-Trace-Key': key, ...(last !== '' && { 'Last-Event-ID': last }) };
    try {
      const { status, body } = await fetch(url, { headers, signal });
      if (status !== 200 || !body) return false;
      listens(true);
      await readEvents(body, ({ type, data, id: number }) => {
        heard();
        if (type === 'end') isOver = true;
        if (type === 'message' && data !== '') events = readTraceEvents(data);
        if (number === '') return;
        // Not before: what was taken and has no number yet would be told again to who comes back.
        last = number;
        take(events);
      });
    } catch {
      // No server, or it broke off. What exactly, a page is not told.
    } finally {
      listens(false);
    }
    return last !== before;
  }

  while (!stop.aborted && !isOver) {
    const slot = await tabs.take(url);
    const goesOn = await withSignals([stop, slot.lost], listenOnce);
    slot.leave();
    if (slot.lost.aborted) await tabs.again(stop);
    else if (!goesOn) return;
  }
}

/** 128 random bits in hexadecimal. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
