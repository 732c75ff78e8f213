/**
 * The doors: TCP servers, one per address, in front of the one HTTP server. Here the first connections are turned away.
 */
import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { type HttpOutcome, refusals } from '../../protocol/refusals.ts';
import { errorCode } from '../basics/system-error.ts';
import { createUnderWay, type UnderWay } from '../basics/under-way.ts';
import { createSeats, DISPLACED, type Seats } from '../limits/seats.ts';
import { createTurnstile } from '../limits/turnstile.ts';
import { addressKey } from './client-address.ts';
import { watchVisitors } from './door-seats.ts';
import { addressesOf } from './hosts.ts';
import { inTurn } from './in-turn.ts';
import { closeAfterOffers, OfferingRequest } from './offer.ts';
import { answerAndClose, refuse, refuseRequest, refuseUnparsed } from './refuse.ts';
import { checkRequest, MAX_HEADERS } from './request.ts';

/** Settings of every HTTP server behind a door, in bytes and milliseconds. */
export const httpSettings = {
  IncomingMessage: OfferingRequest,
  maxHeaderSize: 16_384,
  headersTimeout: 5000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1000,
} as const;

/** Most requests on one connection; for more, browsers open another. */
const MAX_REQUESTS = 100;

/** Milliseconds after which an idle connection is closed. Streams of events send something more often. */
const IDLE_MS = 30_000;

/** First byte of a TLS record that carries a ClientHello (RFC 8446, section 5.1). */
const TLS_HANDSHAKE = 0x16;

/** A client that connects and says nothing is gone after this many milliseconds. */
const FIRST_BYTE_MS = 5000;

/** TLS handshakes begun in one turn of the event loop. Each blocks it for half a millisecond or more. */
const HELLOS_PER_TURN = 2;

/** Most connections that the system keeps for this process to accept: Node's own default. */
const BACKLOG = 511;

/** How often another random port is tried, when one is free on the first address and taken on the second. */
const TRIES = 10;

/** Counts the clients that are turned away at a door, by cause. */
export interface DoorCounts {
  refused(stage: 'door', cause: string): void;
  refusedWith(outcome: HttpOutcome): void;
}

const notCounted: DoorCounts = { refused() {}, refusedWith() {} };

const endlessSeats = createSeats({ perAddress: 0, inAll: 0, waiting: 0 });

export interface Doors {
  readonly port: number;
  /** Accepts those connections that the system has already, then no more, and goes on serving all that are open. */
  stopListening(): Promise<void>;
  /** Accepts no more connections, and drops those that are still open after `graceMs` milliseconds. */
  close(graceMs: number): Promise<void>;
}

/**
 * Binds all addresses of a host on one port, and passes their connections on to `server`.
 *
 * With TLS the first byte decides: a ClientHello goes to `server`, plain HTTP gets a redirect to https, and a plain
 * WebSocket is refused.
 *
 * @param server - an HTTPS server, or an HTTP server when `tls` is false; it need not listen
 * @param seats - a connection that finds none is closed at once, and so is one that makes room: nothing can be said
 *   before TLS
 * @param arrivals - every connection is under way there until its first request
 * @throws the error of `net`, such as EADDRINUSE, with nothing left bound
 */
export async function openDoors(
  server: HttpServer,
  { host, port, tls }: { host: string; port: number; tls: boolean },
  counts: DoorCounts = notCounted,
  seats: Pick<Seats, 'take'> = endlessSeats,
  arrivals: Pick<UnderWay, 'begin'> = createUnderWay(),
): Promise<Doors> {
  const behind = tls ? [server, createRedirectServer(counts)] : [server];
  const [inside = server, plain = server] = behind;
  const sockets = new Set<Socket>();
  const visitors = watchVisitors(behind);

  const turnstile = createTurnstile(HELLOS_PER_TURN);
  const admit = (socket: Socket) => {
    socket.off('error', destroySocket);
    if (!socket.destroyed) inside.emit('connection', socket);
  };

  let accepted = 0;
  const makeDoor = () =>
    createTcpServer((socket) => {
      accepted++;
      const taken = seats.take(addressKey(socket.remoteAddress ?? ''));
      if (!taken.ok) {
        counts.refused('door', 'too many connections');
        socket.destroy();
        return;
      }
      const { seat } = taken;
      sockets.add(socket);
      const arrived = arrivals.begin();
      const ends = visitors.enter(socket, seat, arrived);
      seat.onDisplaced(() => {
        counts.refused('door', DISPLACED);
        socket.destroy();
      });
      socket.once('close', () => {
        sockets.delete(socket);
        visitors.leave(ends, seat);
        arrived();
        seat.release();
      });
      if (tls) sortByFirstByte(socket, (hello) => turnstile(seat.address, () => admit(hello)), plain, counts);
      else inside.emit('connection', socket);
    });

  const bound = await bind(makeDoor, addressesOf(host), port);
  // Such as too many open files: that client could not be accepted, and all others stay.
  for (const door of bound.doors) door.on('error', () => counts.refused('door', 'not accepted'));
  // An HTTP server watches its timeouts from its `listening` event on. It does not listen itself, so the event is
  // emitted.
  const unparsed = refuseUnparsed((refusal) => {
    if (refusal instanceof Error) counts.refused('door', tlsCause(refusal));
    else counts.refusedWith(refusal);
  });
  for (const one of behind) {
    one.maxHeadersCount = MAX_HEADERS;
    one.maxRequestsPerSocket = MAX_REQUESTS;
    one.timeout = IDLE_MS;
    closeAfterOffers(one);
    // The last answer said `Connection: close`.
    one.on('dropRequest', ({ socket }) => socket.destroy());
    one.on('clientError', unparsed).emit('listening');
  }

  let closed: Promise<unknown>[] | undefined;
  const shut = () => {
    closed ??= bound.doors.map((door) => once(door.close(), 'close'));
    return closed;
  };

  return {
    port: bound.port,
    async stopListening() {
      // In each turn of the event loop a door accepts one. Those that still wait when it is closed are reset.
      for (let turns = 0, before = -1; before < accepted && turns < BACKLOG; turns++) {
        before = accepted;
        await turn();
      }
      shut();
    },
    async close(graceMs) {
      const ended = shut();
      for (const one of behind) one.close();
      const cutOff = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await Promise.all(ended);
      clearTimeout(cutOff);
    },
  };
}

async function bind(
  makeDoor: () => TcpServer,
  addresses: readonly string[],
  port: number,
): Promise<{ doors: TcpServer[]; port: number }> {
  for (let tries = 1; ; tries++) {
    const doors: TcpServer[] = [];
    let bound = port;
    try {
      for (const address of addresses) {
        const door = makeDoor().listen(bound, address);
        await once(door, 'listening').catch((error) => {
          if (doors.length === 0 || !isMissingFamily(error)) throw error;
        });
        if (!door.listening) continue;
        doors.push(door);
        bound = portOf(door);
      }
      return { doors, port: bound };
    } catch (error) {
      for (const door of doors) door.close();
      if (port !== 0 || tries === TRIES || errorCode(error) !== 'EADDRINUSE') throw error;
    }
  }
}

function portOf(door: TcpServer): number {
  const address = door.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Whether an error means that this machine lacks IPv6, or IPv4. */
function isMissingFamily(error: unknown): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(errorCode(error) ?? '');
}

function sortByFirstByte(
  socket: Socket,
  takeHello: (socket: Socket) => void,
  plain: HttpServer,
  counts: DoorCounts,
): void {
  const socketOnTimeout = () => {
    counts.refused('door', 'silent');
    socket.destroy();
  };
  socket.on('error', destroySocket);
  socket.on('timeout', socketOnTimeout);
  socket.setTimeout(FIRST_BYTE_MS);
  socket.once('data', (chunk) => {
    socket.off('timeout', socketOnTimeout);
    socket.setTimeout(0);
    socket.pause();
    socket.unshift(chunk);
    if (chunk[0] === TLS_HANDSHAKE) {
      takeHello(socket);
    } else {
      socket.off('error', destroySocket);
      plain.emit('connection', socket);
      // TLS reads what was put back by itself; HTTP needs the socket to flow.
      socket.resume();
    }
  });
}

/**
 * The cause of a failed TLS handshake. A client that does not trust the certificate also ends it, as a browser does
 * before its warning.
 */
function tlsCause(error: Error): string {
  return errorCode(error) === 'ERR_TLS_HANDSHAKE_TIMEOUT' ? 'tls handshake too slow' : 'tls handshake failed';
}

function destroySocket(this: Socket): void {
  this.destroy();
}

function createRedirectServer(counts: DoorCounts): HttpServer {
  const redirect = inTurn((request, response) => {
    const { url, headers } = request;
    const malformed = checkRequest(request);
    if (malformed || headers.host === undefined || !url?.startsWith('/')) {
      return refuseRequest(response, malformed ?? refusals.badRequest);
    }
    // Not 308: a browser would cache it, and redirect requests to the next program that uses this port.
    const location = `https://${headers.host}${url}`;
    answerAndClose(response, 307, { Location: location, 'Cache-Control': 'no-store' });
  });
  return createHttpServer(httpSettings, redirect).on('upgrade', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    counts.refusedWith(refusals.tlsRequired);
    refuse(socket, refusals.tlsRequired);
  });
}
