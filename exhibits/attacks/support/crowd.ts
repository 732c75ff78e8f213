/** Many clients at once, from as many addresses as is wanted. */
import type { Scene } from '../attack.ts';
import { type OpenSocket, openOneOfMany, type Refused } from './socket.ts';

/** Handshakes at once. */
const BATCH = 40;

export interface Crowd {
  readonly opened: readonly OpenSocket[];
  readonly refused: readonly Refused[];
}

/**
 * Opens sockets until so many were tried, or a whole batch was refused.
 *
 * @param addresses - how many they come from: 127.0.0.0/8 is all this machine, and a limit per address does not see
 *   them as one
 */
export async function openCrowd(
  scene: Scene,
  url: string,
  { count, addresses }: { readonly count: number; readonly addresses: number },
  arrive: (socket: OpenSocket) => Promise<unknown> = async () => {},
): Promise<Crowd> {
  const opened: OpenSocket[] = [];
  const refused: Refused[] = [];
  for (let at = 0; at < count; at += BATCH) {
    const size = Math.min(BATCH, count - at);
    const batch = Array.from({ length: size }, (_, index) =>
      openFrom(scene, url, `127.0.${addresses}.${1 + ((at + index) % addresses)}`),
    );
    const before = opened.length;
    const attempts = await Promise.all(
      batch.map(async (opening) => {
        const attempt = await opening;
        if (attempt.opened) await arrive(attempt);
        return attempt;
      }),
    );
    for (const attempt of attempts) {
      if (attempt.opened) opened.push(attempt);
      else refused.push(attempt);
    }
    if (opened.length === before) break;
  }
  return { opened, refused };
}

/** Opens one socket from an address of this machine, where the system has more of them than 127.0.0.1. */
export function openFrom(scene: Scene, url: string, localAddress: string): Promise<OpenSocket | Refused> {
  const direct = new URL(url);
  // A source address of IPv4 can only reach an address of IPv4.
  direct.hostname = '127.0.0.1';
  return openOneOfMany(scene, direct.href, { localAddress }).catch(() => openOneOfMany(scene, direct.href));
}

/** Each text with how often it is there: `20 with 1008 rate limit exceeded`. */
export function counted(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => `${count} with ${text}`.trimEnd());
}
