/**
 * Whether a TCP connection deserves its seat at the door. It keeps the seat while the server owes it an answer, and as
 * a WebSocket, which has limits of its own. Otherwise it waits, and may have to make room when all seats are taken: a
 * connection that has sent nothing yet, has not finished the TLS handshake or its request, or is kept open between two
 * requests.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Seat } from '../limits/seats.ts';

/** One connection: the number of answers it waits for, and its seat. */
interface Visitor {
  readonly seat: Seat;
  readonly asks: () => void;
  answers: number;
}

/** Connections that have a seat, by their two ends. */
export interface Visitors {
  /**
   * Registers a connection. Call it before a server gets the connection.
   *
   * @param asks - called with each of its requests
   * @returns its ends, to be passed to `leave`
   */
  enter(socket: Socket, seat: Seat, asks: () => void): string;
  /** The connection is gone. */
  leave(ends: string, seat: Seat): void;
}

/** Watches the connections of some servers, and settles their seats or lets them wait. */
export function watchVisitors(servers: readonly Server[]): Visitors {
  // Connections are known by their ends, since an HTTPS server has other socket objects for them than the door.
  const visitors = new Map<string, Visitor>();

  for (const server of servers) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const visitor = visitors.get(endsOf(request.socket));
      if (!visitor) return;
      visitor.asks();
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
      const visitor = visitors.get(endsOf(request.socket));
      visitor?.asks();
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') return;
      // A WebSocket counts as one answer that never ends.
      if (visitor && visitor.answers++ === 0) visitor.seat.settle();
    });
  }

  return {
    enter(socket, seat, asks) {
      const ends = endsOf(socket);
      visitors.set(ends, { seat, asks, answers: 0 });
      return ends;
    },
    leave(ends, seat) {
      // Another connection between the same ends may have been registered meanwhile.
      if (visitors.get(ends)?.seat === seat) visitors.delete(ends);
    },
  };
}

/** Both ends of a connection, which no two connections share at the same time. */
function endsOf({ remoteAddress, remotePort, localAddress }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress}`;
}

/** RFC 9112, section 6.3. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}
