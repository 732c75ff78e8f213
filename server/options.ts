/**
 * ONE table of every option. Its name gives the flag (`authDeadlineMs`: `--auth-deadline-ms`) and the
 * environment variable (`LAB_AUTH_DEADLINE_MS`); the type, the defaults, the checks and the help follow from it.
 */
import { isIP } from 'node:net';
import { DEMO_TOKEN } from '../protocol/messages.ts';
import { choice, type Option, quote, text, toggle, wholeNumber } from './options/kinds.ts';
import { readArguments, readEnvironment, variableOf, writtenName } from './options/sources.ts';
import { UsageError } from './options/usage-error.ts';

export { UsageError };

const table = {
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
  help: toggle({ default: false, help: 'print this text' }),
};

type Table = typeof table;
export type OptionName = keyof Table;
export type Options = {
  readonly [Name in OptionName]: Table[Name] extends Option<infer Value> ? Value : never;
};
export type LogLevel = Options['logLevel'];

/** The table again, typed so that a name and its value stay together. */
const rows: { readonly [Name in OptionName]: Option<Options[Name]> } = table;
const optionNames = Object.keys(table).filter((name): name is OptionName => Object.hasOwn(table, name));

/** Every option as it is when nobody says anything. */
export const defaults: Options = build((name) => rows[name].default);

/**
 * Reads the options of a start: a flag beats the environment, the environment beats the default.
 *
 * @param argv - arguments after the script's name
 * @param env - the environment, e.g. `process.env`
 * @throws UsageError with a sentence that says what to do. With `--help` nothing but the flags' names is checked.
 */
export function parseOptions(argv: readonly string[], env: NodeJS.ProcessEnv): Options {
  const given = readArguments(rows, argv);
  if (given.has('help')) return { ...defaults, help: true };
  const inherited = readEnvironment(rows, env);
  return checkOptions(
    build((name) => {
      const source = given.get(name) ?? inherited.get(name);
      if (source === undefined) return defaults[name];
      const read = rows[name].read(source.texts);
      const problem = read.ok ? rows[name].check(read.value) : read.problem;
      if (problem !== undefined) throw new UsageError(`${source.writtenAs} ${problem}.`);
      return read.ok ? read.value : defaults[name];
    }),
  );
}

/**
 * Checks every value and the rules between them, and adds what an option implies (`dev` implies `demo`).
 *
 * @throws UsageError with the rule that was broken
 */
export function checkOptions(options: Options): Options {
  const checkOne = <Name extends OptionName>(name: Name) => {
    const problem = rows[name].check(options[name]);
    if (problem !== undefined) throw new UsageError(`${writtenName(name, rows[name])} ${problem}.`);
  };
  for (const name of optionNames) checkOne(name);
  const demo = options.demo || options.dev;
  for (const [broken, rule] of contradictions({ ...options, demo })) {
    if (broken) throw new UsageError(rule);
  }
  return { ...options, demo };
}

/** The table in words, for `--help`. */
export function helpText(): string {
  const describe = (name: OptionName) => {
    const row: Option<unknown> = rows[name];
    const label = `${writtenName(name, row)} ${row.placeholder}`.padEnd(34);
    const standard = row.kind === 'value' && row.default !== undefined ? ` [${row.default}]` : '';
    const lines: string[] = `${row.help}${standard}`.match(/.{1,62}(?= |$)/g) ?? [];
    if (name !== 'help' && !row.secret) lines.push(variableOf(name, row));
    return `  ${label}${lines.map((line) => line.trim()).join(`\n${' '.repeat(36)}`)}\n`;
  };
  return `WebSocket Auth Lab: nobody speaks before the token.

Usage: npm start -- [options]        npm run dev -- [options]

Options [default], below each its environment variable. A flag beats the environment,
where a switch is 1 or 0.

${optionNames
  .filter((name) => !rows[name].secret)
  .map(describe)
  .join('')}
In the environment only, because a process list shows flags:

${optionNames
  .filter((name) => rows[name].secret)
  .map(describe)
  .join('')}
Without --demo the server wants AUTH_TOKEN: ${TOKEN_ADVICE}
`;
}

const TOKEN_ADVICE = 'AUTH_TOKEN=$(openssl rand -hex 32) npm start';

function contradictions(options: Options): readonly (readonly [broken: boolean, rule: string])[] {
  const { cert, key, tls, demo, authToken } = options;
  return [
    [cert !== undefined && key === undefined, '--cert needs --key: the private key of the certificate.'],
    [key !== undefined && cert === undefined, '--key needs --cert: the certificate of the private key.'],
    [!tls && cert !== undefined, '--no-tls contradicts --cert and --key: leave out one or the other.'],
    [
      !demo && authToken === undefined,
      'There is no token to accept. Set one in the environment, as in ' +
        `${TOKEN_ADVICE}, or give --demo to accept the public demo token (for a class).`,
    ],
  ];
}

function hostProblem(host: string): string | undefined {
  if (isIP(host) !== 0 || /^(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(host)) return undefined;
  return `must be a name or an address without scheme, port or brackets, such as 0.0.0.0 or ::1, not ${quote(host)}`;
}

function tokenProblem(token: string): string | undefined {
  if (token === DEMO_TOKEN) return `must not be the public demo token. Make one: ${TOKEN_ADVICE}`;
  if (!/^[\x21-\x7e]*$/.test(token)) return 'must be printable ASCII without spaces';
  if (token.length < 32)
    return `must be 32 characters or more, not ${token.length}. Make one: ${TOKEN_ADVICE}`;
  return undefined;
}

/** Makes an Options value by value: a loop over names, which the compiler cannot follow, made checkable. */
function build(pick: <Name extends OptionName>(name: Name) => Options[Name]): Options {
  const options: { -readonly [Name in OptionName]?: Options[Name] } = {};
  const put = <Name extends OptionName>(name: Name) => {
    options[name] = pick(name);
  };
  for (const name of optionNames) put(name);
  if (!isComplete(options)) throw new Error('an option has no value');
  return options;
}

function isComplete(options: Partial<Options>): options is Options {
  return optionNames.every((name) => Object.hasOwn(options, name));
}
