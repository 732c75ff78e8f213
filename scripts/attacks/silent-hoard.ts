import type { Attack, Scene } from './attack.ts';
import { type OpenSocket, open } from './support/socket.ts';

const SOCKETS = 200;

/** Addresses they come from: 127.0.0.0/8 is all this machine, and a limit per address does not see them as one. */
const ADDRESSES = 50;

/** Handshakes at once. */
const BATCH = 40;

/** Opens many sockets and says nothing. */
export const attack: Attack = {
  name: 'silent-hoard',
  seconds: 45,
  async run(scene) {
    const { target, fixed, tell } = scene;
    const hoard = await openMany(
      scene,
      fixed ? target.method('first-message') : target.twin('/silent-hoard'),
    );
    tell('attacker', `opens ${hoard.length} sockets from ${ADDRESSES} addresses, and says nothing`);
    // The twin has no clock. One silent socket on the real server tells when a deadline would have been over.
    const swept = fixed ? hoard : await openMany(scene, target.method('first-message'), 1);
    const endings = await Promise.all(swept.map((socket) => socket.closed()));
    for (const [ending, count] of counted(endings.map(({ code, reason }) => `${code} ${reason}`))) {
      tell('server', `the real one: the deadline is over, closes ${count} with ${ending}`.trimEnd());
    }
    const left = hoard.filter(({ isOpen }) => isOpen).length;
    tell('attacker', left > 0 ? `still holds ${left} of them on the twin` : 'holds none of them any more');
    return left > 0;
  },
};

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

async function openMany(scene: Scene, url: string, count = SOCKETS): Promise<OpenSocket[]> {
  const direct = new URL(url);
  // A source address of IPv4 can only reach an address of IPv4.
  direct.hostname = '127.0.0.1';
  const sockets: OpenSocket[] = [];
  for (let at = 0; at < count; at += BATCH) {
    const size = Math.min(BATCH, count - at);
    const batch = Array.from({ length: size }, (_, index) => openFrom(scene, direct.href, at + index));
    for (const socket of await Promise.all(batch)) {
      if (socket.opened) sockets.push(socket);
    }
  }
  return sockets;
}

function openFrom(scene: Scene, url: string, index: number) {
  const localAddress = `127.0.66.${1 + (index % ADDRESSES)}`;
  // Some systems know 127.0.0.1 only.
  return open(scene, url, { localAddress }).catch(() => open(scene, url));
}
