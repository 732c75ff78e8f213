import type { Attack } from './attack.ts';
import { inWords, open, outcome } from './support/socket.ts';
import { basicOf } from './support/victim.ts';

/**
 * Rides on a cached password. This script plays the victim's browser, too: it adds the password to a handshake that
 * the attacker's page started, as Chromium does. The page at /cached-basic has a real browser do it.
 */
export const attack: Attack = {
  name: 'cached-basic',
  async run(scene) {
    const { target, fixed, tell } = scene;
    const url = fixed ? target.method('basic') : target.twin('/cached-basic');
    const Authorization = basicOf('alice');
    const own = await open(scene, url, { headers: { Authorization, Origin: new URL(target.page).origin } });
    tell('victim', `connects with name and password, from the right page: ${outcome(own)}`);
    tell('victim', 'closes the page; the browser keeps the password until it is closed itself');
    const { origin } = new URL(target.exhibits);
    tell('attacker', `has the victim open a page of ${origin}, which opens a WebSocket without a password`);
    const ridden = await open(scene, url, { headers: { Authorization, Origin: origin } });
    tell('server', `gets the password from the browser all the same: ${outcome(ridden)}`);
    if (!ridden.opened) return false;
    ridden.send({ msg: 'what does alice see?' });
    const event = await ridden.next();
    tell('attacker', `speaks as alice and reads ${inWords(event)}`);
    return event.type === 'message';
  },
};
