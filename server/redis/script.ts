/** A script that Redis runs in one atomic step. */
import { createHash } from 'node:crypto';

export interface Script {
  readonly text: string;
  /** How Redis names a script that it has loaded: SHA-1 in hexadecimal digits. */
  readonly sha: string;
}

/** Every script of this program. A connection loads them, so that each runs in its turn from the first time on. */
export const scripts: Script[] = [];

/** @param text - Lua, with KEYS and ARGV (Redis: EVAL) */
export function script(text: string): Script {
  const made = { text, sha: createHash('sha1').update(text).digest('hex') };
  scripts.push(made);
  return made;
}
