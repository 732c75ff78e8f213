/**
 * The one table of all options of the WebSocket server. The name of a row gives the flag (`authDeadlineMs`:
 * `--auth-deadline-ms`) and the environment variable (`LAB_AUTH_DEADLINE_MS`); type, defaults, checks and help follow
 * from the table.
 */
import { UsageError } from '../basics/usage-error.ts';
import { originProblem } from '../upgrade/origin.ts';
import {
  authServerProblem,
  endpointProblem,
  hostProblem,
  INTROSPECTION_ADVICE,
  issuerProblem,
  methodProblem,
  nodeProblem,
  passwordOnCommandLine,
  publicUrlProblem,
  redisProblem,
  secretProblem,
  TOKEN_ADVICE,
  tokenProblem,
} from './checks.ts';
import { contradictions } from './contradictions.ts';
import { choice, list, type Option, text, toggle, wholeNumber } from './kinds.ts';
import { optionTable } from './table.ts';

export { UsageError };

const METRICS_ADVICE = 'METRICS_TOKEN=$(openssl rand -hex 32) npm start';

/** A day: who was away for longer has to fetch everything anew. */
const MAX_WINDOW_S = 86_400;

/** The rows of the table; the auth server as a program of its own uses some of them, too. */
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
    help: 'a certificate of your own with its chain, PEM; needs --key',
  }),
  key: text({ default: undefined, placeholder: 'FILE', help: 'private key of --cert, PEM' }),
  tls: toggle({ default: true, help: 'speak plain http and ws, so that tokens can be read on the way' }),
  demo: toggle({
    default: false,
    help: 'accept the public demo token; for a class, never for a real service',
  }),
  open: toggle({ default: false, help: 'open the page in the browser' }),
  dev: toggle({ default: false, help: 'serve the page through Vite with hot reload; implies --demo' }),
  method: list({
    placeholder: 'METHOD',
    check: methodProblem,
    help: 'a method to serve beside first-message; with --demo all eleven are served',
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
    help: 'connections in all; when full, one that is not authenticated makes room, or the new one gets HTTP 503',
  }),
  maxConnectionsPerAddress: wholeNumber({
    default: 200,
    zero: 'off',
    help: 'connections per address (IPv6: per /64); more get HTTP 429',
  }),
  maxUnauthenticated: wholeNumber({
    default: 1_000,
    zero: 'off',
    help: 'connections that are not authenticated yet; when full, the longest waiting one of the busiest address makes room',
  }),
  authFailuresPerMinute: wholeNumber({
    default: 60,
    zero: 'off',
    help: 'failed authentications per address, over all methods and sign-ins; then further attempts get HTTP 429',
  }),
  messageRate: wholeNumber({
    default: 50,
    zero: 'off',
    help: 'messages and pings per second on one connection, twice as many in a burst; more close it with 1008',
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
    help: 'data sent to a client and not read by it; a client that stays above it for a second is cut off',
  }),
  channelMessages: wholeNumber({
    default: 1_000,
    min: 1,
    help: 'messages of a channel that are kept for who comes back',
  }),
  channelSeconds: wholeNumber({
    default: 300,
    min: 1,
    max: MAX_WINDOW_S,
    help: 'for how many seconds they are kept',
  }),
  allowOrigin: list({
    placeholder: 'ORIGIN',
    check: originProblem,
    help: 'origin whose pages may connect, such as https://example.org; by default any may, but only our own for methods whose credential browsers add by themselves',
  }),
  publicUrl: text({
    default: undefined,
    placeholder: 'URL',
    check: publicUrlProblem,
    help: 'where clients reach this server, such as wss://example.org, if a proxy stands in front of it: proofs must name it',
  }),
  trustProxy: wholeNumber({
    default: 0,
    max: 100,
    zero: 'none',
    help: "how many proxies in front add to X-Forwarded-For; the client's address is that many entries from the right",
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
    help: 'the secret that WebSocket server and auth server share, 32 characters or more',
  }),
  redis: text({
    default: undefined,
    placeholder: 'URL',
    check: redisProblem,
    checkFlag: passwordOnCommandLine,
    help: 'the Redis (7.0 or newer) in which all nodes keep sessions, tickets and failures: redis://HOST:PORT, rediss:// for TLS, or unix:///PATH; by default they are in memory',
  }),
  labRedisPassword: text({
    default: undefined,
    placeholder: 'PASSWORD',
    secret: true,
    help: 'the password of --redis, unless LAB_REDIS holds it',
  }),
  node: text({
    default: undefined,
    placeholder: 'NAME',
    check: nodeProblem,
    help: 'what the board calls this node, if there are several; by default a random name',
  }),
  issuer: list({
    placeholder: 'URL',
    check: issuerProblem,
    help: 'accept the access tokens of this identity provider, JWTs signed with its published keys; needs --audience',
  }),
  audience: text({
    default: undefined,
    placeholder: 'NAME',
    help: 'the name of this server at the providers: aud of their tokens',
  }),
  tokenType: list({
    placeholder: 'TYPE',
    default: ['at+jwt'],
    help: "typ of the providers' access tokens, at+jwt by default; JWT for providers that do not follow RFC 9068",
  }),
  clientId: text({
    default: undefined,
    placeholder: 'NAME',
    help: 'client id of the page at the providers: it then offers to sign in there; also aud of their logout tokens, which by default is the audience',
  }),
  introspectionUrl: text({
    default: undefined,
    placeholder: 'URL',
    check: endpointProblem,
    help: 'ask this endpoint about opaque tokens (RFC 7662); needs INTROSPECTION_CLIENT_ID and INTROSPECTION_CLIENT_SECRET',
  }),
  introspectionClientId: text({
    default: undefined,
    placeholder: 'ID',
    secret: true,
    help: 'what this server calls itself at the --introspection-url',
  }),
  introspectionClientSecret: text({
    default: undefined,
    placeholder: 'SECRET',
    secret: true,
    help: 'the secret that goes with it',
  }),
  metricsToken: text({
    default: undefined,
    placeholder: 'TOKEN',
    secret: true,
    check: (token) => secretProblem(token, METRICS_ADVICE),
    help: 'the token that lets other machines read /metrics, 32 characters or more',
  }),
  help: toggle({ default: false, help: 'print this text' }),
};

type Table = typeof rows;
export type Options = {
  readonly [Name in keyof Table]: Table[Name] extends Option<infer Value> ? Value : never;
};

const table = optionTable<Options>(rows, {
  about: `WebSocket Auth Lab: a server that lets nobody speak before they have proven who they are.

Usage: npm start -- [options]        npm run dev -- [options]`,
  advice: `Without --demo the server needs AUTH_TOKEN: ${TOKEN_ADVICE}
or somebody else who decides: --issuer with --audience, --introspection-url, or --auth-server.
Fixed: 5 s for a TLS handshake, 5 s and 16 KiB for request headers, 128 fragments a message.`,
  implied: (options) => ({ ...options, demo: options.demo || options.dev }),
  contradictions,
});

/** The default of every option. */
export const defaults = table.defaults;

/** Reads the options of a start from arguments and environment. `dev` implies `demo`. */
export const parseOptions = table.parse;

/** Checks every option and the rules between them, and sets what options imply. */
export const checkOptions = table.check;

/** What `--help` prints. */
export const helpText = table.help;
