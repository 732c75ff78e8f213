/** A script that Redis runs in one atomic step. */
import { createHash } from 'node:crypto';

export interface Script {
  readonly text: string;
  /** How Redis names a script that it has seen before: SHA-1 in hexadecimal digits. */
  readonly sha: string;
}

/** @param text - Lua, with KEYS and ARGV (Redis: EVAL) */
export function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}
