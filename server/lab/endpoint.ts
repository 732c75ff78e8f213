/** Makes the endpoint of a method: either the first message decides (in band), or the upgrade request (handshake). */
import type { IncomingMessage } from 'node:http';
import { defineGate, gateDefaults } from '@websocket-auth-lab/gate';
import type { MethodId } from '../../protocol/methods.ts';
import { refusals } from '../../protocol/refusals.ts';
import { provenTokenIn, tokenIn } from '../../protocol/typed-messages.ts';
import { newSecret } from '../auth/secrets.ts';
import { type Challenge, type Identity, identityOf, type Refusal } from '../auth/verifier.ts';
import { Unavailable } from '../basics/unavailable.ts';
import { isTimeout, within } from '../basics/within.ts';
import { ask } from '../connection/ask.ts';
import { closedRules, logOf, open, type Services, type StartHandler } from '../connection/connection.ts';
import { secondsLeft } from '../connection/lifetimes.ts';
import type { HandshakeMethod, InBandMethod, Method } from '../methods/method.ts';
import { pathOf } from '../net/request.ts';
import { startEcho } from '../sessions/echo.ts';
import { startPermissions } from '../sessions/permissions.ts';
import { isAllowedOrigin, isExactOrigin, ownOrigins } from '../upgrade/origin.ts';
import { Displaced, type Endpoint, type Upgrade } from '../upgrade/router.ts';

/**
 * @param startHandler - for a method in band: handles the messages of its clients, in place of the method's own handler
 */
export function createEndpoint(
  id: MethodId,
  method: Method,
  services: Services,
  startHandler?: StartHandler,
): Endpoint {
  const endpoint =
    method.kind === 'in-band'
      ? inBandEndpoint(id, method, services, startHandler)
      : handshakeEndpoint(id, method, services);
  const ambient = method.kind === 'handshake' && method.ambient;
  return (upgrade) =>
    isWelcome(upgrade.request, ambient, services)
      ? endpoint(upgrade)
      : upgrade.refuse(refusals.originNotAllowed);
}

/** Whether a page of the request's origin may connect. @param ambient - whether browsers add the credential by themselves, whichever page opens the socket */
export function isWelcome(
  request: IncomingMessage,
  ambient: boolean,
  { tls, pagePort, allowOrigin }: Services,
): boolean {
  return ambient
    ? isExactOrigin(request, [...ownOrigins(request, tls, pagePort()), ...allowOrigin])
    : isAllowedOrigin(request, allowOrigin);
}

/** Accepts every upgrade, and lets the first message decide. */
function inBandEndpoint(
  id: MethodId,
  method: InBandMethod,
  services: Services,
  startHandler = method.handler === 'permissions' ? permissions(id, method, services) : startEcho,
): Endpoint {
  const { parse, acknowledge, refusal, maxQueuedMessages = gateDefaults.maxQueuedMessages } = method;
  const gate = defineGate({
    ...closedRules(services, startHandler),
    maxQueuedMessages,
    parse: (text, { challenge }) => (challenge && challenge.url === undefined ? unknownAddress : parse(text)),
    acknowledge: (identity) => acknowledge(identity, secondsLeft(identity, services.now())),
    refusal,
    verify: async (credential, { trace, challenge, seat: { address }, signal }) =>
      identityOf(await ask(services.verifier, trace, credential, { method: id, challenge, address, signal })),
  });
  return (upgrade) =>
    upgrade.accept((webSocket) => {
      const { request } = upgrade;
      const challenge = method.proves && challengeOf(request, services);
      open(webSocket, logOf(request, services), upgrade, gate, services, challenge);
    });
}

/** A server that does not know its own address cannot tell for whom a proof was made. */
const unknownAddress = {
  ok: false,
  problem: 'reached by an address that is not its own: behind a proxy, set --public-url',
} as const;

/** What a client has to prove. */
function challengeOf(request: IncomingMessage, { ownOrigin }: Services): Challenge {
  const origin = ownOrigin(request)?.replace(/^http/, 'ws');
  return { nonce: newSecret(), url: origin && `${origin}${pathOf(request.url)}` };
}

function permissions(
  id: MethodId,
  { proves }: InBandMethod,
  { verifier, deadlineMs, now }: Services,
): StartHandler {
  const read = proves ? provenTokenIn : tokenIn;
  return (connection, lifetime, gate) => {
    const { trace, seat, challenge } = connection;
    const renewal = async (credential: string) =>
      identityOf(
        await within(deadlineMs, (signal) =>
          ask(verifier, trace, credential, { method: id, challenge, address: seat.address, signal }),
        ),
      );
    return startPermissions(connection, lifetime, { read, ask: renewal, now }, gate);
  };
}

/** Decides by the upgrade request, so that a stranger gets HTTP 401 and no WebSocket. */
function handshakeEndpoint(id: MethodId, method: HandshakeMethod, services: Services): Endpoint {
  const gate = defineGate({ ...closedRules(services, startEcho), deadlineMs: 0 });
  const challenge = method.challenge === undefined ? {} : { 'WWW-Authenticate': method.challenge };
  return async (upgrade) => {
    const { request, trace, accept } = upgrade;
    const log = logOf(request, services);
    const answer = await decide(id, method, services, upgrade);
    if (answer.ok) {
      accept((webSocket) => open(webSocket, log, upgrade, gate, services).admit(answer.identity));
      return;
    }
    log.unauthenticated(answer.cause, answer.error);
    trace?.add({ type: 'refused', cause: answer.cause });
    if (answer.refusal === 'forbidden') upgrade.refuse(refusals.wrongCsrfToken);
    else if (answer.refusal === 'busy')
      upgrade.refuse(refusals.tooManyPasswords, { 'Retry-After': BUSY_RETRY_S });
    else if (answer.refusal === 'unavailable')
      upgrade.refuse(refusals.unavailable, { 'Retry-After': UNAVAILABLE_RETRY_S });
    else upgrade.refuse(refusals.unauthorized, challenge);
  };
}

/** Seconds after which most passwords of a full line have been checked. */
const BUSY_RETRY_S = '5';
const UNAVAILABLE_RETRY_S = '1';

const refusalCauses: Readonly<Record<Refusal | 'unavailable', string>> = {
  forbidden: 'no CSRF token of this session',
  busy: 'too many passwords at once',
  unavailable: 'what the check needs is away',
};

type Decision =
  | { ok: true; identity: Identity }
  | { ok: false; cause: string; refusal?: keyof typeof refusalCauses; error?: unknown };

async function decide(
  id: MethodId,
  method: HandshakeMethod,
  services: Services,
  { request, trace, seat: { address }, left }: Upgrade,
): Promise<Decision> {
  const gone = left();
  const presented = method.read(request, services.sessionCookie(request));
  if (!presented.ok) return { ok: false, cause: presented.problem };
  const { credential, ...beside } = presented.value;
  try {
    const verdict = await within(
      services.deadlineMs,
      (signal) => ask(services.verifier, trace, credential, { method: id, address, signal, ...beside }),
      gone,
    );
    if (typeof verdict === 'string') return { ok: false, cause: refusalCauses[verdict], refusal: verdict };
    return verdict ? { ok: true, identity: verdict } : { ok: false, cause: 'credential not accepted' };
  } catch (error) {
    if (error instanceof Displaced) return { ok: false, cause: error.message };
    // Neither is the auth server's fault, and strangers must not be able to fill the log with errors.
    if (gone.aborted) return { ok: false, cause: 'the client left' };
    if (isTimeout(error)) return { ok: false, cause: 'verification too slow' };
    if (error instanceof Unavailable)
      return { ok: false, cause: refusalCauses.unavailable, refusal: 'unavailable' };
    return { ok: false, cause: 'verification failed', error };
  }
}
