/** One connection from its 101 to its end: its parts, and the rules that all connections share. */
import type { IncomingMessage } from 'node:http';
import {
  type Closable,
  type Gate,
  type GatedSocket,
  type GateOptions,
  gateDefaults,
  type OpenSocket,
  type Receive,
} from '@websocket-auth-lab/gate';
import { attach } from '@websocket-auth-lab/gate/ws';
import type { WebSocket } from 'ws';
import { closes } from '../../protocol/outcomes.ts';
import { formatChallenge } from '../../protocol/typed-messages.ts';
import type { SessionCookie } from '../auth/http/cookie.ts';
import type { Challenge, Identity, Verifier } from '../auth/verifier.ts';
import type { Clock } from '../basics/clock.ts';
import { errorCode } from '../basics/system-error.ts';
import { DISPLACED, type Seat } from '../limits/seats.ts';
import { addressKey, clientAddress } from '../net/client-address.ts';
import type { OwnOrigin } from '../net/own-origin.ts';
import { ConnectionLog, type Log } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Strangers } from '../observe/strangers.ts';
import type { Trace } from '../observe/trace.ts';
import type { Upgrade } from '../upgrade/router.ts';
import type { Lifetime, Lifetimes } from './lifetimes.ts';
import { Traffic, type TrafficLimits } from './traffic.ts';

/** Starts what handles the messages of an authenticated connection. */
export interface StartHandler {
  (connection: Connection, lifetime: Lifetime, gate: OpenSocket): Receive;
  /** Whether it takes text as UTF-8 bytes. */
  readonly textAsBytes?: true;
}

export interface Connection {
  readonly webSocket: WebSocket;
  readonly seat: Seat;
  /** Sends messages, and enforces the limits of this connection. */
  readonly traffic: Traffic;
  readonly log: ConnectionLog;
  /** The trace of this connection, if a page has asked for one. */
  readonly trace: Trace | undefined;
  /** What the client was asked to prove; undefined for a method that asks for nothing. */
  readonly challenge: Challenge | undefined;
}

/** What the connections of one lab share. */
export interface Services {
  readonly verifier: Verifier;
  readonly log: Log;
  /** Decides which connections are logged before they are authenticated. */
  readonly strangers: Strangers;
  /** Whether the log holds the text of messages. */
  readonly logsMessages: boolean;
  /** Every open WebSocket, authenticated or not: a shutdown closes them. */
  readonly connections: Set<Closable>;
  readonly lifetimes: Lifetimes;
  /** Names the cookie of a login session. */
  readonly sessionCookie: SessionCookie;
  /** The clock by which sessions and tokens expire. */
  readonly now: Clock;
  readonly trafficLimits: TrafficLimits;
  readonly metrics: Metrics;
  /** Origins whose pages may connect, beside those that a method allows anyway. */
  readonly allowOrigin: readonly string[];
  /** Whether this server speaks TLS itself. */
  readonly tls: boolean;
  /** The port that serves the pages. A method may have a port of its own. */
  pagePort(): number;
  /** This server's own address, which a proof must name. */
  readonly ownOrigin: OwnOrigin;
  /** How many proxies stand in front, see client-address.ts. */
  readonly trustProxy: number;
  readonly deadlineMs: number;
  readonly maxFirstMessageBytes: number;
}

/** Options of a gate that refuses every first message; each method replaces what it needs. */
export function closedRules(
  services: Services,
  startHandler: StartHandler,
): GateOptions<Identity, Connection> {
  const { metrics } = services;
  return {
    ...gateDefaults,
    deadlineMs: services.deadlineMs,
    maxFirstMessageBytes: services.maxFirstMessageBytes,
    parse: () => ({ ok: false, problem: 'no message is a credential here' }),
    verify: () => undefined,
    refusal: closes.unauthorized,
    internalError: closes.internalError,
    textAsBytes: startHandler.textAsBytes,
    open(gate, identity, connection) {
      const { seat, traffic } = connection;
      seat.settle();
      traffic.authenticated();
      connection.log.authenticated(identity.user);
      connection.trace?.add({ type: 'deadlineStopped' });
      connection.trace?.add({ type: 'authenticated', user: identity.user });
      const lifetime = services.lifetimes.begin(identity, gate);
      connection.webSocket.on('close', lifetime.end);
      const receive = startHandler(connection, lifetime, gate);
      return (message, isBinary) => {
        metrics.messages++;
        return traffic.takes() && lifetime.lasts() ? receive(message, isBinary) : undefined;
      };
    },
    refused(cause, { log, trace }, error) {
      metrics.refused('gate', cause);
      log.unauthenticated(cause, error);
      trace?.add({ type: 'deadlineStopped' });
      trace?.add({ type: 'refused', cause });
    },
    ignored: ({ traffic }) => void traffic.takes(),
    failed(error, { log }, where) {
      // `refused` has logged these two already.
      if (where === 'parse' || where === 'verify') return;
      metrics.ended('internalError');
      log.failed(error);
    },
  };
}

/** Begins a connection. Call it in the same tick as the 101. @param challenge - sent to the client before anything else */
export function open(
  webSocket: WebSocket,
  log: ConnectionLog,
  { request, trace, seat }: Upgrade,
  gate: Gate<Identity, Connection>,
  services: Services,
  challenge?: Challenge,
): GatedSocket<Identity> {
  const { metrics } = services;
  log.connected();
  const traffic = new Traffic(webSocket, request.socket, services.trafficLimits, (cause) => {
    metrics.ended(cause);
    log.limited(cause);
  });
  const socket = attach(gate, webSocket, { webSocket, seat, traffic, log, trace, challenge });
  traffic.guardedBy(socket, gate.refusal);
  seat.onDisplaced(() => socket.refuse(DISPLACED));
  services.connections.add(socket);
  // ws has sent the close frame that RFC 6455 requires.
  webSocket.on('error', (error) => metrics.ended(errorCode(error) ?? 'error'));
  webSocket.on('close', (code, reason) => {
    services.connections.delete(socket);
    metrics.closed(code);
    log.disconnected(code, reason.toString());
  });
  if (challenge) traffic.send(formatChallenge(challenge.nonce));
  if (gate.deadlineMs > 0) trace?.add({ type: 'deadlineStarted', ms: gate.deadlineMs });
  return socket;
}

let lastConnection = 0;

/** Makes the log of one upgrade request and of the connection that may follow. */
export function logOf(request: IncomingMessage, services: Services): ConnectionLog {
  const { log, strangers, trustProxy, logsMessages } = services;
  const host = clientAddress(request, trustProxy);
  // Behind a proxy the port is the proxy's.
  const port = trustProxy === 0 ? `:${request.socket.remotePort ?? 0}` : '';
  const address = `${host.includes(':') ? `[${host}]` : host}${port}`;
  return new ConnectionLog(log, ++lastConnection, address, logsMessages, strangers(addressKey(host)));
}
