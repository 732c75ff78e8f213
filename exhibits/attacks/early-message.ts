import type { Attack } from './attack.ts';
import { inWords, open, outcome } from './support/socket.ts';

/** The first thing the client says is no token. */
export const attack: Attack = {
  name: 'early-message',
  async run(scene) {
    const { target, fixed, tell } = scene;
    const socket = await open(
      scene,
      fixed ? target.method('authenticate-message') : target.twin('/early-message'),
    );
    tell('attacker', `opens a WebSocket without any token: ${outcome(socket)}`);
    if (!socket.opened) return false;
    const message = { msg: 'pay 100 to mallory' };
    socket.send(message);
    tell('attacker', `sends ${JSON.stringify(message)}, and never a token`);
    const event = await socket.next();
    tell('server', event.type === 'message' ? `acts on it and answers ${event.text}` : inWords(event));
    return event.type === 'message';
  },
};
