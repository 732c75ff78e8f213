/** Puts a method at an address: in band, where the first message decides, or in the handshake. */
import type { IncomingMessage } from 'node:http';
import { defineGate } from '@websocket-auth-lab/gate';
import type { MethodId } from '../protocol/methods.ts';
import { refusals } from '../protocol/outcomes.ts';
import { ask, within } from './ask.ts';
import type { Identity } from './auth/verifier.ts';
import { closedRules, logOf, open, type Services, type StartSession } from './connection.ts';
import type { HandshakeMethod, InBandMethod, Method } from './methods/method.ts';
import { startPermissions } from './permissions.ts';
import { startEcho } from './session.ts';
import { isAllowedOrigin, isExactOrigin, ownOrigins } from './upgrade/origin.ts';
import type { Endpoint, Upgrade } from './upgrade/router.ts';

/** @param startSession - what an authenticated client of a method in band may do, if not what the method says */
export function createEndpoint(
  id: MethodId,
  method: Method,
  services: Services,
  startSession?: StartSession,
): Endpoint {
  const endpoint =
    method.carrier === 'message'
      ? inBandEndpoint(id, method, services, startSession)
      : handshakeEndpoint(id, method, services);
  const ambient = method.carrier === 'request' && method.ambient;
  return (upgrade) =>
    isWelcome(upgrade.request, ambient, services)
      ? endpoint(upgrade)
      : upgrade.refuse(refusals.originNotAllowed);
}

/** @param ambient - whether browsers add the credential by themselves, whichever page opens the socket */
function isWelcome(
  request: IncomingMessage,
  ambient: boolean,
  { tls, pagePort, allowOrigin }: Services,
): boolean {
  return ambient
    ? isExactOrigin(request, [...ownOrigins(request, tls, pagePort()), ...allowOrigin])
    : isAllowedOrigin(request, allowOrigin);
}

/** Accepts every upgrade and lets the first message decide. */
function inBandEndpoint(
  id: MethodId,
  method: InBandMethod,
  services: Services,
  startSession = method.session === 'permissions' ? permissions(id, services) : startEcho,
): Endpoint {
  const { parse, acknowledge, refusal, limits } = method;
  const gate = defineGate({
    ...closedRules(services, startSession),
    ...limits,
    parse,
    acknowledge,
    refusal,
    verify: (credential, { trace, seat: { address }, signal }) =>
      ask(services.verifier, trace, credential, { method: id, address, signal }),
  });
  return (upgrade) =>
    upgrade.accept((webSocket) => open(webSocket, logOf(upgrade.request, services), upgrade, gate, services));
}

function permissions(id: MethodId, { verifier, deadlineMs }: Services): StartSession {
  return (connection, lifetime, gate) => {
    const { trace, seat } = connection;
    const renew = (token: string) =>
      within(deadlineMs, (signal) =>
        ask(verifier, trace, token, { method: id, address: seat.address, signal }),
      );
    return startPermissions(connection, lifetime, renew, gate);
  };
}

/** Decides by the request, so that a stranger gets HTTP 401 and no WebSocket. */
function handshakeEndpoint(id: MethodId, method: HandshakeMethod, services: Services): Endpoint {
  const gate = defineGate({ ...closedRules(services, startEcho), deadlineMs: 0 });
  const challenge = method.challenge === undefined ? {} : { 'WWW-Authenticate': method.challenge };
  return async (upgrade) => {
    const { request, trace, accept } = upgrade;
    const log = logOf(request, services);
    const answer = await decide(id, method, services, upgrade);
    if (answer.ok) {
      accept(
        (webSocket) => open(webSocket, log, upgrade, gate, services).admit(answer.identity),
        method.subprotocol,
      );
      return;
    }
    log.unauthenticated(answer.cause, answer.error);
    trace?.add({ type: 'refused', cause: answer.cause });
    upgrade.refuse(refusals.unauthorized, challenge);
  };
}

type Decision = { ok: true; identity: Identity } | { ok: false; cause: string; error?: unknown };

async function decide(
  id: MethodId,
  method: HandshakeMethod,
  services: Services,
  { request, trace, seat: { address }, left }: Upgrade,
): Promise<Decision> {
  const presented = method.read(request);
  if (!presented.ok) return { ok: false, cause: presented.problem };
  const { credential, ...beside } = presented.value;
  try {
    const identity = await within(
      services.deadlineMs,
      (signal) => ask(services.verifier, trace, credential, { method: id, address, signal, ...beside }),
      left(),
    );
    return identity ? { ok: true, identity } : { ok: false, cause: 'credential not accepted' };
  } catch (error) {
    return { ok: false, cause: 'verification failed', error };
  }
}
