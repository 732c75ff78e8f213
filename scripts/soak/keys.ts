/** What is in Redis, by kind, and whether that is what must be there. */
import type { AskRedis } from '../support/ask-redis.ts';

export interface Key {
  readonly name: string;
  /** Milliseconds that it has left; negative if it never expires. */
  readonly leftMs: number;
}

/** What may be there of each kind. Of a kind that is not named, nothing may be. */
export type Expected = Readonly<Record<string, { readonly least: number; readonly most: number }>>;

/** Keys that a scan looks at in one step. */
const AT_ONCE = '1000';

/** Reads every key with the time that it has left. Keys that expire meanwhile are left out. */
export async function readKeys({ ask }: Pick<AskRedis, 'ask'>): Promise<Key[]> {
  const names = new Set<string>();
  let cursor = '0';
  do {
    const answer = await ask('SCAN', cursor, 'COUNT', AT_ONCE);
    const [next, found]: unknown[] = Array.isArray(answer) ? answer : [];
    cursor = String(next);
    for (const name of Array.isArray(found) ? found : []) names.add(String(name));
  } while (cursor !== '0');
  const keys: Key[] = [];
  for (const name of names) {
    const leftMs = Number(await ask('PTTL', name));
    const GONE = -2;
    if (leftMs !== GONE) keys.push({ name, leftMs });
  }
  return keys;
}

/** The kind of a key: `session` of `lab:session:…`. A key of somebody else is a kind of its own. */
export function kindOf({ name }: Key): string {
  return /^lab:([^:]+)/.exec(name)?.[1] ?? name;
}

/** How many keys there are of each kind. */
export function countsOf(keys: readonly Key[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of keys.map(kindOf).sort()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** Says what is wrong, in sentences. */
export function problemsOfKeys(keys: readonly Key[], expected: Expected): string[] {
  const counts = countsOf(keys);
  const endless = keys.filter(({ leftMs }) => leftMs < 0).map(({ name }) => `${name} never expires.`);
  const wrong = [...new Set([...counts.keys(), ...Object.keys(expected)])].flatMap((kind) => {
    const count = counts.get(kind) ?? 0;
    const { least, most } = expected[kind] ?? { least: 0, most: 0 };
    if (count >= least && count <= most) return [];
    return [
      `There are ${count} keys of the kind ${kind}, and not ${least === most ? least : `${least} to ${most}`}.`,
    ];
  });
  return [...endless, ...wrong];
}
