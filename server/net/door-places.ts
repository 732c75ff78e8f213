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
  readonly place: Seat;
  answers: number;
}

/**
 * @param servers - behind the door
 * @returns what is told of each connection that has a place, before a server gets it
 */
export function watchPlaces(servers: readonly Server[]): (socket: Socket, place: Seat) => void {
  // A server behind TLS knows its connections by other objects than the door does.
  const visitors = new Map<string, Visitor>();

  for (const server of servers) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const visitor = visitors.get(endsOf(request.socket));
      if (!visitor) return;
      const arrived = () => {
        if (response.closed) return;
        if (visitor.answers++ === 0) visitor.place.settle();
        response.once('close', () => {
          if (--visitor.answers === 0) visitor.place.wait();
        });
      };
      if (hasBody(request)) request.once('end', arrived);
      else arrived();
    });
    server.on('upgrade', (request: IncomingMessage) => {
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') return;
      const visitor = visitors.get(endsOf(request.socket));
      if (visitor && visitor.answers++ === 0) visitor.place.settle();
    });
  }

  return (socket, place) => {
    const ends = endsOf(socket);
    const visitor = { place, answers: 0 };
    visitors.set(ends, visitor);
    socket.once('close', () => {
      // The next connection between the same ends may be here already.
      if (visitors.get(ends) === visitor) visitors.delete(ends);
    });
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
