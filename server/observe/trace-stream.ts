import type { Request, Response } from 'express';
import { startEventStream } from './event-stream.ts';
import type { Traces } from './trace.ts';

/** Keeps proxies from taking a quiet stream for a dead one. */
const KEEP_ALIVE_MS = 15_000;

/** `GET /trace/:id`: subscribes a page to a trace, as server-sent events (HTML, section 9.2). */
export function streamTrace(traces: Traces) {
  return (request: Request<{ id: string }>, response: Response): void => {
    // Express leads HEAD here as well, whose answer would wait for the end of a stream that it does not get.
    if (request.method !== 'GET') return void response.sendStatus(405);
    const subscription = traces.subscribe(request.params.id, {
      write: (events) => response.write(`data: ${JSON.stringify(events)}\n\n`),
      // No `retry`: the page closes its side on this event, or EventSource would subscribe again.
      end: () => response.end('event: end\ndata:\n\n'),
    });
    if (!subscription) {
      response
        .status(404)
        .type('text/plain')
        .send('No such trace can be made: its id is malformed or in use.\n');
      return;
    }
    const { trace, end } = subscription;
    startEventStream(response);
    const keepAlive = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS);
    response.on('drain', () => trace.resume());
    response.on('close', () => {
      clearInterval(keepAlive);
      end();
    });
  };
}
