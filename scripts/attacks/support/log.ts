import type { AttackName } from '../../../protocol/exhibits.ts';
import type { Scene } from '../attack.ts';
import { ask } from './http.ts';

/** The last line of a twin's log that matches: what somebody with access to the logs would read there. */
export async function lastLine(
  { target, signal }: Scene,
  name: AttackName,
  pattern: RegExp,
): Promise<string | undefined> {
  const { text } = await ask(new URL(`/log/${name}`, target.exhibits), { signal });
  return text.split('\n').findLast((line) => pattern.test(line));
}
