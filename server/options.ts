/**
 * ONE table of every option of the WebSocket server. Its name gives the flag (`authDeadlineMs`:
 * `--auth-deadline-ms`) and the environment variable (`LAB_AUTH_DEADLINE_MS`); the type, the defaults, the checks
 * and the help follow from it.
 */
import { isIP } from 'node:net';
import { DEMO_TOKEN } from '../protocol/messages.ts';
import { isLoopback } from './hosts.ts';
import { choice, type Option, quote, text, toggle, wholeNumber } from './options/kinds.ts';
import { optionTable } from './options/table.ts';
import { UsageError } from './options/usage-error.ts';

export { UsageError };

const TOKEN_ADVICE = 'AUTH_TOKEN=$(openssl rand -hex 32) npm start';
const INTROSPECTION_ADVICE = 'export INTROSPECTION_SECRET=$(openssl rand -hex 32)';

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
  advice: `Without --demo the server wants AUTH_TOKEN: ${TOKEN_ADVICE}`,
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
  const { cert, key, tls, demo, authToken, authServer, introspectionSecret } = options;
  return [
    [cert !== undefined && key === undefined, '--cert needs --key: the private key of the certificate.'],
    [key !== undefined && cert === undefined, '--key needs --cert: the certificate of the private key.'],
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
      !demo && authToken === undefined && authServer === undefined,
      'There is no token to accept. Set one in the environment, as in ' +
        `${TOKEN_ADVICE}, or give --demo to accept the public demo token (for a class).`,
    ],
  ];
}

function hostProblem(host: string): string | undefined {
  if (isIP(host) !== 0 || /^(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(host)) return undefined;
  return `must be a name or an address without scheme, port or brackets, such as 0.0.0.0 or ::1, not ${quote(host)}`;
}

/** @param advice - a command that makes a good one */
export function secretProblem(secret: string, advice: string): string | undefined {
  if (!/^[\x21-\x7e]*$/.test(secret)) return 'must be printable ASCII without spaces';
  if (secret.length < 32) return `must be 32 characters or more, not ${secret.length}. Make one: ${advice}`;
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
