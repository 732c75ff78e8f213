import { type Attack, CannotRun, failed, succeeded } from './attack.ts';
import { answerTo, open } from './support/socket.ts';
import { basicOf } from './support/victim.ts';

/**
 * Rides on a cached password. This script plays the victim's browser, too: it adds the password to a handshake that
 * the attacker's page started, as Chromium does. The page at /cached-basic has a real browser do it.
 */
export const attack: Attack<'cached-basic'> = {
  name: 'cached-basic',
  async run(scene) {
    const { target, fixed, note } = scene;
    const url = fixed ? target.method('basic') : target.twin('/cached-basic');
    const Authorization = basicOf('alice');
    const here = { Origin: new URL(target.page).origin, Authorization };
    const own = await open(scene, 'victim', url, { headers: here });
    if (!own.opened) throw new CannotRun(`The victim was not let in: ${answerTo(own)}.`);
    note('victim', 'closesPage', {});
    const { origin } = new URL(target.exhibits);
    note(['attacker', 'victim'], 'lures', { origin });
    const ridden = await open(scene, 'victim', url, { headers: { Origin: origin, Authorization } });
    if (!ridden.opened) return failed('cached-basic', { answer: answerTo(ridden) });
    ridden.send({ msg: 'what does alice see?' });
    const event = await ridden.next();
    return event.type === 'message'
      ? succeeded('cached-basic', {})
      : failed('cached-basic', { answer: String(event.code) });
  },
};
