import type { AttackName } from '../../../protocol/exhibits.ts';
import type { Scene } from '../attack.ts';
import { ask } from './http.ts';

/** A twin's log, line by line: what somebody with access to the logs would read there. */
export async function readLog({ target, signal }: Scene, name: AttackName): Promise<string[]> {
  const { text } = await ask(new URL(`/log/${name}`, target.exhibits), { signal });
  return text.split(/\r?\n/).slice(0, -1);
}

/** The last line of a twin's log that matches. */
export async function lastLine(scene: Scene, name: AttackName, pattern: RegExp): Promise<string | undefined> {
  return (await readLog(scene, name)).findLast((line) => pattern.test(line));
}
