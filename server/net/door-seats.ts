/**
 * Whether a TCP connection deserves its place at the door. While the server owes it an answer, and as a WebSocket
 * (which has a seat, and limits of its own), it keeps the place. Otherwise it waits, and makes room when all places
 * are taken: who has not said a word yet, has not finished the TLS handshake or the request, or keeps a connection
 * open from one request to the next.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Seat } from '../limits/seats.ts';

/** One connection: the answers it waits for, and its place. */
interface Visitor {
  readonly seat: Seat;
  answers: number;
}

/** Connections that have a place, by their two ends. */
export interface Visitors {
  /** A connection has got a place: call it before a server gets the connection. @returns its ends, which it leaves with */
  enter(socket: Socket, seat: Seat): string;
  /** The connection is gone. */
  leave(ends: string, seat: Seat): void;
}

/** Watches the connections of some servers, and settles their places accordingly. */
export function watchVisitors(servers: readonly Server[]): Visitors {
  // A server behind TLS knows its connections by other objects than the door does.
  const visitors = new Map<string, Visitor>();

  for (const server of servers) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const visitor = visitors.get(endsOf(request.socket));
      if (!visitor) return;
      const arrived = () => {
        if (response.closed) return;
        if (visitor.answers++ === 0) visitor.seat.settle();
        response.once('close', () => {
          if (--visitor.answers === 0) visitor.seat.wait();
        });
      };
      if (hasBody(request)) request.once('end', arrived);
      else arrived();
    });
    server.on('upgrade', (request: IncomingMessage) => {
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') return;
      const visitor = visitors.get(endsOf(request.socket));
      // A WebSocket counts as one answer that never ends.
      if (visitor && visitor.answers++ === 0) visitor.seat.settle();
    });
  }

  return {
    enter(socket, seat) {
      const ends = endsOf(socket);
      visitors.set(ends, { seat, answers: 0 });
      return ends;
    },
    leave(ends, seat) {
      // The next connection between the same ends may be here already.
      if (visitors.get(ends)?.seat === seat) visitors.delete(ends);
    },
  };
}

/** Both ends of a connection, which no two have in common. */
function endsOf({ remoteAddress, remotePort, localAddress }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress}`;
}

/** RFC 9112, section 6.3. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}
