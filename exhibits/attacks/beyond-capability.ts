import { randomUUID } from 'node:crypto';
import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { type Attack, failed, succeeded } from './attack.ts';
import { channelsOf, join, tokenOf } from './support/channels.ts';

const allowed = 'room:1';
const other = 'room:10';

/** Subscribes to a room whose name begins like the one that the token names. */
export const attack: Attack<'beyond-capability'> = {
  name: 'beyond-capability',
  async run(scene) {
    const { note } = scene;
    const url = channelsOf(scene, '/beyond-capability');
    const scope = `subscribe:${allowed}`;
    const { token } = await tokenOf(scene, 'bob', scope);
    note('attacker', 'oneRoomOnly', { scope });
    const bob = await join(scene, 'attacker', url, token);
    await bob.ask({ type: 'subscribe', channel: allowed });
    const answer = await bob.ask({ type: 'subscribe', channel: other });
    const alice = await join(scene, 'victim', url, DEMO_TOKEN);
    const id = randomUUID().slice(0, 8);
    await alice.ask({ type: 'publish', channel: other, id, data: 'the door code is 4711' });
    // Whatever he is to be sent comes before this answer.
    bob.socket.hush();
    await bob.ask({ type: 'unsubscribe', channel: allowed });
    return bob.unheard('message').some((message) => message.id === id)
      ? succeeded('beyond-capability', { channel: allowed, other })
      : failed('beyond-capability', { other, capability: String(answer.capability) });
  },
};
