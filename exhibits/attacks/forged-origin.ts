import { type Attack, failed, succeeded } from './attack.ts';
import { answerTo, open } from './support/socket.ts';

/** Writes into Origin what a browser would write there. */
export const attack: Attack<'forged-origin'> = {
  name: 'forged-origin',
  async run(scene) {
    const { target, fixed, note } = scene;
    const url = target.twin(fixed ? '/forged-origin/fixed' : '/forged-origin');
    note('attacker', 'foreignPage', {});
    await open(scene, 'attacker', url, { headers: { Origin: 'https://evil.example' } });
    note('attacker', 'forgesOrigin', {});
    const Origin = new URL(target.page).origin;
    const forged = await open(scene, 'attacker', url, { headers: { Origin } });
    if (!forged.opened) return failed('forged-origin', { answer: answerTo(forged) });
    forged.send({ msg: 'hello from mallory' });
    const event = await forged.next();
    return event.type === 'message'
      ? succeeded('forged-origin', {})
      : failed('forged-origin', { answer: String(event.code) });
  },
};
