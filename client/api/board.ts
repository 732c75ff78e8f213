/** A server's snapshots, and what to do when they stop coming. */
import { parseSnapshot, SNAPSHOT_MS, type Snapshot } from '../../protocol/board.ts';
import { pauseBefore } from '../reconnect/backoff.ts';
import { readEvents } from './events.ts';
import { withSignals } from './signals.ts';
import { endlessSlots } from './slots.ts';

/**
 * `lost` and `full` are tried again; `denied` is not: this server shows its figures to others. `resting`: other tabs of
 * this browser have the connections, until this page is used again.
 */
export type StreamState = 'live' | 'lost' | 'full' | 'denied' | 'resting';

/** A server that is silent for so many milliseconds is taken for gone. */
const SILENCE_MS = 10 * SNAPSHOT_MS;

/** Pauses grow no further: somebody looks at the page and waits. At most 8 s. */
const SLOWEST_ATTEMPT = 5;

/**
 * Listens until it is told to stop, and comes back by itself, with growing pauses.
 *
 * @param url - of a stream as protocol/board.ts has it
 * @param changed - called when the state is another than before
 * @param slots - where it finds its slot among other pages
 * @returns a function that ends it
 */
export function watchBoard(
  url: string,
  take: (snapshot: Snapshot) => void,
  changed: (state: StreamState) => void,
  slots = endlessSlots,
): () => void {
  const stop = new AbortController();
  let state: StreamState | undefined;
  const become = (next: StreamState) => {
    if (next === state || stop.signal.aborted) return;
    state = next;
    changed(next);
  };

  const listen = async () => {
    let attempt = 0;
    while (!stop.signal.aborted && state !== 'denied') {
      const slot = await slots.take(url);
      const ending = await listenOnce(url, [stop.signal, slot.lost], (snapshot) => {
        attempt = 0;
        become('live');
        take(snapshot);
      });
      slot.leave();
      become(slot.lost.aborted ? 'resting' : ending);
      if (slot.lost.aborted) {
        await slots.again(stop.signal);
        continue;
      }
      attempt = Math.min(attempt + 1, SLOWEST_ATTEMPT);
      await pause(pauseBefore(attempt, Math.random()), stop.signal);
    }
  };
  void listen();
  return () => stop.abort();
}

/** One request, to its end. @returns why it ended */
async function listenOnce(
  url: string,
  signals: readonly AbortSignal[],
  take: (snapshot: Snapshot) => void,
): Promise<'lost' | 'full' | 'denied'> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  heard();
  try {
    return await withSignals([...signals, silence.signal], async (signal) => {
      const { status, body } = await fetch(url, { signal });
      if (status === 404) return 'denied';
      if (status === 429 || status === 503) return 'full';
      if (status !== 200 || !body) return 'lost';
      await readEvents(body, ({ type, data }) => {
        heard();
        const snapshot = type === 'message' ? parseSnapshot(data) : undefined;
        if (snapshot?.ok) take(snapshot.value);
      });
      return 'lost';
    });
  } catch {
    // No server, or it broke off. What exactly, a page is not told.
    return 'lost';
  } finally {
    clearTimeout(timer);
  }
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    stop.addEventListener('abort', done);
  });
}
