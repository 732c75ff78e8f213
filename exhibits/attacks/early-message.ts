import { type Attack, CannotRun, failed, succeeded } from './attack.ts';
import { inWords, open } from './support/socket.ts';

/** The first thing the client says is no token. */
export const attack: Attack<'early-message'> = {
  name: 'early-message',
  async run(scene) {
    const { target, fixed } = scene;
    const url = fixed ? target.method('authenticate-message') : target.twin('/early-message');
    const socket = await open(scene, 'attacker', url);
    if (!socket.opened) throw new CannotRun(`${url} answered HTTP ${socket.status}.`);
    socket.send({ msg: 'pay 100 to mallory' });
    const event = await socket.next();
    return event.type === 'message'
      ? succeeded('early-message', {})
      : failed('early-message', { closing: inWords(event) });
  },
};
