/** Assembles what decides about the tokens of identity providers. */
import type { Router } from 'express';
import { takes } from '../../protocol/credentials.ts';
import type { Callers } from '../auth/http/callers.ts';
import { createExchange } from '../auth/remote/exchange.ts';
import { asBearer, boundTokens } from '../auth/tokens/bound-tokens.ts';
import type { Verifier } from '../auth/verifier.ts';
import type { Clock } from '../basics/clock.ts';
import type { RevocationBus } from '../bus/revocations.ts';
import type { Log } from '../observe/log.ts';
import { chooseVerifier } from './choose.ts';
import { readAtEndpoint } from './introspection.ts';
import { createIssuer, type Issuer } from './issuer.ts';
import { createKeySet } from './key-set.ts';
import { createLogoutRouter } from './logout-route.ts';
import type { Revoked } from './revoked.ts';

/** Longest metadata, key set or answer; a key with its chain of certificates takes two or three thousand bytes. */
const MAX_ANSWER_BYTES = 131_072;

/** Most connections to the introspection endpoint. */
const ENDPOINT_SOCKETS = 50;

export interface ProviderOptions {
  readonly issuer: readonly string[];
  readonly audience: string | undefined;
  readonly clientId: string | undefined;
  readonly tokenType: readonly string[];
  readonly introspectionUrl: string | undefined;
  readonly introspectionClientId: string | undefined;
  readonly introspectionClientSecret: string | undefined;
}

export interface ProviderSettings {
  /** Our own auth server. */
  readonly own: Verifier;
  /** Secrets of ours that are shown to nobody. */
  readonly secrets: readonly (string | undefined)[];
  readonly revoked: Pick<Revoked, 'has'>;
  readonly bus: RevocationBus;
  readonly callers: Callers;
  /** Reads the local certificate authority. */
  readonly authority: () => Promise<string | undefined>;
  readonly now: Clock;
  readonly wall?: () => number;
  readonly log: Log;
  readonly counts: {
    keysFetched(issuer: string, result: 'fetched' | 'failed'): void;
    logout(result: 'accepted' | 'refused' | 'failed'): void;
  };
}

export interface Providers {
  /** Asks our own auth server or a provider, whichever a credential belongs to. */
  readonly verifier: Verifier;
  /** Takes the logouts of providers, if there are any. */
  readonly router: Router | undefined;
  close(): void;
}

/**
 * Accepts the tokens that a provider vouches for: alone, or with a proof of the key they are bound to, as the method
 * wants it.
 */
function tokenVerifier(read: Issuer['read']): Verifier {
  return {
    async verify(credential, question) {
      const { method, told } = question;
      return takes(method, 'bound token')
        ? boundTokens((token) => read(token, told)).verify(credential, question)
        : asBearer(await read(credential, told));
    },
  };
}

export function createProviders(options: ProviderOptions, settings: ProviderSettings): Providers {
  const { own, secrets, revoked, bus, callers, authority, now, wall, log, counts } = settings;
  const { audience, introspectionUrl, introspectionClientId, introspectionClientSecret } = options;
  const closing: (() => void)[] = [];
  const exchangeWith = (who: string, maxSockets: number) => {
    const exchange = createExchange({ who, authority, maxSockets, maxAnswerBytes: MAX_ANSWER_BYTES });
    closing.push(exchange.close);
    return exchange;
  };
  const clocks = { now, ...(wall && { wall }) };

  const issuers = new Map<string, Issuer>();
  for (const issuer of options.issuer) {
    // The options make sure of it.
    if (audience === undefined) break;
    const keys = createKeySet({
      issuer,
      exchange: exchangeWith(`The provider ${issuer}`, 1),
      now,
      fetched(result) {
        counts.keysFetched(issuer, 'keys' in result ? 'fetched' : 'failed');
        if ('keys' in result) log.info({ issuer, keys: result.keys }, 'keys of the provider fetched');
        else log.warn({ issuer, err: result.error }, 'keys of the provider cannot be fetched');
      },
    });
    const clientId = options.clientId ?? audience;
    issuers.set(
      issuer,
      createIssuer({ issuer, audience, clientId, tokenTypes: options.tokenType, keys, ...clocks }),
    );
  }

  const endpoint =
    introspectionUrl && introspectionClientId && introspectionClientSecret
      ? readAtEndpoint({
          url: introspectionUrl,
          clientId: introspectionClientId,
          clientSecret: introspectionClientSecret,
          audience,
          exchange: exchangeWith('The introspection endpoint', ENDPOINT_SOCKETS),
          ...clocks,
        })
      : undefined;

  const chosen = chooseVerifier({
    own,
    endpoint: endpoint && tokenVerifier(endpoint),
    secrets: secrets.filter((secret) => secret !== undefined),
    providers: new Map(
      [...issuers].map(([name, issuer]): [string, Verifier] => [name, tokenVerifier(issuer.read)]),
    ),
  });
  return {
    verifier: {
      async verify(credential, question) {
        const verdict = await chosen.verify(credential, question);
        return typeof verdict === 'object' && revoked.has(verdict) ? undefined : verdict;
      },
    },
    router:
      issuers.size > 0
        ? createLogoutRouter({ issuers, bus, callers, now, log, counted: counts.logout })
        : undefined,
    close() {
      for (const close of closing) close();
    },
  };
}
