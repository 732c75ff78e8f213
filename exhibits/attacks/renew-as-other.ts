import type { Attack } from './attack.ts';
import { authenticated } from './support/authenticated.ts';
import { inWords } from './support/socket.ts';
import { signIn } from './support/victim.ts';

const admin = { type: 'admin', msg: 'delete the log' };

/** Renews a connection with somebody else's token. */
export const attack: Attack = {
  name: 'renew-as-other',
  async run(scene) {
    const { target, fixed, tell } = scene;
    const [alice, bob] = await Promise.all([signIn(scene, 'alice'), signIn(scene, 'bob')]);
    const url = fixed ? target.method('token-refresh') : target.twin('/renew-as-other');
    const socket = await authenticated(scene, url, {
      type: 'authenticate',
      token: await alice.accessToken(),
    });
    tell('attacker', 'is alice, connects with her own token, and may echo and shout');
    socket.send(admin);
    tell('server', `answers ${JSON.stringify(admin)} with ${inWords(await socket.next())}`);

    tell('victim', 'is bob, who may do admin; one of his tokens gets into the hands of alice');
    socket.send({ type: 'refresh', token: await bob.accessToken() });
    const renewed = await socket.next();
    tell('server', `takes the renewal of the connection for ${inWords(renewed)}`);
    if (renewed.type === 'closed') return false;
    socket.send(admin);
    const event = await socket.next();
    tell('attacker', `sends the same message again and reads ${inWords(event)}`);
    return event.type === 'message' && event.text.includes('"Done: ');
  },
};
