import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { Traces } from '../observe/trace.ts';
import { createStreams } from './streams.ts';

/** Enough for a class and its teacher on a projector. */
const mostStreams = { inAll: 200, perAddress: 100 };

/**
 * `GET /trace/:id`: sends a page the events of a trace, as server-sent events (HTML, section 9.2).
 *
 * A page that sends `X-Trace-Key` may give up the stream and come back with the same key; `Last-Event-ID` says what it
 * has already. The id alone is not enough, because it is part of the URL of the WebSocket, where others may see it.
 */
export function streamTrace(
  traces: Traces,
  addressOf: (request: IncomingMessage) => string,
): RequestHandler<{ id: string }> {
  const streams = createStreams(addressOf, mostStreams);
  return (request, response) => {
    // Express also routes HEAD here, whose answer would never end.
    if (request.method !== 'GET') return void response.sendStatus(405);
    const asked = {
      id: request.params.id,
      owner: traces.ownerOf(request),
      key: request.get('X-Trace-Key'),
      after: readNumber(request.get('Last-Event-ID')),
    };
    if (!traces.mayRead(asked)) {
      response
        .status(404)
        .type('text/plain')
        .send('You cannot read this trace: its id is malformed or in use, or the trace has ended.\n');
      return;
    }
    const stream = streams.open(request, response, {
      drained: () => reading?.flush(),
      closed: () => reading?.left(),
    });
    const reading = stream && traces.read(asked, stream);
  };
}

function readNumber(text = ''): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
