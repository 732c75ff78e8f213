/** Reads the command line. Every member of the configuration is a flag, too. */
import path from 'node:path';
import { suggestion } from './nearest.ts';
import { type Given, type MemberName, members, readConfigFile, readTarget } from './read-target.ts';
import type { Target } from './settings.ts';
import { UsageError } from './usage-error.ts';

export interface RunOptions {
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly jobs: number;
  /** Milliseconds for the whole run. What is not decided by then is inconclusive. */
  readonly timeoutMs: number;
  readonly intrusive: boolean;
}

export interface ReportOptions {
  readonly strict: boolean;
  readonly baseline: string | undefined;
  readonly json: string | undefined;
  readonly junit: string | undefined;
  readonly sarif: string | undefined;
  readonly html: string | undefined;
}

export type Arguments =
  | { readonly mode: 'help' | 'version' | 'list' }
  | {
      readonly mode: 'run';
      readonly target: Target;
      readonly run: RunOptions;
      readonly report: ReportOptions;
    };

export const runDefaults = { jobs: 8, timeoutSeconds: 90 } as const;

/** Flags about the run and its reports, not about the server; those with a value say what it is. */
export const runFlags: Readonly<Record<string, string | undefined>> = {
  config: 'FILE',
  json: 'FILE',
  junit: 'FILE',
  sarif: 'FILE',
  html: 'FILE',
  baseline: 'FILE',
  strict: undefined,
  only: 'ID',
  skip: 'ID',
  jobs: 'N',
  timeout: 'S',
  intrusive: undefined,
  list: undefined,
  help: undefined,
  version: undefined,
};

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Flag by name: where in the configuration its value belongs. */
export const memberFlags: ReadonlyMap<string, readonly [MemberName, string?]> = new Map(
  Object.keys(members)
    .filter(isMemberName)
    .flatMap((name): [string, readonly [MemberName, string?]][] => {
      const inner = members[name];
      return inner.length === 0
        ? [[kebab(name), [name]]]
        : inner.map((one) => [`${kebab(name)}-${one}`, [name, one]]);
    }),
);

function isMemberName(name: string): name is MemberName {
  return Object.hasOwn(members, name);
}

/**
 * @param args - without the program
 * @param cwd - what paths on the command line are relative to
 * @throws UsageError with one sentence
 */
export function readArguments(args: readonly string[], cwd: string): Arguments {
  const { flags, positional } = split(args);
  const last = (name: string) => flags.get(name)?.at(-1);
  for (const mode of ['help', 'version', 'list'] as const) if (flags.has(mode)) return { mode };
  if (positional.length > 1) throw new UsageError('More than one server was given. Try --help.');

  const given = new Map<string, Given>();
  const config = last('config');
  if (config !== undefined) {
    const base = path.dirname(path.resolve(cwd, config));
    for (const [name, value] of Object.entries(readConfigFile(config, cwd))) given.set(name, { value, base });
  }
  const [url] = positional;
  if (url !== undefined) given.set('url', { value: url, base: cwd });
  for (const [flag, [name, inner]] of memberFlags) {
    const text = last(flag);
    if (text === undefined) continue;
    const value = readFlag(flag, inner ?? name, text);
    given.set(name, {
      value: inner === undefined ? value : { ...fromFlags(flags, name), [inner]: value },
      base: cwd,
    });
  }
  const target = readTarget(given);
  const jobs = readCount('jobs', last('jobs') ?? String(runDefaults.jobs), 64);
  const { deadlineSeconds, expiring, revokedWithinSeconds } = target;
  // Of two checks that wait for the deadline, one begins when the other is over.
  const longest = Math.max(2 * deadlineSeconds, expiring?.seconds ?? 0, revokedWithinSeconds);
  const leastSeconds = Math.max(runDefaults.timeoutSeconds, longest + 60);
  return {
    mode: 'run',
    target,
    run: {
      only: ids(flags.get('only')),
      skip: ids(flags.get('skip')),
      jobs,
      timeoutMs: 1000 * readCount('timeout', last('timeout') ?? String(Math.ceil(leastSeconds)), 86_400),
      intrusive: flags.has('intrusive'),
    },
    report: {
      strict: flags.has('strict'),
      baseline: last('baseline'),
      json: last('json'),
      junit: last('junit'),
      sarif: last('sarif'),
      html: last('html'),
    },
  };
}

/** The members of an object that were given as flags; each flag of it writes the object anew. */
function fromFlags(flags: ReadonlyMap<string, readonly string[]>, name: MemberName): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [flag, [owner, inner]] of memberFlags) {
    const text = owner === name ? flags.get(flag)?.at(-1) : undefined;
    if (text !== undefined && inner !== undefined) object[inner] = readFlag(flag, inner, text);
  }
  return object;
}

const ids = (given: readonly string[] = []) => given.flatMap((text) => text.split(',')).filter(Boolean);

function readFlag(flag: string, member: string, text: string): unknown {
  if (/seconds$/i.test(member)) {
    const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
    if (number === undefined) throw new UsageError(`--${flag} must be a number of seconds.`);
    return number;
  }
  if (member !== 'command') return text;
  if (!text.startsWith('[')) return text.split(/\s+/).filter(Boolean);
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`--${flag} must be a command, or a JSON list such as ["node", "token.js"].`);
  }
}

function readCount(flag: string, text: string, max: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value > 0 && value <= max) return value;
  throw new UsageError(`--${flag} must be a whole number from 1 to ${max}.`);
}

function split(args: readonly string[]): { flags: Map<string, string[]>; positional: string[] } {
  const flags = new Map<string, string[]>();
  const positional: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith('--')) {
      positional.push(arg);
      continue;
    }
    const [, name = '', inline] = /^--([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    const isRunFlag = Object.hasOwn(runFlags, name);
    const takesValue = memberFlags.has(name) || (isRunFlag && runFlags[name] !== undefined);
    if (!takesValue && !isRunFlag) {
      const known = [...memberFlags.keys(), ...Object.keys(runFlags)];
      throw new UsageError(
        `There is no flag --${name.slice(0, 60)}.${suggestion(name, known, '--')} Try --help.`,
      );
    }
    if (!takesValue && inline !== undefined) throw new UsageError(`--${name} takes no value.`);
    const value = takesValue ? (inline ?? rest.shift()) : '';
    if (value === undefined) throw new UsageError(`--${name} needs a value.`);
    flags.set(name, [...(flags.get(name) ?? []), value]);
  }
  return { flags, positional };
}
