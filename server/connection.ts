/** One connection from its 101 to its end: what belongs to it, and the rules that all connections share. */
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { closes } from '../protocol/outcomes.ts';
import type { Identity, Verifier } from './auth/verifier.ts';
import { type Closable, type Gate, type GateRules, gateDefaults, type Receive } from './gate/gate.ts';
import { guard } from './gate/ws.ts';
import type { Lifetime, Lifetimes } from './lifetimes.ts';
import { ConnectionLog, type Log } from './observe/log.ts';
import type { Trace } from './observe/trace.ts';
import { startEcho } from './session.ts';

/** Starts what an authenticated connection may do. */
export type StartSession = (connection: Connection, lifetime: Lifetime, gate: Closable) => Receive;

export interface Connection {
  readonly webSocket: WebSocket;
  readonly log: ConnectionLog;
  /** The page that watches it, if one does. */
  readonly trace: Trace | undefined;
}

/** What the connections of one lab share. */
export interface Services {
  readonly verifier: Verifier;
  readonly log: Log;
  /** Every connection that has its 101 and is not gone: what a shutdown has to end. */
  readonly connections: Set<Closable>;
  readonly lifetimes: Lifetimes;
  readonly deadlineMs: number;
  readonly maxFirstMessageBytes: number;
}

export type Rules = GateRules<Identity, Connection>;

/** Rules of a gate that no first message opens: each method replaces what it needs. The session is an echo. */
export function closedRules(services: Services, startSession: StartSession = startEcho): Rules {
  return {
    ...gateDefaults,
    deadlineMs: services.deadlineMs,
    maxFirstMessageBytes: services.maxFirstMessageBytes,
    parse: () => ({ ok: false, problem: 'no message is a credential here' }),
    verify: async () => undefined,
    acknowledge: () => '',
    refusal: closes.unauthorized,
    internalError: closes.internalError,
    opened(connection, identity, gate) {
      connection.log.authenticated(identity.user);
      connection.trace?.add({ type: 'deadlineStopped' });
      connection.trace?.add({ type: 'authenticated', user: identity.user });
      const lifetime = services.lifetimes.begin(identity, gate);
      connection.webSocket.on('close', lifetime.end);
      return startSession(connection, lifetime, gate);
    },
    refused({ log, trace }, cause, error) {
      log.unauthenticated(cause, error);
      trace?.add({ type: 'deadlineStopped' });
      trace?.add({ type: 'refused', cause });
    },
    failed: ({ log }, error) => log.failed(error),
  };
}

/** Begins a connection: call it in the same tick as the 101. */
export function open(connection: Connection, rules: Rules, services: Services): Gate<Identity, Connection> {
  const { webSocket, log, trace } = connection;
  log.connected();
  const gate = guard(webSocket, rules, connection);
  services.connections.add(gate);
  webSocket.on('close', (code, reason) => {
    services.connections.delete(gate);
    log.disconnected(code, reason.toString());
  });
  if (rules.deadlineMs > 0) trace?.add({ type: 'deadlineStarted', ms: rules.deadlineMs });
  return gate;
}

let lastConnection = 0;

/** The log of one request, which may become a connection. */
export function logOf({ socket }: IncomingMessage, services: Services): ConnectionLog {
  const host = socket.remoteAddress ?? 'unknown';
  const address = `${host.includes(':') ? `[${host}]` : host}:${socket.remotePort ?? 0}`;
  return new ConnectionLog(services.log, ++lastConnection, address);
}
