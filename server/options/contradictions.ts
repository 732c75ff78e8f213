import { formatTokenMessage } from '../../protocol/messages.ts';
import { holdsPassword, INTROSPECTION_ADVICE, TOKEN_ADVICE } from './checks.ts';
import type { Options } from './options.ts';

type Rules = readonly (readonly [broken: boolean, rule: string])[];

/** Rules between options, each with whether it is broken and what to do about it. */
export function contradictions(options: Options): Rules {
  const { cert, key, tls, demo, authToken, authServer, introspectionSecret, metricsToken } = options;
  const { redis, labRedisPassword } = options;
  return [
    [cert !== undefined && key === undefined, '--cert needs --key: the private key of the certificate.'],
    [key !== undefined && cert === undefined, '--key needs --cert: the certificate of the private key.'],
    ...seatContradictions(options),
    [
      options.port === options.certificatePort && options.port !== 0 && servesCertificates(options),
      `--port ${options.port} is also the --certificate-port: change one of them.`,
    ],
    [
      authToken !== undefined && isLongerThan(options.maxFirstMessageBytes, formatTokenMessage(authToken)),
      'AUTH_TOKEN does not fit into --max-first-message-bytes: shorten the token, or raise the limit.',
    ],
    [!tls && cert !== undefined, '--no-tls contradicts --cert and --key: leave out one or the other.'],
    [
      authServer !== undefined && introspectionSecret === undefined,
      '--auth-server needs INTROSPECTION_SECRET in the environment, the same as the auth server has: ' +
        `${INTROSPECTION_ADVICE}.`,
    ],
    [
      authServer !== undefined && authToken !== undefined,
      'AUTH_TOKEN contradicts --auth-server, which decides about every token: set it for the auth server only.',
    ],
    ...providerContradictions(options),
    [
      labRedisPassword !== undefined && redis === undefined,
      'LAB_REDIS_PASSWORD needs --redis: the address of the Redis that has this password.',
    ],
    [
      labRedisPassword !== undefined && redis !== undefined && holdsPassword(redis),
      'LAB_REDIS_PASSWORD contradicts the password in LAB_REDIS: leave out one of them.',
    ],
    [
      authServer !== undefined && options.method.includes('proof-message'),
      '--method proof-message contradicts --auth-server: what an auth server elsewhere answers about a token ' +
        'does not say to which key it is bound. Leave out one of them.',
    ],
    [
      metricsToken !== undefined && metricsToken === authToken,
      'METRICS_TOKEN must not be AUTH_TOKEN: whoever reads the metrics need not be able to connect.',
    ],
    [
      !demo && authToken === undefined && authServer === undefined && !asksProviders(options),
      'There is no token to accept. Set one in the environment, as in ' +
        `${TOKEN_ADVICE}, or give --demo to accept the public demo token (for a class), or name who decides: ` +
        '--issuer with --audience, --introspection-url, or --auth-server.',
    ],
  ];
}

function asksProviders({ issuer, introspectionUrl }: Options): boolean {
  return issuer.length > 0 || introspectionUrl !== undefined;
}

function providerContradictions(options: Options): Rules {
  const { issuer, audience, clientId, introspectionUrl, authServer } = options;
  const { introspectionClientId, introspectionClientSecret } = options;
  return [
    [
      issuer.length > 0 && audience === undefined,
      '--issuer needs --audience: without it a token for any other service of that provider would open this one.',
    ],
    [
      audience !== undefined && !asksProviders(options),
      '--audience needs --issuer or --introspection-url: it is the name of this server in the tokens of a provider.',
    ],
    [
      clientId !== undefined && issuer.length === 0,
      '--client-id needs --issuer: the provider that knows this client.',
    ],
    [
      introspectionUrl !== undefined &&
        (introspectionClientId === undefined || introspectionClientSecret === undefined),
      '--introspection-url needs INTROSPECTION_CLIENT_ID and INTROSPECTION_CLIENT_SECRET in the environment: ' +
        'what this server shows to the endpoint.',
    ],
    [
      introspectionUrl !== undefined && authServer !== undefined,
      '--introspection-url contradicts --auth-server: both decide about every token that is no JWT. Leave out one.',
    ],
  ];
}

function servesCertificates({ tls, demo, method }: Options): boolean {
  return tls && (demo || method.includes('client-certificate'));
}

/** @param limit - 0 means no limit */
function isLongerThan(limit: number, message: string): boolean {
  return limit > 0 && message.length > limit;
}

/** Limits on some connections must not be above the limit on all of them. */
function seatContradictions(options: Options): Rules {
  const { maxConnections: inAll, maxConnectionsPerAddress, maxUnauthenticated } = options;
  const rule = `must not be above --max-connections ${inAll}: lower it, or raise the other.`;
  return [
    [inAll > 0 && maxConnectionsPerAddress > inAll, `--max-connections-per-address ${rule}`],
    [inAll > 0 && maxUnauthenticated > inAll, `--max-unauthenticated ${rule}`],
  ];
}
