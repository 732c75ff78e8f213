/** Reads options from arguments and environment, by the names in the table. Knows no option by name. */
import { parseArgs } from 'node:util';
import { UsageError } from '../basics/usage-error.ts';
import type { Option } from './kinds.ts';
import { quote } from './kinds.ts';

/** Begins the name of every environment variable but those of secrets. */
const PREFIX = 'LAB_';

/**
 * Variables that container platforms set for a service named `lab` (`LAB_PORT=tcp://10.0.0.1:80`, `LAB_SERVICE_HOST`,
 * `LAB_PORT_80_TCP_ADDR`). Nobody wrote them, so they are neither options nor misspelt ones.
 */
const serviceLink = {
  name: /_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)$/,
  value: /^(?:tcp|udp|sctp):\/\//,
} as const;

type Rows = Readonly<Record<string, Option<unknown>>>;

/** What was written for one option, and the name it was written with, for messages. */
export interface Source {
  readonly texts: readonly string[];
  readonly writtenAs: string;
}

/** The name of an option in messages: `--auth-deadline-ms`, `--no-tls`, or for a secret its environment variable. */
export function writtenName(name: string, row: Option<unknown>): string {
  return row.secret ? variableOf(name, row) : `--${row.default === true ? 'no-' : ''}${kebab(name)}`;
}

/** The environment variable of an option: `LAB_AUTH_DEADLINE_MS`, `LAB_NO_TLS`, or for a secret `AUTH_TOKEN`. */
export function variableOf(name: string, row: Option<unknown>): string {
  const snake = kebab(name).replaceAll('-', '_').toUpperCase();
  if (row.secret) return snake;
  return `${PREFIX}${row.default === true ? 'NO_' : ''}${snake}`;
}

/**
 * Sorts arguments by option. Values are not parsed here.
 *
 * @throws UsageError for an unknown flag, a missing or superfluous value, a repeated option, or a stray argument
 */
export function readArguments(rows: Rows, argv: readonly string[]): Map<string, Source> {
  const flags = flagsOf(rows);
  const config = Object.fromEntries(
    [...flags].map(([flag, { row }]) => [
      flag,
      { type: row.kind === 'switch' ? 'boolean' : 'string' } as const,
    ]),
  );
  // Not `strict`: its errors do not name the flag in a form that a program can read. The same is checked below.
  const { tokens } = parseArgs({
    args: withoutShortHelp(argv),
    options: config,
    strict: false,
    tokens: true,
  });
  const given = new Map<string, Source>();
  for (const token of tokens) {
    if (token.kind === 'positional') {
      throw new UsageError(`${quote(token.value)} is not an option. Options begin with --; try --help.`);
    }
    if (token.kind === 'option-terminator') continue;
    const known = flags.get(token.name);
    if (!known) throw new UsageError(unknownFlag(rows, [...flags.keys()], token.rawName, token.name));
    const text = textOf(known, token);
    add(given, known.name, known.row, { texts: [text], writtenAs: token.rawName });
  }
  return given;
}

/**
 * Sorts environment variables by option. Those of other programs and of service links are ignored. One that resembles
 * ours is probably misspelt, and must not be ignored silently.
 *
 * @throws UsageError for a misspelt variable
 */
export function readEnvironment(rows: Rows, env: NodeJS.ProcessEnv): Map<string, Source> {
  const inherited = new Map<string, Source>();
  const variables = new Map(
    Object.entries(rows).map(([name, row]) => [variableOf(name, row), { name, row }]),
  );
  for (const [variable, text] of Object.entries(env)) {
    if (text === undefined || isServiceLink(variable, text)) continue;
    const known = variables.get(variable);
    if (!known) {
      const near = nearVariable(variable, [...variables.keys()]);
      if (near)
        throw new UsageError(`${variable} is not an environment variable of this program. Is it ${near}?`);
      continue;
    }
    const { name, row } = known;
    if (text === '') throw new UsageError(`${variable} must not be empty. Give it a value or unset it.`);
    const texts = row.kind === 'list' ? text.split(',') : [negated(row, text)];
    inherited.set(name, { texts, writtenAs: variable });
  }
  return inherited;
}

function isServiceLink(variable: string, text: string): boolean {
  return variable.startsWith(PREFIX) && (serviceLink.name.test(variable) || serviceLink.value.test(text));
}

interface Flag {
  readonly name: string;
  readonly row: Option<unknown>;
  /** For a switch: the value that the flag stands for. */
  readonly says: string;
}

/** Every known flag. A switch has both forms, so that a flag can override the environment. */
function flagsOf(rows: Rows): Map<string, Flag> {
  const flags = new Map<string, Flag>();
  for (const [name, row] of Object.entries(rows)) {
    if (row.secret) continue;
    flags.set(kebab(name), { name, row, says: 'true' });
    if (row.kind === 'switch') flags.set(`no-${kebab(name)}`, { name, row, says: 'false' });
  }
  return flags;
}

function textOf(
  flag: Flag,
  token: { rawName: string; value?: string | undefined; inlineValue?: boolean | undefined },
): string {
  if (flag.row.kind === 'switch') {
    if (token.value === undefined) return flag.says;
    throw new UsageError(`${token.rawName} takes no value.`);
  }
  const isFlag = token.value?.startsWith('--') === true && token.inlineValue !== true;
  if (token.value === undefined || token.value === '' || isFlag) {
    throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${flag.row.placeholder}.`);
  }
  return token.value;
}

function add(given: Map<string, Source>, name: string, row: Option<unknown>, source: Source): void {
  const earlier = given.get(name);
  if (!earlier || row.kind === 'list') {
    given.set(name, { ...source, texts: [...(earlier?.texts ?? []), ...source.texts] });
  } else if (earlier.texts[0] !== source.texts[0]) {
    const both = `${earlier.writtenAs} and ${source.writtenAs} contradict each other`;
    const again = `${source.writtenAs} was given twice, with different values`;
    throw new UsageError(`${earlier.writtenAs === source.writtenAs ? again : both}: give one, once.`);
  }
}

function unknownFlag(rows: Rows, flags: readonly string[], rawName: string, name: string): string {
  for (const [option, row] of Object.entries(rows)) {
    if (row.secret && kebab(option) === name) {
      return `${rawName} is not a flag, because a process list shows flags. Set ${variableOf(option, row)} in the environment.`;
    }
  }
  const near = nearest(name, flags);
  return `${quote(rawName)} is not an option. ${near ? `Is it --${near}?` : 'Try --help.'}`;
}

/** A map, because an object would have inherited members such as `__proto__`. */
const opposites = new Map([
  ['1', '0'],
  ['true', 'false'],
  ['0', '1'],
  ['false', 'true'],
]);

/** The environment variable of a switch that is on by default negates it: `LAB_NO_TLS=1` means that `tls` is false. */
function negated(row: Option<unknown>, text: string): string {
  if (row.kind !== 'switch' || row.default !== true) return text;
  return opposites.get(text) ?? text;
}

/** Replaces `-h`, the only short flag. */
function withoutShortHelp(argv: readonly string[]): string[] {
  return argv.map((argument) => (argument === '-h' ? '--help' : argument));
}

/** Turns `authDeadlineMs` into `auth-deadline-ms`. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The known word that was probably meant: one that begins so, has the same letters, or is at most two errors away. */
function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length < 3) return undefined;
  const likely = known.find((candidate) => candidate.startsWith(word) || sorted(candidate) === sorted(word));
  if (likely) return likely;
  const [best] = known
    .map((candidate) => ({ candidate, distance: editDistance(word.slice(0, 60), candidate) }))
    .sort((one, other) => one.distance - other.distance);
  return best && best.distance <= 2 && best.distance < word.length / 2 ? best.candidate : undefined;
}

/** The known variable that was probably meant. They are compared without the prefix, which makes any two look alike. */
function nearVariable(variable: string, known: readonly string[]): string | undefined {
  if (!variable.startsWith(PREFIX)) return undefined;
  const bare = known.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
  const near = nearest(variable.slice(PREFIX.length), bare);
  return near && PREFIX + near;
}

function sorted(word: string): string {
  return [...word].sort().join('');
}

/** Levenshtein distance: letters to insert, delete or replace. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [column, against] of [...other].entries()) {
      const replaced = (row[column] ?? 0) + (letter === against ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
