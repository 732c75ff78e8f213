import type { ServerResponse } from 'node:http';

/** Begins an answer of server-sent events (HTML, section 9.2), and tells the other end so at once. */
export function startEventStream(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    // Or nginx would collect events before it passes them on.
    'X-Accel-Buffering': 'no',
  });
  response.write(': subscribed\n\n');
}
