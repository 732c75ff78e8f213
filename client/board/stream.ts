/** A server's snapshots, and what to do when they stop coming. */
import { parseSnapshot, SNAPSHOT_MS, type Snapshot } from '../../protocol/board.ts';
import { pauseBefore } from '../reconnect/backoff.ts';

/** `lost` and `full` are tried again; `denied` is not: this server shows its figures to others. */
export type StreamState = 'live' | 'lost' | 'full' | 'denied';

/** A server that is silent for so many milliseconds is taken for gone. */
const SILENCE_MS = 10 * SNAPSHOT_MS;

/** Pauses grow no further: somebody looks at the page and waits. At most 8 s. */
const SLOWEST_ATTEMPT = 5;

/**
 * Listens until it is told to stop, and comes back by itself, with growing pauses.
 *
 * Not an EventSource: that does not tell a page why it was turned away, and gives up then.
 *
 * @param url - of a stream as protocol/board.ts has it
 * @param changed - called when the state is another than before
 * @returns a function that ends it
 */
export function watchBoard(
  url: string,
  take: (snapshot: Snapshot) => void,
  changed: (state: StreamState) => void,
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
      const ending = await listenOnce(url, stop.signal, (snapshot) => {
        attempt = 0;
        become('live');
        take(snapshot);
      });
      become(ending);
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
  stop: AbortSignal,
  take: (snapshot: Snapshot) => void,
): Promise<Exclude<StreamState, 'live'>> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  heard();
  try {
    stop.addEventListener('abort', () => silence.abort(), { signal: silence.signal });
    const { status, body } = await fetch(url, { signal: silence.signal });
    if (status === 404) return 'denied';
    if (status === 503) return 'full';
    if (status !== 200 || !body) return 'lost';
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return 'lost';
      heard();
      const blocks = `${text}${value}`.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const snapshot = block.startsWith('data: ') ? parseSnapshot(block.slice(6)) : undefined;
        if (snapshot?.ok) take(snapshot.value);
      }
    }
  } catch {
    // No server, or it broke off. What exactly, a page is not told.
    return 'lost';
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
    stop.addEventListener('abort', () => resolve(), { once: true });
  });
}
