import { type Attack, failed, succeeded } from './attack.ts';
import { authenticated } from './support/authenticated.ts';
import { inWords } from './support/socket.ts';
import { signIn } from './support/victim.ts';

/** Asks for what the token does not allow. */
export const attack: Attack<'beyond-permission'> = {
  name: 'beyond-permission',
  async run(scene) {
    const { target, fixed, note } = scene;
    const alice = await signIn(scene, 'attacker', 'alice');
    const url = fixed ? target.method('token-refresh') : target.twin('/beyond-permission');
    const first = { type: 'authenticate', token: await alice.accessToken() };
    note('attacker', 'ownToken', {});
    const socket = await authenticated(scene, 'attacker', url, first);
    socket.send({ type: 'admin', msg: 'delete the log' });
    const event = await socket.next();
    return event.type === 'message' && event.text.includes('"Done: ')
      ? succeeded('beyond-permission', {})
      : failed('beyond-permission', { answer: inWords(event) });
  },
};
