/**
 * The kinds of options: how each is written, read and checked. Pure; knows no option by name.
 *
 * A problem is the rest of a sentence that begins with the option's name: "must be a whole number …".
 */
import type { Parsed } from '../../protocol/messages.ts';
import { escaped } from '../observe/redact.ts';

/** One row of the options table. */
export interface Option<Value> {
  readonly default: Value;
  /** A switch is written without a value, a list option may be given several times, any other option once. */
  readonly kind: 'value' | 'switch' | 'list';
  /** Stands for the value in the help. */
  readonly placeholder: string;
  readonly help: string;
  /** Whether it is read only from the environment, because a process list shows flags. Its value is never shown. */
  readonly secret: boolean;
  /** Reads what was written: one text, or for a list one or more. Does not check the range. */
  read(texts: readonly string[]): Parsed<Value>;
  /** What is wrong with a value, or undefined. */
  check(value: Value): string | undefined;
  /** What is wrong with a value that is written in a flag, although it would be right elsewhere. */
  checkFlag?(value: Value): string | undefined;
}

/** Longest delay of a Node timer; a longer one would fire at once. */
export const MAX_TIMER_MS = 2_147_483_647;

const MAX_BYTES = 256 * 1024 * 1024;

const unitMaximums = { bytes: MAX_BYTES, ms: MAX_TIMER_MS } as const;

interface NumberSettings {
  readonly default: number;
  readonly min?: number;
  /** By default the unit decides. */
  readonly max?: number;
  readonly unit?: keyof typeof unitMaximums;
  /** What 0 means, if it has a special meaning, such as `off` for a limit. */
  readonly zero?: string;
  readonly help: string;
}

/** A whole number in decimal digits, without sign, exponent, fraction, leading zero or unit. */
export function wholeNumber(settings: NumberSettings): Option<number> {
  const { min = 0, unit, zero } = settings;
  const max = settings.max ?? (unit ? unitMaximums[unit] : Number.MAX_SAFE_INTEGER);
  const rule = `must be a whole number from ${min} to ${max}${zero ? ` (0 = ${zero})` : ''}`;
  return {
    default: settings.default,
    kind: 'value',
    placeholder: unit?.toUpperCase() ?? 'NUMBER',
    help: zero ? `${settings.help}; 0 = ${zero}` : settings.help,
    secret: false,
    read: (texts) => {
      const text = only(texts);
      return /^(0|[1-9]\d{0,15})$/.test(text)
        ? { ok: true, value: Number(text) }
        : { ok: false, problem: `${rule}, not ${quote(text)}` };
    },
    check: (value) =>
      Number.isSafeInteger(value) && value >= min && value <= max ? undefined : `${rule}, not ${value}`,
  };
}

/** An option that is on or off. If the default is on, help and environment name the opposite, `--no-…`. */
export function toggle(settings: { default: boolean; help: string }): Option<boolean> {
  return {
    ...settings,
    kind: 'switch',
    placeholder: '',
    secret: false,
    read: (texts) => {
      const text = only(texts);
      if (text === '1' || text === 'true') return { ok: true, value: true };
      if (text === '0' || text === 'false') return { ok: true, value: false };
      return { ok: false, problem: `must be 1 or 0, not ${quote(text)}` };
    },
    check: () => undefined,
  };
}

interface TextSettings<Value> {
  readonly default: Value;
  readonly placeholder: string;
  readonly help: string;
  readonly secret?: boolean;
  /** What is wrong with a text that is not empty, or undefined. */
  readonly check?: (text: string) => string | undefined;
  /** What is wrong with a text in a flag, although it would be right elsewhere. */
  readonly checkFlag?: (text: string) => string | undefined;
}

/** A text that is not empty, or `undefined` if that is the default. */
export function text<Value extends string | undefined>(
  settings: TextSettings<Value>,
): Option<string | Value> {
  const { check = () => undefined, checkFlag = () => undefined } = settings;
  return {
    default: settings.default,
    kind: 'value',
    placeholder: settings.placeholder,
    help: settings.help,
    secret: settings.secret ?? false,
    read: (texts) => ({ ok: true, value: only(texts) }),
    check: (value) => {
      if (value === undefined) return undefined;
      return value === '' ? 'must not be empty' : check(value);
    },
    checkFlag: (value) => (value === undefined ? undefined : checkFlag(value)),
  };
}

/** One of a few words. */
export function choice<const Word extends string>(settings: {
  choices: readonly Word[];
  default: NoInfer<Word>;
  help: string;
}): Option<Word> {
  const rule = `must be one of ${settings.choices.join(', ')}`;
  return {
    default: settings.default,
    kind: 'value',
    placeholder: 'WORD',
    help: `${settings.help}: ${settings.choices.join(', ')}`,
    secret: false,
    read: (texts) => {
      const text = only(texts);
      const value = settings.choices.find((word) => word === text);
      return value === undefined
        ? { ok: false, problem: `${rule}, not ${quote(text)}` }
        : { ok: true, value };
    },
    check: (value) => (settings.choices.includes(value) ? undefined : `${rule}, not ${quote(value)}`),
  };
}

/** Texts, each with a flag of its own, or in the environment separated by commas. */
export function list(settings: {
  placeholder: string;
  help: string;
  default?: readonly string[];
  check?: (item: string) => string | undefined;
}): Option<readonly string[]> {
  const { check = () => undefined } = settings;
  return {
    default: settings.default ?? [],
    kind: 'list',
    placeholder: settings.placeholder,
    help: `${settings.help}; may be given several times`,
    secret: false,
    read: (texts) => ({ ok: true, value: texts.map((item) => item.trim()) }),
    check: (items) => {
      for (const item of items) {
        const problem = item === '' ? 'must not be empty' : check(item);
        if (problem !== undefined) return problem;
      }
      return undefined;
    },
  };
}

/** Quotes input for a message: short, with control characters escaped, and without the user and password of a URL. */
export function quote(text: string): string {
  const shown = withoutUserInfo(text);
  return escaped(JSON.stringify(shown.length > 60 ? `${shown.slice(0, 60)}…` : shown));
}

/** A URL, or something like one, without user and password (RFC 3986, section 3.2.1). */
export function withoutUserInfo(url: string): string {
  return url.replace(/\/\/[^/?#\s]*@/g, '//…@');
}

function only(texts: readonly string[]): string {
  return texts[0] ?? '';
}
