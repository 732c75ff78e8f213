import { type Attack, failed, succeeded } from './attack.ts';
import { authenticated } from './support/authenticated.ts';
import { inWords } from './support/socket.ts';
import { signIn } from './support/victim.ts';

const admin = { type: 'admin', msg: 'delete the log' };

/** Renews a connection with somebody else's token. */
export const attack: Attack<'renew-as-other'> = {
  name: 'renew-as-other',
  async run(scene) {
    const { target, fixed, note } = scene;
    const alice = await signIn(scene, 'attacker', 'alice');
    const bob = await signIn(scene, 'victim', 'bob');
    const url = fixed ? target.method('token-refresh') : target.twin('/renew-as-other');
    const own = { type: 'authenticate', token: await alice.accessToken() };
    note('attacker', 'ownToken', {});
    const socket = await authenticated(scene, 'attacker', url, own);
    socket.send(admin);
    await socket.next();

    const token = await bob.accessToken();
    note(['victim', 'attacker'], 'tokenStolen', {});
    socket.send({ type: 'refresh', token });
    const renewed = await socket.next();
    if (renewed.type === 'closed') return failed('renew-as-other', { closing: inWords(renewed) });
    socket.send(admin);
    const event = await socket.next();
    return event.type === 'message' && event.text.includes('"Done: ')
      ? succeeded('renew-as-other', {})
      : failed('renew-as-other', { closing: inWords(event) });
  },
};
