/**
 * Assembles the auth server. What it keeps is in stores, in this process's memory unless its settings say otherwise.
 */
import type { Router } from 'express';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { actions } from '../../protocol/typed-messages.ts';
import { type Clock, createClock } from '../basics/clock.ts';
import type { AuthFailures } from '../limits/auth-failures.ts';
import type { OwnOrigin } from '../net/own-origin.ts';
import type { Log } from '../observe/log.ts';
import { certifiedNames, passwords, sessionCookies } from './accounts/account-verifiers.ts';
import { createSessions } from './accounts/sessions.ts';
import { alice, createUserCheck, demoUsers, everythingOn, parseUser } from './accounts/users.ts';
import { createCallers } from './http/callers.ts';
import { HTTPS_PORT, ownSessionCookie, type SessionCookie } from './http/cookie.ts';
import { introspectRoutes } from './http/introspect-route.ts';
import { createRouter } from './http/router.ts';
import { createTokenProofs } from './http/token-proofs.ts';
import { memoryStore } from './stores/memory.ts';
import type { OpenStore } from './stores/store.ts';
import { createAccessTokens } from './tokens/access-tokens.ts';
import { boundTokens, type ReadAccessToken } from './tokens/bound-tokens.ts';
import { fixedTokens } from './tokens/fixed-tokens.ts';
import { parsePublicKey } from './tokens/signing-keys.ts';
import { createTickets, parseTicketRecord } from './tokens/tickets.ts';
import { anyOf, type Identity, type Verifier } from './verifier.ts';

export interface AuthServerSettings {
  /** Whether the demo users and the demo token are accepted. Without them nobody can sign in. */
  readonly demo: boolean;
  /** The operator's token. */
  readonly authToken: string | undefined;
  /** What a WebSocket server elsewhere must show to ask; without it the route for it does not exist. */
  readonly introspectionSecret: string | undefined;
  readonly log: Log;
  /** Told of every session that ends before it expires: its connections have to be closed. */
  readonly onSessionEnded?: (sessionId: string) => void;
  /** The budget of failed attempts of each address; without it there is no limit. */
  readonly failures?: AuthFailures;
  /** How many proxies stand in front, see client-address.ts. */
  readonly trustProxy?: number;
  /** Names the cookie of a session; by default after the port that the browser asked for. */
  readonly sessionCookie?: SessionCookie;
  /** This server's own address, which a proof must name; without it no token is bound to a key. */
  readonly ownOrigin?: OwnOrigin;
  /** The clock by which sessions, tickets and tokens expire. */
  readonly now?: Clock;
  /** The clock that nodes share, where the stores are shared. */
  readonly sharedNow?: Clock;
  /** Makes the stores; by default in this process's memory. */
  readonly openStore?: OpenStore;
}

export interface AuthServer {
  /** Everything below `/auth`. */
  readonly router: Router;
  readonly verifier: Verifier;
  /** Checks one of its access tokens, bound to a key or not. */
  readonly readAccessToken: ReadAccessToken;
  /** Those of the login sessions that have ended. */
  endedSessions(ids: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * Milliseconds after the start when the library for access tokens is loaded, while file descriptors are still free:
 * Node 20 remembers an import that has failed, for want of a descriptor for instance, and never tries it again.
 */
const PREPARE_MS = 200;

const operator: Identity = { user: 'operator', permissions: [...actions, ...everythingOn('*')] };

export function createAuthServer(settings: AuthServerSettings): AuthServer {
  const { demo, introspectionSecret, log, now = createClock(), failures, trustProxy } = settings;
  const { sharedNow = now } = settings;
  const { sessionCookie = ownSessionCookie(() => HTTPS_PORT), openStore = () => memoryStore(now) } = settings;
  const callers = createCallers(failures, trustProxy);
  const sessionStore = openStore('session', parseUser);
  const proofStore = openStore('proof', (value) => (value === true ? value : undefined));
  const ticketStore = openStore('ticket', parseTicketRecord);
  const ended = settings.onSessionEnded ?? (() => {});
  const sessions = createSessions({ store: sessionStore, now, ended });
  const tickets = createTickets({ store: ticketStore, sessions, now });
  const keyStore = openStore('key', parsePublicKey);
  const accessTokens = createAccessTokens({ sessions, keys: keyStore, now, sharedNow });
  const soon = setTimeout(accessTokens.prepare, PREPARE_MS).unref();
  const users = demo ? demoUsers : [];
  const checkUser = createUserCheck(users);
  const verifier = anyOf(
    fixedTokens(tokensOf(settings)),
    tickets.verifier,
    accessTokens.verifier,
    boundTokens(accessTokens.read),
    sessionCookies(sessions),
    passwords(checkUser),
    certifiedNames(users),
  );
  const introspect =
    introspectionSecret === undefined
      ? undefined
      : introspectRoutes({ verifier, sessions, secret: introspectionSecret, callers, now, log });

  return {
    router: createRouter({
      checkUser,
      sessions,
      tickets,
      accessTokens,
      tokenProofs: createTokenProofs({ store: proofStore, ownOrigin: settings.ownOrigin, now }),
      callers,
      sessionCookie,
      introspect,
      log,
    }),
    verifier,
    readAccessToken: accessTokens.read,
    endedSessions: sessions.ended,
    async close() {
      clearTimeout(soon);
      await Promise.all([sessionStore, ticketStore, proofStore, keyStore].map((store) => store.close()));
    },
  };
}

function tokensOf({ demo, authToken }: AuthServerSettings): Map<string, Identity> {
  const identities = new Map<string, Identity>();
  if (demo) identities.set(DEMO_TOKEN, { user: alice.name, permissions: alice.permissions });
  if (authToken !== undefined) identities.set(authToken, operator);
  return identities;
}
