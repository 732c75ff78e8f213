import { type Attack, failed, succeeded } from './attack.ts';
import { counted, openCrowd } from './support/crowd.ts';

const HOARD = { count: 200, addresses: 50 };

/** Opens many sockets and says nothing. */
export const attack: Attack<'silent-hoard'> = {
  name: 'silent-hoard',
  seconds: 45,
  holds: true,
  async run(scene) {
    const { target, fixed, note } = scene;
    const real = target.method('first-message');
    const url = fixed ? real : target.twin('/silent-hoard');
    const owner = target.ownerOf(url);
    const { opened: hoard } = await openCrowd(scene, url, HOARD);
    const start = performance.now();
    const { addresses } = HOARD;
    const count = hoard.length;
    note(['attacker', owner], 'opensSilent', { count, addresses });
    // The twin has no clock. One silent socket on the real server tells when a deadline would have been over.
    const swept = fixed ? hoard : (await openCrowd(scene, real, { count: 1, addresses: 1 })).opened;
    if (!fixed) note(['attacker', 'server'], 'opensOneSilent', {});
    const endings = await Promise.all(swept.map((socket) => socket.closed()));
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const inWords = counted(endings.map(({ code, reason }) => `${code} ${reason}`)).join(', ');
    note(['server', 'attacker'], 'endsSilent', { endings: inWords });
    const held = hoard.filter(({ isOpen }) => isOpen).length;
    if (held === 0) return failed('silent-hoard', { ended: count, count, seconds });
    note([owner, 'attacker'], 'stillHeld', { held });
    return succeeded('silent-hoard', { held, count });
  },
};
