/** Reads single values of unknown input. Each says in its error which member was wrong. */
import { suggestion } from './nearest.ts';
import { UsageError } from './usage-error.ts';

export type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * An object that has no other members than these.
 *
 * @param where - what the object is called in an error, such as `the configuration`
 */
export function readMembers(value: unknown, known: readonly string[], where: string): Members {
  if (!isMembers(value)) throw new UsageError(`${where} must be a JSON object.`);
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    throw new UsageError(
      `${where} has no member ${JSON.stringify(name.slice(0, 60))}.${suggestion(name, known)}`,
    );
  }
  return value;
}

export function readText(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError(`${where} must be a text that is not empty.`);
}

export function readOptional<Value>(
  value: unknown,
  read: (value: unknown, where: string) => Value,
  where: string,
): Value | undefined {
  return value === undefined ? undefined : read(value, where);
}

/** @param max - at most so many */
export function readSeconds(value: unknown, where: string, max = 3600): number {
  if (typeof value === 'number' && value > 0 && value <= max) return value;
  throw new UsageError(`${where} must be a number of seconds above 0, ${max} at most.`);
}

export function readTexts(value: unknown, where: string): readonly string[] {
  if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== ''))
    return value;
  throw new UsageError(`${where} must be a list of texts, such as ["node", "token.js"].`);
}
