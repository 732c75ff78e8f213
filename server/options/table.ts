/** Makes a program's command line of a table of options: defaults, reading, checks, help. Knows no option by name. */

import { UsageError } from '../basics/usage-error.ts';
import type { Option } from './kinds.ts';
import { readArguments, readEnvironment, variableOf, writtenName } from './sources.ts';

/** For each value of the options, the row that describes it. */
export type Rows<Values> = { readonly [Name in keyof Values]: Option<Values[Name]> };

interface Program<Values> {
  /** The text above the options in the help, and the text below them. */
  readonly about: string;
  readonly advice: string;
  /** Sets the options that others imply. */
  readonly implied?: (values: Values) => Values;
  /** Rules between options: whether each is broken, and the sentence that says so. */
  readonly contradictions: (values: Values) => readonly (readonly [broken: boolean, rule: string])[];
}

export interface OptionTable<Values> {
  /** The default of every option. */
  readonly defaults: Values;
  /**
   * Reads the options of a start: a flag overrides the environment, and that overrides the default.
   *
   * @param argv - arguments after the script's name
   * @param env - the environment, e.g. `process.env`
   * @throws UsageError with a sentence that says what to do. With `--help` only the names of the flags are checked.
   */
  parse(argv: readonly string[], env: NodeJS.ProcessEnv): Values;
  /**
   * Checks every value and the rules between them, and sets what an option implies.
   *
   * @throws UsageError with the rule that was broken
   */
  check(values: Values): Values;
  /** The text for `--help`. */
  help(): string;
}

export function optionTable<Values extends { readonly help: boolean }>(
  rows: Rows<Values>,
  { about, advice, implied = (values) => values, contradictions }: Program<Values>,
): OptionTable<Values> {
  const names = Object.keys(rows).filter((name): name is keyof Values & string => Object.hasOwn(rows, name));
  const anyRows = Object.fromEntries(names.map((name): [string, Option<unknown>] => [name, rows[name]]));

  /**
   * Builds an object with a value for every option. The compiler cannot check a loop over names, so the end checks it.
   */
  const build = (pick: <Name extends keyof Values & string>(name: Name) => Values[Name]): Values => {
    const values: Partial<Values> = {};
    const put = <Name extends keyof Values & string>(name: Name) => {
      values[name] = pick(name);
    };
    for (const name of names) put(name);
    if (!isComplete(values)) throw new Error('an option has no value');
    return values;
  };

  const isComplete = (values: Partial<Values>): values is Values =>
    names.every((name) => Object.hasOwn(values, name));

  const defaults = build((name) => rows[name].default);

  const check = (given: Values): Values => {
    const checkOne = <Name extends keyof Values & string>(name: Name) => {
      const problem = rows[name].check(given[name]);
      if (problem !== undefined) throw new UsageError(`${writtenName(name, rows[name])} ${problem}.`);
    };
    for (const name of names) checkOne(name);
    const values = implied(given);
    for (const [broken, rule] of contradictions(values)) {
      if (broken) throw new UsageError(rule);
    }
    return values;
  };

  return {
    defaults,
    check,
    parse(argv, env) {
      const given = readArguments(anyRows, argv);
      if (given.has('help')) return { ...defaults, help: true };
      const inherited = readEnvironment(anyRows, env);
      return check(
        build((name) => {
          const source = given.get(name) ?? inherited.get(name);
          if (source === undefined) return defaults[name];
          const read = rows[name].read(source.texts);
          const isFlag = given.has(name);
          const problem = read.ok
            ? (rows[name].check(read.value) ?? (isFlag ? rows[name].checkFlag?.(read.value) : undefined))
            : read.problem;
          if (problem !== undefined) throw new UsageError(`${source.writtenAs} ${problem}.`);
          return read.ok ? read.value : defaults[name];
        }),
      );
    },
    help() {
      const described = (secret: boolean) =>
        names
          .filter((name) => rows[name].secret === secret)
          .map((name) => lineOf(name, rows[name]))
          .join('');
      return `${about}

Each option with its default in brackets, and its environment variable below it.
A flag overrides the environment, where a switch is 1 or 0.

${described(false)}
In the environment only, because a process list shows flags:

${described(true)}
${advice}
`;
    },
  };
}

/** Width of the column of flags in the help. */
const WIDTH = 38;

function lineOf(name: string, row: Option<unknown>): string {
  const label = `${writtenName(name, row)} ${row.placeholder}`.padEnd(WIDTH);
  const standard = row.kind === 'value' && row.default !== undefined ? ` [${row.default}]` : '';
  const lines: string[] = `${row.help}${standard}`.match(/.{1,58}(?= |$)/g) ?? [];
  if (name !== 'help' && !row.secret) lines.push(variableOf(name, row));
  return `  ${label}${lines.map((line) => line.trim()).join(`\n${' '.repeat(WIDTH + 2)}`)}\n`;
}
