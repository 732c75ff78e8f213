import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { Traces } from '../observe/trace.ts';
import { createStreams } from './streams.ts';

/** A class, and its teacher on a projector. */
const mostStreams = { inAll: 200, perAddress: 100 };

/**
 * `GET /trace/:id`: tells a page of a trace, as server-sent events (HTML, section 9.2).
 *
 * A page that sends `X-Trace-Key` may give the stream up and come back with the same key; `Last-Event-ID` says what it
 * has already. The id alone is not enough: it stands in the address of the WebSocket, where others may see it.
 */
export function streamTrace(
  traces: Traces,
  addressOf: (request: IncomingMessage) => string,
): RequestHandler<{ id: string }> {
  const streams = createStreams(addressOf, mostStreams);
  return (request, response) => {
    // Express leads HEAD here as well, whose answer would wait for the end of a stream that it does not get.
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
        .send('There is no such trace for you: its id is malformed, in use, or its time is over.\n');
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
