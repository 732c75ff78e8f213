import type { Attack } from './attack.ts';
import { authenticated } from './support/authenticated.ts';
import { inWords } from './support/socket.ts';
import { signIn } from './support/victim.ts';

/** Asks for what the token does not allow. */
export const attack: Attack = {
  name: 'beyond-permission',
  async run(scene) {
    const { target, fixed, tell } = scene;
    const alice = await signIn(scene, 'alice');
    const url = fixed ? target.method('token-refresh') : target.twin('/beyond-permission');
    const socket = await authenticated(scene, url, {
      type: 'authenticate',
      token: await alice.accessToken(),
    });
    tell('attacker', 'is alice, connects with her own token, and may echo and shout');
    const message = { type: 'admin', msg: 'delete the log' };
    socket.send(message);
    tell('attacker', `sends ${JSON.stringify(message)}, which only bob may`);
    const event = await socket.next();
    tell('server', `answers ${inWords(event)}`);
    return event.type === 'message' && event.text.includes('"Done: ');
  },
};
