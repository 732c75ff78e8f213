/** One try to get in: opens a WebSocket, says what is to be said first, has one message echoed, and leaves. */
import { maskMessage } from '../../protocol/masking.ts';
import type { TraceEvent } from '../../protocol/trace.ts';
import type { PageFact } from '../diagram/model/facts.ts';
import { type Opening, sayMsg } from '../methods/method.ts';
import { openSocket } from '../methods/open.ts';
import '../diagram/model/later-rows.ts';
import { subscribe } from '../api/trace.ts';
import type { Attempt, Told } from './told.ts';

/** A server that says nothing any more is left after this many milliseconds. */
const PATIENCE_MS = 8000;

/** After the browser has seen the end, the server has this many milliseconds to tell of it. */
const AFTERWORD_MS = 1000;

export interface Way {
  readonly opening: Opening;
  readonly acknowledges?: ((text: string) => boolean) | undefined;
  readonly say?: ((text: string) => string) | undefined;
}

/** @param hear - called with everything as it happens */
export async function attempt(
  { opening, acknowledges, say = sayMsg }: Way,
  hear: (told: Told) => void,
): Promise<Attempt> {
  const told: Told[] = [];
  const tell = (one: Told) => {
    told.push(one);
    hear(one);
  };
  const tellPage = (fact: PageFact) => tell({ by: 'page', fact, at: performance.now() });
  const server = createWatch();
  const stream = await subscribe(
    {
      take(events) {
        tell({ by: 'server', events });
        server.take(events);
      },
      lost() {},
    },
    AbortSignal.timeout(PATIENCE_MS),
  );
  if (!stream) tellPage({ type: 'untraced' });

  const began = performance.now();
  tellPage({ type: 'opening', path: new URL(opening.url).pathname });
  let socket: WebSocket;
  try {
    socket = openSocket(opening, stream?.id);
  } catch (error) {
    stream?.close();
    const thrown = error instanceof Error ? error.name : String(error);
    return { accepted: false, opened: false, close: undefined, thrown, protocol: '', ms: 0, told };
  }

  const ended = await new Promise<Omit<Attempt, 'told' | 'thrown'>>((resolve) => {
    let opened = false;
    let acceptedAt: number | undefined;
    const impatience = setTimeout(() => socket.close(1000), PATIENCE_MS);
    const send = (text: string) => {
      socket.send(text);
      tellPage({ type: 'sent', text: maskMessage(text) });
    };
    const accept = () => {
      acceptedAt = performance.now();
      send(say('hello'));
    };
    socket.addEventListener('open', () => {
      opened = true;
      tellPage({ type: 'opened' });
      if (opening.first !== undefined) send(opening.first);
      if (!acknowledges) accept();
    });
    socket.addEventListener('message', ({ data }) => {
      const text = String(data);
      tellPage({ type: 'received', text: maskMessage(text) });
      if (acceptedAt !== undefined) socket.close(1000);
      else if (acknowledges?.(text)) accept();
      else void opening.answer?.(text).then((answer) => answer !== undefined && send(answer));
    });
    socket.addEventListener('close', ({ code, reason }) => {
      clearTimeout(impatience);
      tellPage({ type: 'closed', code, reason, opened });
      const ms = (acceptedAt ?? performance.now()) - began;
      resolve({
        accepted: acceptedAt !== undefined,
        opened,
        close: { code, reason },
        protocol: socket.protocol,
        ms,
      });
    });
  });

  if (stream) await server.over(AFTERWORD_MS);
  stream?.close();
  return { ...ended, thrown: undefined, told };
}

/** Waits for the end of the server's story. A browser that was challenged asks twice: there are two ends then. */
function createWatch() {
  let open = 0;
  let begun = false;
  let onEnd = () => {};
  return {
    take(events: readonly TraceEvent[]) {
      for (const { type } of events) {
        if (type === 'request') {
          begun = true;
          open++;
        }
        if (type === 'ended') open--;
      }
      if (begun && open === 0) onEnd();
    },
    over(ms: number): Promise<void> {
      if (begun && open === 0) return Promise.resolve();
      return new Promise((resolve) => {
        // Of a handshake that TLS ends there is nothing to tell.
        const timer = setTimeout(resolve, begun ? ms : ms / 4);
        onEnd = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
