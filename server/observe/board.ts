/** `GET /api/board`: the figures of this server, twice a second while somebody watches. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { SNAPSHOT_MS, type Snapshot } from '../../protocol/board.ts';
import { startEventStream } from './event-stream.ts';
import { createLoopDelay } from './loop-delay.ts';
import type { Figures } from './metrics.ts';

/** A class and its teachers, each with a page or two. */
const MOST_WATCHERS = 100;

/** Snapshots that a watcher may fail to take, one after the other, before its place is given to another: 10 s. */
const MOST_MISSED = 20;

export interface Board {
  /** Leaves to what comes next whoever may not watch; beyond the most watchers it answers 503. */
  readonly route: RequestHandler;
  /** Ends every stream. Whoever comes afterwards gets 503. */
  close(): void;
}

/**
 * @param figures - read for each snapshot, and not at all while nobody watches
 * @param mayWatch - whether a request gets the stream at all
 */
export function createBoard(
  figures: () => Promise<Figures>,
  mayWatch: (request: IncomingMessage) => boolean,
): Board {
  /** Each with the snapshots that it missed. */
  const watchers = new Map<ServerResponse, number>();
  const delay = createLoopDelay();
  let timer: ReturnType<typeof setInterval> | undefined;
  let closed = false;

  const tell = async () => {
    const delayMs = delay.read([1]).get(1) ?? 0;
    const snapshot: Snapshot = { at: performance.now(), delayMs, ...(await figures()) };
    const event = `data: ${JSON.stringify(snapshot)}\n\n`;
    for (const [watcher, missed] of watchers) {
      const isBehind = watcher.writableNeedDrain;
      watchers.set(watcher, isBehind ? missed + 1 : 0);
      if (!isBehind) watcher.write(event);
      else if (missed >= MOST_MISSED) watcher.destroy();
    }
  };

  const join = (watcher: ServerResponse) => {
    watchers.set(watcher, 0);
    watcher.on('close', () => {
      watchers.delete(watcher);
      if (watchers.size > 0) return;
      clearInterval(timer);
      timer = undefined;
      delay.stop();
    });
    startEventStream(watcher);
    if (timer !== undefined) return;
    delay.start();
    timer = setInterval(tell, SNAPSHOT_MS);
    void tell();
  };

  return {
    route(request, response, next) {
      if (request.method !== 'GET' || !mayWatch(request)) return next();
      if (!closed && watchers.size < MOST_WATCHERS) return join(response);
      response.status(503).set('Retry-After', '5').type('text').send('As many watch as may.\n');
    },
    close() {
      closed = true;
      for (const watcher of watchers.keys()) watcher.end();
    },
  };
}
