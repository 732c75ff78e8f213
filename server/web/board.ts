/** `GET /api/board`: the figures of this server, twice a second while somebody watches. */
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { SNAPSHOT_MS, type Snapshot } from '../../protocol/board.ts';
import type { Bus } from '../bus/bus.ts';
import { createLoopDelay } from '../observe/loop-delay.ts';
import type { Figures } from '../observe/metrics.ts';
import { createNodeFigures } from './node-figures.ts';
import { createStreams, type EventStream } from './streams.ts';

/** Enough for a class and its teachers, with a page or two each. */
const mostStreams = { inAll: 100, perAddress: 50 };

export interface Board {
  /** Answers those who may watch; leaves other requests to the next handler. */
  readonly route: RequestHandler;
  /** Ends every stream. Later requests get 503. */
  close(): void;
}

/**
 * @param figures - read for each snapshot; not called while nobody watches
 * @param mayWatch - whether a request may have the stream
 * @param addressOf - the key under which a client is counted
 * @param node - this node among others, whose figures are shown, too
 */
export function createBoard(
  figures: () => Promise<Figures>,
  mayWatch: (request: IncomingMessage) => boolean,
  addressOf: (request: IncomingMessage) => string,
  node?: { readonly name: string; readonly bus: Bus },
): Board {
  const streams = createStreams(addressOf, mostStreams);
  const watchers = new Set<EventStream>();
  const delay = createLoopDelay();
  let closed = false;
  let timer: ReturnType<typeof setInterval> | undefined;

  const tell = async () => {
    const isWanted = nodes?.isWanted ?? false;
    if (watchers.size === 0 && !isWanted) return rest();
    const delayMs = delay.read([1]).get(1) ?? 0;
    const own: Snapshot = { at: performance.now(), delayMs, ...(await figures()) };
    if (isWanted) nodes?.tell(own);
    if (watchers.size === 0) return;
    nodes?.ask();
    const text = JSON.stringify(nodes?.joined(own) ?? own);
    for (const watcher of watchers) watcher.send(text);
  };

  const begin = () => {
    if (timer !== undefined || closed) return;
    delay.start();
    timer = setInterval(tell, SNAPSHOT_MS);
    void tell();
  };

  const rest = () => {
    clearInterval(timer);
    timer = undefined;
    delay.stop();
  };

  const nodes = node && createNodeFigures(node.name, node.bus, begin);

  const leave = (watcher: EventStream) => {
    watchers.delete(watcher);
    if (watchers.size === 0 && !nodes?.isWanted) rest();
  };

  return {
    route(request, response, next) {
      if (request.method !== 'GET' || !mayWatch(request)) return next();
      const watcher = streams.open(request, response, { closed: () => watcher && leave(watcher) });
      if (!watcher) return;
      watchers.add(watcher);
      begin();
    },
    close() {
      closed = true;
      rest();
      streams.close();
    },
  };
}
