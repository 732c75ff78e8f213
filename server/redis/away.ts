import { errorCode } from '../basics/system-error.ts';
import { Unavailable } from '../basics/unavailable.ts';

/** Redis gave no answer, or an error. */
export function away(cause?: unknown): Unavailable {
  return new Unavailable('Redis is away.', { cause });
}

/** Redis is older than the oldest version that this server is tested with. */
export class RedisTooOld extends Error {
  override readonly name = 'RedisTooOld';
}

/**
 * Why Redis is away, for the log: a code or the first word of Redis' own answer. The text of an error is never shown,
 * since it may hold an address or a piece of a command.
 */
export function causeOf(error: unknown): string {
  if (error instanceof Unavailable) return causeOf(error.cause);
  if (error instanceof RedisTooOld) return error.message;
  const code = errorCode(error);
  if (code !== undefined) return code;
  if (!(error instanceof Error)) return 'unknown';
  const [word] = /^[A-Z]{2,}(?= )/.exec(error.message) ?? [];
  return word ?? error.constructor.name;
}

/** Whether Redis answers but cannot write: its memory or its disk is full. What it has can still be read and removed. */
export function isFull(error: unknown): boolean {
  return ['OOM', 'MISCONF'].includes(causeOf(error));
}
