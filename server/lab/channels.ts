/** Makes the endpoint of channels: it authenticates like `authenticate-message`, renews like `token-refresh`. */
import { randomBytes } from 'node:crypto';
import { defineGate } from '@websocket-auth-lab/gate';
import { allows } from '../../protocol/capabilities.ts';
import { formatWelcome } from '../../protocol/channels.ts';
import type { MethodId } from '../../protocol/methods.ts';
import { refusals } from '../../protocol/refusals.ts';
import { parseAuthenticateMessage } from '../../protocol/typed-messages.ts';
import { compactForm } from '../auth/tokens/proofs.ts';
import { type Identity, identityOf } from '../auth/verifier.ts';
import { within } from '../basics/within.ts';
import type { Broker } from '../channels/broker.ts';
import { ask } from '../connection/ask.ts';
import { type Connection, closedRules, logOf, open, type Services } from '../connection/connection.ts';
import { secondsLeft } from '../connection/lifetimes.ts';
import { startChannels } from '../sessions/channels.ts';
import type { Endpoint } from '../upgrade/router.ts';
import { isWelcome } from './endpoint.ts';

const RENEWAL: MethodId = 'token-refresh';

/** @param start - makes the message handler; exhibits have weak ones */
export function channelsEndpoint(broker: Broker, services: Services, start = startChannels): Endpoint {
  const { now, deadlineMs } = services;
  /** What others know each connection by. */
  const clients = new WeakMap<Connection, string>();

  const verify = async (
    credential: string,
    method: MethodId,
    { trace, seat: { address } }: Connection,
    signal: AbortSignal,
  ): Promise<Identity | undefined> =>
    identityOf(await ask(services.verifier, trace, credential, { method, address, signal }));

  const gate = defineGate<Identity, Connection>({
    ...closedRules(services, (connection, lifetime, opened) => {
      const renewal = (credential: string) =>
        within(deadlineMs, (signal) => verify(credential, RENEWAL, connection, signal));
      const client = clients.get(connection) ?? newClient();
      return start(connection, lifetime, { broker, ask: renewal, now, allows }, client, opened);
    }),
    parse: parseAuthenticateMessage,
    // A signed token is accepted by the one method, everything else by the other.
    verify: (credential, { signal, ...connection }) =>
      verify(credential, compactForm.test(credential) ? RENEWAL : 'authenticate-message', connection, signal),
    acknowledge(identity, connection) {
      const client = newClient();
      clients.set(connection, client);
      const { user, expiresAt } = identity;
      return formatWelcome(user, client, expiresAt === undefined ? undefined : secondsLeft(identity, now()));
    },
  });

  return (upgrade) => {
    const { request } = upgrade;
    if (!isWelcome(request, false, services)) return upgrade.refuse(refusals.originNotAllowed);
    upgrade.accept((webSocket) => open(webSocket, logOf(request, services), upgrade, gate, services));
  };
}

/** A name for one connection, other than any at another node. */
function newClient(): string {
  return randomBytes(9).toString('base64url');
}
