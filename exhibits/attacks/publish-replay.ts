import { DEMO_TOKEN } from '../../protocol/messages.ts';
import { type Attack, failed, succeeded } from './attack.ts';
import { channelsOf, join, newChannel } from './support/channels.ts';
import { sitBetween } from './support/line.ts';

/** Sits on the line, and has the victim send a message again that has arrived. */
export const attack: Attack<'publish-replay'> = {
  name: 'publish-replay',
  async run(scene) {
    const { target, fixed, note } = scene;
    const channel = newChannel('room');
    let keepsAnswer = false;
    note('attacker', 'onTheLine', {});
    const line = await sitBetween(scene, channelsOf(scene, '/publish-replay'), () => (from, bytes) => {
      if (from === 'client' || !keepsAnswer) return bytes;
      keepsAnswer = false;
      return undefined;
    });
    // The attacker is in the middle, and no end of it: what the victim says goes to the server.
    const owner = fixed ? 'server' : 'twin';
    const passing = { ...scene, target: { ...target, ownerOf: () => owner } as const };
    const publish = { type: 'publish', channel, id: 'payment-1', data: 'pay 100 to bob' };
    const first = await join(passing, 'victim', line, DEMO_TOKEN);
    keepsAnswer = true;
    first.socket.send(publish);
    first.socket.hush();
    await first.socket.closed();
    note('attacker', 'keepsAnswer', {});
    note('victim', 'sendsAgain', {});
    const again = await join(passing, 'victim', line, DEMO_TOKEN);
    const { offset } = await again.ask(publish);
    // Whoever subscribes may ask for what is stored.
    again.socket.hush();
    const { offset: end } = await again.ask({ type: 'subscribe', channel, history: 10 });
    const offsets: unknown[] = [];
    do offsets.push((await again.hear('message')).offset);
    while (offsets.at(-1) !== end);
    const times = offsets.length;
    note([owner, 'victim'], 'saysWhatIsStored', { offsets: offsets.join(', ') });
    return times > 1
      ? succeeded('publish-replay', { times, offsets: offsets.join(', ') })
      : failed('publish-replay', { offset: String(offset) });
  },
};
