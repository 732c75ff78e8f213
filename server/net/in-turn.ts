import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that may wait behind another: of one connection at any rate, and more of it while there are not too many. */
const OF_ONE = 4;
const IN_ALL = 1000;

const UNREAD_MS = 5000;

/** The requests of one connection. */
interface Line {
  last: ServerResponse;
  waiting: number;
}

/**
 * Answers pipelined requests of a connection one after the other. Node begins with all of them at once: two thousand in
 * one piece would open a file each, and keep a piece of each for a client that need not read. It has parsed them by
 * then, and each takes some kilobytes while it waits. Nobody's browser pipelines, so where many wait, more of them end
 * their connection.
 *
 * @param unreadMs - milliseconds in which a client must take some of an answer; one that takes nothing is cut off within
 *   twice that
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
      // Where the connection is gone, all that waited on it are counted off together.
      if (socket.destroyed) return;
      line.waiting--;
      inAll--;
      answer();
    });
  };
}
