/** Puts a method at an address: upgrade → gate → session, with the log told of each step. */
import type { IncomingMessage } from 'node:http';
import { closes } from '../protocol/outcomes.ts';
import type { Identity, Question, Verifier } from './auth/verifier.ts';
import { type Closable, type GateRules, gateDefaults } from './gate/gate.ts';
import { guard } from './gate/ws.ts';
import type { InBandMethod } from './methods/method.ts';
import { ConnectionLog, type Log } from './observe/log.ts';
import type { Trace } from './observe/trace.ts';
import { type Connection, startEcho } from './session.ts';
import type { Endpoint } from './upgrade/router.ts';

/** What the endpoints of one lab share. */
export interface Services {
  readonly verifier: Verifier;
  readonly log: Log;
  /** Every connection that has its 101 and is not gone: what a shutdown has to end. */
  readonly connections: Set<Closable>;
  readonly deadlineMs: number;
  readonly maxFirstMessageBytes: number;
}

let lastConnection = 0;

/** An endpoint that accepts every upgrade and lets the first message decide. */
export function inBandEndpoint(method: InBandMethod, services: Services): Endpoint {
  const rules: GateRules<Identity, Connection> = {
    ...gateDefaults,
    deadlineMs: services.deadlineMs,
    maxFirstMessageBytes: services.maxFirstMessageBytes,
    parse: method.parse,
    acknowledge: method.acknowledge,
    refusal: method.refusal,
    internalError: closes.internalError,
    verify: ({ trace }, credential, signal) =>
      check(services.verifier, trace, credential, { method: method.id, signal }),
    opened(connection, identity, gate) {
      connection.log.authenticated(identity.user);
      connection.trace?.add({ type: 'deadlineStopped' });
      connection.trace?.add({ type: 'authenticated', user: identity.user });
      return startEcho(connection, gate);
    },
    refused({ log, trace }, cause, error) {
      log.unauthenticated(cause, error);
      trace?.add({ type: 'deadlineStopped' });
      trace?.add({ type: 'refused', cause });
    },
    failed: ({ log }, error) => log.failed(error),
  };

  return ({ request, trace, accept }) =>
    accept((webSocket) => {
      const log = new ConnectionLog(services.log, ++lastConnection, addressOf(request));
      const gate = guard(webSocket, rules, { webSocket, log, trace });
      if (rules.deadlineMs > 0) trace?.add({ type: 'deadlineStarted', ms: rules.deadlineMs });
      services.connections.add(gate);
      log.connected();
      webSocket.on('close', (code, reason) => {
        services.connections.delete(gate);
        log.disconnected(code, reason.toString());
      });
    });
}

/** Asks the verifier, and tells the page that watches of question and answer. */
async function check(
  verifier: Verifier,
  trace: Trace | undefined,
  credential: string,
  question: Question,
): Promise<Identity | undefined> {
  if (!trace) return verifier.verify(credential, question);
  trace.add({ type: 'checkStarted', method: question.method });
  const start = performance.now();
  try {
    const identity = await verifier.verify(credential, question);
    trace.add({ type: 'checkEnded', user: identity?.user, ms: performance.now() - start });
    return identity;
  } catch (error) {
    trace.add({ type: 'checkFailed', ms: performance.now() - start });
    throw error;
  }
}

function addressOf({ socket }: IncomingMessage): string {
  const host = socket.remoteAddress ?? 'unknown';
  return `${host.includes(':') ? `[${host}]` : host}:${socket.remotePort ?? 0}`;
}
