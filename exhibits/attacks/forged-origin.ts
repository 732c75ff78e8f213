import type { Attack } from './attack.ts';
import { inWords, open, outcome } from './support/socket.ts';

/** Writes into Origin what a browser would write there. */
export const attack: Attack = {
  name: 'forged-origin',
  async run(scene) {
    const { target, fixed, tell } = scene;
    const url = target.twin(fixed ? '/forged-origin/fixed' : '/forged-origin');
    const foreign = await open(scene, url, { headers: { Origin: 'https://evil.example' } });
    tell('attacker', `connects as a page of evil.example would have to: ${outcome(foreign)}`);
    const Origin = new URL(target.page).origin;
    const forged = await open(scene, url, { headers: { Origin } });
    tell(
      'attacker',
      `is no browser, writes Origin: ${Origin} himself, without any token: ${outcome(forged)}`,
    );
    if (!forged.opened) {
      tell('server', 'took the Origin as right, and wanted a credential all the same');
      return false;
    }
    forged.send({ msg: 'hello from mallory' });
    const event = await forged.next();
    tell('attacker', `speaks as alice and reads ${inWords(event)}`);
    return event.type === 'message';
  },
};
