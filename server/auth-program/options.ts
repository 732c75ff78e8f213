/** Every option of an auth server that runs by itself. */
import { list, type Option, quote, toggle, wholeNumber } from '../options/kinds.ts';
import { rows as labRows } from '../options/options.ts';
import { optionTable } from '../options/table.ts';

const { host, cert, key, trustProxy, logLevel, authToken, introspectionSecret, help } = labRows;

const rows = {
  host,
  port: wholeNumber({ default: 5679, max: 65_535, zero: 'any free port', help: 'port to listen on' }),
  cert,
  key,
  demo: toggle({
    default: false,
    help: 'accept the demo users and the demo token; for a class, never for a real service',
  }),
  allowOrigin: list({
    placeholder: 'ORIGIN',
    check: originProblem,
    help: 'pages of this origin may sign in here, such as https://localhost:5678',
  }),
  authFailuresPerMinute: wholeNumber({
    default: labRows.authFailuresPerMinute.default,
    zero: 'off',
    help: 'failed sign-ins and wrong secrets per address; more attempts get HTTP 429',
  }),
  maxConnections: wholeNumber({
    default: labRows.maxConnections.default,
    zero: 'off',
    help: 'connections in all; when full, a silent one makes room, or the new one is closed',
  }),
  maxConnectionsPerAddress: wholeNumber({
    default: labRows.maxConnectionsPerAddress.default,
    zero: 'off',
    help: 'connections per address (IPv6: per /64); more are closed',
  }),
  trustProxy,
  logLevel,
  authToken,
  introspectionSecret,
  help,
};

type Table = typeof rows;
export type AuthServerOptions = {
  readonly [Name in keyof Table]: Table[Name] extends Option<infer Value> ? Value : never;
};

export const authServerOptions = optionTable<AuthServerOptions>(rows, {
  about: `The auth server of WebSocket Auth Lab as a program of its own. It speaks HTTPS only.

Usage: npm run auth-server -- [options]`,
  advice: `The WebSocket server and the auth server share INTROSPECTION_SECRET:

  export INTROSPECTION_SECRET=$(openssl rand -hex 32)
  npm run auth-server -- --demo --allow-origin https://localhost:5678
  npm start -- --auth-server https://localhost:5679`,
  contradictions: ({ cert, key, demo, authToken, introspectionSecret, ...limits }) => [
    [cert !== undefined && key === undefined, '--cert needs --key: the private key of the certificate.'],
    [key !== undefined && cert === undefined, '--key needs --cert: the certificate of the private key.'],
    [
      limits.maxConnections > 0 && limits.maxConnectionsPerAddress > limits.maxConnections,
      `--max-connections-per-address must not be above --max-connections ${limits.maxConnections}: lower it, or raise the other.`,
    ],
    [
      introspectionSecret === undefined,
      'Without a secret no WebSocket server may ask. Set the same one for both in the environment: ' +
        'export INTROSPECTION_SECRET=$(openssl rand -hex 32).',
    ],
    [
      !demo && authToken === undefined,
      'There is no credential to accept. Set AUTH_TOKEN in the environment, or give --demo for the demo users (for a class).',
    ],
  ],
});

/**
 * What is wrong with an origin, or undefined. Origins are compared letter by letter, so it must be as browsers write
 * it.
 */
function originProblem(origin: string): string | undefined {
  const isOrigin = /^https?:/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin;
  return isOrigin
    ? undefined
    : `must be an origin as in https://localhost:5678, without a path, not ${quote(origin)}`;
}
