import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { type Attack, failed, succeeded } from './attack.ts';
import { channelsOf, join, newChannel, quietly, tokenOf } from './support/channels.ts';

const earlier = ['bob comes at three', 'nobody tells him', 'we pay him 10 less'];

/** Comes into a room, and asks for what was said before. */
export const attack: Attack<'history-before-join'> = {
  name: 'history-before-join',
  async run(scene) {
    const { fixed, note } = scene;
    const url = channelsOf(scene, '/history-before-join');
    const channel = newChannel('room');
    const scope = `subscribe:${channel}`;
    const { token } = await tokenOf(scene, 'bob', scope);
    // Of her conversation the scene is told the sum.
    const alice = await join(quietly(scene), 'victim', url, DEMO_TOKEN);
    const say = (id: string, data: string) => alice.ask({ type: 'publish', channel, id, data });
    for (const [index, data] of earlier.entries()) await say(`${index + 1}`, data);
    const count = earlier.length;
    note(['victim', fixed ? 'server' : 'twin'], 'saidBefore', { count, channel });

    note('attacker', 'newcomer', { scope });
    const bob = await join(scene, 'attacker', url, token);
    const answer = await bob.ask({ type: 'subscribe', channel, history: 10 });
    if (answer.type === 'subscribed') {
      let seen = 0;
      for (; seen < count; seen++) await bob.hear('message');
      return succeeded('history-before-join', { seen, count });
    }
    // What a note tells needs no rows.
    bob.socket.hush();
    const { epoch } = await bob.ask({ type: 'subscribe', channel });
    await bob.ask({ type: 'unsubscribe', channel });
    bob.socket.hush(() => true);
    note('attacker', 'claimsPlace', {});
    await bob.ask({ type: 'subscribe', channel, since: { epoch, offset: 0 } });
    await say('new', 'welcome, bob');
    // The first message that he is sent is this one, or one from before.
    const { offset } = await bob.hear('message');
    const seen = count + 1 - Number(offset);
    return seen > 0
      ? succeeded('history-before-join', { seen, count })
      : failed('history-before-join', { count, capability: String(answer.capability) });
  },
};
