import type { Attack } from './attack.ts';
import { authenticated } from './support/authenticated.ts';
import { inWords } from './support/socket.ts';
import { signIn } from './support/victim.ts';

/** Stays on a connection whose token has run out. It takes the minute that a token is good for. */
export const attack: Attack = {
  name: 'outlive-token',
  seconds: 75,
  async run(scene) {
    const { target, fixed, tell } = scene;
    const alice = await signIn(scene, 'alice');
    const first = { type: 'authenticate', token: await alice.accessToken() };
    // The real server ends its connection the moment the token runs out: that is the clock of both positions.
    const real = await authenticated(scene, target.method('token-refresh'), first);
    const tried = fixed ? real : await authenticated(scene, target.twin('/outlive-token'), first);
    tell('attacker', 'connects with a token that is good for a minute, and waits until it is over');
    const ended = await real.closed();
    tell('server', `the real one: closed with ${ended.code} ${ended.reason}`);
    if (!tried.isOpen) return false;
    tried.send({ type: 'echo', msg: 'still here' });
    const event = await tried.next();
    tell('attacker', `is still connected to the twin, sends a message and reads ${inWords(event)}`);
    return event.type === 'message';
  },
};
