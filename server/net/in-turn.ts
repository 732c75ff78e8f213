import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that may always wait behind another. */
const OF_ONE = 4;

/** More requests of a connection may wait only while fewer than this wait in all. */
const IN_ALL = 1000;

/** Milliseconds in which a client must read some of an answer. */
const UNREAD_MS = 5000;

/** The requests of one connection. */
interface Line {
  last: ServerResponse;
  waiting: number;
}

/**
 * Answers pipelined requests of a connection one after the other. Node starts all of them at once: two thousand in one
 * piece would open two thousand files, and hold a part of each for a client that need not read. By then Node has parsed
 * them, and each takes some kilobytes while it waits. Browsers do not pipeline, so when many requests wait, further
 * ones end their connection.
 *
 * @param unreadMs - milliseconds in which a client must read some of an answer; one that reads nothing is cut off
 *   within twice that time
 */
export function inTurn(listener: RequestListener, unreadMs = UNREAD_MS): RequestListener {
  const lines = new WeakMap<Socket, Line>();
  let inAll = 0;

  return (request, response) => {
    const { socket } = request;
    const answer = () => {
      for (const begun of ['pipe', 'prefinish']) response.once(begun, () => socket.setTimeout(unreadMs));
      listener(request, response);
    };

    const line = lines.get(socket);
    if (!line) {
      const first = { last: response, waiting: 0 };
      lines.set(socket, first);
      socket.once('close', () => {
        inAll -= first.waiting;
      });
      return answer();
    }
    const before = line.last;
    line.last = response;
    if (before.closed) return answer();
    if (line.waiting >= OF_ONE && inAll >= IN_ALL) return void socket.destroy();
    line.waiting++;
    inAll++;
    before.once('close', () => {
      // If the connection is gone, its `close` listener above subtracts all of its waiting requests at once.
      if (socket.destroyed) return;
      line.waiting--;
      inAll--;
      answer();
    });
  };
}
