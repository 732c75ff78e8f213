import { setTimeout as pause } from 'node:timers/promises';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { type Attack, failed, succeeded } from './attack.ts';
import { channelsOf, join, newChannel, type Said, tokenOf } from './support/channels.ts';

/** Milliseconds within which everybody has to be told. */
const MOST_MS = 1000;

/** Is thrown out, and is present still. */
export const attack: Attack<'ghost-presence'> = {
  name: 'ghost-presence',
  async run(scene) {
    const { fixed, note } = scene;
    const url = channelsOf(scene, '/ghost-presence');
    const channel = newChannel('room');
    const subscribe = { type: 'subscribe', channel };
    const { token, signOut } = await tokenOf(scene, 'bob', `subscribe:${channel}`);
    const bob = await join(scene, 'attacker', url, token);
    await bob.ask(subscribe);
    const alice = await join(scene, 'victim', url, DEMO_TOKEN);
    await alice.ask(subscribe);

    note('attacker', 'thrownOut', {});
    const start = performance.now();
    await signOut();
    await bob.socket.closed();
    if (alice.unheard('presence').length === 0) note('victim', 'awaitsLeave', {}, MOST_MS);
    const told = await Promise.race([alice.hear('presence'), pause(MOST_MS, undefined, { ref: false })]);
    const ms = Math.ceil(performance.now() - start);
    // Who is subscribed is told who is there, so she subscribes anew.
    alice.socket.hush();
    await alice.ask({ type: 'unsubscribe', channel });
    const present = usersIn(await alice.ask(subscribe));
    const names = present.join(', ');
    note([fixed ? 'server' : 'twin', 'victim'], 'saysWhoIsThere', { names });
    return !told || present.includes('bob')
      ? succeeded('ghost-presence', { names })
      : failed('ghost-presence', { ms, names });
  },
};

function usersIn({ present }: Said): string[] {
  const members: unknown[] = Array.isArray(present) ? present : [];
  return members.flatMap((member) =>
    typeof member === 'object' && member !== null && 'user' in member ? [String(member.user)] : [],
  );
}
