/**
 * ONE table of every option of the WebSocket server. Its name gives the flag (`authDeadlineMs`:
 * `--auth-deadline-ms`) and the environment variable (`LAB_AUTH_DEADLINE_MS`); the type, the defaults, the checks
 * and the help follow from it.
 */
import { isIP } from 'node:net';
import { DEMO_TOKEN, formatTokenMessage } from '../../protocol/messages.ts';
import { isMethodId, methodIds } from '../../protocol/methods.ts';
import { UsageError } from '../basics/usage-error.ts';
import { isLoopback, urlHost } from '../net/hosts.ts';
import { originProblem } from '../upgrade/origin.ts';
import { choice, list, type Option, quote, text, toggle, wholeNumber } from './kinds.ts';
import { optionTable } from './table.ts';

export { UsageError };

const TOKEN_ADVICE = 'AUTH_TOKEN=$(openssl rand -hex 32) npm start';
const INTROSPECTION_ADVICE = 'export INTROSPECTION_SECRET=$(openssl rand -hex 32)';

const METRICS_ADVICE = 'METRICS_TOKEN=$(openssl rand -hex 32) npm start';

/** Its rows, for programs that have some options in common. */
export const rows = {
  host: text({
    default: 'localhost',
    placeholder: 'HOST',
    check: hostProblem,
    help: 'name or address to listen on; localhost means 127.0.0.1 and ::1',
  }),
  port: wholeNumber({ default: 5678, max: 65_535, zero: 'any free port', help: 'port to listen on' }),
  cert: text({
    default: undefined,
    placeholder: 'FILE',
    help: 'your own certificate with its chain, PEM; needs --key',
  }),
  key: text({ default: undefined, placeholder: 'FILE', help: 'private key of --cert, PEM' }),
  tls: toggle({ default: true, help: 'speak plain http and ws: tokens can be read on the way' }),
  demo: toggle({
    default: false,
    help: 'accept the public demo token; for a class, never for a real service',
  }),
  open: toggle({ default: false, help: 'open the page in the browser' }),
  dev: toggle({ default: false, help: 'serve the page through Vite with hot reload; implies --demo' }),
  method: list({
    placeholder: 'METHOD',
    check: methodProblem,
    help: 'way to authenticate that is served beside first-message; with --demo all ten are',
  }),
  certificatePort: wholeNumber({
    default: 5680,
    max: 65_535,
    zero: 'any free port',
    help: 'port of the method client-certificate, which needs one of its own',
  }),
  authDeadlineMs: wholeNumber({
    default: 5_000,
    unit: 'ms',
    zero: 'no deadline',
    help: 'time from the 101 until a client must be authenticated',
  }),
  maxFirstMessageBytes: wholeNumber({
    default: 4_096,
    unit: 'bytes',
    zero: 'no limit of its own',
    help: 'size of the first message, the one with the token',
  }),
  maxMessageBytes: wholeNumber({ default: 65_536, unit: 'bytes', zero: 'off', help: 'size of any message' }),
  maxConnections: wholeNumber({
    default: 10_000,
    zero: 'off',
    help: 'connections in all; then one that is not authenticated makes room, or the new one gets HTTP 503',
  }),
  maxConnectionsPerAddress: wholeNumber({
    default: 200,
    zero: 'off',
    help: 'connections of one address (IPv6: of one /64); more get HTTP 429',
  }),
  maxUnauthenticated: wholeNumber({
    default: 1_000,
    zero: 'off',
    help: 'connections that are not authenticated yet; then the longest waiting of the busiest address makes room',
  }),
  authFailuresPerMinute: wholeNumber({
    default: 60,
    zero: 'off',
    help: 'failed authentications of one address, all methods and sign-ins together; then HTTP 429',
  }),
  messageRate: wholeNumber({
    default: 50,
    zero: 'off',
    help: 'messages and pings per connection and second, twice as many at once; then 1008',
  }),
  heartbeatMs: wholeNumber({
    default: 25_000,
    unit: 'ms',
    zero: 'off',
    help: 'time between pings; a connection that has not answered by the next one is cut off',
  }),
  maxBacklogBytes: wholeNumber({
    default: 1_048_576,
    unit: 'bytes',
    zero: 'off',
    help: 'what was sent and not read; a client that stays above it for a second is cut off',
  }),
  allowOrigin: list({
    placeholder: 'ORIGIN',
    check: originProblem,
    help: 'origin whose pages may connect, such as https://example.org; without it any, or for methods that browsers help only our own',
  }),
  trustProxy: wholeNumber({
    default: 0,
    max: 100,
    zero: 'none',
    help: "proxies in front that add to X-Forwarded-For: the client's address is that many from the right",
  }),
  logLevel: choice({
    choices: ['silent', 'error', 'warn', 'info', 'debug'],
    default: 'info',
    help: 'how much is logged',
  }),
  authToken: text({
    default: undefined,
    placeholder: 'TOKEN',
    secret: true,
    check: tokenProblem,
    help: 'the token that the server accepts, 32 characters or more',
  }),
  authServer: text({
    default: undefined,
    placeholder: 'URL',
    check: authServerProblem,
    help: 'ask this auth server about every token (RFC 7662), in place of the one in this process; needs INTROSPECTION_SECRET',
  }),
  introspectionSecret: text({
    default: undefined,
    placeholder: 'SECRET',
    secret: true,
    check: (secret) => secretProblem(secret, INTROSPECTION_ADVICE),
    help: 'what WebSocket server and auth server share, 32 characters or more',
  }),
  metricsToken: text({
    default: undefined,
    placeholder: 'TOKEN',
    secret: true,
    check: (token) => secretProblem(token, METRICS_ADVICE),
    help: 'opens /metrics to others than this machine, 32 characters or more',
  }),
  help: toggle({ default: false, help: 'print this text' }),
};

type Table = typeof rows;
export type OptionName = keyof Table;
export type Options = {
  readonly [Name in OptionName]: Table[Name] extends Option<infer Value> ? Value : never;
};
export type LogLevel = Options['logLevel'];

const table = optionTable<Options>(rows, {
  about: `WebSocket Auth Lab: nobody speaks before the token.

Usage: npm start -- [options]        npm run dev -- [options]`,
  advice: `Without --demo the server wants AUTH_TOKEN: ${TOKEN_ADVICE}
Fixed: 5 s for a TLS handshake, 5 s and 16 KiB for request headers, 128 fragments a message.`,
  implied: (options) => ({ ...options, demo: options.demo || options.dev }),
  contradictions,
});

/** Every option as it is when nobody says anything. */
export const defaults = table.defaults;

/** Reads the options of a start from arguments and environment. `dev` implies `demo`. */
export const parseOptions = table.parse;

/** Checks every option and the rules between them, and adds what they imply. */
export const checkOptions = table.check;

/** What `--help` prints. */
export const helpText = table.help;

function contradictions(options: Options): readonly (readonly [broken: boolean, rule: string])[] {
  const { cert, key, tls, demo, authToken, authServer, introspectionSecret, metricsToken } = options;
  return [
    [cert !== undefined && key === undefined, '--cert needs --key: the private key of the certificate.'],
    [key !== undefined && cert === undefined, '--key needs --cert: the certificate of the private key.'],
    ...seatContradictions(options),
    [
      options.port === options.certificatePort && options.port !== 0 && servesCertificates(options),
      `--port ${options.port} is also the --certificate-port: give one of them another.`,
    ],
    [
      authToken !== undefined && isLongerThan(options.maxFirstMessageBytes, formatTokenMessage(authToken)),
      'AUTH_TOKEN does not fit into --max-first-message-bytes: make one shorter, or raise the other.',
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
    [
      metricsToken !== undefined && metricsToken === authToken,
      'METRICS_TOKEN must not be AUTH_TOKEN: who reads figures need not be let in.',
    ],
    [
      !demo && authToken === undefined && authServer === undefined,
      'There is no token to accept. Set one in the environment, as in ' +
        `${TOKEN_ADVICE}, or give --demo to accept the public demo token (for a class).`,
    ],
  ];
}

function servesCertificates({ tls, demo, method }: Options): boolean {
  return tls && (demo || method.includes('client-certificate'));
}

/** @param limit - 0 for none */
function isLongerThan(limit: number, message: string): boolean {
  return limit > 0 && message.length > limit;
}

/** A part of the whole cannot be larger than it. */
function seatContradictions(options: Options): readonly (readonly [broken: boolean, rule: string])[] {
  const { maxConnections: inAll, maxConnectionsPerAddress, maxUnauthenticated } = options;
  const rule = `must not be above --max-connections ${inAll}: lower it, or raise the other.`;
  return [
    [inAll > 0 && maxConnectionsPerAddress > inAll, `--max-connections-per-address ${rule}`],
    [inAll > 0 && maxUnauthenticated > inAll, `--max-unauthenticated ${rule}`],
  ];
}

function methodProblem(id: string): string | undefined {
  return isMethodId(id) ? undefined : `must be one of ${methodIds.join(', ')}, not ${quote(id)}`;
}

function hostProblem(host: string): string | undefined {
  if (host.includes('%')) {
    return `must be without a zone, since neither a URL nor a certificate can hold one: try :: for every address, not ${quote(host)}`;
  }
  const isWritten = isIP(host) !== 0 || /^(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(host);
  // Such as 256.0.0.1 or xn--0: it would fail once the banner is to be printed.
  if (isWritten && URL.canParse(`https://${urlHost(host)}/`)) return undefined;
  return `must be a name or an address without scheme, port or brackets, such as 0.0.0.0 or ::1, not ${quote(host)}`;
}

/** So long that every carrier has room for it: a first message, a header, a cookie, a URL. */
const MAX_SECRET_LENGTH = 1024;

/**
 * The alphabet of every secret: characters that a header (RFC 6750), a cookie (RFC 6265) and a URL (RFC 3986, section
 * 2.3) hold as they are, so that each way of showing it shows the same, and each mask finds it.
 *
 * @param advice - a command that makes a good one
 */
export function secretProblem(secret: string, advice: string): string | undefined {
  if (!/^[\w.~-]*$/.test(secret)) {
    return `must be letters, digits and - . _ ~ only, which a header, a cookie and a URL can carry. Make one: ${advice}`;
  }
  if (secret.length < 32) return `must be 32 characters or more, not ${secret.length}. Make one: ${advice}`;
  if (secret.length > MAX_SECRET_LENGTH) {
    return `must be ${MAX_SECRET_LENGTH} characters or less, not ${secret.length}. Make one: ${advice}`;
  }
  return undefined;
}

export function tokenProblem(token: string): string | undefined {
  if (token === DEMO_TOKEN) return `must not be the public demo token. Make one: ${TOKEN_ADVICE}`;
  return secretProblem(token, TOKEN_ADVICE);
}

/** The credentials of every client go there: encrypted, or not off this machine. */
function authServerProblem(written: string): string | undefined {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const isOrigin = url !== undefined && `${url.origin}/` === url.href;
  const isSafe =
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[|\]$/g, '')));
  return isOrigin && isSafe ? undefined : 'must be https://HOST:PORT without a path, or http on this machine';
}
